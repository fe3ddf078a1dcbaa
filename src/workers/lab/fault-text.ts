import { InvariantError } from '../../lib/core/result'
import { AlphaFault } from '../../lib/engine/block/alpha-fault'

/**
 * What a backtest that broke off tells a person: its strategy threw, or its gains passed what the books hold.
 * Any other fault is thrown again.
 */
export function faultText(fault: unknown): string {
  if (fault instanceof AlphaFault) return fault.message
  if (fault instanceof InvariantError) return `The backtest cannot go on: its books met ${fault.message}.`
  throw fault
}
