import { tearSheet } from '../../lib/analytics/measure'
import type { StatisticKey, TearSheet } from '../../lib/analytics/tear-sheet'
import { decimalToNumber } from '../../lib/core/decimal'
import type { Json } from '../../lib/core/json'
import type { ProductSpec } from '../../lib/core/product'
import { type Result, ok } from '../../lib/core/result'
import { LEAST_RETURNS } from '../../lib/core/risk-rules'
import type { BarBlock } from '../../lib/engine/block/bar-block'
import type { FillModel } from '../../lib/engine/block/fill-model'
import type { MatchConfig } from '../../lib/engine/config'
import { restsOnReturns } from '../../lib/engine/risk-chain'
import type { BacktestSetup, StrategyChoice } from '../../lib/lab/backtest-setup'
import type { BarSource } from '../../lib/lab/catalog/dataset'
import { sourceNotes } from '../../lib/lab/catalog/source-note'
import { refusalNote } from '../../lib/lab/report/refusal-note'
import { runRecordOf } from '../../lib/lab/run-record'
import { strategyById } from '../../lib/lab/strategies/registry'
import type { RunView } from '../api/lab'

/** A finished backtest with all that its figures come from. */
export interface FinishedRun {
  readonly setup: BacktestSetup
  readonly source: BarSource
  readonly products: readonly ProductSpec[]
  readonly block: BarBlock
  readonly config: MatchConfig
  readonly fills: FillModel
  readonly records: readonly Uint8Array[]
  readonly digest: string
  readonly madeAt: number
  /** Wall time of the fold, ms; NaN where it was not folded since it was read. */
  readonly milliseconds: number
  /** What learned models came to; undefined for others. */
  readonly weights: Json | undefined
  /** What to know of how it was made, a sentence each; a run that was read from a file has none. */
  readonly notes: readonly string[]
}

/** A finished backtest and what is shown of it. */
export interface MeasuredRun {
  readonly run: FinishedRun
  readonly view: RunView
}

/** Digits of the digest by which a run is known. */
const ID_DIGITS = 24
/** Fees beyond this part of the starting cash are worth a word. */
const MUCH = 0.5

/** How a run is called: its strategy, and the values it was given. */
export function nameOf(choice: StrategyChoice): string {
  if (choice.type !== 'listed') return choice.name
  const descriptor = strategyById(choice.id)
  const values = (descriptor?.parameters ?? []).map(({ name, initial }) => choice.parameters[name] ?? initial)
  return [descriptor?.name ?? choice.id, values.join('/')].filter((part) => part !== '').join(' ')
}

/** Measures a run from its log and bars alone. */
export function viewOf(run: FinishedRun): Result<RunView, string> {
  const record = runRecordOf(run.records, run.block, run)
  if (!record.ok) return record
  const sheet = tearSheet(record.value)
  const { setup, block, records, digest, milliseconds } = run
  return ok({
    ...{ summary: summaryOf(run, sheet), setup, sheet, digest, milliseconds },
    ...{ blockHash: block.hash, rows: block.rows },
    logBytes: records.reduce((sum, { length }) => sum + length, 0),
    notes: notesOf(run, sheet, record.value.refused),
  })
}

function summaryOf(run: FinishedRun, sheet: TearSheet): RunView['summary'] {
  const of = (key: StatisticKey): number =>
    sheet.statistics.find((row) => row.key === key)?.value ?? Number.NaN
  return {
    id: run.digest.slice(0, ID_DIGITS),
    name: nameOf(run.setup.strategy),
    source: run.source,
    products: run.products.map(({ id }) => id),
    granularity: run.block.granularity,
    range: run.setup.range,
    madeAt: run.madeAt,
    totalReturn: of('total-return'),
    sharpe: of('sharpe'),
    maxDrawdown: of('max-drawdown'),
    trades: sheet.tradeCount,
  }
}

/** Why a first purchase may be cut to next to nothing. */
const YOUNG = `In a product’s first ${LEAST_RETURNS} bars its risk is not known: estimated limits take all of it for lost.`

function notesOf(
  { setup, source, block, notes: known }: FinishedRun,
  sheet: TearSheet,
  refused: ReadonlyMap<string, number>,
): readonly string[] {
  const notes = [...known]
  if (setup.strategy.type === 'agent') notes.push('The model may know this period from its training.')
  notes.push(...sourceNotes(source))
  if (block.gaps) notes.push('Some rows lack a bar of a product: there it could not be traded.')
  if (restsOnReturns(setup.risk)) notes.push(YOUNG)
  if (sheet.tradeCount === 0) notes.push('The strategy never traded.')
  notes.push(...feeNotes(setup, sheet))
  if (refused.size > 0) notes.push(refusalNote(refused))
  return notes
}

/** Who trades often on short bars pays more than prices move: it should be seen at once where the money went. */
function feeNotes({ cash }: BacktestSetup, sheet: TearSheet): readonly string[] {
  const fees = sheet.statistics.find(({ key }) => key === 'fees')?.value ?? 0
  const share = fees / decimalToNumber(cash)
  if (!(share > MUCH)) return []
  const trips = sheet.tradeCount.toLocaleString('en-US')
  return [`Fees came to ${Math.round(share * 100)} % of the starting cash, over ${trips} round trips.`]
}
