import { limitName } from '../../core/limit-text'
import { riskParameter, riskValueText } from '../../core/risk-parameter'
import type { SweepReport, TrialResult } from './types'

/** Fewer trades than this are an anecdote. */
const FEW_TRADES = 10

type Judged = Omit<SweepReport, 'notes'>

/** What to know before the best set is believed, a sentence each; what luck had to do with it, the report's figures say. */
export function sweepNotes(report: Judged): readonly string[] {
  const { inSample, outOfSample } = report.best
  return [
    ...outOfSampleNotes(inSample, outOfSample),
    ...(inSample.trades < FEW_TRADES ? [`The best set made only ${tradesText(inSample.trades)}.`] : []),
    ...edgeNotes(report),
  ]
}

function outOfSampleNotes(inSample: TrialResult, tested: readonly TrialResult[]): readonly string[] {
  const [only] = tested
  if (only === undefined) {
    return ['No bars were kept out of the search, so the best set has not been tested on anything else.']
  }
  if (tested.length === 1) {
    return [
      `Out of sample the best set ${gain(only.totalReturn)}; in the search it ${gain(inSample.totalReturn)}.`,
    ]
  }
  const product = tested.reduce((worth, { totalReturn }) => worth * (1 + totalReturn), 1)
  const won = tested.filter(({ totalReturn }) => totalReturn > 0).length
  return [
    `Out of sample the sets chosen in each window ${gain(product - 1)} in all, with a gain in ${won} of ${tested.length} windows.`,
  ]
}

/** Better sets may lie outside of what was tried; choices have no outside. */
function edgeNotes({ axes, best }: Judged): readonly string[] {
  return axes.flatMap(({ parameter, label, values }) => {
    const value = best.parameters[parameter]
    const isChoice = riskParameter(parameter)?.spec.unit === 'choice'
    const atEdge = !isChoice && values.length > 2 && (value === values[0] || value === values.at(-1))
    return atEdge && value !== undefined
      ? [`The best ${namedText(parameter, label, value)}, is at the edge of what was tried.`]
      : []
  })
}

/** `fast average, 20`; of a limit `trailing stop, 5 %`. */
function namedText(parameter: string, label: string, value: number): string {
  const spec = riskParameter(parameter)?.spec
  if (spec === undefined) return `${label.toLowerCase()}, ${value}`
  return `${limitName(spec)}, ${riskValueText(spec, value)}`
}

function gain(fraction: number): string {
  if (fraction === 0) return 'earned nothing'
  return fraction < 0 ? `lost ${percent(-fraction)}` : `earned ${percent(fraction)}`
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`
}

function tradesText(trades: number): string {
  return trades === 0 ? 'no trades' : trades === 1 ? 'one trade' : `${trades} trades`
}
