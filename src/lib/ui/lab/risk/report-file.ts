/** A simulation's report as a file to keep. Pure. */
import type { SimulationReport } from '../../../../workers/api/lab'
import { PARTS } from './simulation-text'
import type { FinishedSimulation } from './simulator.svelte'

export type ReportFormat = 'json' | 'csv-figures' | 'csv-fan' | 'csv-histogram'

export const REPORT_FORMATS: readonly { readonly value: ReportFormat; readonly text: string }[] = [
  { value: 'json', text: 'JSON' },
  { value: 'csv-figures', text: 'Figures (CSV)' },
  { value: 'csv-fan', text: 'Fan (CSV)' },
  { value: 'csv-histogram', text: 'Histogram (CSV)' },
]

/** Digits of a digest that name a file. */
const MARK = 8

export function reportFile(
  finished: FinishedSimulation,
  format: ReportFormat,
): { readonly name: string; readonly blob: Blob } {
  const { report } = finished
  const name = `simulation-${report.digest.slice(0, MARK)}`
  if (format === 'json') {
    return { name: `${name}.json`, blob: new Blob([reportJson(finished)], { type: 'application/json' }) }
  }
  const rows =
    format === 'csv-figures' ? figures(report) : format === 'csv-fan' ? fan(report) : histogram(report)
  const text = rows.map((row) => `${row.join(',')}\n`).join('')
  return { name: `${name}-${format.slice('csv-'.length)}.csv`, blob: new Blob([text], { type: 'text/csv' }) }
}

/** The whole report with what it rests on; what is not defined is null. */
function reportJson({ request, report, source }: FinishedSimulation): string {
  const parts = PARTS.map((part, index) => ({ part, equity: [...(report.fan[index] ?? [])] }))
  return JSON.stringify({ kind: 'simulation', source, request, ...report, fan: parts }, undefined, 1)
}

type Row = readonly (string | number)[]

/** Nothing in here was written by a person: no field needs quotes. */
function figures(report: SimulationReport): readonly Row[] {
  const { settings } = report
  const tails = report.tails.flatMap((tail): Row[] => [
    [`value_at_risk_${tail.level}`, tail.valueAtRisk, tail.valueAtRiskError],
    [`tail_value_at_risk_${tail.level}`, tail.tailValueAtRisk, tail.tailValueAtRiskError],
  ])
  return [
    ['figure', 'value', 'standard_error'],
    ['paths', settings.paths, ''],
    ['steps', settings.steps, ''],
    ['milliseconds_of_a_step', report.span, ''],
    ['returns', report.rows, ''],
    ['mean_profit', report.mean, report.meanError],
    ['deviation', report.deviation, ''],
    ...tails,
    ['probability_of_loss', report.loss.value, report.loss.error],
    [`probability_of_drawdown_${settings.drawdown}`, report.drawdown.value, report.drawdown.error],
    [`probability_of_ruin_${settings.ruin}`, report.ruin.value, report.ruin.error],
  ]
}

function fan({ fan: curves }: SimulationReport): readonly Row[] {
  const steps = curves[0]?.length ?? 0
  const head = ['step', ...PARTS.map((part) => `equity_${part}`)]
  const rows = Array.from({ length: steps }, (_, step) => [step, ...curves.map((curve) => curve[step] ?? '')])
  return [head, ...rows]
}

function histogram({ histogram: { from, width, counts } }: SimulationReport): readonly Row[] {
  const rows = counts.map((count, bin) => [from + bin * width, from + (bin + 1) * width, count])
  return [['profit_from', 'profit_to', 'paths'], ...rows]
}
