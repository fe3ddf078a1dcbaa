import type { Decimal } from '../core/decimal'
import type { Labels } from '../core/labels'
import type { ProductSpec } from '../core/product'
import type { RiskRules } from '../core/risk-rules'
import type { DurationMs, TimeMs } from '../core/time'
import type { MarketSource } from '../market/types'

/** Taker fees. `tiers` follow the run's own traded volume in the match, in USD. */
export type FeeSchedule =
  | { readonly type: 'none' }
  | { readonly type: 'flat'; readonly basisPoints: number }
  | { readonly type: 'tiers'; readonly tiers: readonly FeeTier[] }

export interface FeeTier {
  /** The tier holds from this traded volume on, in USD. */
  readonly fromVolume: Decimal
  readonly takerBasisPoints: number
}

/** `classic`: no fees. `realistic`: Coinbase's tiers (the default). */
export type RulesPreset = 'classic' | 'realistic'

export interface MatchRules {
  readonly preset: RulesPreset
  readonly fees: FeeSchedule
  readonly risk: RiskRules
}

/** One competitor as the match knows it. The benchmark is a run without an agent. */
export interface RunConfig {
  readonly name: string
  /** `agent`: its signals arrive as inputs. `benchmark`: buys equal weights at the first snapshot and holds. */
  readonly role: 'agent' | 'benchmark'
  readonly labels: Labels
  /** CSS custom property name of its colour, e.g. `--momentum`. */
  readonly color: string
  /** What decides: `house:momentum`, `house:brainrot`, `house:scalper`, or `node:<chat node id>`. */
  readonly brain: string
  readonly strategyVersion: string
  /** Present when a language model decides. */
  readonly model?: RunModel
  /** Its own limits in place of the match's. */
  readonly risk?: RiskRules
}

/** The language model behind a run, as it was when it was assigned. */
export interface RunModel {
  /** The chat node's id and the name it had. */
  readonly node: string
  readonly nodeName: string
  readonly provider: string
  readonly modelId: string
  /** How else it is asked, in words such as `effort low, temperature 0.7`; empty for the provider's defaults. */
  readonly settings: string
  /** SHA-256 of the system prompt, hex; its text is kept beside the log. */
  readonly promptHash: string
}

/** Bounds of a language model's decisions, the same for every agent of a match. */
export interface DecisionSettings {
  readonly turns: number
  readonly toolCalls: number
  readonly trades: number
  /** Wall time; a decision never takes longer, nor more than its share of the interval. */
  readonly deadline: DurationMs
  /** Prompt tokens, as providers report them, past which older ticks are condensed. */
  readonly memoryTokens: number
  /** Most output tokens of one model call, reasoning included. */
  readonly outputTokens: number
}

export type FormatVersion = 1 | 2 | 3 | 4

/** All that fixes a match before its first event. Immutable; the first input of the log. */
export interface MatchConfig {
  /**
   * 2 since language models trade: `decisions` and `spendCap` are present from then on. 3 since stops act
   * between decisions: exits, stops and order limits, and every verdict in the log. 4 since tails are limited, too.
   */
  readonly formatVersion: FormatVersion
  readonly matchId: string
  readonly source: MarketSource
  readonly products: readonly ProductSpec[]
  readonly runs: readonly RunConfig[]
  readonly rules: MatchRules
  readonly initialCash: Decimal
  /** Match time between ticks; 0 = on every batch of tickers. */
  readonly interval: DurationMs
  /** Open-ended when undefined. */
  readonly duration?: DurationMs
  readonly startedAt: TimeMs
  readonly decisions?: DecisionSettings
  /** USD all model calls of the match may cost together; a command may change it. */
  readonly spendCap?: Decimal
  /** Demo only. */
  readonly demo?: { readonly seed: string; readonly speed: 1 | 10 | 60 }
}
