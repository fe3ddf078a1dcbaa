/** When the next kill comes: drawn from a seed, and so that every kind of moment has its share. */
import type { Random } from '../../src/lib/core/random'

export type KillPlan =
  /** So many milliseconds after the page was asked for: in its start, its resumption, its first commits. */
  | { readonly type: 'opening'; readonly after: number }
  /** So many milliseconds after a trade was shown: around the commits of the tick it belongs to. */
  | { readonly type: 'trade'; readonly after: number }
  /** So many milliseconds after the match was seen to run. */
  | { readonly type: 'running'; readonly after: number }

export function drawPlan(chance: Random): KillPlan {
  const kind = chance.uniform()
  if (kind < 0.25) return { type: 'opening', after: between(chance, 0, 1000) }
  if (kind < 0.55) return { type: 'trade', after: between(chance, 0, 40) }
  return { type: 'running', after: between(chance, 0, 2000) }
}

function between(chance: Random, low: number, high: number): number {
  return Math.round(low + chance.uniform() * (high - low))
}
