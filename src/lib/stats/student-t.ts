/** Student's t distribution with `nu` degrees of freedom, any number above 0, not only whole ones. */
import { exp } from './exp'
import { logGamma } from './gamma'
import { incompleteBeta } from './incomplete-beta'
import { log } from './log'

const MOST_STEPS = 200

export function studentDensity(x: number, nu: number): number {
  const scale = logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * log(nu * Math.PI)
  return exp(scale - ((nu + 1) / 2) * log(1 + (x * x) / nu))
}

/** Part of outcomes above x, for x >= 0: half the incomplete beta function (Abramowitz & Stegun 26.7.1). */
export function studentUpperTail(x: number, nu: number): number {
  const square = x * x
  return 0.5 * incompleteBeta(nu / 2, 0.5, nu / (nu + square), square / (nu + square))
}

/** The x above which the part `tail` (more than 0, at most ½) of outcomes lies; NaN for another part. */
export function studentQuantile(tail: number, nu: number): number {
  if (!(tail > 0 && tail <= 0.5)) return NaN
  let [low, high] = [0, 1]
  while (studentUpperTail(high, nu) > tail) [low, high] = [high, 2 * high]
  let x = (low + high) / 2
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const excess = studentUpperTail(x, nu) - tail
    if (excess > 0) low = x
    else high = x
    const newton = x + excess / studentDensity(x, nu)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (next === x || !(next > low && next < high)) return next
    x = next
  }
  return x
}

/**
 * Mean of the outcomes above the quantile q of the part `tail`, for nu above 1:
 * f(q) / tail × (ν + q²) / (ν − 1). A. J. McNeil, R. Frey and P. Embrechts, "Quantitative Risk Management" (2005), 2.2.4.
 */
export function studentTailMean(tail: number, nu: number): number {
  const q = studentQuantile(tail, nu)
  return ((studentDensity(q, nu) / tail) * (nu + q * q)) / (nu - 1)
}

/**
 * Mean distance from 0 in standard deviations, for nu above 2: from nearly 0 up to √(2/π) of a normal distribution, the
 * less the fatter the tails. √((ν − 2) / π) Γ((ν − 1) / 2) / Γ(ν / 2); that ratio of a sample is R. C. Geary's (1935).
 */
export function studentGearyRatio(nu: number): number {
  return Math.sqrt((nu - 2) / Math.PI) * exp(logGamma((nu - 1) / 2) - logGamma(nu / 2))
}
