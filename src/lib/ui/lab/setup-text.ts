/** A setup in a person's words. */
import { decimalToString } from '../../core/decimal'
import { riskPresetOf } from '../../core/risk-rules'
import { assertNever } from '../../core/result'
import type {
  BacktestSetup,
  Dataset,
  FeeSchedule,
  SlippageModel,
  StrategyView,
} from '../../../workers/api/lab'
import { moneyText } from '../format'
import { spanText } from '../time-format'
import { granularityText } from './dataset-text'

/** `$100,000.00; fees 10 bp; no slippage` and what else shapes the fills. */
export function termsText({ cash, fees, fills, risk }: BacktestSetup): string {
  const preset = riskPresetOf(risk)
  const parts = [moneyText(decimalToString(cash)), feesText(fees), slippageText(fills.slippage)]
  if (fills.latency > 0) parts.push(`latency ${spanText(fills.latency)}`)
  if (preset !== 'classic') parts.push(preset === 'own' ? 'own limits' : `${preset} limits`)
  return parts.join('; ')
}

/** Why a strategy cannot be run on bars of this size; undefined when it can. */
export function misfitOf(strategy: StrategyView | undefined, data: Dataset | undefined): string | undefined {
  const sizes = strategy?.granularities
  if (strategy === undefined || data === undefined || sizes === undefined) return undefined
  if (sizes.includes(data.granularity)) return undefined
  return `${strategy.name} needs bars of ${sizes.map(granularityText).join(' or ')}.`
}

function feesText(fees: FeeSchedule): string {
  switch (fees.type) {
    case 'none':
      return 'no fees'
    case 'flat':
      return `fees ${fees.basisPoints} bp`
    case 'tiers':
      return 'Coinbase fees'
    default:
      return assertNever(fees)
  }
}

function slippageText(slippage: SlippageModel): string {
  switch (slippage.type) {
    case 'none':
      return 'no slippage'
    case 'half-spread':
      return `half spread ${slippage.basisPoints} bp`
    case 'quotes':
      return 'at bid and ask'
    case 'volume-share':
      return `volume share ${slippage.basisPoints} bp`
    default:
      return assertNever(slippage)
  }
}
