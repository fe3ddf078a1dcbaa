/** A rising copy; numbers are compared as numbers, NaN comes last. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort()
}

/**
 * The value below which the part `p` (0 … 1) of `rising` lies, between two values by linear interpolation at
 * (n − 1) p: type 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages" (1996), the
 * default of R and NumPy. NaN of nothing and for p outside. The values must be in rising order ({@link
 * sorted}).
 */
export function quantile(rising: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1) || rising.length === 0) return NaN
  const place = (rising.length - 1) * p
  const below = Math.floor(place)
  const low = rising[below] ?? NaN
  const part = place - below
  // Without the part nothing is asked of the neighbour: it may be infinite.
  return part === 0 ? low : low + part * ((rising[below + 1] ?? NaN) - low)
}
