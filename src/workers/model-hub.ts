import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import { type ChatNode, keySlotOf, originOf } from '../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../lib/llm/completion'
import { failedCompletion } from '../lib/llm/failed-completion'
import type { CallWatch, ModelReadiness } from '../lib/llm/gateway'
import { isThisMachine } from '../lib/llm/provider-origin'
import type { ModelPort } from '../lib/match/ports'
import type { HeldKeys } from './api/llm'
import type { DaySpend } from './day-spend'
import { GatewayLink } from './gateway-link'

const NOT_JOINED =
  'The worker that calls the model is not running. Open the page “Models” of this tab to see why.'

export interface ModelHubDeps {
  readonly clock: Clock
  readonly daySpend: Pick<DaySpend, 'reserve' | 'spentToday'>
  readonly nodes: () => readonly ChatNode[]
  /** The page, which owns the llm workers, is to replace this origin's. */
  readonly onLost: (origin: string, reason: string) => void
}

/** The match's way to language models: one link per provider's origin, and {@link routerComplete}, the only door. */
export class ModelHub implements ModelPort {
  readonly #links = new Map<string, GatewayLink>()
  #held: readonly HeldKeys[] = []

  constructor(private readonly deps: ModelHubDeps) {}

  /** Talks to the origin's llm.worker over `port` from now on; calls by an earlier one end with a fault. */
  connect(origin: string, port: MessagePort): void {
    this.#links.get(origin)?.close()
    const link = new GatewayLink(port, this.deps.clock, (reason) => {
      if (this.#links.get(origin) === link) this.#links.delete(origin)
      this.deps.onLost(origin, reason)
    })
    this.#links.set(origin, link)
  }

  /** All key slots that hold a key now. */
  keysChanged(held: readonly HeldKeys[]): void {
    this.#held = held
  }

  node(id: string): ChatNode | undefined {
    return this.deps.nodes().find((node) => node.id === id)
  }

  readiness(id: string): ModelReadiness {
    const node = this.node(id)
    if (node === undefined) return 'no-node'
    return this.#links.has(originOf(node)) && this.#hasKey(node) ? 'ready' : 'no-key'
  }

  spentToday(node: ChatNode): string | undefined {
    return this.deps.daySpend.spentToday(node)
  }

  /**
   * The only way to a language model: within the node's budget for the day, by the worker that holds its
   * key. Never rejects: what goes wrong is a fault with a sentence.
   */
  async routerComplete(
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    watch: CallWatch,
  ): Promise<Completion> {
    if (!this.#hasKey(node)) {
      return failedCompletion('no-key', `“${node.name}” has no key. Paste one on the page “Models”.`)
    }
    const link = this.#links.get(originOf(node))
    if (link === undefined) return failedCompletion('gateway-lost', NOT_JOINED)
    const reserved = this.deps.daySpend.reserve(node, request)
    if (!reserved.ok) return failedCompletion('budget', reserved.error)
    const { spendable, settle } = reserved.value
    const within = spendable === undefined ? request : { ...request, spendable }
    const completion = await link.complete(node, within, labels, watch)
    settle(completion.cost)
    return completion
  }

  /** A key lives and dies with its worker, and is of use at its origin only. A model on this machine needs none. */
  #hasKey(node: ChatNode): boolean {
    const origin = originOf(node)
    if (isThisMachine(origin)) return true
    const held = this.#held.find((keys) => keys.origin === origin)
    return this.#links.has(origin) && held?.slots.includes(keySlotOf(node)) === true
  }
}
