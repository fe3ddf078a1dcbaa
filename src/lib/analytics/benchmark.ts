/** A run against its benchmark: least squares of returns on the benchmark's (M. C. Jensen, 1968). */
import { covariance } from '../stats/covariance'
import { mean, variance } from '../stats/moments'
import { pow } from '../stats/pow'

/** Covariance with the benchmark over its variance. NaN when the benchmark does not vary. */
export function beta(returns: Float64Array, benchmark: Float64Array): number {
  const length = Math.min(returns.length, benchmark.length)
  const market = benchmark.subarray(0, length)
  const spread = variance(market, 'sample')
  return spread > 0 ? covariance(returns.subarray(0, length), market, 'sample') / spread : NaN
}

/** Mean of what beta × the benchmark does not explain, compounded over a year of `periods`. NaN as {@link beta}. */
export function alpha(returns: Float64Array, benchmark: Float64Array, periods: number): number {
  const length = Math.min(returns.length, benchmark.length)
  const slope = beta(returns, benchmark)
  const own = mean(returns.subarray(0, length)) - slope * mean(benchmark.subarray(0, length))
  return 1 + own > 0 ? pow(1 + own, periods) - 1 : NaN
}
