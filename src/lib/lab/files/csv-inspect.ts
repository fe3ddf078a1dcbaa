/** What a CSV file seems to hold, and what a person should look at before it is imported. */
import type { FileInspection, ImportChoices } from '../../../workers/api/lab'
import { quoted } from '../../core/json-place'
import { type Result, ok } from '../../core/result'
import { instantText } from '../catalog/instant-text'
import { type CsvHead, HEAD_BYTES, csvHead, numberOf } from './csv-head'
import { signName } from './csv-read'
import { readBytes } from './file-kind'
import {
  PRICE_ROLES,
  guessGranularity,
  guessIncrement,
  guessProduct,
  missingRoles,
  rolesByName,
  rolesByPlace,
} from './guess-columns'
import { guessUnit, readTime, timeOfNumber } from './time-values'

const SHOWN_ROWS = 5
/** Beyond this, reading takes a while. */
const LARGE = 500_000_000
/** The last instant that a date can be, ms. */
const LATEST = 8.64e15

export async function inspectCsv(file: Blob, name: string): Promise<Result<FileInspection, string>> {
  const begins = await readBytes(file, 0, HEAD_BYTES)
  if (!begins.ok) return begins
  const head = csvHead(begins.value, file.size <= HEAD_BYTES)
  if (!head.ok) return head
  const { names, rows } = head.value
  const guess = guessOf(head.value, name)
  return ok({
    ...{ format: 'csv', columns: names, rows: rows.slice(0, SHOWN_ROWS), guess },
    doubts: [...doubtsOf(head.value, guess), ...sizeDoubt(file.size)],
  })
}

function guessOf(head: CsvHead, name: string): ImportChoices {
  const { separator, names } = head
  const decimalMark = markOf(head)
  const product = guessProduct(name)
  const columns = head.named ? rolesByName(names, product) : rolesByPlace(names, numbersOf(head, decimalMark))
  const written = cellsOf(head, columns.time)
  const time = unitOf(written)
  const prices = PRICE_ROLES.flatMap((role) => cellsOf(head, columns[role] ?? ''))
  return {
    ...{ product, separator, decimalMark, columns, time, offsetMinutes: 0 },
    granularity: guessGranularity(timesOf(written, time)) ?? 60,
    quoteIncrement: guessIncrement(prices),
  }
}

/** A comma where some numbers are written so and none with a point. */
function markOf({ separator, rows }: CsvHead): ImportChoices['decimalMark'] {
  if (separator === ',') return '.'
  const cells = rows.flat()
  const comma = cells.some((cell) => /^-?\d+,\d+$/.test(cell))
  return comma && !cells.some((cell) => /^-?\d+\.\d+$/.test(cell)) ? ',' : '.'
}

function cellsOf({ names, rows }: CsvHead, column: string): string[] {
  const at = names.indexOf(column)
  return at < 0 ? [] : rows.map((row) => row[at] ?? '')
}

function numbersOf({ rows }: CsvHead, mark: ImportChoices['decimalMark']): number[][] {
  return rows.map((row) => row.map((cell) => numberOf(cell, mark) ?? Number.NaN))
}

function unitOf([first = '']: readonly string[]): ImportChoices['time'] {
  const value = numberOf(first, '.')
  return value === undefined ? 'text' : guessUnit(value)
}

function timesOf(cells: readonly string[], unit: ImportChoices['time']): number[] {
  return cells.map((cell) =>
    unit === 'text'
      ? (readTime(cell)?.time ?? Number.NaN)
      : timeOfNumber(numberOf(cell, '.') ?? Number.NaN, unit),
  )
}

function doubtsOf(head: CsvHead, guess: ImportChoices): string[] {
  const times = cellsOf(head, guess.columns.time)
  const width = head.names.length
  const odd = head.rows.some((row) => row.length !== width)
  const local = guess.time === 'text' && times.some((cell) => readTime(cell)?.zoned === false)
  return [
    ...(!odd
      ? []
      : [`Not every line near the beginning has ${width} fields separated by ${signName(guess.separator)}.`]),
    ...(head.named ? [] : ['The columns have no names; what they are was told by their order.']),
    ...sharedDoubts(guess, timesOf(times, guess.time)),
    ...(local ? ['The times name no zone and are taken as UTC; give the offset if they are local.'] : []),
  ]
}

/** Doubts that files of any format raise. `times` in ms; `isTold`: the file itself says how they count. */
export function sharedDoubts(guess: ImportChoices, times: readonly number[], isTold = false): string[] {
  const missing = missingRoles(guess.columns)
  return [
    ...(missing.length === 0 ? [] : [`No column was recognised as ${missing.join(', ')}; choose one.`]),
    ...(guess.columns.volume === '' ? ['No column was recognised as volume; it will be zero.'] : []),
    ...quoteDoubts(guess.columns),
    ...(guess.product === '' ? ['The file does not say which product the bars are of; name it.'] : []),
    ...(missing.includes('time') ? [] : timeDoubts(guess.time, times, isTold)),
  ]
}

function timeDoubts(unit: ImportChoices['time'], times: readonly number[], isTold: boolean): string[] {
  const falls = times.some((time, at) => time < (times[at - 1] ?? time))
  const isOdd = guessGranularity(times) === undefined
  return [
    ...(isOdd ? ['The steps between the times are of no length known here.'] : []),
    ...(falls ? ['The rows do not rise in time; they will be sorted.'] : []),
    ...(unit === 'text' || isTold ? [] : [unitDoubt(unit, times[0])]),
  ]
}

/** With the first of them as a date, a mistaken unit is seen at once. */
function unitDoubt(unit: string, first = Number.NaN): string {
  const taken = `The times are taken as ${unit} since 1970`
  return Math.abs(first) <= LATEST ? `${taken}: the first is ${instantText(first)}.` : `${taken}.`
}

function quoteDoubts({ open, bid, ask }: ImportChoices['columns']): string[] {
  if (bid === undefined || ask === undefined) return []
  const taken = `${quoted(bid)} and ${quoted(ask)} are taken for the best bid and ask at each bar’s open.`
  return open === bid
    ? ['The file has no trades, only bid and ask; its bars are those of the bid.', taken]
    : [taken]
}

function sizeDoubt(bytes: number): string[] {
  return bytes > LARGE ? ['The file is large; reading it will take a while.'] : []
}
