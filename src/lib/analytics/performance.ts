/**
 * Return against risk. Returns are simple ones, one for each period; `periods` is how many make a year; the mean
 * and its kin are arithmetic. Each answers NaN where it is not defined.
 */
import { pow } from '../stats/pow'
import { deviation, mean, moments } from '../stats/moments'

/** Spread that is this small beside the mean is rounding: such returns are all the same. */
const ROUNDING = 1e-12

/** Yearly growth that makes `growth` (last over first) in so many years. NaN for nothing left or no time. */
export function annualReturn(growth: number, years: number): number {
  return growth > 0 && years > 0 ? pow(growth, 1 / years) - 1 : NaN
}

/** Standard deviation of the returns (n − 1), × √periods. NaN of fewer than two. */
export function volatility(returns: ArrayLike<number>, periods: number): number {
  return deviation(returns, 'sample') * Math.sqrt(periods)
}

/**
 * Mean return above `riskFree` (of one period) over the standard deviation (n − 1), × √periods: W. F. Sharpe,
 * "The Sharpe Ratio" (1994). NaN of fewer than two returns, or when all are the same.
 */
export function sharpe(returns: ArrayLike<number>, periods: number, riskFree = 0): number {
  const centre = mean(returns)
  const spread = deviation(returns, 'sample')
  return isSpread(spread, centre) ? ((centre - riskFree) / spread) * Math.sqrt(periods) : NaN
}

/** Skew (g₁) and excess kurtosis (g₂), moments over n. NaN when all returns are the same. */
export function shape(returns: ArrayLike<number>): { readonly skew: number; readonly kurtosis: number } {
  const { mean: centre, variance, skew, excessKurtosis } = moments(returns)
  return isSpread(Math.sqrt(variance), centre)
    ? { skew, kurtosis: excessKurtosis }
    : { skew: NaN, kurtosis: NaN }
}

function isSpread(spread: number, centre: number): boolean {
  return spread > ROUNDING * Math.abs(centre)
}

/**
 * Mean return above `required` (of one period), × periods, over {@link downsideRisk}: F. A. Sortino and L. N.
 * Price, "Performance Measurement in a Downside Risk Framework" (1994). NaN when no return falls short of it.
 */
export function sortino(returns: ArrayLike<number>, periods: number, required = 0): number {
  const risk = downsideRisk(returns, periods, required)
  return risk > 0 ? ((mean(returns) - required) * periods) / risk : NaN
}

/** Root of the mean square, over all n returns, of what each falls short of `required`, × √periods. */
export function downsideRisk(returns: ArrayLike<number>, periods: number, required = 0): number {
  let squares = 0
  for (let i = 0; i < returns.length; i += 1) {
    const short = Math.min((returns[i] ?? NaN) - required, 0)
    squares += short * short
  }
  return Math.sqrt(squares / returns.length) * Math.sqrt(periods)
}

/** Yearly growth over the largest drawdown (0 … 1): T. W. Young (1991). NaN when there was none. */
export function calmar(growthPerYear: number, drawdown: number): number {
  return drawdown > 0 ? growthPerYear / drawdown : NaN
}
