import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import { durationMs } from '../lib/core/time'
import { spawnWorker } from './spawn'
import { WorkerWatch } from './watch'

/** Pause before a lost worker is started again, so that one that dies at once does not spin. */
const RESTART_DELAY = durationMs(250)

/** One worker of the page: started, watched, and replaced when it is lost. */
export class OwnedWorker<Api> {
  #remote: Comlink.Remote<Api> | undefined
  #end: () => void = () => undefined
  #rejectLost: (cause: Error) => void = () => undefined
  #lost: Promise<never> = this.#newLost()

  /** `onReplaced` is called when a successor stands and must be told what the lost one knew. */
  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly clock: Clock,
    /** Asks the worker for a sign of life; a generic Remote does not show that it has one. */
    private readonly ping: (remote: Comlink.Remote<Api>) => Promise<unknown>,
    private readonly onReplaced: (reason: string) => void,
  ) {}

  /** @throws when the worker was not started yet. */
  get remote(): Comlink.Remote<Api> {
    if (this.#remote === undefined) throw new Error(`The ${this.name} worker is not running.`)
    return this.#remote
  }

  async start(): Promise<void> {
    const worker = await spawnWorker(this.url, this.name)
    const remote = Comlink.wrap<Api>(worker)
    const watch = new WorkerWatch(
      worker,
      () => this.ping(remote),
      this.clock,
      (reason) => void this.replace(reason),
    )
    this.#end = (): void => {
      watch.stop()
      worker.terminate()
    }
    this.#remote = remote
  }

  /** The call's answer, or a rejection should the worker be lost before it comes. */
  untilLost<T>(call: () => Promise<T>): Promise<T> {
    return Promise.race([call(), this.#lost])
  }

  /** Ends the worker and starts its successor. */
  async replace(reason: string): Promise<void> {
    this.#end()
    const rejectLost = this.#rejectLost
    this.#lost = this.#newLost()
    rejectLost(new Error(`${reason} Please try again.`))
    await new Promise<void>((resolve) => this.clock.after(RESTART_DELAY, resolve))
    await this.start()
    this.onReplaced(reason)
  }

  #newLost(): Promise<never> {
    const lost = new Promise<never>((_, reject) => {
      this.#rejectLost = reject
    })
    lost.catch(() => undefined) // nobody may be asking when a worker is lost
    return lost
  }
}
