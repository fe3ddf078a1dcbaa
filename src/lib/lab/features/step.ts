import type { Operation, WindowOperation } from './expression'

/** One step of a plan; what it works on are steps before it, by their place. */
export type Step =
  | Operation<number>
  | {
      readonly type: 'atr'
      readonly high: number
      readonly low: number
      readonly close: number
      readonly bars: number
    }

/** Two steps with the same key answer the same. */
export function keyOf(step: Step): string {
  return Object.values(step).map(wordOf).join(' ')
}

/** How many bars must have been seen before a step on these operands may know its value; the first is 1. */
export function barsNeeded(step: Step, needed: (place: number) => number): number {
  switch (step.type) {
    case 'column':
    case 'constant':
      return 1
    case 'atr':
      return step.bars
    case 'binary':
      return Math.max(needed(step.left), needed(step.right))
    case 'lag':
      return needed(step.of) + step.bars
    case 'window':
      return needed(step.of) + windowNeeds(step.operation, step.bars)
    default:
      return needed(step.of)
  }
}

function windowNeeds(operation: WindowOperation, bars: number): number {
  if (operation === 'ewm') return 0
  return operation === 'rsi' ? bars : bars - 1
}

/** −0 and 0 are different constants: 1 / −0 is not 1 / 0. */
function wordOf(value: string | number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
