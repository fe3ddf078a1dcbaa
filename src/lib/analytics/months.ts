import type { TearSheet } from './tear-sheet'

/**
 * Return of each calendar month (UTC) the run touched, the first and last perhaps not whole; `month` 1 … 12. A bar
 * that closes with the month belongs to it. A month without a bar is left out.
 */
export function monthlyReturns(
  equity: Float64Array,
  time: Float64Array,
  initial: number,
): TearSheet['months'] {
  const months: { year: number; month: number; return: number }[] = []
  let before = initial
  for (let row = 0; row < equity.length;) {
    const { year, month, end } = monthOf(time[row] ?? NaN)
    while (row < equity.length && (time[row] ?? NaN) <= end) row += 1
    const level = equity[row - 1] ?? NaN
    months.push({ year, month, return: level / before - 1 })
    before = level
  }
  return months
}

function monthOf(close: number): { year: number; month: number; end: number } {
  const date = new Date(close - 1)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { year, month: month + 1, end: new Date(0).setUTCFullYear(year, month + 1, 1) }
}
