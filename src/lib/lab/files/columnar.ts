/** What Arrow and Parquet files have in common: named columns of numbers, and words about them. */
import type { BarFormat, FileInspection, ImportChoices } from '../../../workers/api/lab'
import { decimalToString } from '../../core/decimal'
import { quoted } from '../../core/json-place'
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { BarSource } from '../catalog/dataset'
import { BAR_COLUMNS, QUOTE_COLUMNS, type StoredColumn } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { counted, isoText } from './bar-text'
import { sharedDoubts } from './csv-inspect'
import { PRICE_ROLES, guessGranularity, guessIncrement, guessProduct, rolesByName } from './guess-columns'
import type { RawBars } from './raw-bars'
import { chosenQuotes } from './quote-columns'
import { guessUnit, timeOfNumber } from './time-values'

/** Notes of a file about its bars, as strings. */
export type About = ReadonlyMap<string, string>

/** The first rows of a column: numbers, in ms where its type says what they count. */
export interface ColumnSample {
  readonly name: string
  /** Whether its type says that it holds instants. */
  readonly instants: boolean
  readonly values: readonly number[]
}

const SHOWN_ROWS = 5

/** What is written into a file beside its columns. */
export function aboutBars(spec: ProductSpec, granularity: BarGranularity, source: BarSource): About {
  return new Map([
    ['product', spec.id],
    ['granularity', String(granularity)],
    ['source', source],
    ['prices', spec.quote],
    ['quote_increment', decimalToString(spec.quoteIncrement)],
    ['base_increment', decimalToString(spec.baseIncrement)],
    ['min_market_funds', decimalToString(spec.minMarketFunds)],
  ])
}

export function inspectColumns(
  format: BarFormat,
  samples: readonly ColumnSample[],
  about: About,
  name: string,
): FileInspection {
  const names = samples.map((column) => column.name)
  const product = about.get('product') ?? guessProduct(name)
  const columns = rolesByName(names, product)
  const find = (role: string): ColumnSample | undefined => samples.find((column) => column.name === role)
  const time = find(columns.time)
  const unit = time === undefined || time.instants ? 'milliseconds' : guessUnit(time.values[0] ?? 0)
  const times = (time?.values ?? []).map((value) => timeOfNumber(value, unit))
  const prices = PRICE_ROLES.flatMap((role) => find(columns[role] ?? '')?.values ?? [])
  const guess: ImportChoices = {
    ...{ product, columns, time: unit, offsetMinutes: 0, separator: ',', decimalMark: '.' },
    granularity: guessGranularity(times) ?? 60,
    quoteIncrement: about.get('quote_increment') ?? guessIncrement(prices.map(plainText)),
  }
  const doubts = sharedDoubts(guess, times, time?.instants === true)
  return { format, columns: names, rows: shownRows(samples), guess, doubts }
}

function plainText(value: number): string {
  return Math.abs(value) < 1e-6 && value !== 0 ? value.toFixed(12).replace(/0+$/, '') : String(value)
}

function shownRows(samples: readonly ColumnSample[]): string[][] {
  const length = Math.min(SHOWN_ROWS, Math.max(0, ...samples.map(({ values }) => values.length)))
  return Array.from({ length }, (_, row) =>
    samples.map(({ values, instants }) => {
      const value = values[row]
      if (value === undefined) return ''
      return instants ? isoText(value) : plainText(value)
    }),
  )
}

/** Role and name of each column that is read, in the order of their roles; a volume that is not there has no name. */
export function chosenColumns(
  names: readonly string[],
  chosen: ImportChoices['columns'],
): Result<readonly (readonly [StoredColumn, string])[], string> {
  const quotes = chosenQuotes(chosen)
  if (!quotes.ok) return quotes
  const roles = quotes.value === undefined ? BAR_COLUMNS : [...BAR_COLUMNS, ...QUOTE_COLUMNS]
  const wanted = roles.map((role) => [role, chosen[role] ?? ''] as const)
  const lacking = wanted.find(([role, name]) => !names.includes(name) && (role !== 'volume' || name !== ''))
  if (lacking === undefined) return ok(wanted)
  const found = names.slice(0, 20).map(quoted).join(', ')
  return err(`There is no column ${quoted(lacking[1])}; the file has ${found}.`)
}

/** Bars over columns in the order of {@link chosenColumns}, times in ms. */
export function rawOf(
  time: Float64Array,
  [, open = time, high = time, low = time, close = time, volume = time, bid, ask]: readonly Float64Array[],
): RawBars {
  const plain = { length: time.length, time, open, high, low, close, volume }
  return bid === undefined || ask === undefined ? plain : { ...plain, quotes: { bid, ask } }
}

export function rowPlace(row: number): string {
  return `Row ${counted(row + 1)}`
}

export function notNumbers(name: string, what: string): string {
  return `The column ${quoted(name)} holds ${what}, not numbers.`
}
