/** A simulation in a person's words and figures. Pure. */
import type { FAN_PARTS, SimulationReport } from '../../../../workers/api/lab'
import { countText, numberText, percentText, pluralText } from '../../format'
import { spanText } from '../../time-format'
import { NOT_DEFINED, dollarsText, plainPercent, signedDollars } from '../figure-text'
import type { SimulationForm } from './simulation-form'

/** The parts of paths that a fan chart's lines leave below them, as the lab counts them. */
export const PARTS: typeof FAN_PARTS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

interface ModelOption {
  readonly value: SimulationForm['model']
  readonly text: string
  readonly hint: string
}

export const PATH_MODELS: readonly ModelOption[] = [
  {
    value: 'bootstrap',
    text: 'Block bootstrap',
    hint: 'Stretches of the returns that really were, put together anew: fat tails and storms stay as they are.',
  },
  {
    value: 'gbm',
    text: 'Geometric Brownian motion',
    hint: 'Normal returns with the volatilities and correlations of the data: tails are thinner than real ones.',
  },
  {
    value: 'jump-diffusion',
    text: 'Jump diffusion (Merton)',
    hint: 'Normal returns, and now and then a jump.',
  },
]

export const JUMP_OPTIONS = [
  { value: 'fitted', text: 'Fitted to the data' },
  { value: 'given', text: 'As given below' },
] as const

function modelText(model: SimulationForm['model']): string {
  return PATH_MODELS.find(({ value }) => value === model)?.text ?? model
}

export interface FigureRow {
  readonly label: string
  readonly value: string
  /** Such as `± $12.40`; empty where nobody estimates it. */
  readonly error: string
  /** Of the equity at the start; empty where that says nothing. */
  readonly share: string
}

/** Of a chance: a million paths without one leave an error of 0.0001 %. */
const MOST_PLACES = 5

/** Equity that the paths begin at. */
export function equityOf({ portfolio }: SimulationReport): number {
  return portfolio.holdings.reduce((sum, { value }) => sum + value, portfolio.cash)
}

/** All that the paths came to. */
export function figureRows(report: SimulationReport): readonly FigureRow[] {
  const equity = equityOf(report)
  const dollars = (label: string, value: number, error: number, signed = false): FigureRow => ({
    label,
    value: signed ? signedDollars(value) : dollarsText(value),
    error: Number.isFinite(error) ? `± ${dollarsText(error)}` : '',
    share: equity > 0 ? plainPercent(value / equity) : NOT_DEFINED,
  })
  const chance = (label: string, { value, error }: SimulationReport['ruin']): FigureRow => {
    const places = placesOf(error)
    return {
      label,
      value: percentText(value, places),
      error: `± ${percentText(error, places)}`,
      share: '',
    }
  }
  const { settings } = report
  return [
    dollars('Mean profit or loss', report.mean, report.meanError, true),
    dollars('Standard deviation', report.deviation, NaN),
    ...report.tails.flatMap(({ level, ...tail }) => [
      dollars(`VaR ${levelText(level)}`, tail.valueAtRisk, tail.valueAtRiskError),
      dollars(`TVaR ${levelText(level)}`, tail.tailValueAtRisk, tail.tailValueAtRiskError),
    ]),
    chance('Chance of a loss', report.loss),
    chance(`Chance of a drawdown of ${partText(settings.drawdown)}`, report.drawdown),
    chance(`Chance of ruin, a fall of ${partText(settings.ruin)}`, report.ruin),
  ]
}

/** Of a chance in percent: two, or as many more as it takes to see its error. */
function placesOf(error: number): number {
  let places = 2
  while (places < MOST_PLACES && !/[1-9]/.test(percentText(error, places))) places += 1
  return places
}

/** 0.99 as `99 %`. */
export function levelText(level: number): string {
  return partText(level)
}

function partText(part: number): string {
  return `${String(Number((part * 100).toPrecision(6)))} %`
}

/** `100,000 paths of 60 steps of 1 min, 1 h ahead: block bootstrap, mean block 30 rows, without drift.` */
export function planText({ settings, span }: Pick<SimulationReport, 'settings' | 'span'>): string {
  const { paths, steps, model } = settings
  const ahead = steps > 1 ? `, ${spanText(steps * span)} ahead` : ''
  const parts = [
    modelText(model.type).toLowerCase().replace('brownian', 'Brownian').replace('merton', 'Merton'),
  ]
  if (model.type === 'bootstrap') parts.push(`mean block ${pluralText(model.meanBlock, 'row')}`)
  else if (settings.antithetic) parts.push('antithetic pairs')
  parts.push(settings.drift ? 'with the returns’ mean' : 'without drift')
  if (settings.endsOnly === true) parts.push('ends only')
  return `${countText(paths)} paths of ${pluralText(steps, 'step')} of ${spanText(span)}${ahead}: ${parts.join(', ')}.`
}

/** How fast it was: `0.41 s, 244,000 paths a second`. */
export function paceText({ settings, milliseconds }: SimulationReport): string {
  if (!(milliseconds > 0)) return ''
  const pace = (settings.paths / milliseconds) * 1000
  const rounded = Number(pace.toPrecision(3))
  return `${numberText(milliseconds / 1000, 2)} s, ${countText(rounded)} paths a second`
}

/** A finished simulation in a line, for who does not see it appear. */
export function shortSimulationText(report: SimulationReport): string {
  const tail = report.tails.at(-1)
  const worst = tail
    ? ` TVaR ${levelText(tail.level)} ${dollarsText(tail.tailValueAtRisk)}, ± ${dollarsText(tail.tailValueAtRiskError)}.`
    : ''
  return `${countText(report.settings.paths)} paths simulated.${worst}`
}
