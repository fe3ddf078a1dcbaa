import { mean } from '../../stats/moments'

/**
 * By what factor sums of returns in a row spread wider than if they were independent, at most: the greatest of the
 * variances of 1, 2, 4, … successive returns (all of them, the first following the last), each over that of independent
 * ones. At least 1. What the blocks of a bootstrap keep of it is less, the shorter they are.
 */
export function persistence(returns: Float64Array, longest: number): number {
  const centre = mean(returns)
  const sums = returns.map((value) => value - centre)
  const alone = squares(sums)
  let most = 1
  for (let length = 2; length <= Math.min(longest, returns.length); length *= 2) {
    double(sums, length / 2)
    if (alone > 0) most = Math.max(most, squares(sums) / (alone * length))
  }
  return most
}

/** Sums of so many successive values become sums of twice as many. */
function double(sums: Float64Array, apart: number): void {
  const before = sums.slice()
  for (let i = 0; i < sums.length; i += 1) {
    sums[i] = (before[i] ?? 0) + (before[(i + apart) % sums.length] ?? 0)
  }
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
