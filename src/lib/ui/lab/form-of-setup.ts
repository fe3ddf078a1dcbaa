/** The form that makes a setup: the way back from a run to what was typed. */
import { decimalToString } from '../../core/decimal'
import { riskPresetOf } from '../../core/risk-rules'
import type { BacktestSetup, StrategyChoice } from '../../../workers/api/lab'
import { textsOf } from '../risk-form/risk-form'
import { dayText } from './dataset-text'
import { parameterText } from './figure-text'
import { INITIAL_FORM, type SetupForm } from './setup-form'
import { NEW_OWN, keyOf } from './strategy-keys'

export function formOfSetup(setup: BacktestSetup): SetupForm {
  const { fees, fills, risk, range } = setup
  const { slippage } = fills
  return {
    ...INITIAL_FORM,
    datasets: setup.datasets,
    from: dayText(range.from),
    to: dayText(range.to - 1),
    strategy: keyOfChoice(setup.strategy),
    parameters: parametersOf(setup.strategy),
    fees: fees.type,
    ...(fees.type === 'flat' ? { feeBasisPoints: parameterText(fees.basisPoints) } : {}),
    slippage: slippage.type,
    ...('basisPoints' in slippage ? { slippageBasisPoints: parameterText(slippage.basisPoints) } : {}),
    latency: parameterText(fills.latency / 1000),
    cash: decimalToString(setup.cash),
    risk: { choice: riskPresetOf(risk), texts: textsOf(risk) },
  }
}

function keyOfChoice(choice: StrategyChoice): string {
  // Its code is that of the run, which need not be what is saved under the name.
  if (choice.type === 'own') return NEW_OWN
  return keyOf(choice)
}

function parametersOf(choice: StrategyChoice): SetupForm['parameters'] {
  if (choice.type === 'recorded' || choice.type === 'agent') return {}
  return Object.fromEntries(
    Object.entries(choice.parameters).map(([name, value]) => [name, parameterText(value)]),
  )
}
