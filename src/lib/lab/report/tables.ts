/** A run as tables for a spreadsheet. */
import { drawdownCurve } from '../../analytics/drawdown'
import type { RunRecord } from '../../analytics/run-record'
import type { RoundTrip } from '../../analytics/tear-sheet'
import { type Cell, csv, instantCell } from '../../core/csv'

const TRADES = [
  ...['product', 'opened', 'closed', 'held_ms', 'still_held', 'quantity', 'average_entry', 'average_exit'],
  ...['fees', 'pnl', 'return', 'mfe', 'mae'],
]
const EQUITY = ['time', 'equity', 'benchmark', 'exposure', 'drawdown']
/** Rows to a piece of the curve's table. */
export const EQUITY_PIECE = 8192

/**
 * A row for each round trip. Times in ISO 8601, UTC; amounts in USD, after fees; returns and excursions are fractions.
 * What is not defined is empty.
 */
export function tradesCsv(trips: readonly RoundTrip[], productNames: readonly string[]): string {
  return csv([TRADES, ...trips.map((trip) => tradeCells(trip, productNames))])
}

function tradeCells(trip: RoundTrip, productNames: readonly string[]): readonly Cell[] {
  const { product, openedAt, closedAt, open, quantity, averageEntry, averageExit } = trip
  return [
    { text: productNames[product] ?? `product ${product}` },
    ...[instantCell(openedAt), instantCell(closedAt), closedAt - openedAt, open ? 'yes' : 'no'],
    ...[quantity, averageEntry, averageExit, trip.fees, trip.pnl, trip.return, trip.mfe, trip.mae].map(
      figure,
    ),
  ]
}

/**
 * A row for each bar's close, in USD; the drawdown is a fraction of the peak, 0 or below. In pieces of
 * {@link EQUITY_PIECE} rows, to be put one behind the other: of some million rows no engine holds the text in one string, and as objects
 * they would take far more memory than their text.
 */
export function* equityCsv(run: RunRecord): Generator<string> {
  const drawdown = drawdownCurve(run.equity, run.initialCash)
  yield csv([EQUITY])
  for (let from = 0; from < run.time.length; from += EQUITY_PIECE) {
    const to = Math.min(from + EQUITY_PIECE, run.time.length)
    yield csv(Array.from({ length: to - from }, (_, row) => equityCells(run, drawdown, from + row)))
  }
}

function equityCells(run: RunRecord, drawdown: Float64Array, row: number): readonly Cell[] {
  const figures = [run.equity, run.benchmark, run.exposure, drawdown].map((column) => column[row] ?? NaN)
  return [instantCell(run.time[row] ?? NaN), ...figures.map(figure)]
}

/** Empty where there is none: spreadsheets take `NaN` for text. */
export function figure(value: number): Cell {
  return Number.isFinite(value) ? value : ''
}
