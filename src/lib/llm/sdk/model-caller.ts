import type { Clock } from '../../core/clock'
import type { Labels } from '../../core/labels'
import { between } from '../../core/time'
import { type ChatNode, originOf } from '../chat-node'
import type { Completion, CompletionRequest } from '../completion'
import { failedCompletion } from '../failed-completion'
import { FairQueue } from '../fair-queue'
import { isThisMachine } from '../provider-origin'
import type { Fetch } from './bound-fetch'
import { CallTime } from './call-time'
import { faultOf } from './fault-text'
import { KeyCutter } from './key-cutter'
import type { Adaptation } from './refusal'
import { type CallerWatch, RetriedCall } from './retried-call'

export interface CallerMeans {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Draws from [0, 1). */
  readonly chance: () => number
}

/** Calls the language models of one origin: queues, asks, asks again, and keeps what it learned of them. */
export class ModelCaller {
  readonly #queues = new Map<string, FairQueue>()
  /** What a model turned down once is not sent again. */
  readonly #adapted = new Map<string, Set<Adaptation>>()

  constructor(
    private readonly origin: string,
    private readonly means: CallerMeans,
  ) {}

  /** Must not reject. `key`: undefined when there is none; it goes into the request's header only. */
  async complete(
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    key: string | undefined,
    watch: CallerWatch,
  ): Promise<Completion> {
    const { clock } = this.means
    if (originOf(node) !== this.origin) {
      return failedCompletion('bad-request', `“${node.name}” has another address now. Try again.`)
    }
    if (key === undefined && !isThisMachine(this.origin)) {
      return failedCompletion('no-key', faultOf('no-key', node).sentence)
    }
    const time = new CallTime(clock, request.deadline, watch.signal)
    const release = await this.#queueOf(node).enter(labels.agent_run_id, time.signal)
    const queued = between(time.start, clock.now())
    try {
      return await this.#ask(node, request, key, watch, time, queued)
    } finally {
      release?.()
      time.stop()
    }
  }

  async #ask(
    node: ChatNode,
    request: CompletionRequest,
    key: string | undefined,
    watch: CallerWatch,
    time: CallTime,
    queued: Completion['queued'],
  ): Promise<Completion> {
    const call = new RetriedCall({
      ...{ node, request, key, time, watch, origin: this.origin, cutter: new KeyCutter(key) },
      ...{ ...this.means, adapted: this.#adaptedTo(node) },
    })
    const settled = await call.run()
    return { ...settled, queued, latency: between(time.start, this.means.clock.now()) }
  }

  #queueOf(node: ChatNode): FairQueue {
    const queue = this.#queues.get(node.id) ?? new FairQueue(node.maxConcurrent)
    this.#queues.set(node.id, queue)
    queue.setLimit(node.maxConcurrent)
    return queue
  }

  #adaptedTo({ id, baseUrl, modelId }: ChatNode): Set<Adaptation> {
    const model = [id, baseUrl, modelId].join(' ')
    const adapted = this.#adapted.get(model) ?? new Set()
    this.#adapted.set(model, adapted)
    return adapted
  }
}
