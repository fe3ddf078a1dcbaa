/** CSV to raw bars, piece by piece: a file of any size is never in memory as a whole. */
import type { ImportChoices } from '../../../workers/api/lab'
import { quoted } from '../../core/json-place'
import { type Result, err, ok } from '../../core/result'
import { counted } from './bar-text'
import { MOST_FIELDS, afterBreak, asciiText, lineEnd, parseNumber, splitLine } from './csv-bytes'
import { HEAD_BYTES, SEPARATORS, csvHead } from './csv-head'
import { readBytes } from './file-kind'
import { type FileWork, STOPPED } from './file-work'
import { LineMap } from './line-map'
import { QUOTES_OR_NONE, chosenQuotes } from './quote-columns'
import { GrowingBars, MOST_ROWS, type RawBars } from './raw-bars'
import { TimeReader } from './time-bytes'
import { timeOfNumber } from './time-values'

export interface ReadCsv {
  readonly raw: RawBars
  readonly placeOf: (row: number) => string
}

const PIECE = 4_194_304
const LONGEST_LINE = 65_536
const MINUTE = 60_000
const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const
const QUOTED_VALUES = [...VALUES, 'bid', 'ask'] as const
type Value = (typeof QUOTED_VALUES)[number]

/** The error is a sentence with the line. Must not reject. */
export async function readCsv(
  file: Blob,
  choices: ImportChoices,
  work: FileWork = {},
): Promise<Result<ReadCsv, string>> {
  const begins = await readBytes(file, 0, HEAD_BYTES)
  if (!begins.ok) return begins
  const head = csvHead(begins.value, file.size <= HEAD_BYTES, choices.separator)
  if (!head.ok) return head
  const { names, offset, line } = head.value
  const columns = columnsOf(names, choices.columns)
  if (!columns.ok) return columns
  const rows = new CsvRows(choices, columns.value, names.length, line)
  const fault = await readPieces(file, offset, rows, work)
  return fault === undefined ? ok(rows.done()) : err(fault)
}

async function readPieces(
  file: Blob,
  offset: number,
  rows: CsvRows,
  work: FileWork,
): Promise<string | undefined> {
  let rest = new Uint8Array()
  for (let from = offset; from < file.size; from += PIECE) {
    if (work.signal?.aborted === true) return STOPPED
    const piece = await readBytes(file, from, from + PIECE)
    if (!piece.ok) return piece.error
    const last = from + PIECE >= file.size
    const bytes = joined(rest, piece.value)
    const used = rows.take(bytes, last)
    if (typeof used === 'string') return used
    rest = bytes.slice(used)
    work.onProgress?.(Math.min(from + PIECE, file.size), file.size)
  }
  return undefined
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

type Columns = Readonly<Record<'time' | Value, number>>

/** Numbers of the chosen columns; -1 for no volume, and for no bid and ask. */
function columnsOf(names: readonly string[], chosen: ImportChoices['columns']): Result<Columns, string> {
  const at = (name: string): number => (name === '' ? -1 : names.indexOf(name))
  const { time, open, high, low, close, volume } = chosen
  const quotes = chosenQuotes(chosen)
  if (!quotes.ok) return quotes
  const { bid = '', ask = '' } = quotes.value ?? {}
  const wanted = [time, open, high, low, close, ...[volume, bid, ask].filter((name) => name !== '')]
  for (const name of wanted) {
    if (at(name) < 0)
      return err(`There is no column ${quoted(name)}; the file has ${names.map(quoted).join(', ')}.`)
  }
  const columns = {
    time: at(time),
    open: at(open),
    high: at(high),
    low: at(low),
    close: at(close),
    volume: at(volume),
    bid: at(bid),
    ask: at(ask),
  }
  return ok(columns)
}

/** Takes whole lines as they come. */
class CsvRows {
  readonly #bars: GrowingBars
  readonly #values: readonly Value[]
  readonly #lines = new LineMap()
  readonly #bounds = new Int32Array(2 * MOST_FIELDS)
  readonly #separator: number
  readonly #mark: number
  readonly #times: TimeReader

  constructor(
    private readonly choices: ImportChoices,
    private readonly columns: Columns,
    private readonly width: number,
    private line: number,
  ) {
    const quoted = columns.bid >= 0
    this.#bars = new GrowingBars(quoted)
    this.#values = quoted ? QUOTED_VALUES : VALUES
    this.#separator = choices.separator.charCodeAt(0)
    this.#mark = choices.decimalMark.charCodeAt(0)
    this.#times = new TimeReader(choices.offsetMinutes * MINUTE)
  }

  done(): ReadCsv {
    return { raw: this.#bars.done(), placeOf: (row) => `Line ${counted(this.#lines.lineOf(row))}` }
  }

  /** Answers how many bytes were used, or what is wrong. */
  take(bytes: Uint8Array, last: boolean): number | string {
    let from = 0
    while (from < bytes.length) {
      const end = lineEnd(bytes, from, bytes.length)
      // A carriage return at the very end may be half of a break.
      if (!last && end >= bytes.length - 1) break
      const fault = this.#row(bytes, from, end)
      if (fault !== undefined) return `Line ${counted(this.line)}: ${fault}`
      this.line += 1
      from = afterBreak(bytes, end, bytes.length)
    }
    return bytes.length - from > LONGEST_LINE
      ? `Line ${counted(this.line)}: The line is too long for CSV.`
      : from
  }

  #row(bytes: Uint8Array, from: number, end: number): string | undefined {
    const bounds = this.#bounds
    const count = splitLine(bytes, from, end, this.#separator, bounds)
    if (count === 1 && bounds[0] === bounds[1]) return undefined
    if (count !== this.width) return this.#oddLine(bytes, from, end, count)
    const bars = this.#bars
    if (bars.length === MOST_ROWS) return `There are more than ${counted(MOST_ROWS)} rows; split the file.`
    const row = bars.next()
    this.#lines.add(row, this.line)
    const time = this.#time(bytes)
    if (Number.isNaN(time)) return this.#noValue(bytes, 'time')
    bars.time[row] = time
    for (const name of this.#values) {
      const value = this.#number(bytes, this.columns[name])
      if (Number.isNaN(value)) return this.#noValue(bytes, name)
      bars[name][row] = value
    }
    return undefined
  }

  #number(bytes: Uint8Array, column: number): number {
    if (column < 0) return 0
    return parseNumber(bytes, this.#from(column), this.#to(column), this.#mark)
  }

  #time(bytes: Uint8Array): number {
    const { time: unit } = this.choices
    const column = this.columns.time
    if (unit !== 'text') return timeOfNumber(this.#number(bytes, column), unit)
    return this.#times.read(bytes, this.#from(column), this.#to(column))
  }

  #from(column: number): number {
    return this.#bounds[2 * column] ?? 0
  }

  #to(column: number): number {
    return this.#bounds[2 * column + 1] ?? 0
  }

  #text(bytes: Uint8Array, column: number): string {
    return asciiText(bytes, this.#from(column), Math.min(this.#to(column), this.#from(column) + 60))
  }

  #noValue(bytes: Uint8Array, name: keyof Columns): string {
    const text = this.#text(bytes, this.columns[name])
    const wanted = name === 'time' ? this.#timeWords() : 'number'
    const fault = text === '' ? `There is no ${name}.` : `The ${name} ${quoted(text)} is no ${wanted}.`
    return name === 'bid' || name === 'ask' ? `${fault} ${QUOTES_OR_NONE}` : fault
  }

  #timeWords(): string {
    return this.choices.time === 'text' ? 'time such as 2026-01-31 12:00' : `number of ${this.choices.time}`
  }

  #oddLine(bytes: Uint8Array, from: number, end: number, count: number): string {
    if (count < 0) return 'A quote is not closed.'
    const other = SEPARATORS.find((sign) => {
      return (
        sign !== this.choices.separator &&
        splitLine(bytes, from, end, sign.charCodeAt(0), this.#bounds) === this.width
      )
    })
    if (other !== undefined) {
      return `The fields are separated by ${signName(other)}, elsewhere by ${signName(this.choices.separator)}.`
    }
    return `There ${count === 1 ? 'is 1 field' : `are ${count} fields`} where ${this.width} are wanted.`
  }
}

export function signName(separator: ImportChoices['separator']): string {
  return separator === '\t' ? 'tabs' : `“${separator}”`
}
