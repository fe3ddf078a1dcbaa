import { decimalToNumber } from '../../core/decimal'
import { type ProductSpec, parseProductSpec } from '../../core/product'
import type { Random } from '../../core/random'
import { type Result, err } from '../../core/result'
import type { TimeRange } from '../../lab/catalog/dataset'
import { type BarQuotes, type Bars, type QuotedBars, allocateBars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { log } from '../../stats/log'
import { demoProducts } from './catalogue'
import { MinutePaths, STRETCH_MINUTES } from './minute-path'

export interface DemoBarsRequest {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** Widened to whole buckets. */
  readonly range: TimeRange
  readonly seed: string
}

const MINUTE = 60_000
const STRETCH = STRETCH_MINUTES * MINUTE
const MINUTES_PER_DAY = 1440
const MINUTE_OF_YEAR = Math.sqrt(1 / 525_960)

/** Quantiles of the standard exponential distribution, for twelve bits of chance. */
const EXPONENTIAL_BITS = 12
const EXPONENTIALS = Float64Array.from({ length: 2 ** EXPONENTIAL_BITS }, (_, index) => {
  return -log((index + 0.5) / 2 ** EXPONENTIAL_BITS)
})
const EXPONENTIAL_MASK = EXPONENTIALS.length - 1

/** A product of the demo market by its id. */
export function demoSpec(product: string): Result<ProductSpec, string> {
  const listing = demoProducts().find(({ id }) => id === product)
  return listing === undefined ? err(`The demo market has no ${product}.`) : parseProductSpec(listing)
}

/**
 * Bars of the demo market by seed, one in every bucket. A bar depends on seed, product and time alone: two ranges
 * that overlap agree, and coarser bars are made of the minutes. Their quotes are those the bar opens at: its first
 * trade is at one of them.
 */
export function demoBars({ spec, granularity, range, seed }: DemoBarsRequest): Required<QuotedBars> {
  const step = granularity * 1000
  const from = Math.floor(range.from / step) * step
  const to = Math.ceil(range.to / step) * step
  const bars = allocateBars(Math.max(0, (to - from) / step))
  const quotes = { bid: new Float64Array(bars.length), ask: new Float64Array(bars.length) }
  const paths = new MinutePaths(spec, seed)
  const minutes = new MinuteBars(paths, decimalToNumber(spec.quoteIncrement))
  for (let stretch = Math.floor(from / STRETCH); stretch * STRETCH < to; stretch += 1) {
    minutes.begin(paths.walk(stretch))
    const start = stretch * STRETCH
    for (let minute = 0; minute < STRETCH_MINUTES; minute += 1) {
      const time = start + minute * MINUTE
      minutes.next(minute)
      if (time < from || time >= to) continue
      const row = Math.floor((time - from) / step)
      const opens = time % step === 0
      if (opens) openBar(bars, quotes, row, time, minutes)
      addMinute(bars, row, opens, minutes)
    }
  }
  return { ...bars, quotes }
}

function openBar(bars: Bars, quotes: BarQuotes, row: number, time: number, minute: MinuteBars): void {
  bars.time[row] = time
  bars.open[row] = minute.open
  quotes.bid[row] = minute.bid
  quotes.ask[row] = minute.ask
}

function addMinute(bars: Bars, row: number, opens: boolean, minute: MinuteBars): void {
  bars.high[row] = opens ? minute.high : Math.max(minute.high, bars.high[row] ?? 0)
  bars.low[row] = opens ? minute.low : Math.min(minute.low, bars.low[row] ?? 0)
  bars.close[row] = minute.close
  bars.volume[row] = (bars.volume[row] ?? 0) + minute.volume
}

/** One minute after the other: trades at bid and ask around the path, prices in ticks. */
class MinuteBars {
  /** Best at the open. */
  bid = 0
  ask = 0
  open = 0
  high = 0
  low = 0
  close = 0
  volume = 0
  #random: Random | undefined
  #before = 0
  readonly #deviation: number
  readonly #minuteVolume: number

  constructor(
    private readonly paths: MinutePaths,
    private readonly increment: number,
  ) {
    this.#deviation = paths.character.volatility * MINUTE_OF_YEAR
    this.#minuteVolume = paths.character.dailyVolume / MINUTES_PER_DAY
  }

  begin(random: Random): void {
    this.#random = random
    this.#before = this.paths.path.start
  }

  next(minute: number): void {
    const { path } = this.paths
    const chance = this.#random?.uint32() ?? 0
    const mood = this.#random?.uniform() ?? 0
    const turbulence = path.turbulences[minute] ?? 1
    const middle = path.middles[minute] ?? this.#before
    this.#price(this.#before / this.increment, middle / this.increment, turbulence, mood, chance)
    const burst = 0.5 + (this.#random?.uniform() ?? 0)
    const volume = this.#minuteVolume * burst * (0.4 + 0.6 * turbulence)
    this.volume = Math.max(1, Math.round(volume * 1e8)) / 1e8
    this.#before = middle
  }

  /**
   * The farthest a Brownian bridge of deviation s from 0 to b comes above 0 is (b + √(b² + 2 s² E)) / 2 with E of
   * the standard exponential distribution: P(max > m) = exp(-2 m (m - b) / s²).
   */
  #price(from: number, to: number, turbulence: number, mood: number, chance: number): void {
    const { spreadBasisPoints } = this.paths.character
    const width = spreadBasisPoints * 0.0001 * (0.6 + 0.8 * mood) * (0.5 + 0.5 * turbulence * turbulence)
    const half = Math.max(1, to * width) / 2
    this.bid = Math.max(1, Math.round(from - half))
    this.ask = Math.max(1, Math.round(from + half))
    this.open = chance & 1 ? this.ask : this.bid
    this.close = Math.max(1, Math.round(chance & 2 ? to + half : to - half))
    const move = to - from
    const double = 2 * (this.#deviation * turbulence * from) ** 2
    const up = EXPONENTIALS[(chance >>> 2) & EXPONENTIAL_MASK] ?? 0
    const down = EXPONENTIALS[(chance >>> (2 + EXPONENTIAL_BITS)) & EXPONENTIAL_MASK] ?? 0
    const highest = from + (move + Math.sqrt(move * move + double * up)) / 2
    const lowest = from + (move - Math.sqrt(move * move + double * down)) / 2
    this.high = Math.max(this.open, this.close, Math.round(highest))
    this.low = Math.max(1, Math.min(this.open, this.close, Math.round(lowest)))
  }
}
