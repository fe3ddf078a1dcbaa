import { type DurationMs, type TimeMs, durationMs } from '../core/time'
import type { RunConfig } from '../engine/config'
import type { RunIndex } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'
import type { Completion, CompletionRequest } from '../llm/completion'
import { failedCompletion } from '../llm/failed-completion'
import type { Journal } from './journal'
import { ModelBudget } from './model-budget'
import { type Obstacle, obstacleTo } from './obstacles'
import type { ModelPort } from './ports'

/** As much of a model's running words as a card can show. */
const WORDS_SHOWN = 400

const CLOSED = 'The decision was closed before the model was asked.'
const STANDING_STILL = 'The match stands still because it cannot be stored; nothing was asked.'

/** What the desk must know of the decision a call belongs to. */
export interface DeskContext {
  isOpen(run: RunIndex, tick: number): boolean
  /** Wall time the open decision still has. */
  timeLeft(run: RunIndex): DurationMs
  matchTime(): TimeMs
  /** Storage refuses to write: what a call leads to could not be kept. */
  isHalted(): boolean
}

/**
 * Takes an agent's call to its language model: within its decision, within the budgets, and answered only
 * once what it cost is durable. A call ends when its decision does; what it cost until then is still logged.
 */
export class ModelDesk {
  readonly #budget: ModelBudget
  readonly #underWay = new Map<RunIndex, Set<AbortController>>()
  readonly #ordinals = new Map<RunIndex, { readonly tick: number; readonly calls: number }>()
  readonly #words = new Map<RunIndex, string>()
  #released = false

  constructor(
    private readonly journal: Journal,
    private readonly models: ModelPort,
    private readonly context: DeskContext,
  ) {
    this.#budget = new ModelBudget(journal.engine)
  }

  /** What keeps the run from deciding now, if anything. */
  obstacleTo(run: RunIndex): Obstacle | undefined {
    return obstacleTo(run, this.journal.engine, this.models, this.#budget)
  }

  /** `config`: the run as it was when the agent that asks was given its place. */
  async complete(
    run: RunIndex,
    config: RunConfig,
    tick: number,
    request: CompletionRequest,
  ): Promise<Completion> {
    if (this.#isReleased() || !this.context.isOpen(run, tick)) return failedCompletion('aborted', CLOSED)
    if (this.context.isHalted()) return failedCompletion('aborted', STANDING_STILL)
    const node = config.model && this.models.node(config.model.node)
    if (node === undefined) return failedCompletion('no-node', missingNode(config))
    const reserved = this.#budget.reserve(run, node, request)
    if (!reserved.ok) return failedCompletion('budget', reserved.error)
    const ordinal = this.#nextOrdinal(run, tick)
    const completion = await this.#call(run, config, node, request).finally(reserved.value)
    if (this.#isReleased()) return completion
    this.#settle(run, tick, ordinal, node, completion)
    await this.journal.durable()
    return completion
  }

  /** The newest words of the run's model while it speaks. */
  speaking(run: RunIndex): string | undefined {
    return this.#words.get(run)
  }

  /** Ends the calls of the run's decision. */
  decisionClosed(run: RunIndex): void {
    for (const call of this.#underWay.get(run) ?? []) call.abort()
  }

  /** Ends all calls; nothing is written of them any more. */
  release(): void {
    this.#released = true
    for (const run of this.#underWay.keys()) this.decisionClosed(run)
  }

  /** Asked anew after every wait, since it may have changed meanwhile. */
  #isReleased(): boolean {
    return this.#released
  }

  async #call(
    run: RunIndex,
    { labels }: RunConfig,
    node: ChatNode,
    request: CompletionRequest,
  ): Promise<Completion> {
    const call = new AbortController()
    const calls = this.#underWay.get(run) ?? new Set()
    this.#underWay.set(run, calls.add(call))
    const onText = (text: string): void => {
      if (!call.signal.aborted && calls.has(call)) this.#words.set(run, text.slice(-WORDS_SHOWN))
    }
    const deadline = durationMs(Math.min(request.deadline, this.context.timeLeft(run)))
    try {
      const watch = { signal: call.signal, onText }
      return await this.models.routerComplete(node, { ...request, deadline }, labels, watch)
    } finally {
      calls.delete(call)
      if (calls.size === 0) this.#words.delete(run)
    }
  }

  /** A call that asked nothing of anybody is not logged. */
  #settle(run: RunIndex, tick: number, ordinal: number, node: ChatNode, completion: Completion): void {
    const { usage, cost, latency, outcome } = completion
    if (outcome.type === 'fault' && cost === 0n && usage.input === 0 && usage.output === 0) return
    const call = {
      ...{ run, tick, ordinal, node: node.id, cost, latency },
      inputTokens: usage.input,
      cachedInputTokens: usage.cachedInput,
      outputTokens: usage.output,
      estimated: usage.estimated || node.prices.estimated,
    }
    this.journal.write({ type: 'ModelCallSettled', time: this.context.matchTime(), call })
  }

  #nextOrdinal(run: RunIndex, tick: number): number {
    const before = this.#ordinals.get(run)
    const calls = before?.tick === tick ? before.calls : 0
    this.#ordinals.set(run, { tick, calls: calls + 1 })
    return calls
  }
}

function missingNode({ name, model }: RunConfig): string {
  if (model === undefined) return `${name} plays by house rules and has no language model.`
  return `The chat node “${model.nodeName}” is no more. Give ${name} another brain.`
}
