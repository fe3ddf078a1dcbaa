/** Tables of figures that are also coloured. The sign stands in each cell: colour is the second cue. */
import type { ParameterValues, SweepReport, TearSheet } from '../../../workers/api/lab'

/** Most of the colour that is mixed in: text stays readable on it. */
const FULL = 46

/** A background for a value: gains and losses by how large they are against `most`. */
export function heatColor(value: number, most: number): string {
  if (!Number.isFinite(value) || most <= 0) return 'var(--panel)'
  const share = Math.min(1, Math.abs(value) / most)
  return `color-mix(in oklab, var(${value < 0 ? '--down' : '--up'}) ${Math.round(share * FULL)}%, var(--panel))`
}

/** The largest size there is; 0 when nothing is defined. */
export function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
}

/** A size for the colours of months that one exceptional month does not wash out. */
export function typicalMost(values: readonly number[]): number {
  const sizes = values
    .flatMap((value) => (Number.isFinite(value) ? [Math.abs(value)] : []))
    .sort((a, b) => a - b)
  return sizes[Math.floor((sizes.length - 1) * 0.9)] ?? 0
}

export interface YearRow {
  readonly year: number
  /** January to December; undefined where the run had nothing of the month. */
  readonly months: readonly (number | undefined)[]
  readonly total: number
}

/** A row a year, with what its months come to together. */
export function yearRows(months: TearSheet['months']): readonly YearRow[] {
  const years = [...new Set(months.map(({ year }) => year))].sort((a, b) => a - b)
  return years.map((year) => {
    const ofYear = months.filter((month) => month.year === year)
    return {
      year,
      months: Array.from(
        { length: 12 },
        (_, index) => ofYear.find(({ month }) => month === index + 1)?.return,
      ),
      total: ofYear.reduce((product, month) => product * (1 + month.return), 1) - 1,
    }
  })
}

export interface HeatCell {
  readonly value: number
  /** The best set that has these two values. */
  readonly parameters: ParameterValues
}

export interface HeatGrid {
  readonly columns: SweepReport['axes'][number]
  readonly rows: SweepReport['axes'][number]
  /** By row and column; undefined where no set was tried. */
  readonly cells: readonly (readonly (HeatCell | undefined)[])[]
}

/** Sets laid out by the two first axes; undefined where there are not two. */
export function heatGrid(report: SweepReport): HeatGrid | undefined {
  const [columns, rows] = report.axes
  if (columns === undefined || rows === undefined) return undefined
  const best = new Map<string, HeatCell>()
  for (const { parameters, value } of report.rows) {
    const key = `${parameters[columns.parameter]} ${parameters[rows.parameter]}`
    if (!best.has(key)) best.set(key, { value, parameters })
  }
  const cells = rows.values.map((row) => columns.values.map((column) => best.get(`${column} ${row}`)))
  return { columns, rows, cells }
}

export interface CellPlace {
  readonly row: number
  readonly column: number
}

/** Where a key leads from a cell; undefined when it is none that moves. */
export function movedCell(
  { row, column }: CellPlace,
  key: string,
  { cells }: HeatGrid,
): CellPlace | undefined {
  const lastRow = cells.length - 1
  const lastColumn = (cells[0]?.length ?? 1) - 1
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column }
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column }
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) }
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) }
    case 'Home':
      return { row, column: 0 }
    case 'End':
      return { row, column: lastColumn }
    default:
      return undefined
  }
}
