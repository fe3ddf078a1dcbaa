import { groupDigits } from '../../lib/core/group-digits'
import type { ProductSpec } from '../../lib/core/product'
import { type Result, err, ok } from '../../lib/core/result'
import { durationMs } from '../../lib/core/time'
import type { Dataset, TimeRange } from '../../lib/lab/catalog/dataset'
import { stepOf } from '../../lib/lab/catalog/dataset-view'
import { sourceNotes } from '../../lib/lab/catalog/source-note'
import { backtestGround, backtestPortfolio } from '../../lib/lab/risk/backtest-portfolio'
import { datasetPortfolio } from '../../lib/lab/risk/dataset-portfolio'
import { type HeldPortfolio, portfolioProblem, valuesOf } from '../../lib/lab/risk/held-portfolio'
import { PriceColumns, mostSteps } from '../../lib/lab/risk/price-columns'
import type { SimulationGround } from '../../lib/lab/simulation/plan'
import { decimalToNumber } from '../../lib/core/decimal'
import type { RiskSource } from '../api/lab'
import type { LabLibrary } from './library'
import type { RunBook } from './run-book'
import type { FinishedRun } from './run-view'

type Answer<T> = Promise<Result<T, string>>
type OfDatasets = Extract<RiskSource, { type: 'datasets' }>

/** Prices that were read last: forms ask about them again and again. */
interface ReadPrices {
  readonly key: string
  readonly specs: readonly ProductSpec[]
  readonly prices: PriceColumns
  readonly notes: readonly string[]
}

/** Portfolios out of the library and out of finished backtests. */
export class RiskSources {
  #read: ReadPrices | undefined
  /** The backtest that was looked at last. */
  #played: { readonly run: FinishedRun; readonly portfolio: HeldPortfolio } | undefined

  constructor(
    private readonly library: Pick<LabLibrary, 'datasets' | 'read'>,
    private readonly book: Pick<RunBook, 'find'>,
  ) {}

  async portfolio(source: RiskSource): Answer<HeldPortfolio> {
    if (source.type === 'run') return this.#ofRun(source.id)
    const read = await this.#pricesOf(source)
    if (!read.ok) return read
    const { specs, prices, notes } = read.value
    const quantities = source.holdings.map(({ quantity }) => quantity)
    return datasetPortfolio(specs, prices, { cash: source.cash, quantities }, notes)
  }

  /** What a simulation of the source rests on. */
  async ground(source: RiskSource): Answer<SimulationGround> {
    if (source.type === 'run') {
      const found = await this.book.find(source.id)
      if (!found.ok) return found
      const { run, view } = found.value
      const ground = backtestGround(run, view.summary.name)
      return ground.ok
        ? ok({ ...ground.value, notes: [...sourceNotes(run.source), ...ground.value.notes] })
        : ground
    }
    const held = await this.portfolio(source)
    return held.ok ? groundOf(held.value) : held
  }

  async #ofRun(id: string): Answer<HeldPortfolio> {
    const found = await this.book.find(id)
    if (!found.ok) return found
    const { run } = found.value
    if (this.#played?.run === run) return ok(this.#played.portfolio)
    const portfolio = backtestPortfolio(run)
    if (!portfolio.ok) return portfolio
    const notes = [...sourceNotes(run.source), ...portfolio.value.notes]
    this.#played = { run, portfolio: { ...portfolio.value, notes } }
    return ok(this.#played.portfolio)
  }

  async #pricesOf({ holdings, range }: OfDatasets): Answer<ReadPrices> {
    const stored = await this.library.datasets()
    const datasets: Dataset[] = []
    for (const { dataset: id } of holdings) {
      const dataset = stored.find((one) => one.id === id)
      if (dataset === undefined) return err(`The library has no bars "${id}" any more.`)
      datasets.push(dataset)
    }
    const [first] = datasets
    const problem = mixProblem(datasets)
    if (first === undefined || problem !== undefined) return err(problem ?? NO_PRODUCT)
    const key = JSON.stringify([range, datasets.map(({ id, updatedAt, rows }) => [id, updatedAt, rows])])
    if (this.#read?.key === key) return ok(this.#read)
    const newest = newestOf(range, first, datasets.length)
    const read = await this.library.read(
      datasets.map(({ id }) => id),
      newest,
    )
    if (!read.ok) return read
    const { products, granularity } = read.value.block
    const closes = products.map(({ close }) => close)
    const time = products[0]?.time ?? new Float64Array(0)
    const prices = PriceColumns.of(time, closes, durationMs(granularity * 1000))
    const specs = datasets.map(({ spec }) => spec)
    const notes = [
      ...sourceNotes(first.source),
      ...matchNotes(first),
      ...cutNotes(range, newest, stepOf(granularity)),
    ]
    this.#read = { key, specs, prices, notes }
    return ok(this.#read)
  }
}

const NO_PRODUCT = 'Choose the bars of at least one product.'

function mixProblem(datasets: readonly Dataset[]): string | undefined {
  const [first] = datasets
  if (first === undefined) return NO_PRODUCT
  const { source, granularity } = first
  if (!datasets.every((one) => one.source === source && one.granularity === granularity)) {
    return 'The bars of one portfolio must be of one source and one granularity.'
  }
  const ids = datasets.map(({ spec }) => spec.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  return twice && `${twice} is in the portfolio twice.`
}

/** As much of the range, from its end on, as is looked at. */
function newestOf({ from, to }: TimeRange, { granularity }: Dataset, products: number): TimeRange {
  return { from: Math.max(from, to - mostSteps(products) * stepOf(granularity)), to }
}

/** Which match it was, and whether of made-up prices. */
function matchNotes({ source, note }: Dataset): readonly string[] {
  return source === 'match' && note !== '' ? [`${note}.`] : []
}

function cutNotes(asked: TimeRange, read: TimeRange, step: number): readonly string[] {
  if (!(read.from > asked.from)) return []
  const steps = groupDigits(String(Math.floor((read.to - read.from) / step)))
  return [`Only the newest ${steps} bars of the range are looked at.`]
}

function groundOf(portfolio: HeldPortfolio): Result<SimulationGround, string> {
  const problem = portfolioProblem(portfolio)
  if (problem !== undefined) return err(problem)
  const { specs, cash, prices, notes } = portfolio
  const values = valuesOf(portfolio)
  const holdings = specs.map(({ id }, column) => ({ id, value: values[column] ?? 0, column }))
  return ok({ cash: decimalToNumber(cash), holdings, prices, notes })
}
