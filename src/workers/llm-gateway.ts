import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import type { ChatNode } from '../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../lib/llm/completion'
import type { ModelGateway } from '../lib/llm/gateway'
import type { LlmGatewayApi } from './api/llm'

/** Match.worker's face of an llm.worker, over a port of its own: it can ask and cancel, and see no key. */
export class LlmGateway implements LlmGatewayApi {
  readonly #underWay = new Map<number, AbortController>()

  constructor(
    private readonly gateway: ModelGateway,
    private readonly clock: Clock,
  ) {}

  async complete(
    call: number,
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    onText: (text: string) => void,
  ): Promise<Completion> {
    const abort = new AbortController()
    this.#underWay.set(call, abort)
    try {
      return await this.gateway.complete(node, request, labels, { signal: abort.signal, onText })
    } finally {
      this.#underWay.delete(call)
      release(onText)
    }
  }

  async cancel(call: number): Promise<void> {
    this.#underWay.get(call)?.abort()
  }

  async ping(): Promise<number> {
    return this.clock.now()
  }

  /** Nobody is left to hear the answers. */
  cancelAll(): void {
    for (const abort of this.#underWay.values()) abort.abort()
  }
}

/** A listener from the other side of a port lives there until it is let go here. */
function release(listener: object): void {
  const end: unknown = Reflect.get(listener, Comlink.releaseProxy)
  if (typeof end === 'function') Reflect.apply(end, listener, [])
}
