/** A backtest as it is typed into the form, and the checks that turn it into a setup. Pure. */
import { type Decimal, DECIMAL_ZERO, parseDecimal } from '../../core/decimal'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, durationMs } from '../../core/time'
import type {
  BacktestSetup,
  Dataset,
  FeeSchedule,
  ParameterSpec,
  ParameterValues,
  SlippageModel,
  StrategyChoice,
  TimeRange,
} from '../../../workers/api/lab'
import { type RiskErrors, type RiskForm, checkRisk, rulesOf } from '../risk-form/risk-form'
import { DAY_MS, commonExtent, dayText, haveQuotes, parseDay } from './dataset-text'

export type FeeChoice = FeeSchedule['type']
export type SlippageChoice = SlippageModel['type']

export interface SetupForm {
  /** Ids; the first fixes source and granularity. */
  readonly datasets: readonly string[]
  /** First and last day, UTC, both tested. */
  readonly from: string
  readonly to: string
  /** A key of {@link ./strategy-keys}. */
  readonly strategy: string
  readonly parameters: Readonly<Record<string, string>>
  readonly fees: FeeChoice
  readonly feeBasisPoints: string
  readonly slippage: SlippageChoice
  readonly slippageBasisPoints: string
  /** Seconds. */
  readonly latency: string
  readonly cash: string
  readonly risk: RiskForm
}

export const INITIAL_FORM: SetupForm = {
  datasets: [],
  from: '',
  to: '',
  strategy: '',
  parameters: {},
  fees: 'flat',
  feeBasisPoints: '10',
  slippage: 'none',
  slippageBasisPoints: '5',
  latency: '0',
  cash: '100000',
  risk: { choice: 'classic', texts: {} },
}

/** A sentence for each field that cannot be used as it is; parameters as `parameter <name>`. */
export type SetupErrors = Readonly<Record<string, string>> & RiskErrors

/** What the form refers to. */
export interface SetupWorld {
  readonly datasets: readonly Dataset[]
  /** Undefined while none that can run is chosen. */
  readonly strategy: ((parameters: ParameterValues) => StrategyChoice) | undefined
  /** Why the strategy does not go with the data. */
  readonly misfit: string | undefined
  /** Why it cannot run as it is filled in, field by field. */
  readonly faults?: Readonly<Record<string, string>> | undefined
  readonly parameters: readonly ParameterSpec[]
  readonly coinbaseFees: FeeSchedule
}

const MOST_BASIS_POINTS = 1000
const MOST_LATENCY_S = 86_400
const MOST_CASH = 1_000_000_000_000n * 10n ** 18n

/** @returns the setup, or what is wrong field by field */
export function checkSetup(form: SetupForm, world: SetupWorld): Result<BacktestSetup, SetupErrors> {
  const range = checkRange(form, world.datasets)
  const parameters = checkParameters(world.parameters, form.parameters)
  const fees = checkFees(form, world.coinbaseFees)
  const slippage = checkSlippage(form, chosenOf(form, world.datasets))
  const latency = checkLatency(form.latency)
  const cash = checkCash(form.cash)
  const risk = checkRisk(form.risk.texts, 'match')
  const strategy = checkStrategy(world)
  if (
    range.ok &&
    parameters.ok &&
    fees.ok &&
    slippage.ok &&
    latency.ok &&
    cash.ok &&
    risk.ok &&
    strategy.ok
  ) {
    return ok({
      datasets: form.datasets,
      range: range.value,
      strategy: strategy.value(parameters.value),
      cash: cash.value,
      fees: fees.value,
      fills: { slippage: slippage.value, latency: latency.value },
      risk: rulesOf(risk.value),
    })
  }
  const parts = [strategy, range, parameters, fees, slippage, latency, cash, risk]
  return err(Object.assign({}, ...parts.map((part) => (part.ok ? {} : part.error))) as SetupErrors)
}

type Checked<T> = Result<T, Readonly<Record<string, string>>>

function checkStrategy({
  strategy,
  misfit,
  faults,
}: SetupWorld): Checked<NonNullable<SetupWorld['strategy']>> {
  if (strategy === undefined) return err(faults ?? { strategy: 'Choose a strategy that can run.' })
  return misfit === undefined ? ok(strategy) : err({ strategy: misfit })
}

function chosenOf(form: Pick<SetupForm, 'datasets'>, datasets: readonly Dataset[]): readonly Dataset[] {
  return form.datasets.flatMap((id) => datasets.find((dataset) => dataset.id === id) ?? [])
}

/** The days that are wanted, as far as every product has bars of them. */
export function checkRange(
  form: Pick<SetupForm, 'datasets' | 'from' | 'to'>,
  datasets: readonly Dataset[],
): Checked<TimeRange> {
  const chosen = chosenOf(form, datasets)
  if (chosen.length === 0) return err({ data: 'Choose some data.' })
  const extent = commonExtent(chosen)
  if (extent === undefined) return err({ data: 'These products have no time in common.' })
  const [first, last] = [parseDay(form.from), parseDay(form.to)]
  if (first === undefined) return err({ from: 'Give a day such as 2025-01-31.' })
  if (last === undefined) return err({ to: 'Give a day such as 2025-01-31.' })
  if (first > last) return err({ to: 'The last day is before the first.' })
  const range = { from: Math.max(first, extent.from), to: Math.min(last + DAY_MS, extent.to) }
  if (range.from < range.to) return ok(range)
  const have = `${dayText(extent.from)} to ${dayText(extent.to - 1)}`
  return err({ from: `There are bars from ${have} only. Download more under Data.` })
}

/** Values of the parameters, each within its range and, where it counts whole things, whole. */
export function checkParameters(
  specs: readonly ParameterSpec[],
  texts: Readonly<Record<string, string>>,
): Checked<ParameterValues> {
  const checks = specs.map((spec) => [spec.name, checkParameter(spec, texts[spec.name])] as const)
  const faults = checks.flatMap(([name, check]) =>
    check.ok ? [] : [[`parameter ${name}`, check.error] as const],
  )
  if (faults.length > 0) return err(Object.fromEntries(faults))
  return ok(
    Object.fromEntries(checks.flatMap(([name, check]) => (check.ok ? [[name, check.value] as const] : []))),
  )
}

export function checkParameter(spec: ParameterSpec, text: string | undefined): Result<number, string> {
  const value = numberOf(text ?? String(spec.initial))
  if (value === undefined || value < spec.min || value > spec.max) {
    return err(`A number from ${spec.min} to ${spec.max}.`)
  }
  return Number.isInteger(spec.step) && !Number.isInteger(value) ? err('A whole number.') : ok(value)
}

function checkFees(form: SetupForm, coinbaseFees: FeeSchedule): Checked<FeeSchedule> {
  if (form.fees === 'none') return ok({ type: 'none' })
  if (form.fees === 'tiers') return ok(coinbaseFees)
  const basisPoints = basisPointsOf(form.feeBasisPoints)
  return basisPoints.ok
    ? ok({ type: 'flat', basisPoints: basisPoints.value })
    : err({ feeBasisPoints: basisPoints.error })
}

function checkSlippage(
  { slippage: type, slippageBasisPoints }: SetupForm,
  chosen: readonly Dataset[],
): Checked<SlippageModel> {
  if (type === 'none') return ok({ type })
  if (type === 'quotes') {
    return haveQuotes(chosen) ? ok({ type }) : err({ slippage: 'Not all of this data has bid and ask.' })
  }
  const basisPoints = basisPointsOf(slippageBasisPoints)
  return basisPoints.ok
    ? ok({ type, basisPoints: basisPoints.value })
    : err({ slippageBasisPoints: basisPoints.error })
}

function basisPointsOf(text: string): Result<number, string> {
  const value = numberOf(text)
  if (Number.isInteger(value) && value !== undefined && value >= 0 && value <= MOST_BASIS_POINTS)
    return ok(value)
  return err(`A whole number from 0 to ${MOST_BASIS_POINTS}; 100 basis points are 1 %.`)
}

function checkLatency(text: string): Checked<DurationMs> {
  const value = numberOf(text)
  if (value === undefined || value < 0 || value > MOST_LATENCY_S) {
    return err({ latency: 'Seconds, from 0 to a day.' })
  }
  return ok(durationMs(Math.round(value * 1000)))
}

function checkCash(text: string): Checked<Decimal> {
  const cash = parseDecimal(text.trim().replace(/[$,]/g, ''))
  if (cash.ok && cash.value > DECIMAL_ZERO && cash.value <= MOST_CASH) return cash
  return err({ cash: 'Dollars, more than 0 and at most 1,000,000,000,000.' })
}

/** Plain decimal text as a double, for statistics' sake only. */
export function numberOf(text: string): number | undefined {
  const written = text.trim()
  return /^-?\d{1,15}(\.\d{1,12})?$/.test(written) ? Number(written) : undefined
}
