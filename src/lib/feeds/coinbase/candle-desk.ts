import type { Clock } from '../../core/clock'
import type { ProductIndex } from '../../core/product'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../../core/time'
import { type CandleWindow, bucketEnd, candleWindows } from '../../market/candle-windows'
import type { Candle, Granularity } from '../../market/types'
import type { CandleBatch, ProductIdentity } from './parse'
import type { CoinbaseRest } from './rest'
import type { RestFailure } from './rest-failure'

const MINUTE = 60_000

/** The exchange's candles lag a little: the first request comes this long after the minute's end, */
const SETTLING = durationMs(2000)
/** and a second, where the minute is missing though there were trades, so much later. */
const SECOND_TRY = durationMs(8000)
/** Minutes asked for first, in one request: agents look at the newest of them, estimates of risk rest on all. */
const FIRST_MINUTES = 240

export interface CandleDeskDeps {
  readonly rest: CoinbaseRest
  readonly clock: Clock
  readonly products: readonly ProductIdentity[]
  /** The minute from `start` as far as tickers tell it; undefined when none traded in it. */
  readonly builtMinute: (product: ProductIndex, start: TimeMs) => Candle | undefined
}

/** None may throw. */
export interface CandleDeskListener {
  /** Newly closed candles of one product and granularity, oldest first, none of them told before. */
  onCandles(candles: readonly Candle[]): void
  onAnswer(batch: CandleBatch): void
  onFailure(failure: RestFailure): void
}

/**
 * Keeps the three windows of candles filled: everything at the start, and of minutes more than their window, then
 * after each minute what the exchange has not given yet, be it new or missed while requests failed. A minute once
 * told from tickers is not told again when the exchange's own candle comes late.
 */
export class CandleDesk {
  /** Per product and granularity: the exchange has given what starts before this. */
  readonly #givenUntil = new Map<string, TimeMs>()
  /** Starts of the minutes told from tickers, per product. */
  readonly #builtStarts = new Map<ProductIndex, ReadonlySet<TimeMs>>()
  readonly #busy = new Set<ProductIndex>()
  #cancels = new Set<() => void>()
  readonly #closing = new AbortController()

  constructor(
    private readonly deps: CandleDeskDeps,
    private readonly listener: CandleDeskListener,
  ) {}

  /** `resumeAt`: the windows of that time are in the log already. */
  open(resumeAt: TimeMs | undefined): void {
    if (resumeAt !== undefined) this.#skipWindowsOf(resumeAt)
    const windows = candleWindows(this.deps.clock.now())
    for (const window of windows) this.#fetchAll(window)
    this.#awaitMinute()
  }

  close(): void {
    this.#closing.abort()
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
  }

  #skipWindowsOf(resumeAt: TimeMs): void {
    for (const { granularity, to } of candleWindows(resumeAt)) {
      for (const { product } of this.deps.products) this.#givenUntil.set(keyOf(product, granularity), to)
    }
  }

  #fetchAll(window: CandleWindow): void {
    for (const of of this.deps.products) void this.#fetch(of, window)
  }

  #awaitMinute(): void {
    const untilMinute = MINUTE - (this.deps.clock.now() % MINUTE)
    const wait = durationMs(untilMinute + SETTLING)
    this.#after(wait, () => {
      this.#awaitMinute()
      this.#minuteEnded()
    })
  }

  #minuteEnded(): void {
    const [minutes, ...coarser] = candleWindows(this.deps.clock.now())
    for (const of of this.deps.products) void this.#completeMinute(of, minutes)
    for (const window of coarser) this.#fetchAll(window)
  }

  /** By request if the exchange has it in time, else from tickers. */
  async #completeMinute(of: ProductIdentity, minutes: CandleWindow): Promise<void> {
    const finished = timeMs(minutes.to - MINUTE)
    if (!this.#busy.has(of.product)) {
      this.#busy.add(of.product)
      const answered = await this.#fetch(of, minutes)
      if (answered && this.#lacks(of, finished)) {
        await this.#pause(SECOND_TRY)
        await this.#fetch(of, minutes)
      }
      this.#busy.delete(of.product)
    }
    if (!this.#closing.signal.aborted && this.#lacks(of, finished)) this.#tellBuilt(of, minutes, finished)
  }

  /** Whether the minute is still untold although tickers show trades in it. */
  #lacks(of: ProductIdentity, start: TimeMs): boolean {
    if (this.#givenUntilOf(of, 60) > start || this.#builtOf(of).has(start)) return false
    return this.deps.builtMinute(of.product, start) !== undefined
  }

  #tellBuilt(of: ProductIdentity, minutes: CandleWindow, start: TimeMs): void {
    const candle = this.deps.builtMinute(of.product, start)
    if (candle === undefined) return
    const stillInWindow = [...this.#builtOf(of)].filter((built) => built >= this.#startOf(of, minutes))
    this.#builtStarts.set(of.product, new Set([...stillInWindow, start]))
    this.listener.onCandles([candle])
  }

  /** Asks for what the window lacks and tells it; false when no answer came. */
  async #fetch(of: ProductIdentity, window: CandleWindow): Promise<boolean> {
    const { granularity } = window
    const from = timeMs(Math.max(this.#startOf(of, window), this.#givenUntilOf(of, granularity)))
    const to = timeMs(window.to - granularity * 1000)
    if (from > to) return true
    const batch = await this.deps.rest.candles(
      { ...of, granularity, from, to },
      { retries: 1, signal: this.#closing.signal },
    )
    if (this.#closing.signal.aborted) return false
    if (!batch.ok) {
      this.listener.onFailure(batch.error)
      return false
    }
    this.listener.onAnswer(batch.value)
    this.#tellGiven(of, granularity, batch.value.candles)
    return true
  }

  /** Until its first answer, minutes are asked for from far back. */
  #startOf(of: ProductIdentity, { granularity, from, to }: CandleWindow): number {
    const isFirst = granularity === 60 && !this.#givenUntil.has(keyOf(of.product, granularity))
    return isFirst ? Math.min(from, to - FIRST_MINUTES * MINUTE) : from
  }

  #tellGiven(of: ProductIdentity, granularity: Granularity, candles: readonly Candle[]): void {
    const givenUntil = this.#givenUntilOf(of, granularity)
    const given = candles.filter((candle) => candle.start >= givenUntil)
    const newest = given.at(-1)
    if (newest === undefined) return
    this.#givenUntil.set(keyOf(of.product, granularity), bucketEnd(newest.start, granularity))
    const fresh = given.filter((candle) => granularity !== 60 || !this.#builtOf(of).has(candle.start))
    if (fresh.length > 0) this.listener.onCandles(fresh)
  }

  #givenUntilOf(of: ProductIdentity, granularity: Granularity): TimeMs {
    return this.#givenUntil.get(keyOf(of.product, granularity)) ?? timeMs(0)
  }

  #builtOf(of: ProductIdentity): ReadonlySet<TimeMs> {
    return this.#builtStarts.get(of.product) ?? new Set()
  }

  #pause(span: DurationMs): Promise<void> {
    return new Promise((resolve) => this.#after(span, resolve))
  }

  #after(span: DurationMs, run: () => void): void {
    const cancel = this.deps.clock.after(span, () => {
      this.#cancels.delete(cancel)
      run()
    })
    this.#cancels.add(cancel)
  }
}

function keyOf(product: ProductIndex, granularity: Granularity): string {
  return `${product}/${granularity}`
}
