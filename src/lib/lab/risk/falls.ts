/** Falls from the highest before, fractions of it. */
export interface Falls {
  /** At the end. */
  readonly drawdown: number
  /** At worst. */
  readonly maxDrawdown: number
}

/** Of a curve of dollars. `from`: what it is measured against from the start on; NaN values are passed over. */
export function fallsOf(curve: Float64Array, from = 0): Falls {
  let [peak, drawdown, maxDrawdown] = [from, 0, 0]
  for (const value of curve) {
    if (Number.isNaN(value)) continue
    if (value > peak) peak = value
    drawdown = peak > 0 ? 1 - value / peak : 0
    if (drawdown > maxDrawdown) maxDrawdown = drawdown
  }
  return { drawdown, maxDrawdown }
}
