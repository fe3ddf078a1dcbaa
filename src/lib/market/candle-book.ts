import type { ProductIndex } from '../core/product'
import { invariant } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'
import { CandleSeries } from './candle-series'
import { bucketEnd, bucketStart, candleWindows } from './candle-windows'
import { MinuteGrid } from './returns/minute-grid'
import type { PriceGrid } from './returns/price-grid'
import { type Candle, GRANULARITIES, type Granularity } from './types'

/** What became of a candle given to the book. `frozen` and `too-old` leave the book as it was. */
export type CandleOutcome = 'added' | 'repeated' | 'corrected' | 'frozen' | 'too-old'

/** One REST answer's worth, and more than any window needs. */
const DEFAULT_CAPACITY = 300
/** Beyond every instant a match can have. */
const BEFORE_ALL = timeMs(Number.MIN_SAFE_INTEGER)
/** For whom no time passes all of it has. */
const TIMELESS = { now: timeMs(Number.MAX_SAFE_INTEGER) }

/**
 * The closed candles of a match's products, bounded per product and granularity.
 *
 * A bucket not yet held is always taken, wherever it falls: history may arrive after newer minutes were built
 * from tickers. A bucket already held is ignored when it says the same, and corrected by newer figures only
 * until {@link freeze} has passed its end: what agents were shown does not change behind them.
 */
export class CandleBook {
  readonly #minutes: MinuteGrid
  readonly #series: ReadonlyMap<Granularity, CandleSeries>[]
  #frozenUntil: TimeMs = BEFORE_ALL

  /** `clock`: what is later than its last full minute is in no grid of {@link minutes} yet. */
  constructor(productCount: number, clock: { readonly now: TimeMs } = TIMELESS, capacity = DEFAULT_CAPACITY) {
    this.#minutes = new MinuteGrid(productCount, clock)
    const seriesOfOne = (): ReadonlyMap<Granularity, CandleSeries> =>
      new Map(GRANULARITIES.map((granularity) => [granularity, new CandleSeries(capacity)]))
    this.#series = Array.from({ length: productCount }, seriesOfOne)
  }

  /** Closes of the 1-minute candles, more of them than are kept of the candles themselves. */
  get minutes(): PriceGrid {
    return this.#minutes
  }

  /** Takes a closed candle. @throws InvariantError when its start is no bucket's start, or on an unknown product. */
  add(candle: Candle): CandleOutcome {
    const outcome = this.#place(candle)
    const isNews = outcome === 'added' || outcome === 'corrected'
    if (isNews && candle.granularity === 60) this.#minutes.add(candle)
    return outcome
  }

  #place(candle: Candle): CandleOutcome {
    const { start, granularity } = candle
    invariant(bucketStart(start, granularity) === start, `no ${granularity} s bucket starts at ${start}`)
    const series = this.#seriesOf(candle.product, granularity)
    const position = series.lowerBound(start)
    const held = position < series.length ? series.at(position) : undefined
    if (held?.start !== start) return series.insert(position, candle) ? 'added' : 'too-old'
    if (sameFigures(held, candle)) return 'repeated'
    if (bucketEnd(start, granularity) <= this.#frozenUntil) return 'frozen'
    series.replace(position, candle)
    return 'corrected'
  }

  /** Candles that ended by `until` have been shown and are corrected no more. Call it at every tick. */
  freeze(until: TimeMs): void {
    if (until > this.#frozenUntil) this.#frozenUntil = until
  }

  /** The candles of the three windows at `now` (see {@link candleWindows}), each oldest first. */
  windows(product: ProductIndex, now: TimeMs): Readonly<Record<Granularity, readonly Candle[]>> {
    const found: Record<Granularity, readonly Candle[]> = { 60: [], 300: [], 900: [] }
    for (const { granularity, from, to } of candleWindows(now)) {
      found[granularity] = this.#between(product, granularity, from, to)
    }
    return found
  }

  /** The newest `most` candles of one granularity, oldest first. */
  newest(product: ProductIndex, granularity: Granularity, most: number): readonly Candle[] {
    const series = this.#seriesOf(product, granularity)
    return this.#range(product, granularity, Math.max(series.length - most, 0), series.length)
  }

  #between(product: ProductIndex, granularity: Granularity, from: TimeMs, to: TimeMs): readonly Candle[] {
    const series = this.#seriesOf(product, granularity)
    return this.#range(product, granularity, series.lowerBound(from), series.lowerBound(to))
  }

  #range(product: ProductIndex, granularity: Granularity, from: number, to: number): readonly Candle[] {
    const series = this.#seriesOf(product, granularity)
    return Array.from({ length: to - from }, (_, offset) => ({
      product,
      granularity,
      ...series.at(from + offset),
    }))
  }

  #seriesOf(product: ProductIndex, granularity: Granularity): CandleSeries {
    const series = this.#series[product]?.get(granularity)
    invariant(series !== undefined, `no candles are kept of product ${product} at ${granularity} s`)
    return series
  }
}

type Figures = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>

function sameFigures(a: Figures, b: Figures): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
  )
}
