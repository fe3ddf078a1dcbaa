import { type Result, err, ok } from '../../core/result'
import { problemOf } from './checks'
import type { Feature, FeatureColumn, FeatureNode } from './expression'
import { type Step, barsNeeded, keyOf } from './step'

const MOST_STEPS = 1000
const DEEPEST = 500

/** Steps in an order in which each works on earlier ones; the same sub-expression is one step. */
export interface FeaturePlan {
  readonly steps: readonly Step[]
  /** The step of each feature, in the order asked for. */
  readonly outputs: readonly number[]
  /** Bars that must have been seen before every output may be known. */
  readonly warmUp: number
}

/** Puts features in order, or says in a sentence what is wrong with one. */
export function plan(features: readonly Feature[]): Result<FeaturePlan, string> {
  const planner = new Planner()
  const outputs: number[] = []
  for (const feature of features) {
    const place = planner.place(feature, 0)
    if (!place.ok) return place
    outputs.push(place.value)
  }
  const warmUp = outputs.reduce((most, place) => Math.max(most, planner.needed(place)), 1)
  return ok({ steps: planner.steps, outputs, warmUp })
}

class Planner {
  readonly steps: Step[] = []
  readonly #needed: number[] = []
  readonly #byKey = new Map<string, number>()
  readonly #byFeature = new Map<Feature, number>()

  needed(place: number): number {
    return this.#needed[place] ?? 0
  }

  place(feature: Feature, depth: number): Result<number, string> {
    const known = this.#byFeature.get(feature)
    if (known !== undefined) return ok(known)
    if (depth > DEEPEST) return err(`A feature is nested more than ${DEEPEST} deep.`)
    const problem = problemOf(feature.node)
    if (problem !== undefined) return err(problem)
    const step = this.#stepOf(feature.node, depth + 1)
    if (!step.ok) return step
    const place = this.#add(step.value)
    if (place.ok) this.#byFeature.set(feature, place.value)
    return place
  }

  #stepOf(node: FeatureNode, depth: number): Result<Step, string> {
    switch (node.type) {
      case 'column':
      case 'constant':
        return ok(node)
      case 'binary':
        return this.#binary(node, depth)
      case 'atr':
        return this.#atr(node.bars)
      default: {
        const of = this.place(node.of, depth)
        return of.ok ? ok({ ...node, of: of.value }) : of
      }
    }
  }

  #binary(node: Extract<FeatureNode, { type: 'binary' }>, depth: number): Result<Step, string> {
    const left = this.place(node.left, depth)
    if (!left.ok) return left
    const right = this.place(node.right, depth)
    if (!right.ok) return right
    // A sum or product is the same either way round, to the last bit.
    const turns = (node.operation === 'add' || node.operation === 'mul') && left.value > right.value
    const [first, second] = turns ? [right.value, left.value] : [left.value, right.value]
    return ok({ type: 'binary', operation: node.operation, left: first, right: second })
  }

  #atr(bars: number): Result<Step, string> {
    const high = this.#column('high')
    if (!high.ok) return high
    const low = this.#column('low')
    if (!low.ok) return low
    const close = this.#column('close')
    return close.ok ? ok({ type: 'atr', high: high.value, low: low.value, close: close.value, bars }) : close
  }

  #column(column: FeatureColumn): Result<number, string> {
    return this.#add({ type: 'column', column })
  }

  #add(step: Step): Result<number, string> {
    const key = keyOf(step)
    const known = this.#byKey.get(key)
    if (known !== undefined) return ok(known)
    const place = this.steps.length
    if (place >= MOST_STEPS) return err(`The features need more than ${MOST_STEPS} steps.`)
    this.#needed.push(barsNeeded(step, (operand) => this.needed(operand)))
    this.steps.push(step)
    this.#byKey.set(key, place)
    return ok(place)
  }
}
