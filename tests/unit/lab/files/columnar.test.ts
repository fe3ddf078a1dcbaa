import {
  columnFromArray,
  float32,
  int64,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { BarFormat, ImportChoices } from '$workers/api/lab'
import { decimal } from '$lib/core/decimal'
import { type StoredBars, inspectBars, readBars, writeBars } from '$lib/lab/files/bar-file'
import { equityParquet } from '$lib/lab/files/equity-file'
import { importedSpec } from '$lib/lab/files/imported-spec'
import { MOST_STEPS } from '$lib/lab/files/price-steps'

const START = Date.UTC(2026, 0, 31, 12)
const FORMATS = ['csv', 'arrow', 'parquet'] as const

function stored(rows: number, increment = '0.01'): StoredBars {
  const wanted = importedSpec('BTC-USD', increment)
  if (!wanted.ok) throw new Error(wanted.error)
  const column = (of: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => of(row))
  const close = column((row) => 1 + ((row * 7919) % 10_000_019))
  const open = column((row) => close[row - 1] ?? 5)
  const bars = {
    length: rows,
    time: column((row) => START + row * 60_000),
    ...{ open, close, high: column((row) => Math.max(open[row] ?? 0, close[row] ?? 0) + (row % 3)) },
    low: column((row) => Math.min(open[row] ?? 0, close[row] ?? 0)),
    volume: column((row) => row / 7),
  }
  return {
    spec: { ...wanted.value, minMarketFunds: decimal('1') },
    granularity: 60,
    source: 'coinbase',
    bars,
  }
}

function written(bars: StoredBars, format: BarFormat): Blob {
  const blob = writeBars(bars, format)
  if (!blob.ok) throw new Error(blob.error)
  return blob.value
}

async function guessed(blob: Blob, name = 'BTC-USD'): Promise<ImportChoices> {
  const seen = await inspectBars(blob, name)
  if (!seen.ok) throw new Error(seen.error)
  return seen.value.guess
}

describe('bars out and in again', () => {
  it.each(FORMATS)('%s keeps every tick', async (format) => {
    for (const increment of ['0.01', '0.00000001', '0.05', '1']) {
      const bars = stored(1000, increment)
      const blob = written(bars, format)
      const choices = { ...(await guessed(blob)), quoteIncrement: increment }
      const read = await readBars(blob, choices)
      expect(read.ok ? read.value.bars : read.error).toEqual(bars.bars)
      if (read.ok && format !== 'csv') expect(read.value.spec).toEqual(bars.spec)
    }
  })

  it.each(['arrow', 'parquet'] as const)('%s of many rows', async (format) => {
    const bars = stored(140_000)
    const blob = written(bars, format)
    const read = await readBars(blob, await guessed(blob))
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      const [got, wanted] = [read.ok && read.value.bars[name], bars.bars[name]]
      expect(got instanceof Float64Array && got.every((value, row) => value === wanted[row])).toBe(true)
    }
  })

  it.each(['arrow', 'parquet'] as const)('%s says what it holds', async (format) => {
    const seen = await inspectBars(written(stored(300), format), 'x')
    expect(seen.ok && seen.value).toMatchObject({
      ...{ format, columns: ['time', 'open', 'high', 'low', 'close', 'volume'], doubts: [] },
      guess: { product: 'BTC-USD', granularity: 60, time: 'milliseconds', quoteIncrement: '0.01' },
    })
    expect(seen.ok && seen.value.rows[0]?.slice(0, 2)).toEqual(['2026-01-31T12:00:00Z', '0.05'])
  })

  it.each(['arrow', 'parquet'] as const)('%s refuses prices that a double does not hold', (format) => {
    const bars = stored(3)
    bars.bars.high[1] = MOST_STEPS
    expect(writeBars(bars, format)).toEqual({
      ok: false,
      error: 'Prices have too many digits for this format; CSV keeps them exactly.',
    })
  })

  it('other libraries read them', async () => {
    const bars = stored(5)
    const table = tableFromIPC(await written(bars, 'arrow').arrayBuffer(), { useDate: true })
    expect(table.at(1)).toMatchObject({ time: new Date(START + 60_000), open: 0.01 })
    expect(table.schema.metadata?.get('quote_increment')).toBe('0.01')
    const rows = await parquetReadObjects({ file: await written(bars, 'parquet').arrayBuffer() })
    expect(rows[1]).toMatchObject({ time: new Date(START + 60_000), open: 0.01 })
  })
})

describe('files of others', () => {
  const CHOICES: ImportChoices = {
    ...{ product: 'BTC-USD', granularity: 60, time: 'seconds', offsetMinutes: 0, quoteIncrement: '0.01' },
    columns: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: '' },
    ...{ separator: ',', decimalMark: '.' },
  }
  const seconds = BigInt64Array.of(BigInt(START / 1000), BigInt(START / 1000 + 60))
  const prices = Float64Array.of(100, 100.5)

  const parquet = (options: object): Blob => {
    const columns = ['o', 'h', 'l', 'c'].map((name) => ({
      name,
      data: prices,
      type: 'DOUBLE' as const,
      ...options,
    }))
    return new Blob([
      parquetWriteBuffer({ columnData: [{ name: 't', data: seconds, type: 'INT64' }, ...columns] }),
    ])
  }

  it.each(['PLAIN', 'BYTE_STREAM_SPLIT', 'RLE_DICTIONARY'] as const)('Parquet with %s', async (encoding) => {
    for (const nullable of [true, false]) {
      const read = await readBars(parquet({ nullable, encoding }), CHOICES)
      expect(read.ok ? read.value.bars.close : read.error).toEqual(Float64Array.of(10_000, 10_050))
    }
  })

  it('Parquet with deltas, dictionaries, missing values', async () => {
    const rows = 1000
    const time = BigInt64Array.from({ length: rows }, (_, row) => BigInt(START / 1000 + 60 * row))
    const same = Float64Array.from({ length: rows }, (_, row) => 100 + (row % 3))
    const columnData = ['o', 'h', 'l', 'c'].map((name) => ({ name, data: same, type: 'DOUBLE' as const }))
    const delta = { name: 't', data: time, type: 'INT64' as const, encoding: 'DELTA_BINARY_PACKED' as const }
    const read = await readBars(
      new Blob([parquetWriteBuffer({ columnData: [delta, ...columnData] })]),
      CHOICES,
    )
    expect(read.ok ? [...read.value.bars.close.subarray(0, 4)] : read.error).toEqual([
      10_000, 10_100, 10_200, 10_000,
    ])
    expect(read.ok && read.value.bars.time[rows - 1]).toBe(START + (rows - 1) * 60_000)
    const holes = { name: 'c', data: [100, null], type: 'DOUBLE' as const }
    const missing = [
      { name: 't', data: seconds },
      ...['o', 'h', 'l'].map((name) => ({ name, data: prices })),
      holes,
    ]
    expect(await readBars(new Blob([parquetWriteBuffer({ columnData: missing })]), CHOICES)).toEqual({
      ok: false,
      error: 'Row 2: There is no number for close.',
    })
  })

  it('Parquet of another schema', async () => {
    const other = parquetWriteBuffer({ columnData: [{ name: 'name', data: ['a', 'b'], type: 'STRING' }] })
    const seen = await inspectBars(new Blob([other]), 'x')
    expect(seen.ok && seen.value.doubts[0]).toBe(
      'No column was recognised as time, open, high, low, close; choose one.',
    )
    expect(await readBars(new Blob([other]), CHOICES)).toEqual({
      ok: false,
      error: 'There is no column “t”; the file has “name”.',
    })
    const text = parquetWriteBuffer({
      columnData: ['t', 'o', 'h', 'l', 'c'].map((name) => ({ name, data: ['a'], type: 'STRING' as const })),
    })
    expect(await readBars(new Blob([text]), CHOICES)).toEqual({
      ok: false,
      error: 'The column “t” holds text or something else, not numbers.',
    })
  })

  it('Arrow with other types, and streams', async () => {
    const narrow = Float32Array.of(100, 100.5)
    const columns = ['o', 'h', 'l', 'c'].map((name) => [name, columnFromArray(narrow, float32())] as const)
    const table = tableFromColumns([
      ['t', columnFromArray(seconds, int64())],
      ...columns.map(([a, b]) => [a, b] as [string, typeof b]),
    ])
    const stream = tableToIPC(table, { format: 'stream' })
    const read = await readBars(new Blob([stream!.slice()]), CHOICES)
    expect(read.ok ? read.value.bars.close : read.error).toEqual(Float64Array.of(10_000, 10_050))
    const text = tableFromColumns([
      ['t', columnFromArray(['a', 'b'], utf8())],
      ...columns.map(([a, b]) => [a, b] as [string, typeof b]),
    ])
    expect(await readBars(new Blob([tableToIPC(text, { format: 'file' })!.slice()]), CHOICES)).toEqual({
      ok: false,
      error: 'The column “t” holds something else, not numbers.',
    })
  })
})

describe('an equity curve', () => {
  it('goes to Parquet', async () => {
    const blob = equityParquet({
      time: Float64Array.of(START, START + 60_000),
      ...{
        equity: Float64Array.of(100, 99),
        benchmark: Float64Array.of(100, 101),
        drawdown: Float64Array.of(0, -0.01),
      },
    })
    expect(await parquetReadObjects({ file: await blob.arrayBuffer() })).toEqual([
      { time: new Date(START), equity: 100, benchmark: 100, drawdown: 0 },
      { time: new Date(START + 60_000), equity: 99, benchmark: 101, drawdown: -0.01 },
    ])
  })
})
