import { drawdownCurve } from '../../lib/analytics/drawdown'
import { roundTrips } from '../../lib/analytics/round-trips'
import type { RunRecord } from '../../lib/analytics/run-record'
import { type Result, assertNever, err, ok } from '../../lib/core/result'
import { equityParquet } from '../../lib/lab/files/equity-file'
import { type BacktestFile, writeResult } from '../../lib/lab/files/result-file'
import { rulesCsv } from '../../lib/lab/report/rules-csv'
import { EQUITY_PIECE, equityCsv, tradesCsv } from '../../lib/lab/report/tables'
import { tearSheetHtml } from '../../lib/lab/report/tear-sheet-html'
import { runRecordOf } from '../../lib/lab/run-record'
import { SOFTWARE } from '../../lib/share/software'
import type { LabProgress, RuleWorthReport, RunFormat, RunView } from '../api/lab'
import type { ExportedFile } from '../api/replay'
import { factsOf } from './run-facts'
import { breathe } from '../unhurried'
import { type FinishedRun, type MeasuredRun, nameOf } from './run-view'
import { STOPPED } from './work'

export interface ExportWatch {
  readonly signal: AbortSignal
  readonly progress: (progress: LabProgress) => void
}

/** A run and, where it was worked out, what its limits were worth. */
interface JudgedRun extends MeasuredRun {
  readonly rules: RuleWorthReport | undefined
}

/** The run as a file for others: one that verifies, a page, or a table. */
export async function exportRun(
  { run, view, rules }: JudgedRun,
  format: RunFormat,
  watch: ExportWatch,
): Promise<Result<ExportedFile, string>> {
  const record = runRecordOf(run.records, run.block, run)
  if (!record.ok) return record
  const stem = stemOf(run)
  switch (format) {
    case 'json': {
      const blob = await writeResult(resultOf(run, view), SOFTWARE, breathe)
      return blob.ok ? ok({ name: `${stem}.backtest.json.gz`, blob: blob.value, notice: '' }) : blob
    }
    case 'html':
      return ok(textFile(`${stem}.html`, 'text/html', [htmlOf(run, view, rules)]))
    case 'csv-trades':
      return ok(textFile(`${stem}-trades.csv`, 'text/csv', [tradesCsv(roundTrips(record.value), idsOf(run))]))
    case 'csv-rules':
      if (rules === undefined) return err('What each rule was worth has not been worked out.')
      return ok(textFile(`${stem}-rules.csv`, 'text/csv', [rulesCsv(rules)]))
    case 'csv-equity': {
      const parts = await equityText(record.value, watch)
      return parts.ok ? ok(textFile(`${stem}-equity.csv`, 'text/csv', parts.value)) : parts
    }
    case 'parquet-equity':
      return ok({ name: `${stem}-equity.parquet`, blob: parquetOf(record.value), notice: '' })
    default:
      return assertNever(format)
  }
}

/** What is written into a result file; the statistics in it are checks, never inputs. */
export function resultOf(run: FinishedRun, { sheet }: RunView): BacktestFile {
  const { setup, source, products, block, records, digest, madeAt, weights } = run
  const statistics = sheet.statistics.map(({ key, value }) => ({ key, value }))
  return {
    ...{ name: nameOf(setup.strategy), setup, source, products, block, records, digest, madeAt, statistics },
    ...(weights === undefined ? {} : { weights }),
  }
}

/** Piece by piece, others having their turn between them. */
async function equityText(
  record: RunRecord,
  { signal, progress }: ExportWatch,
): Promise<Result<readonly string[], string>> {
  const parts: string[] = []
  const of = record.time.length
  for (const part of equityCsv(record)) {
    parts.push(part)
    progress({ stage: 'writing', done: Math.min(parts.length * EQUITY_PIECE, of), of })
    await breathe()
    if (signal.aborted) return err(STOPPED)
  }
  return ok(parts)
}

function htmlOf(run: FinishedRun, view: RunView, rules: RuleWorthReport | undefined): string {
  const { notes, sheet, summary } = view
  return tearSheetHtml({
    title: `${summary.name} on ${summary.products.join(', ')}`,
    subtitle: 'A backtest: simulated trades, simulated money.',
    facts: factsOf(view),
    notes,
    sheet,
    productNames: idsOf(run),
    rules,
  })
}

function parquetOf({ time, equity, benchmark, initialCash }: RunRecord): Blob {
  return equityParquet({ time, equity, benchmark, drawdown: drawdownCurve(equity, initialCash) })
}

function textFile(name: string, type: string, parts: readonly string[]): ExportedFile {
  return { name, blob: new Blob([...parts], { type }), notice: '' }
}

function idsOf({ products }: FinishedRun): readonly string[] {
  return products.map(({ id }) => id)
}

/** Of letters and digits only, whatever the strategy is called. */
function stemOf({ setup, products }: FinishedRun): string {
  const text = `${nameOf(setup.strategy)} ${products.map(({ id }) => id).join(' ')}`
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
}
