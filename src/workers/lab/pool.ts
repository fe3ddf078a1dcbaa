import type { Clock } from '../../lib/core/clock'
import { type Result, err, ok } from '../../lib/core/result'
import type { TimeMs } from '../../lib/core/time'
import { timeLeft } from '../../lib/lab/time-left'
import type { ShareListener, SharedProgress } from '../api/lab'
import { reasonOf } from '../settled'
import { STOPPED } from './work'

/** Shares for each hand: small enough that none waits long for the last, large enough that asking costs nothing. */
const SHARES_EACH = 12
/** More hands than this read more copies of what they work on than they save time. */
const MOST_HANDS = 16

/** Pieces [from, to) of a work. */
export interface Share {
  readonly from: number
  readonly to: number
}

/** One worker, as the pool needs it. */
export interface Hand<Part> {
  /** Answers what came of a share, or a sentence. Rejects when the worker ends before. */
  take(share: Share, told: ShareListener): Promise<Result<Part, string>>
  /** May be called again. */
  end(): void
}

/** Work of equal pieces, numbered from 0. */
export interface SharedWork<Part> {
  readonly of: number
  /** The most hands that it is worth to ask; fewer where the machine has fewer cores. */
  readonly hands: number
  /** Shares begin at multiples of this. */
  readonly unit: number
  readonly hire: () => Promise<Hand<Part>>
  /** Called with every part, in no certain order. */
  readonly collect: (part: Part) => Promise<void> | void
}

/** Does one work in as many workers as the machine has cores, and lets them go. */
export class SharePool {
  #isStopped = false
  readonly #hired = new Set<Hand<unknown>>()

  constructor(
    private readonly clock: Clock,
    private readonly cores: number,
    private readonly onNews: (news: SharedProgress) => void,
  ) {}

  /** At once: whoever is at work is let go. */
  stop(): void {
    this.#isStopped = true
    for (const hand of this.#hired) hand.end()
  }

  /** An error ends it for all hands; so does a hand that dies, in which case this rejects. */
  async run<Part>(work: SharedWork<Part>): Promise<Result<undefined, string>> {
    const hands = Math.max(1, Math.min(this.cores, MOST_HANDS, work.hands, Math.ceil(work.of / work.unit)))
    const queue = new ShareQueue(work, hands)
    // Until somebody is there to work, nothing is learned of the pace.
    let startedAt: TimeMs | undefined
    const hire = async (): Promise<Hand<Part>> => {
      const hand = await work.hire()
      startedAt ??= this.clock.now()
      return hand
    }
    let done = 0
    const told: ShareListener = {
      onDone: (count) => {
        done += count
        const now = this.clock.now()
        this.onNews({ done, of: work.of, left: timeLeft(done, work.of, now - (startedAt ?? now)) })
        return !this.#isStopped && queue.fault === undefined
      },
    }
    await Promise.all(Array.from({ length: hands }, () => this.#labour({ ...work, hire }, queue, told)))
    if (this.#isStopped) return err(STOPPED)
    return queue.fault === undefined ? ok(undefined) : err(queue.fault)
  }

  async #labour<Part>(
    { hire, collect }: SharedWork<Part>,
    queue: ShareQueue,
    told: ShareListener,
  ): Promise<void> {
    let hand: Hand<Part> | undefined
    try {
      hand = await hire()
      this.#hired.add(hand)
      for (let share = queue.next(); share !== undefined; share = queue.next()) {
        if (this.#isStopped) break
        const part = await hand.take(share, told)
        if (part.ok) await collect(part.value)
        else queue.end(part.error)
      }
    } catch (cause) {
      if (this.#isStopped) return
      queue.end(reasonOf(cause))
      throw cause
    } finally {
      hand?.end()
      if (hand !== undefined) this.#hired.delete(hand)
    }
  }
}

/** What is still to be given out. */
class ShareQueue {
  readonly #of: number
  readonly #size: number
  #next = 0
  #fault: string | undefined

  constructor({ of, unit }: Pick<SharedWork<unknown>, 'of' | 'unit'>, hands: number) {
    this.#of = of
    this.#size = Math.max(1, Math.ceil(of / (hands * SHARES_EACH * unit))) * unit
  }

  /** What ended the work before its time: the first of what went wrong. */
  get fault(): string | undefined {
    return this.#fault
  }

  /** Undefined when there is nothing left, or nothing left worth doing. */
  next(): Share | undefined {
    if (this.#fault !== undefined || this.#next >= this.#of) return undefined
    const from = this.#next
    this.#next = Math.min(from + this.#size, this.#of)
    return { from, to: this.#next }
  }

  /** Nothing more is given out. */
  end(fault: string): void {
    this.#fault ??= fault
  }
}
