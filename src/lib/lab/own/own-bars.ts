import { decimalToNumber } from '../../core/decimal'
import type { ProductIndex } from '../../core/product'
import type { AlphaContext } from '../../engine/stages/alpha/contract'
import { Atr } from '../../market/indicators/atr'
import { Ema } from '../../market/indicators/ema'
import { RollingMax, RollingMin } from '../../market/indicators/rolling-extremes'
import { RollingMoments } from '../../market/indicators/rolling-moments'
import { Rsi } from '../../market/indicators/rsi'
import { Sma } from '../../market/indicators/sma'
import type { BarGranularity } from '../../market/types'
import { IndicatorTrack } from './indicator-track'
import { type Faults, shown } from './own-fault'
import { PriceScale } from './price-scale'

/** Where the bars of all products find what is known now: the context of the decision under way. */
export interface Present {
  context: AlphaContext
}

const LONGEST_PERIOD = 100_000
type Column = 'open' | 'high' | 'low' | 'close' | 'volume'

/**
 * The closed bars of one product as the visitor's code sees them: prices in dollars, `back` counted from the newest
 * (0). Nothing that has not closed can be asked for.
 */
export class OwnBars {
  readonly #tracks = new Map<string, IndicatorTrack>()
  readonly #scale: PriceScale

  // Truly private, so that nobody comes upon bars of the future by looking into what they were given.
  readonly #index: ProductIndex
  readonly #granularity: BarGranularity
  readonly #present: Present
  readonly #faults: Faults
  readonly #all: ReadonlyMap<string, OwnBars>

  /** `all`: of every product, by id; this one among them. */
  constructor(
    index: ProductIndex,
    granularity: BarGranularity,
    present: Present,
    faults: Faults,
    all: ReadonlyMap<string, OwnBars>,
  ) {
    this.#index = index
    this.#granularity = granularity
    this.#present = present
    this.#faults = faults
    this.#all = all
    const spec = present.context.products[index]
    this.#scale = new PriceScale(spec === undefined ? Number.NaN : decimalToNumber(spec.quoteIncrement))
  }

  /** The same of another product. */
  of(product: unknown): OwnBars {
    const known = this.#all
    const bars = known.get(typeof product === 'string' ? product : '')
    return bars ?? this.#faults.raise(unknownProduct(product, [...known.keys()]))
  }

  get products(): readonly string[] {
    return [...this.#all.keys()]
  }

  get product(): string {
    return this.#present.context.products[this.#index]?.id ?? ''
  }

  /** When the newest bar closed, ms since the epoch. */
  get time(): number {
    return this.#present.context.time
  }

  get count(): number {
    return this.#present.context.candleCount(this.#index, this.#granularity)
  }

  open(back: unknown = 0): number {
    return this.#price('open', back)
  }

  high(back: unknown = 0): number {
    return this.#price('high', back)
  }

  low(back: unknown = 0): number {
    return this.#price('low', back)
  }

  close(back: unknown = 0): number {
    return this.#price('close', back)
  }

  volume(back: unknown = 0): number {
    return this.#present.context.volume(this.#index, this.#granularity, this.#back(back))
  }

  sma(period: unknown, back: unknown = 0): number {
    return this.#scale.dollars(this.#ofCloses('sma', period, back, (length) => new Sma(length)))
  }

  ema(period: unknown, back: unknown = 0): number {
    return this.#scale.dollars(this.#ofCloses('ema', period, back, (length) => new Ema(length)))
  }

  rsi(period: unknown, back: unknown = 0): number {
    return this.#ofCloses('rsi', period, back, (length) => new Rsi(length))
  }

  deviation(period: unknown, back: unknown = 0): number {
    const next = (length: number): ((index: number) => number) => {
      const kernel = new RollingMoments(length)
      return (index) => {
        kernel.next(this.#tick('close', index))
        return kernel.deviation
      }
    }
    return this.#scale.dollars(this.#track('deviation', period, back, next))
  }

  highest(period: unknown, back: unknown = 0): number {
    const next = (length: number): ((index: number) => number) => {
      const kernel = new RollingMax(length)
      return (index) => kernel.next(this.#tick('high', index))
    }
    return this.#scale.dollars(this.#track('highest', period, back, next))
  }

  lowest(period: unknown, back: unknown = 0): number {
    const next = (length: number): ((index: number) => number) => {
      const kernel = new RollingMin(length)
      return (index) => kernel.next(this.#tick('low', index))
    }
    return this.#scale.dollars(this.#track('lowest', period, back, next))
  }

  atr(period: unknown, back: unknown = 0): number {
    const next = (length: number): ((index: number) => number) => {
      const kernel = new Atr(length)
      return (index) =>
        kernel.next(this.#tick('high', index), this.#tick('low', index), this.#tick('close', index))
    }
    return this.#scale.dollars(this.#track('atr', period, back, next))
  }

  #ofCloses(
    name: string,
    period: unknown,
    back: unknown,
    make: (length: number) => { next(input: number): number },
  ): number {
    return this.#track(name, period, back, (length) => {
      const kernel = make(length)
      return (index) => kernel.next(this.#tick('close', index))
    })
  }

  #track(
    name: string,
    period: unknown,
    back: unknown,
    make: (length: number) => (index: number) => number,
  ): number {
    const key = `${name} ${String(period)}`
    let track = this.#tracks.get(key)
    if (track === undefined) {
      track = new IndicatorTrack(make(this.#period(name, period)))
      this.#tracks.set(key, track)
    }
    return track.at(this.count, this.#back(back))
  }

  #price(column: Exclude<Column, 'volume'>, back: unknown): number {
    return this.#scale.dollars(
      this.#present.context[column](this.#index, this.#granularity, this.#back(back)),
    )
  }

  /** In ticks, of the bar of this index, counted from the oldest. */
  #tick(column: Column, index: number): number {
    return this.#present.context[column](this.#index, this.#granularity, this.count - 1 - index)
  }

  #back(back: unknown): number {
    if (typeof back === 'number' && Number.isSafeInteger(back)) {
      return back >= 0
        ? back
        : this.#faults.raise(
            `It asked for the future: bar ${back}. Bars are counted back from the newest closed one: 0, 1, 2 …`,
          )
    }
    return this.#faults.raise(
      `It asked for the bar ${shown(back)} before the newest, which is no whole number.`,
    )
  }

  #period(name: string, period: unknown): number {
    const isPeriod = typeof period === 'number' && Number.isSafeInteger(period)
    if (isPeriod && period >= 1 && period <= LONGEST_PERIOD) return period
    return this.#faults.raise(
      `${name} needs a whole number of bars from 1 to ${LONGEST_PERIOD}, not ${shown(period)}.`,
    )
  }
}

/** A sentence. */
export function unknownProduct(product: unknown, known: readonly string[]): string {
  return `${shown(product)} is not among the products of this backtest: ${known.join(', ')}.`
}
