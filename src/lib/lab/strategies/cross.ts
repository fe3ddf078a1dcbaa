import type { AlphaModel } from '../../engine/stages/alpha/contract'
import type { BarGranularity } from '../../market/types'
import type { ParameterSpec, StrategyDescriptor } from './contract'
import { mustBeBelow, valueOf } from './parameter'

/** A strategy of a fast and a slow average, periods in bars. */
export interface CrossParts extends Pick<StrategyDescriptor, 'id' | 'name' | 'summary'> {
  readonly fast: ParameterSpec
  readonly slow: ParameterSpec
  readonly make: (fast: number, slow: number, granularity: BarGranularity) => AlphaModel
}

export function cross({ fast, slow, make, ...told }: CrossParts): StrategyDescriptor {
  return {
    ...told,
    family: 'classic',
    parameters: [fast, slow],
    problem: (values) => mustBeBelow(values, fast, slow),
    make: (values, granularity) => make(valueOf(values, fast.name), valueOf(values, slow.name), granularity),
  }
}
