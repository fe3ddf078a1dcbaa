import { InvPhi, phi } from './normal'

/**
 * Mean of a standard normal variate beyond its quantile at `level`: φ(Φ⁻¹(level)) / (1 − level). `tail` is
 * 1 − level, of which 0.99 and the like are no exact double. A. J. McNeil, R. Frey and P. Embrechts, "Quantitative Risk
 * Management" (2005), 2.2.4.
 */
export function normalTailMean(level: number, tail: number): number {
  return phi(InvPhi(level)) / tail
}
