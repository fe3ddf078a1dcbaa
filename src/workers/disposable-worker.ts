import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { DurationMs } from '../lib/core/time'
import type { LivingWorker } from './owned-worker'
import { WorkerWatch } from './watch'

export interface DisposableDeps<Api> {
  readonly spawn: () => Promise<LivingWorker>
  readonly clock: Clock
  readonly ping: (remote: Comlink.Remote<Api>) => Promise<unknown>
  /** It crashed or answers no more, and is gone; what was asked of it is rejected with the same sentence. */
  readonly onLost?: (sentence: string) => void
  /** How long it may be silent, where that is longer than usual. */
  readonly within?: DurationMs
}

/** A worker for one piece of work: started, watched, and never replaced. */
export class DisposableWorker<Api> {
  #reject: (cause: Error) => void = () => undefined
  readonly #over: Promise<never>
  readonly #watch: WorkerWatch
  readonly #remote: Comlink.Remote<Api>

  private constructor(
    private readonly worker: LivingWorker,
    deps: DisposableDeps<Api>,
  ) {
    this.#over = new Promise<never>((_, reject) => (this.#reject = reject))
    this.#over.catch(() => undefined) // nobody may be asking when it ends
    const remote = Comlink.wrap<Api>(worker.endpoint)
    this.#remote = remote
    this.#watch = new WorkerWatch(
      worker.errors,
      () => deps.ping(remote),
      deps.clock,
      (reason) => {
        this.end(reason)
        deps.onLost?.(reason)
      },
      deps.within,
    )
  }

  /** @throws when it cannot be started */
  static async start<Api>(deps: DisposableDeps<Api>): Promise<DisposableWorker<Api>> {
    return new DisposableWorker(await deps.spawn(), deps)
  }

  /** Rejects with a sentence when the worker ends before it answers. */
  ask<T>(call: (remote: Comlink.Remote<Api>) => Promise<T>): Promise<T> {
    return Promise.race([call(this.#remote), this.#over])
  }

  end(sentence = 'It was closed.'): void {
    this.#watch.stop()
    this.worker.terminate()
    this.#reject(new Error(sentence))
  }
}
