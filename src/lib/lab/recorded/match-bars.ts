import type { InputEvent } from '../../engine/events'
import { type Bars, allocateBars } from '../../market/bars'
import { bucketStart } from '../../market/candle-windows'
import type { Candle, Ticker } from '../../market/types'

/** What is kept of a bar while a match is read. */
type Minute = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>

/**
 * One-minute bars of each product out of what a match logged, for the candle library: the exchange's own
 * candles where it told them, those known before the match began among them; minutes it did not tell are made
 * of the trades that tickers showed, without a volume. A minute without a trade has no bar. Rising in time.
 */
export function matchBars(productCount: number, inputs: Iterable<InputEvent>): readonly Bars[] {
  const books = Array.from({ length: productCount }, () => new MinuteBook())
  for (const input of inputs) {
    if (input.type === 'CandleClosed') books[input.candle.product]?.candle(input.candle)
    else if (input.type === 'TickerReceived') books[input.ticker.product]?.ticker(input.ticker)
  }
  return books.map((book) => book.bars())
}

class MinuteBook {
  readonly #told = new Map<number, Minute>()
  readonly #made = new Map<number, Minute>()
  #lastTrade = -1

  /** Of a minute told twice the later one counts: it corrects the first. */
  candle(candle: Candle): void {
    if (candle.granularity === 60) this.#told.set(candle.start, candle)
  }

  /** A ticker without a new trade says nothing about any minute. */
  ticker({ tradeId, tradedAt, price }: Ticker): void {
    if (tradeId <= this.#lastTrade) return
    this.#lastTrade = tradeId
    const start = bucketStart(tradedAt, 60)
    const { open, high, low } = this.#made.get(start) ?? { open: price, high: price, low: price }
    const reached = { high: price > high ? price : high, low: price < low ? price : low }
    this.#made.set(start, { open, ...reached, close: price, volume: 0 })
  }

  bars(): Bars {
    const minutes = new Map([...this.#made, ...this.#told])
    const starts = [...minutes.keys()].sort((a, b) => a - b)
    const bars = allocateBars(starts.length)
    starts.forEach((start, row) => {
      const minute = minutes.get(start)
      if (minute === undefined) return
      bars.time[row] = start
      bars.open[row] = minute.open
      bars.high[row] = minute.high
      bars.low[row] = minute.low
      bars.close[row] = minute.close
      bars.volume[row] = minute.volume
    })
    return bars
  }
}
