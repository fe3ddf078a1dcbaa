/** The beginning of a CSV file: what separates its fields, what its columns are called, where its data begin. */
import type { ImportChoices } from '../../../workers/api/lab'
import { type Result, err, ok } from '../../core/result'
import { MOST_FIELDS, afterBreak, lineEnd, parseNumber, splitLine } from './csv-bytes'
import { readTime } from './time-values'

export type Separator = ImportChoices['separator']

export interface CsvHead {
  readonly separator: Separator
  /** Of the columns: as written, or `Column 1` … where the file names none. */
  readonly names: readonly string[]
  readonly named: boolean
  /** Byte at which the first line of data begins, and the number of that line, from 1. */
  readonly offset: number
  readonly line: number
  /** Lines of data at the beginning, field by field. */
  readonly rows: readonly (readonly string[])[]
}

/** Bytes that are looked at. */
export const HEAD_BYTES = 65_536
export const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|']
const MOST_LINES = 200
/** Time, open, high, low, close. */
const FEWEST_COLUMNS = 5
const POINT = 46
const COMMA = 44

interface Line {
  readonly from: number
  readonly number: number
  readonly fields: readonly string[]
}

/** Reads a file's first bytes; `separator` is found out where it is not given. The error is a sentence. */
export function csvHead(bytes: Uint8Array, whole: boolean, separator?: Separator): Result<CsvHead, string> {
  if (bytes.includes(0)) return err('The file is not text: it has bytes that no CSV file has.')
  const tried = (separator === undefined ? SEPARATORS : [separator]).map((sign) => {
    const lines = linesOf(bytes, whole, sign)
    return { sign, lines, score: scoreOf(lines) }
  })
  const best = tried.reduce((a, b) => (b.score > a.score ? b : a))
  if (best.lines.length === 0) return err('The file is empty.')
  return headOf(best.lines, best.sign)
}

function headOf(lines: readonly Line[], separator: Separator): Result<CsvHead, string> {
  const width = usualWidth(lines)
  if (width < FEWEST_COLUMNS) {
    const shown = lines[0]?.fields.join(separator).slice(0, 80) ?? ''
    return err(
      `Bars need at least ${FEWEST_COLUMNS} columns (time, open, high, low, close); this has “${shown}”.`,
    )
  }
  if (width > MOST_FIELDS) return err(`The file has ${width} columns; at most ${MOST_FIELDS} are read.`)
  const body = lines.slice(lines.findIndex(({ fields }) => fields.length === width))
  const [first] = body
  if (first === undefined) return err('The file is empty.')
  const named = !first.fields.every((field) => field === '' || isValue(field))
  const data = body[named ? 1 : 0]
  if (data === undefined) return err('The file names its columns and has no bars.')
  const names = first.fields.map((field, at) => (named ? nameOf(field, at) : `Column ${at + 1}`))
  const rows = body.slice(named ? 1 : 0).map(({ fields }) => fields)
  return ok({ separator, names: unique(names), named, offset: data.from, line: data.number, rows })
}

/** Lines with anything in them. */
function linesOf(bytes: Uint8Array, whole: boolean, separator: Separator): Line[] {
  const bounds = new Int32Array(2 * MOST_FIELDS)
  const decoder = new TextDecoder()
  const found: Line[] = []
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let number = 1; from < bytes.length && found.length < MOST_LINES; number += 1) {
    const end = lineEnd(bytes, from, bytes.length)
    // What is cut off by the end of what was read is no line yet.
    if (end === bytes.length && !whole && found.length > 0) break
    const count = Math.min(splitLine(bytes, from, end, separator.charCodeAt(0), bounds), MOST_FIELDS)
    const fields = Array.from({ length: Math.max(count, 0) }, (_, field) =>
      decoder.decode(bytes.subarray(bounds[2 * field], bounds[2 * field + 1])),
    )
    if (fields.some((field) => field !== '')) found.push({ from, number, fields })
    from = afterBreak(bytes, end, bytes.length)
  }
  return found
}

/** Values in lines of the usual width: the right separator makes the most of them. */
function scoreOf(lines: readonly Line[]): number {
  const width = usualWidth(lines)
  const alike = lines.filter(({ fields }) => fields.length === width)
  return alike.reduce((sum, { fields }) => sum + fields.filter(isValue).length, width > 1 ? 1 : 0)
}

function usualWidth(lines: readonly Line[]): number {
  const counts = new Map<number, number>()
  for (const { fields } of lines) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts) {
    const most = counts.get(best) ?? 0
    if (count > most || (count === most && width > best)) best = width
  }
  return best
}

/** A number with either mark, or a time. */
function isValue(field: string): boolean {
  return (
    numberOf(field, '.') !== undefined || numberOf(field, ',') !== undefined || readTime(field) !== undefined
  )
}

/** The number a field holds, if it holds one. */
export function numberOf(field: string, mark: ImportChoices['decimalMark']): number | undefined {
  const bytes = new TextEncoder().encode(field)
  const value = parseNumber(bytes, 0, bytes.length, mark === '.' ? POINT : COMMA)
  return Number.isNaN(value) ? undefined : value
}

function nameOf(field: string, at: number): string {
  const name = field.replace(/^\ufeff/, '').slice(0, 80)
  return name === '' ? `Column ${at + 1}` : name
}

/** A second column of the same name is told apart by its number. */
function unique(names: readonly string[]): string[] {
  return names.map((name, at) => (names.indexOf(name) < at ? `${name} (${at + 1})` : name))
}
