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
