import { type Bars, allocateBars } from './bars'
import type { Candle } from './types'

/**
 * Closed candles of one product and granularity in columns, oldest first, at most `capacity`: the newest are
 * kept. Appending is amortised O(1): the columns have room for twice as many and are moved down when full.
 */
export class CandleSeries {
  readonly #columns: Bars
  #from = 0
  #to = 0

  constructor(private readonly capacity: number) {
    this.#columns = allocateBars(capacity * 2)
  }

  get length(): number {
    return this.#to - this.#from
  }

  /** Position of the first candle that starts at or after `start`; `length` when there is none. */
  lowerBound(start: number): number {
    let low = this.#from
    let high = this.#to
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#columns.time[middle] as number) < start) low = middle + 1
      else high = middle
    }
    return low - this.#from
  }

  /** The candle at a position from 0 (oldest) to `length` - 1, without product and granularity. */
  at(position: number): Pick<Candle, 'start' | 'open' | 'high' | 'low' | 'close' | 'volume'> {
    const index = this.#from + position
    const { time, open, high, low, close, volume } = this.#columns
    return {
      start: time[index] as Candle['start'],
      open: open[index] as Candle['open'],
      high: high[index] as Candle['high'],
      low: low[index] as Candle['low'],
      close: close[index] as Candle['close'],
      volume: volume[index] as number,
    }
  }

  /** Puts a new candle before the one at `position`; false when it is too old to be kept. */
  insert(position: number, candle: Candle): boolean {
    if (this.length === this.capacity && position === 0) return false
    const shifted = this.#makeRoom(position)
    this.replace(shifted, candle)
    return true
  }

  /** Overwrites the candle at `position`. */
  replace(position: number, candle: Candle): void {
    const index = this.#from + position
    this.#columns.time[index] = candle.start
    this.#columns.open[index] = candle.open
    this.#columns.high[index] = candle.high
    this.#columns.low[index] = candle.low
    this.#columns.close[index] = candle.close
    this.#columns.volume[index] = candle.volume
  }

  /** Opens a gap at `position`, dropping the oldest when full; answers the gap's position afterwards. */
  #makeRoom(position: number): number {
    const dropped = this.length === this.capacity ? 1 : 0
    this.#from += dropped
    const gap = position - dropped
    if (this.#to === this.#columns.time.length) this.#moveDown()
    const index = this.#from + gap
    for (const column of this.#all()) column.copyWithin(index + 1, index, this.#to)
    this.#to += 1
    return gap
  }

  #moveDown(): void {
    for (const column of this.#all()) column.copyWithin(0, this.#from, this.#to)
    this.#to -= this.#from
    this.#from = 0
  }

  #all(): readonly Float64Array[] {
    const { time, open, high, low, close, volume } = this.#columns
    return [time, open, high, low, close, volume]
  }
}
