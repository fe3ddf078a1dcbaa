import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import { type DurationMs, type TimeMs, between, durationMs, timeMs } from '../lib/core/time'
import { absoluteUrl, spawnWorker } from './spawn'
import { WorkerWatch } from './watch'

/** Pauses before a lost worker is started again, so that one that dies at once does not spin. */
const RESTART_DELAYS: readonly DurationMs[] = [250, 1000, 5000, 20_000].map(durationMs)

/** A worker that lived this long died of something new. */
const PROVEN_AFTER = durationMs(60_000)

/** A started worker, wherever it lives. */
export interface LivingWorker {
  readonly endpoint: Comlink.Endpoint
  /** Where its error events arrive. */
  readonly errors: EventTarget
  terminate(): void
}

/**
 * One whose parent is the page itself.
 * @param url what `import url from './x.worker?worker&url'` gives
 * @throws when the script cannot be fetched
 */
export async function workerOfPage(url: string, name: string): Promise<LivingWorker> {
  const worker = await spawnWorker(absoluteUrl(url), name)
  return { endpoint: worker, errors: worker, terminate: () => worker.terminate() }
}

export interface OwnedWorkerDeps<Api> {
  /** Rejects when the worker cannot be started now. */
  readonly spawn: () => Promise<LivingWorker>
  readonly clock: Clock
  /** Asks the worker for a sign of life; a generic Remote does not show that it has one. */
  readonly ping: (remote: Comlink.Remote<Api>) => Promise<unknown>
  /** What it held is gone; a successor is on its way. */
  readonly onLost?: () => void
  /** A successor stands and must be told what the lost one knew. */
  readonly onReplaced: (reason: string) => void
}

/** The worker asked died before it answered; a successor is on its way. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
}

/** One worker of the page: started, watched, and replaced when it is lost. */
export class OwnedWorker<Api> {
  #remote: Comlink.Remote<Api> | undefined
  #end: () => void = () => undefined
  #rejectLost: (cause: Error) => void = () => undefined
  #lost: Promise<never> = this.#newLost()
  #replacing = false
  #stopped = false
  #deaths = 0
  /** Counts the workers there have been; 0 before the first. */
  life = 0
  #startedAt: TimeMs = timeMs(0)

  constructor(private readonly deps: OwnedWorkerDeps<Api>) {}

  async start(): Promise<void> {
    const { spawn, clock, ping } = this.deps
    const worker = await spawn()
    if (this.#stopped) {
      worker.terminate()
      return
    }
    const remote = Comlink.wrap<Api>(worker.endpoint)
    const watch = new WorkerWatch(
      worker.errors,
      () => ping(remote),
      clock,
      (reason) => void this.replace(reason),
    )
    this.#end = (): void => {
      watch.stop()
      worker.terminate()
    }
    this.#startedAt = clock.now()
    this.life += 1
    this.#remote = remote
  }

  /** The call's answer, or a rejection with a sentence when the worker is lost before it comes or not there. */
  async ask<T>(call: (remote: Comlink.Remote<Api>) => Promise<T>): Promise<T> {
    if (this.#remote === undefined)
      throw new WorkerLost('A part of the arena is being restarted. Please try again.')
    return Promise.race([call(this.#remote), this.#lost])
  }

  /** Ends the worker for good; what was asked of it is rejected. */
  stop(): void {
    this.#stopped = true
    this.#letGo('This part of the arena was ended.')
  }

  /** Ends the worker and starts its successor; asked again meanwhile, it does nothing. */
  async replace(reason: string): Promise<void> {
    if (this.#replacing || this.#stopped) return
    this.#replacing = true
    this.#letGo(`${reason} Please try again.`)
    this.deps.onLost?.()
    if (between(this.#startedAt, this.deps.clock.now()) > PROVEN_AFTER) this.#deaths = 0
    const stands = await this.#startAgain()
    this.#replacing = false
    if (stands) this.deps.onReplaced(reason)
  }

  #letGo(sentence: string): void {
    this.#end()
    this.#remote = undefined
    const rejectLost = this.#rejectLost
    this.#lost = this.#newLost()
    rejectLost(new WorkerLost(sentence))
  }

  /** Until it stands, or is not wanted any more: the script may not be there for the moment. */
  async #startAgain(): Promise<boolean> {
    for (;;) {
      const delay = RESTART_DELAYS[Math.min(this.#deaths, RESTART_DELAYS.length - 1)] ?? durationMs(0)
      this.#deaths += 1
      await new Promise<void>((resolve) => this.deps.clock.after(delay, resolve))
      const started = await this.start().then(
        () => true,
        () => false,
      )
      if (started || this.#stopped) return !this.#stopped
    }
  }

  #newLost(): Promise<never> {
    const lost = new Promise<never>((_, reject) => {
      this.#rejectLost = reject
    })
    lost.catch(() => undefined) // nobody may be asking when a worker is lost
    return lost
  }
}
