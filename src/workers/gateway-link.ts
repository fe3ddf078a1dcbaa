import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import { between } from '../lib/core/time'
import type { ChatNode } from '../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../lib/llm/completion'
import { failedCompletion, lostCompletion } from '../lib/llm/failed-completion'
import type { CallWatch, ModelGateway } from '../lib/llm/gateway'
import type { LlmGatewayApi } from './api/llm'
import { WorkerWatch } from './watch'

const LOST = 'The worker that calls the model was lost and is being restarted. The next tick asks again.'
const ABANDONED = 'The decision had ended before the model was asked.'

/** match.worker's end of one llm.worker. Once that is lost, every call here ends with a fault. */
export class GatewayLink implements ModelGateway {
  readonly #remote: Comlink.Remote<LlmGatewayApi>
  readonly #watch: WorkerWatch
  #calls = 0
  #endAll: () => void = () => undefined
  readonly #ended = new Promise<undefined>((resolve) => {
    this.#endAll = () => resolve(undefined)
  })

  constructor(
    port: MessagePort,
    private readonly clock: Clock,
    onLost: (reason: string) => void,
  ) {
    this.#remote = Comlink.wrap<LlmGatewayApi>(port)
    this.#watch = new WorkerWatch(
      undefined,
      () => this.#remote.ping(),
      clock,
      (reason) => {
        this.close()
        onLost(reason)
      },
    )
  }

  async complete(
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    watch: CallWatch,
  ): Promise<Completion> {
    if (watch.signal.aborted) return failedCompletion('aborted', ABANDONED)
    const askedAt = this.clock.now()
    this.#calls += 1
    const call = this.#calls
    const cancel = (): void => void this.#remote.cancel(call).catch(() => undefined)
    watch.signal.addEventListener('abort', cancel, { once: true })
    let isOver = false
    // Words come by a port of their own, and may come after the answer.
    const onText = Comlink.proxy((text: string): void => {
      if (!isOver) watch.onText(text)
    })
    const answered = this.#remote.complete(call, node, request, labels, onText).catch(() => undefined)
    const completion = await Promise.race([answered, this.#ended])
    isOver = true
    watch.signal.removeEventListener('abort', cancel)
    return completion ?? lostCompletion(node, request, LOST, between(askedAt, this.clock.now()))
  }

  /** Ends every call that is under way. */
  close(): void {
    this.#watch.stop()
    this.#endAll()
    this.#remote[Comlink.releaseProxy]()
  }
}
