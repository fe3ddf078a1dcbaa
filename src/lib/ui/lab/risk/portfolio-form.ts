/** A portfolio and the measure of its risk, as they are typed into the form "Portfolio". Pure. */
import { DECIMAL_ZERO, decimalToString, parseDecimal } from '../../../core/decimal'
import { parseLimit } from '../../../core/limit-text'
import { type Result, err, ok } from '../../../core/result'
import { RISK_FIELDS, type RiskField, type RiskRules } from '../../../core/risk-rules'
import { unbroken } from '../../../core/unbroken'
import { noNumber, plainNumber } from '../../../core/written-number'
import type { RiskChoices } from '../../../../workers/api/agents'
import type { Dataset, RiskRequest, RiskSource, RunSummary } from '../../../../workers/api/lab'
import { checkRange } from '../setup-form'

export interface HoldingForm {
  /** Id of a dataset. */
  readonly dataset: string
  /** In base currency. */
  readonly quantity: string
}

export interface PortfolioForm {
  readonly source: 'holdings' | 'run'
  readonly holdings: readonly HoldingForm[]
  readonly cash: string
  /** First and last day of the bars, UTC. */
  readonly from: string
  readonly to: string
  /** Id of a backtest run. */
  readonly run: string
  /** The measure, as people write limits; what is empty is as usual, an empty limit is none. */
  readonly measure: RiskChoices
}

/** A sentence for each field that cannot be used as it is; quantities as `holding <index>`. */
export type PortfolioErrors = Readonly<Record<string, string>>

/** What the form refers to. */
export interface PortfolioWorld {
  readonly datasets: readonly Dataset[]
  readonly runs: readonly Pick<RunSummary, 'id'>[]
}

/** Of the limits of a match, those that say how tails are measured and where they end. */
export const MEASURE_FIELDS: readonly RiskField[] = [
  'tailRiskBasisPoints',
  'riskModel',
  'riskWindow',
  'tailRiskLevel',
  'tailRiskHorizon',
]

export const INITIAL_PORTFOLIO: PortfolioForm = {
  source: 'holdings',
  holdings: [],
  cash: '50000',
  from: '',
  to: '',
  run: '',
  measure: { tailRiskBasisPoints: '5' },
}

/** @returns what to ask the lab for, or what is wrong field by field */
export function checkPortfolio(
  form: PortfolioForm,
  world: PortfolioWorld,
): Result<RiskRequest, PortfolioErrors> {
  const source = form.source === 'run' ? checkRun(form, world) : checkHoldings(form, world)
  const rules = checkMeasure(form)
  if (source.ok && rules.ok) return ok({ source: source.value, rules: rules.value })
  return err({ ...(source.ok ? {} : source.error), ...(rules.ok ? {} : rules.error) })
}

function checkRun({ run }: PortfolioForm, { runs }: PortfolioWorld): Result<RiskSource, PortfolioErrors> {
  if (runs.some(({ id }) => id === run)) return ok({ type: 'run', id: run })
  const isEmpty = runs.length === 0
  return err({ run: isEmpty ? 'There is no run yet: make one under Backtest.' : 'Choose a run.' })
}

function checkHoldings(
  form: PortfolioForm,
  { datasets }: PortfolioWorld,
): Result<RiskSource, PortfolioErrors> {
  const ids = form.holdings.map(({ dataset }) => dataset)
  const range = checkRange({ ...form, datasets: ids }, datasets)
  const quantities = form.holdings.map(({ quantity }) => amountOf(quantity, 'A quantity: 0 or more.'))
  const cash = amountOf(form.cash, 'Dollars: 0 or more.')
  const faults: Record<string, string> = range.ok ? {} : { ...range.error }
  quantities.forEach((quantity, index) => {
    if (!quantity.ok) faults[`holding ${index}`] = quantity.error
  })
  if (!cash.ok) faults['cash'] = cash.error
  if (!range.ok || !cash.ok || Object.keys(faults).length > 0) return err(faults)
  const holdings = quantities.flatMap((quantity, index) =>
    quantity.ok ? [{ dataset: ids[index] ?? '', quantity: quantity.value }] : [],
  )
  return ok({ type: 'datasets', range: range.value, holdings, cash: cash.value })
}

/** Plain decimal text; an empty field is nothing of it. */
function amountOf(text: string, otherwise: string): Result<string, string> {
  const plain = plainNumber(text)
  if (plain === '') return ok('0')
  const amount = parseDecimal(plain)
  if (!amount.ok) return err(noNumber(plain, otherwise))
  return amount.value < DECIMAL_ZERO ? err(otherwise) : ok(decimalToString(amount.value))
}

function checkMeasure({ measure }: PortfolioForm): Result<RiskRules, PortfolioErrors> {
  const written = RISK_FIELDS.filter(({ field }) => MEASURE_FIELDS.includes(field)).flatMap((spec) => {
    const text = measure[spec.field]?.trim() ?? ''
    return text === '' ? [] : [[spec.field, parseLimit(spec, text)] as const]
  })
  const faults = written.flatMap(([field, limit]) =>
    limit.ok ? [] : [[field, unbroken(limit.error)] as const],
  )
  if (faults.length > 0) return err(Object.fromEntries(faults))
  return ok(Object.fromEntries(written.flatMap(([field, limit]) => (limit.ok ? [[field, limit.value]] : []))))
}
