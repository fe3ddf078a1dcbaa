import type { SamplingGrid } from './sampling'

/** Returns from sample to sample of a curve that was worth `initial` before its first row. */
export function sampledReturns(grid: SamplingGrid, curve: Float64Array, initial: number): Float64Array {
  const { rows } = grid
  const returns = new Float64Array(Math.max(rows.length - 1, 0))
  let before = levelAt(rows[0] ?? -1, curve, initial)
  for (let sample = 1; sample < rows.length; sample += 1) {
    // Of nothing there are no returns: the row of samples ends there.
    if (!(before > 0)) return returns.subarray(0, sample - 1)
    const level = levelAt(rows[sample] ?? -1, curve, initial)
    returns[sample - 1] = level / before - 1
    before = level
  }
  return returns
}

function levelAt(row: number, curve: Float64Array, initial: number): number {
  return row < 0 ? initial : (curve[row] ?? NaN)
}
