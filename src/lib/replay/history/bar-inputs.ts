import { type PriceTicks, priceTicks, productIndex } from '../../core/product'
import { type TimeMs, timeMs } from '../../core/time'
import { type AggregatedBars, aggregateBars } from '../../engine/block/aggregate'
import type { BarBlock } from '../../engine/block/bar-block'
import type { SlippageModel } from '../../engine/block/fill-model'
import { RowQuotes } from '../../engine/block/row-quotes'
import type { InputEvent } from '../../engine/events'
import type { Bars } from '../../market/bars'
import { type Candle, GRANULARITIES, type Granularity, type Ticker } from '../../market/types'

const DAY_MS = 86_400_000

/** Nobody who thinks for less than a bar may trade at its extremes: they are told just before its end; ms. */
const LOW_BEFORE_END = 2
const HIGH_BEFORE_END = 1

/**
 * The market of a block as a feed would have told it. Of each bar its open when the bucket begins; its low, then
 * its high (the worse one first, as stops in a backtest look at bars) at the bucket's very end; its close and the
 * candles it completes when it is over. Bid and ask stand around these prices as the backtest's slippage has them.
 */
export class BarInputs {
  readonly #products: readonly ProductInputs[]

  constructor(block: BarBlock, slippage: SlippageModel) {
    const quotes = new QuoteMaker(block, slippage)
    this.#products = block.products.map(
      (bars, product) => new ProductInputs(product, bars, block.granularity, quotes),
    )
  }

  /** Rows in their order, each once. */
  addRow(row: number, to: InputEvent[]): void {
    for (const product of this.#products) product.addOpen(row, to)
    for (const product of this.#products) product.addLow(row, to)
    for (const product of this.#products) product.addHigh(row, to)
    for (const product of this.#products) product.addClose(row, to)
  }
}

interface Quote {
  readonly bid: PriceTicks
  readonly ask: PriceTicks
}

/** Bid and ask as the backtest itself will show them to its market. */
class QuoteMaker {
  #last: Quote = { bid: priceTicks(1), ask: priceTicks(1) }
  readonly #quotes: RowQuotes

  constructor(block: BarBlock, slippage: SlippageModel) {
    const setQuote = (_product: number, _last: number, bid: number, ask: number): void => {
      this.#last = { bid: priceTicks(bid), ask: priceTicks(ask) }
    }
    this.#quotes = new RowQuotes({ setQuote }, block, slippage)
  }

  at(product: number, row: number, price: number): Quote {
    this.#quotes.show(product, row, price, 0)
    return this.#last
  }
}

interface Series {
  readonly granularity: Granularity
  readonly aggregated: AggregatedBars
  told: number
}

class ProductInputs {
  readonly #index
  readonly #span: number
  readonly #series: readonly Series[]
  #trade = 0
  /** What stands as its quote; undefined before the first bar and where there is none. */
  #last: Ticker | undefined
  /** Base currency traded in the 24 hours before, as far as bars go back. */
  #volume = 0
  #oldest = 0

  constructor(
    product: number,
    private readonly bars: Bars,
    granularity: BarBlock['granularity'],
    private readonly quotes: QuoteMaker,
  ) {
    this.#index = productIndex(product)
    this.#span = granularity * 1000
    this.#series = GRANULARITIES.filter((coarse) => coarse >= granularity).map((coarse) => ({
      granularity: coarse,
      aggregated: aggregateBars(bars, granularity, coarse),
      told: 0,
    }))
  }

  addOpen(row: number, to: InputEvent[]): void {
    const start = this.#start(row)
    if (Number.isNaN(this.bars.open[row])) this.#withdraw(start, to)
    this.#addTicker('open', row, start, start, to)
  }

  addLow(row: number, to: InputEvent[]): void {
    const at = this.#start(row) + this.#span - LOW_BEFORE_END
    this.#addTicker('low', row, at, at, to)
  }

  addHigh(row: number, to: InputEvent[]): void {
    const at = this.#start(row) + this.#span - HIGH_BEFORE_END
    this.#addTicker('high', row, at, at, to)
  }

  addClose(row: number, to: InputEvent[]): void {
    const end = this.#start(row) + this.#span
    this.#count(row, end)
    // The trade belongs to the bucket it closed.
    this.#addTicker('close', row, end, end - 1, to)
    for (const series of this.#series) this.#addCandles(series, row, end, to)
  }

  #start(row: number): number {
    return this.bars.time[row] ?? 0
  }

  /** A row without a bar tells no price. */
  #addTicker(
    column: 'open' | 'high' | 'low' | 'close',
    row: number,
    at: number,
    tradedAt: number,
    to: InputEvent[],
  ): void {
    const price = this.bars[column][row] ?? Number.NaN
    if (Number.isNaN(price)) return
    this.#trade += 1
    const quote = this.quotes.at(this.#index, row, price)
    const ticker: Ticker = {
      ...{ product: this.#index, price: priceTicks(price), ...quote },
      ...{ volume24h: Math.max(0, this.#volume), tradeId: this.#trade, tradedAt: timeMs(tradedAt) },
    }
    this.#last = ticker
    to.push({ type: 'TickerReceived', time: timeMs(at), ticker })
  }

  /** In a row without a bar there is no quote: its bid above its ask, it is good for nothing until the next bar. */
  #withdraw(at: number, to: InputEvent[]): void {
    const last = this.#last
    this.#last = undefined
    if (last === undefined) return
    const ticker = { ...last, bid: priceTicks(last.price + 1), ask: last.price }
    to.push({ type: 'TickerReceived', time: timeMs(at), ticker })
  }

  #count(row: number, end: number): void {
    this.#volume += volumeAt(this.bars, row)
    while (this.#start(this.#oldest) + this.#span <= end - DAY_MS) {
      this.#volume -= volumeAt(this.bars, this.#oldest)
      this.#oldest += 1
    }
  }

  #addCandles(series: Series, row: number, end: number, to: InputEvent[]): void {
    const closed = series.aggregated.closedAt[row] ?? 0
    for (; series.told < closed; series.told += 1) {
      const candle = this.#candle(series, series.told)
      // A bucket that began before the bars did is known in part only.
      if (candle.start >= this.#start(0)) to.push({ type: 'CandleClosed', time: timeMs(end), candle })
    }
  }

  #candle({ granularity, aggregated: { bars } }: Series, at: number): Candle {
    const start: TimeMs = timeMs(bars.time[at] ?? 0)
    return {
      ...{ product: this.#index, granularity, start },
      open: priceTicks(bars.open[at] ?? 0),
      high: priceTicks(bars.high[at] ?? 0),
      low: priceTicks(bars.low[at] ?? 0),
      close: priceTicks(bars.close[at] ?? 0),
      volume: bars.volume[at] ?? 0,
    }
  }
}

function volumeAt({ volume }: Bars, row: number): number {
  const traded = volume[row] ?? 0
  return Number.isNaN(traded) ? 0 : traded
}
