/**
 * Locks for browsers without Web Locks: a lease in the database, prolonged by a heartbeat. Clocks decide only
 * who may try; that nothing is written twice rests on the epoch every commit checks, so a holder whose
 * heartbeat stalled (a frozen tab) and who wakes after its lease was taken can do no harm.
 */
import type { Clock } from '../core/clock'
import { StoreFailure } from '../core/store-failure'
import { addTime, durationMs } from '../core/time'
import type { EpochRegister } from './epochs'
import type { LockPort } from './match-lock'

const LEASE = durationMs(10_000)
/** Several beats fit into a lease, so that one late beat loses nothing. */
const HEARTBEAT = durationMs(2_500)

export class LeaseLocks implements LockPort {
  /** @param holder unique to this tab's life, e.g. a random UUID */
  constructor(
    private readonly epochs: EpochRegister,
    private readonly clock: Clock,
    private readonly holder: string,
  ) {}

  /** As {@link LockPort.request}; the queue is a poll, in no order. Also rejects with StoreFailure. */
  async request(
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<void> {
    while (!(await this.#claim(name))) {
      await this.#pause(options.signal)
      options.signal.throwIfAborted()
    }
    const beat = this.#keepAlive(name)
    try {
      await Promise.race([held(), beat.lost])
    } finally {
      beat.stop()
      await this.epochs.drop(name, this.holder)
    }
  }

  #claim(name: string): Promise<boolean> {
    const now = this.clock.now()
    return this.epochs.claim(name, this.holder, now, addTime(now, LEASE))
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        cancel()
        resolve()
      }
      const cancel = this.clock.after(HEARTBEAT, () => {
        // A tab may follow for days: one listener a poll would add up.
        signal.removeEventListener('abort', stop)
        resolve()
      })
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** Prolongs the lease until stopped; `lost` rejects when another has had it or it ran out unwritten. */
  #keepAlive(name: string): { readonly lost: Promise<never>; stop(): void } {
    let cancel: () => void = () => undefined
    let stopped = false
    const lost = new Promise<never>((_, reject) => {
      let until = addTime(this.clock.now(), LEASE)
      const beat = async (): Promise<void> => {
        const next = addTime(this.clock.now(), LEASE)
        const kept = await this.#claimOr(name, this.clock.now() < until)
        if (kept === 'lost') throw new Error('The lease was taken by another tab.')
        if (kept === 'prolonged') until = next
        schedule()
      }
      const schedule = (): void => {
        if (!stopped) cancel = this.clock.after(HEARTBEAT, () => void beat().catch(reject))
      }
      schedule()
    })
    const stop = (): void => {
      stopped = true
      cancel()
    }
    return { lost, stop }
  }

  /** One beat. A write that fails while the lease still runs is tried again at the next beat. */
  async #claimOr(name: string, stillRuns: boolean): Promise<'prolonged' | 'lost' | 'failed'> {
    try {
      const until = addTime(this.clock.now(), LEASE)
      return (await this.epochs.prolong(name, this.holder, until)) ? 'prolonged' : 'lost'
    } catch (error) {
      if (error instanceof StoreFailure && stillRuns) return 'failed'
      throw error
    }
  }
}

/** The browser's own locks where it has them, else leases held by `holder`. */
export function bestLocks(
  webLocks: LockPort | undefined,
  epochs: EpochRegister,
  clock: Clock,
  holder: string,
): LockPort {
  return webLocks ?? new LeaseLocks(epochs, clock, holder)
}
