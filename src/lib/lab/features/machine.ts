import type { FeatureBars } from './feature-bars'
import { type Operator, operatorOf } from './operator'
import type { FeaturePlan } from './plan'
import type { Step } from './step'

/**
 * A plan at work: each call takes the next few bars through all steps, so that what one step leaves is still
 * in the cache when the next one takes it up. How the bars are cut into calls makes no difference to any bit.
 */
export class FeatureMachine {
  readonly #values: Float64Array[]
  readonly #operators: readonly (Operator | undefined)[]

  /** `capacity`: the most bars a call may bring. */
  constructor(
    private readonly plan: FeaturePlan,
    capacity: number,
  ) {
    this.#values = plan.steps.map((step) => bufferOf(step, capacity))
    this.#operators = plan.steps.map(operatorOf)
  }

  /** Takes the first `length` rows of `bars`. There must be a bar in each: no NaN. */
  run(bars: FeatureBars, length: number): void {
    const { steps } = this.plan
    for (let place = 0; place < steps.length; place += 1) {
      const step = steps[place]
      const out = this.#values[place]
      if (step?.type === 'column') this.#values[place] = bars[step.column]
      else if (out !== undefined) this.#operators[place]?.(this.#values, out, length)
    }
  }

  /** An output over the rows of the last call; overwritten by the next. */
  output(index: number): Float64Array {
    return this.#values[this.plan.outputs[index] ?? -1] ?? new Float64Array(0)
  }
}

function bufferOf(step: Step, capacity: number): Float64Array {
  if (step.type === 'column') return new Float64Array(0)
  const buffer = new Float64Array(capacity)
  return step.type === 'constant' ? buffer.fill(step.value) : buffer
}
