import { FEATURE_COLUMNS, type FeatureNode } from './expression'

/** The longest window or lag, in bars. */
const LONGEST_WINDOW = 100_000

/** What is wrong with a node in itself, as a sentence. */
export function problemOf(node: FeatureNode): string | undefined {
  switch (node.type) {
    case 'column':
      return FEATURE_COLUMNS.includes(node.column) ? undefined : unknownColumn(node.column)
    case 'constant':
      return Number.isNaN(node.value) ? 'A constant has to be a number.' : undefined
    case 'clip':
      return node.low <= node.high ? undefined : `clip(${node.low}, ${node.high}) leaves nothing between.`
    case 'lag':
      return problemOfLag(node.bars)
    case 'window':
      return problemOfWindow(node.operation, node.bars)
    case 'atr':
      return problemOfWindow('atr', node.bars)
    default:
      return undefined
  }
}

function unknownColumn(name: unknown): string {
  return `There is no column "${String(name).slice(0, 40)}"; there are ${FEATURE_COLUMNS.join(', ')}.`
}

function problemOfLag(bars: number): string | undefined {
  if (bars < 0) return `lag(${bars}) would look into the future; a lag is 0 bars or more.`
  if (Number.isSafeInteger(bars) && bars <= LONGEST_WINDOW) return undefined
  return `lag(${bars}): a lag is a whole number of bars up to ${LONGEST_WINDOW}.`
}

function problemOfWindow(name: string, bars: number): string | undefined {
  if (Number.isSafeInteger(bars) && bars >= 1 && bars <= LONGEST_WINDOW) return undefined
  return `${name} over ${bars} bars: a window is a whole number of bars from 1 to ${LONGEST_WINDOW}.`
}
