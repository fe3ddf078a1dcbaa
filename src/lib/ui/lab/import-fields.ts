/** The controls of an import's mapping. Pure. */
import type { FileInspection, ImportChoices } from '../../../workers/api/lab'
import { numberOf } from './setup-form'

type ColumnField = keyof ImportChoices['columns']

interface Option<Value extends string> {
  readonly value: Value
  readonly text: string
}

export const COLUMN_FIELDS: readonly { readonly field: ColumnField; readonly label: string }[] = [
  { field: 'time', label: 'Time' },
  { field: 'open', label: 'Open' },
  { field: 'high', label: 'High' },
  { field: 'low', label: 'Low' },
  { field: 'close', label: 'Close' },
  { field: 'volume', label: 'Volume' },
  { field: 'bid', label: 'Bid at open' },
  { field: 'ask', label: 'Ask at open' },
]

/** A file need not have them. */
const OPTIONAL: readonly ColumnField[] = ['volume', 'bid', 'ask']

export const TIMES: readonly Option<ImportChoices['time']>[] = [
  { value: 'seconds', text: 'seconds' },
  { value: 'milliseconds', text: 'milliseconds' },
  { value: 'microseconds', text: 'microseconds' },
  { value: 'text', text: 'date and time' },
]

export const SEPARATORS: readonly Option<ImportChoices['separator']>[] = [
  { value: ',', text: 'comma' },
  { value: ';', text: 'semicolon' },
  { value: '\t', text: 'tab' },
  { value: '|', text: 'bar' },
]

export const DECIMAL_MARKS: readonly Option<ImportChoices['decimalMark']>[] = [
  { value: '.', text: 'point' },
  { value: ',', text: 'comma' },
]

const MOST_OFFSET = 840

/** What a person has yet to say before the file can be imported; undefined when nothing is lacking. */
export function lackingChoice({ product, columns }: ImportChoices): string | undefined {
  const lacking = COLUMN_FIELDS.find(({ field }) => !OPTIONAL.includes(field) && columns[field] === '')
  if (lacking !== undefined) return `Choose the column that holds the ${lacking.label.toLowerCase()}.`
  return product.trim() === '' ? 'Name the product that the bars are of, such as BTC-USD.' : undefined
}

/** The file's columns; volume, bid and ask may be left out. */
export function columnOptions(
  { columns, guess }: FileInspection,
  field: ColumnField,
): readonly Option<string>[] {
  const named = columns.map((column) => ({ value: column, text: column }))
  const none = OPTIONAL.includes(field) || guess.columns[field] === '' ? [{ value: '', text: '(none)' }] : []
  return [...none, ...named]
}

/** Minutes as they are typed; undefined when they cannot be. */
export function offsetOf(text: string): number | undefined {
  const minutes = numberOf(text)
  return Number.isInteger(minutes) && Math.abs(minutes ?? Infinity) <= MOST_OFFSET ? minutes : undefined
}
