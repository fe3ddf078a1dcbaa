import type { EquityPoint } from '../../../workers/api/view'

/** Samples come at ticks: a curve with the standings themselves as its last point. Charts count in seconds. */
export function withEnd(curve: readonly EquityPoint[], end: EquityPoint): readonly EquityPoint[] {
  const second = Math.floor(end.time / 1000)
  return [...curve.filter(({ time }) => Math.floor(time / 1000) < second), end]
}
