import type { Decimal } from '../core/decimal'
import type { RiskRules } from '../core/risk-rules'
import type { FillModel } from '../engine/block/fill-model'
import type { FeeSchedule } from '../engine/config'
import type { ParameterValues } from './strategies/contract'
import type { TimeRange } from './catalog/dataset'

/** What decides in a backtest. */
export type StrategyChoice =
  | { readonly type: 'listed'; readonly id: string; readonly parameters: ParameterValues }
  /** Written by the visitor; runs in a frame without network and storage. */
  | {
      readonly type: 'own'
      readonly name: string
      readonly code: string
      readonly parameters: ParameterValues
    }
  /** What an agent decided in a match of this browser, at the same instants. */
  | { readonly type: 'recorded'; readonly matchId: string; readonly run: number; readonly name: string }
  | AgentChoice

/** A language model that is asked anew, on stored bars. */
export interface AgentChoice {
  readonly type: 'agent'
  /** How the run is called. */
  readonly name: string
  /** `node:<chat node id>` of this browser. */
  readonly brain: string
  /** System prompt. */
  readonly prompt: string
  /** Whole minutes between decisions. */
  readonly everyMinutes: number
  /** USD that its calls may cost, decimal text. */
  readonly spendCap: string
}

/** All that fixes a backtest, beside the bars themselves. */
export interface BacktestSetup {
  /** Ids of datasets of one source and one granularity; the products in this order. */
  readonly datasets: readonly string[]
  readonly range: TimeRange
  readonly strategy: StrategyChoice
  readonly cash: Decimal
  readonly fees: FeeSchedule
  readonly fills: FillModel
  readonly risk: RiskRules
}
