import { type Decimal, decimal } from '../core/decimal'
import type { FeeSchedule, FeeTier, MatchRules, RulesPreset } from './config'

const tier = (fromVolume: string, takerBasisPoints: number): FeeTier => ({
  fromVolume: decimal(fromVolume),
  takerBasisPoints,
})

/** Coinbase Exchange's taker fees; its 30-day volume is here the run's own volume in the match. */
export const COINBASE_TIERS: readonly FeeTier[] = [
  tier('0', 60),
  tier('10000', 40),
  tier('50000', 25),
  tier('100000', 20),
  tier('1000000', 18),
  tier('15000000', 16),
  tier('75000000', 12),
  tier('250000000', 8),
  tier('400000000', 5),
]

/** As the original arena: no fees, no caps. */
export function classicRules(): MatchRules {
  return { preset: 'classic', fees: { type: 'none' }, risk: {} }
}

/** Coinbase's fees by traded volume, no caps. */
export function realisticRules(): MatchRules {
  return { preset: 'realistic', fees: { type: 'tiers', tiers: COINBASE_TIERS }, risk: {} }
}

export function rulesOf(preset: RulesPreset): MatchRules {
  return preset === 'classic' ? classicRules() : realisticRules()
}

/** What the next trade pays after so much traded volume, in basis points of its value. */
export function takerBasisPoints(fees: FeeSchedule, tradedVolume: Decimal): number {
  if (fees.type === 'none') return 0
  if (fees.type === 'flat') return fees.basisPoints
  const reached = fees.tiers.filter((candidate) => tradedVolume >= candidate.fromVolume)
  return reached.at(-1)?.takerBasisPoints ?? 0
}
