/** The largest fall of a curve from an earlier peak. Instants in ms, NaN where there was none. */
export interface Drawdown {
  /** 0 … 1 of the peak. */
  readonly depth: number
  readonly peak: number
  readonly trough: number
  /** When the peak was reached again. */
  readonly recovered: number
}

/** In one pass; `initial` at the instant `start`, before the first row, is the first peak. */
export function worstDrawdown(
  equity: Float64Array,
  time: Float64Array,
  initial: number,
  start: number,
): Drawdown {
  let [peak, peakAt] = [initial, start]
  let [depth, from, trough, recovered, level] = [0, NaN, NaN, NaN, Infinity]
  for (let row = 0; row < equity.length; row += 1) {
    const value = equity[row] ?? NaN
    if (value >= level) {
      recovered = time[row] ?? NaN
      level = Infinity
    }
    if (value > peak) {
      peak = value
      peakAt = time[row] ?? NaN
    } else if (1 - value / peak > depth) {
      depth = 1 - value / peak
      from = peakAt
      trough = time[row] ?? NaN
      recovered = NaN
      level = peak
    }
  }
  return { depth, peak: from, trough, recovered }
}

/** A little above 1: no division is left out because a product was rounded. */
const NEARLY = 1 + 4 * Number.EPSILON

/** The same depth alone, for loops over many runs: it divides only where a new depth may be. */
export function drawdownDepth(equity: Float64Array, initial: number): number {
  let peak = initial
  let lowest = 1
  for (let row = 0; row < equity.length; row += 1) {
    const value = equity[row] ?? NaN
    if (value > peak) peak = value
    else if (value < lowest * peak * NEARLY) lowest = Math.min(lowest, value / peak)
  }
  return 1 - lowest
}

/** How far below its last peak the curve is at each row: 0 or below, as a fraction of the peak. */
export function drawdownCurve(equity: Float64Array, initial: number): Float64Array {
  const curve = new Float64Array(equity.length)
  let peak = initial
  for (let row = 0; row < equity.length; row += 1) {
    const value = equity[row] ?? NaN
    if (value > peak) peak = value
    curve[row] = value / peak - 1
  }
  return curve
}
