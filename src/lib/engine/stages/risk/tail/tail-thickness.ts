import { studentGearyRatio, studentQuantile, studentTailMean } from '../../../../stats/student-t'

/** Where the loss at a level and the mean loss beyond it lie, in standard deviations from the mean. */
export interface TailFactors {
  readonly quantile: number
  readonly tailMean: number
}

/**
 * Degrees of freedom that are told apart, up to where the tail is all but normal. Not below 3: closer to 2 most of the
 * variance comes from cases that no window has seen, and at the same variance the tail beyond 99 % grows thinner again.
 * A fixed few, so that quantiles are made once for each.
 */
const DEGREES = [
  ...range(30, 50, 1),
  ...range(525, 1000, 25, 100),
  ...range(110, 200, 10),
  ...range(300, 1000, 100),
]
let ratios: readonly number[] | undefined
const factorsOf = new Map<string, TailFactors>()

/** From, to and step in units of 1 / `part`. */
function range(from: number, to: number, step: number, part = 10): readonly number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) / part)
}

/**
 * Degrees of freedom of the t distribution whose mean distance from its mean is this part of its standard deviation:
 * the most of a fixed list that are not above, 3 at least and 100 at most. The ratio (R. C. Geary, 1935) exists whenever
 * the mean does, so that no sample is too wild for it.
 */
export function degreesOfFreedom(ratio: number): number {
  ratios ??= DEGREES.map(studentGearyRatio)
  const above = ratios.findIndex((each) => each > ratio)
  return DEGREES[above === -1 ? DEGREES.length - 1 : Math.max(above - 1, 0)] ?? 100
}

/** Of a t distribution with unit variance; `tail` is the part beyond the level. */
export function studentFactors(degrees: number, tail: number): TailFactors {
  const key = `${degrees}:${tail}`
  const known = factorsOf.get(key)
  if (known !== undefined) return known
  const scale = Math.sqrt((degrees - 2) / degrees)
  const quantile = studentQuantile(tail, degrees) * scale
  const made = { quantile, tailMean: studentTailMean(tail, degrees) * scale }
  factorsOf.set(key, made)
  return made
}
