import { type Result, err, ok } from '../../core/result'
import type { AlphaModel } from '../../engine/stages/alpha/contract'
import type { BarGranularity } from '../../market/types'
import type { StrategyChoice } from '../backtest-setup'
import { checkParameters } from './check-parameters'
import { strategyById } from './registry'

/** How a listed strategy makes its models, each of them fresh; a sentence where it cannot be run so. */
export function listedAlpha(
  { id, parameters }: Extract<StrategyChoice, { type: 'listed' }>,
  granularity: BarGranularity,
): Result<() => AlphaModel, string> {
  const descriptor = strategyById(id)
  if (descriptor === undefined) return err('This strategy is not known here.')
  const values = checkParameters(descriptor, parameters, granularity)
  return values.ok ? ok(() => descriptor.make(values.value, granularity)) : values
}
