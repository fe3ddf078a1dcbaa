/** Leadership: of all tabs, the one that holds the lock runs and writes the match; the others follow. */
import type { Clock } from '../core/clock'
import { type DurationMs, durationMs } from '../core/time'
import { ARENA_LOCK, type EpochRegister, type Fence } from './epochs'

/** A reload's old page lets go of the lock only after the new one asked; that must not look like a rival. */
const DEFAULT_PATIENCE = durationMs(400)

const STOLEN = 'Another tab has taken over the match; this one only watches now.'

/** An exclusive hold by name; `navigator.locks` is one, {@link LeaseLocks} another. */
export interface LockPort {
  /**
   * Queues for the lock and calls `held` when it is granted; the hold lasts until `held`'s promise settles,
   * and then the answer resolves. Rejects when `signal` aborts before the grant, or when the lock is taken
   * away while held.
   */
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>
}

/** Proof of leadership. Its epoch fences every commit. */
export interface Leader extends Fence {
  /** Lets the next in the queue take over; resolves once the lock is free. */
  release(): Promise<void>
  /** Resolves with a sentence should the lock be taken away; never on {@link Leader.release}. */
  readonly lost: Promise<string>
}

export type Acquisition =
  | { readonly role: 'leader'; readonly leader: Leader }
  | {
      readonly role: 'follower'
      /** Resolves when the tabs before this one are gone. Rejects with StoreFailure like `acquire`. */
      readonly promoted: Promise<Leader>
      /** Leaves the queue. A leadership granted in the same moment is released. */
      stop(): void
    }

export class MatchLock {
  constructor(
    private readonly locks: LockPort,
    private readonly epochs: EpochRegister,
    private readonly clock: Clock,
  ) {}

  /**
   * Queues for leadership: the answer is `leader` if it came within `patience`, else `follower`, still in
   * the queue. A leader's epoch is raised in storage before it is told. Rejects with StoreFailure when the
   * epoch cannot be raised; the lock is then given back.
   */
  async acquire(patience: DurationMs = DEFAULT_PATIENCE): Promise<Acquisition> {
    const leaving = new AbortController()
    const granted = this.#queue(leaving.signal)
    const leader = await this.#within(patience, granted)
    if (leader !== undefined) return { role: 'leader', leader }
    const stop = (): void => {
      leaving.abort()
      // The grant may have come in the same moment.
      void granted.then(
        (late) => late.release(),
        () => undefined,
      )
    }
    return { role: 'follower', promoted: granted, stop }
  }

  #queue(signal: AbortSignal): Promise<Leader> {
    return new Promise<Leader>((resolve, reject) => {
      let free: () => void = () => undefined
      let lose: (reason: string) => void = () => undefined
      const hold = new Promise<void>((done) => (free = done))
      const lost = new Promise<string>((tell) => (lose = tell))
      const held = async (): Promise<void> => {
        const epoch = await this.epochs.raise(ARENA_LOCK)
        resolve({ epoch, lost, release: () => (free(), freed) })
        await hold
      }
      const ended = this.locks.request(ARENA_LOCK, { signal }, held)
      const freed = ended.then(
        () => undefined,
        (error: unknown) => {
          lose(STOLEN)
          if (!signal.aborted) reject(asError(error))
        },
      )
    })
  }

  async #within(patience: DurationMs, granted: Promise<Leader>): Promise<Leader | undefined> {
    let cancel: () => void = () => undefined
    const timeout = new Promise<undefined>((resolve) => {
      cancel = this.clock.after(patience, () => resolve(undefined))
    })
    try {
      return await Promise.race([granted, timeout])
    } finally {
      cancel()
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
