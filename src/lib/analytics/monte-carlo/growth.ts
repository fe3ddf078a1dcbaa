import { fastExp } from '../../stats/fast-exp'

/** Growth of more than this is cut: no market grows so, and squares of what it came to would leave the doubles. */
export const MOST_LOG_GROWTH = 230

/** What a price is multiplied with, by its logarithm. */
export function growthOf(logarithm: number): number {
  return fastExp(logarithm < MOST_LOG_GROWTH ? logarithm : MOST_LOG_GROWTH)
}
