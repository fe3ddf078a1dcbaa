/** A strategy that can be chosen, its parameters, and the model it makes; one file each. */
import type { AlphaModel } from '../../engine/stages/alpha/contract'
import type { BarGranularity } from '../../market/types'

/** A number a person may choose, and a sweep may vary. Whole when `step` is. */
export interface ParameterSpec {
  readonly name: string
  /** Of the form's control. */
  readonly label: string
  /** One sentence. */
  readonly help: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly initial: number
}

export type ParameterValues = Readonly<Record<string, number>>

export interface StrategyDescriptor {
  readonly id: string
  readonly name: string
  /** What it does, in a sentence or two. */
  readonly summary: string
  readonly family: 'house' | 'classic' | 'learned'
  readonly parameters: readonly ParameterSpec[]
  /** Bars it can be run on, where not on all: it looks at candles of a size that coarser bars do not tell. */
  readonly granularities?: readonly BarGranularity[]
  /** A sentence when values that are each within their range do not go together. */
  readonly problem?: (values: ParameterValues) => string | undefined
  /** A fresh model on bars of this granularity. Values have been checked. */
  readonly make: (values: ParameterValues, granularity: BarGranularity) => AlphaModel
}
