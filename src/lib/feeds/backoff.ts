import { type DurationMs, durationMs } from '../core/time'

/** Draws a number in [0, 1), anew at each call. Injected, so that a seed decides it in tests. */
export type Chance = () => number

export interface BackoffPolicy {
  /** Ceiling of the first wait. */
  readonly first: DurationMs
  /** The ceiling doubles with every attempt up to this. */
  readonly most: DurationMs
}

const ENOUGH_DOUBLINGS = 30

/**
 * Exponential backoff with full jitter: uniform in [0, min(most, first · 2^attempt)), attempts counted
 * from 0. Full jitter keeps many pages that lost the same server from returning in step.
 */
export function backoffDelay(policy: BackoffPolicy, attempt: number, chance: Chance): DurationMs {
  const ceiling = Math.min(policy.most, policy.first * 2 ** Math.min(attempt, ENOUGH_DOUBLINGS))
  return durationMs(Math.floor(chance() * ceiling))
}
