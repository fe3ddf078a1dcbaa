import type { TradingContext } from '../context'
import type { Proposal, RiskVerdict } from './verdict'

/**
 * Fourth stage: judges a proposed change of a holding. Models chain; each sees the proposal as those
 * before it left it. A model remembers nothing it could not rebuild from the context.
 */
export interface RiskManagementModel {
  readonly name: string
  /** Must not throw. */
  assess(proposal: Proposal, context: TradingContext): RiskVerdict
}
