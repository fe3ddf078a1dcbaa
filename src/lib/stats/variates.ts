import type { Random } from '../core/random'
import { InvPhi } from './normal'

/** A standard normal variate by inversion: one uniform each, the same in every engine. */
export function normalVariate(random: Random): number {
  let uniform = random.uniform()
  // 0 has no finite quantile; it comes once in 2^53 draws.
  while (uniform === 0) uniform = random.uniform()
  return InvPhi(uniform)
}
