import { invariant } from '../../core/result'

/** Checks that a period is a whole number of rows, at least `least`. */
export function checkPeriod(period: number, least = 1): number {
  const fits = Number.isSafeInteger(period) && period >= least
  invariant(fits, `a period is a whole number, at least ${least}; this one is ${period}`)
  return period
}
