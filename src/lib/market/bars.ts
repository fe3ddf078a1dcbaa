const { isSafeInteger: isWhole } = Number

/**
 * Bars of one product and granularity as columns: prices in whole ticks, `time` the start of the bucket in
 * epoch milliseconds (rising), volume in base currency. All columns have the same length.
 */
export interface Bars {
  readonly length: number
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Best bid and ask at each bar's open, in whole ticks; NaN where there is no bar. */
export interface BarQuotes {
  readonly bid: Float64Array
  readonly ask: Float64Array
}

/** Bars as they are kept: with a quote for every one of them, or with none. */
export interface QuotedBars extends Bars {
  readonly quotes?: BarQuotes
}

/** Names of the columns, in the order they are stored and hashed in. */
export const BAR_COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
export type BarColumn = (typeof BAR_COLUMNS)[number]
export const QUOTE_COLUMNS = ['bid', 'ask'] as const
export type StoredColumn = BarColumn | (typeof QUOTE_COLUMNS)[number]

/** Columns of `length` zeros to be filled in. */
export function allocateBars(length: number): Bars {
  const column = (): Float64Array => new Float64Array(length)
  return {
    length,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}

/** The bars from index `from` up to but without `to`, sharing the memory: nothing is copied. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  const time = bars.time.subarray(from, to)
  return {
    length: time.length,
    time,
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
  }
}

/** The columns that bars have, by name, in the order they are stored in; those of quotes last. */
export function columnsOf(bars: QuotedBars): readonly (readonly [StoredColumn, Float64Array])[] {
  const { quotes } = bars
  const plain = BAR_COLUMNS.map((name) => [name, bars[name]] as const)
  return quotes === undefined
    ? plain
    : [...plain, ...QUOTE_COLUMNS.map((name) => [name, quotes[name]] as const)]
}

/** Bars of other columns, made of these one by one. */
export function mapColumns(
  bars: QuotedBars,
  change: (column: Float64Array, name: StoredColumn) => Float64Array,
): QuotedBars {
  const { quotes } = bars
  const changed: Record<BarColumn, Float64Array> = { ...bars }
  for (const name of BAR_COLUMNS) changed[name] = change(bars[name], name)
  const { time, open, high, low, close, volume } = changed
  const plain = { length: time.length, time, open, high, low, close, volume }
  if (quotes === undefined) return plain
  return { ...plain, quotes: { bid: change(quotes.bid, 'bid'), ask: change(quotes.ask, 'ask') } }
}

/** Whether these are the prices of a bar: positive whole ticks, low and high around open and close. */
export function areBarPrices(open: number, high: number, low: number, close: number): boolean {
  const whole = isWhole(open) && isWhole(high) && isWhole(low) && isWhole(close)
  return whole && low > 0 && low <= open && low <= close && high >= open && high >= close
}

/** Whether these are a quote: positive whole ticks, bid not above ask. */
export function isBarQuote(bid: number, ask: number): boolean {
  return isWhole(bid) && isWhole(ask) && bid > 0 && bid <= ask
}
