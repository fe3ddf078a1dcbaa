import { describe, expect, it } from 'vitest'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { inspectBars, writeBars } from '$lib/lab/files/bar-file'
import { arrowStream } from '$lib/lab/files/arrow-guard'
import { hybridValues, deltaValues } from '$lib/lab/files/parquet-values'
import { unsnap } from '$lib/lab/files/snappy'
import { ThriftReader } from '$lib/lab/files/thrift-reader'
import { seededBars } from '../../../bench/seeded-bars'
import { specOf } from '../../../fixtures/lab/backtest-file'

/** Places in bytes where a little-endian number of 32 bits stands. */
function placesOf(bytes: Uint8Array, value: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places: number[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 1) if (view.getInt32(at, true) === value) places.push(at)
  return places
}

describe('files made to harm', () => {
  it('Arrow: no count in a head is believed', async () => {
    const bars = seededBars(9, 'hostile')
    const blob = writeBars({ spec: specOf('BTC-USD'), granularity: 60, source: 'demo', bars }, 'arrow')
    if (!blob.ok) throw new Error(blob.error)
    const bytes = new Uint8Array(await blob.value.arrayBuffer())
    // Six columns, seven notes, twelve buffers, nine rows: each becomes two thousand million in turn.
    for (const count of [6, 7, 9, 12]) {
      for (const place of placesOf(bytes, count)) {
        const file = bytes.slice()
        new DataView(file.buffer).setInt32(place, 0x7fffffff, true)
        const seen = await inspectBars(new Blob([file]), 'x')
        if (!seen.ok) expect(seen.error).toMatch(/^(The Arrow|Bars|These)/)
      }
    }
    expect(arrowStream(new Uint8Array(100))).toMatchObject({ ok: false })
    expect(arrowStream(new Uint8Array())).toMatchObject({ ok: false })
  })

  it('Parquet: a footer with a number without end', async () => {
    const bytes = new Uint8Array(3_000_000).fill(0xff)
    bytes.set([0x50, 0x41, 0x52, 0x31])
    const view = new DataView(bytes.buffer)
    view.setUint32(bytes.length - 8, bytes.length - 20, true)
    view.setUint32(bytes.length - 4, 0x31524150, true)
    expect(await inspectBars(new Blob([bytes]), 'x')).toEqual({
      ok: false,
      error: 'The Parquet file is damaged or cut short.',
    })
  })

  it('Parquet: compressed in another way', async () => {
    const compressors = { GZIP: (input: Uint8Array) => input }
    const columnData = [{ name: 'time', data: Float64Array.of(1, 2), type: 'DOUBLE' as const }]
    const blob = new Blob([parquetWriteBuffer({ columnData, codec: 'GZIP', compressors })])
    const seen = await inspectBars(blob, 'x')
    expect(seen.ok && seen.value.columns).toEqual(['time'])
  })

  it('Snappy: lengths that lie', () => {
    expect(unsnap(Uint8Array.of(3, 0x08, 1, 2, 3), 3)).toEqual(Uint8Array.of(1, 2, 3))
    expect(unsnap(Uint8Array.of(6, 0x08, 1, 2, 3, 0x0a, 3, 0), 6)).toEqual(Uint8Array.of(1, 2, 3, 1, 2, 3))
    for (const bytes of [
      [3, 0x08, 1, 2],
      [4, 0x08, 1, 2, 3],
      [3, 0xfc, 0xff, 0xff, 0xff, 0xff, 1],
      [8, 0x08, 1, 2, 3, 0x0a, 9, 0],
      [8, 0x08, 1, 2, 3, 0x0a, 0, 0],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [],
    ]) {
      expect(unsnap(Uint8Array.from(bytes), bytes[0] ?? 0)).toBeUndefined()
    }
  })

  it('Parquet pages: runs that are longer than their column, or nothing at all', () => {
    expect(hybridValues(Uint8Array.of(6, 1, 3, 0b10101010), 1, 8)).toEqual(
      Uint32Array.of(1, 1, 1, 0, 1, 0, 1, 0),
    )
    expect(hybridValues(Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 1, 5)).toEqual(
      Uint32Array.of(1, 1, 1, 1, 1),
    )
    expect(() => hybridValues(Uint8Array.of(0, 0, 0, 0), 1, 5)).toThrow('empty')
    expect(() => hybridValues(new Uint8Array(9).fill(255), 1, 5)).toThrow()
    expect(() => hybridValues(Uint8Array.of(2, 1), 40, 5)).toThrow('too wide')
    expect(() => deltaValues(Uint8Array.of(128, 1, 0, 5, 2), 5)).toThrow('odd blocks')
    expect(() => deltaValues(Uint8Array.of(128, 1, 4, 6, 2), 5)).toThrow('another count')
  })

  it('Thrift: nested without end, lists without end', () => {
    expect(() => new ThriftReader(new Uint8Array(1000).fill(0x1c), 0).struct()).toThrow('too deeply')
    expect(() => new ThriftReader(new Uint8Array(1000).fill(0x19), 0).struct()).toThrow()
    const long = Uint8Array.of(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)
    expect(() => new ThriftReader(long, 0).struct()).toThrow('cut short')
  })
})
