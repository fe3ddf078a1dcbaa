import { log } from './log'

/** Half of log 2π. */
const HALF_LOG_TAU = 0.9189385332046728
/** From here on Stirling's series is below 1e-16 off. */
const STIRLING_FROM = 10

/**
 * Logarithm of the gamma function for x > 0, else NaN; absolute error below 1e-14 up to 100. Stirling's series with
 * terms B(2n) / (2n (2n − 1) x^(2n−1)) (Abramowitz & Stegun 6.1.41), reached from below by Γ(x + 1) = x Γ(x).
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN
  if (x === Infinity) return Infinity
  let [shifted, product] = [x, 1]
  for (; shifted < STIRLING_FROM; shifted += 1) product *= shifted
  const series = (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_TAU + stirlingTail(shifted)
  return series - log(product)
}

function stirlingTail(x: number): number {
  const z = 1 / (x * x)
  const far = 1 / 1188 + z * (-691 / 360360 + z * (1 / 156 + z * (-3617 / 122400)))
  return (1 / 12 + z * (-1 / 360 + z * (1 / 1260 + z * (-1 / 1680 + z * far)))) / x
}
