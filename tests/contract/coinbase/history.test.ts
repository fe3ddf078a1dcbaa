// A recorded body of candles, through the whole way into the library and out of it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { readRows } from '$lib/feeds/coinbase/messages'
import { parseBars } from '$lib/feeds/coinbase/parse'
import { BTC } from '../../fixtures/coinbase/products'
import { LabWorld, newDataset } from '../../fixtures/lab-world'

const folder = process.env['MARKET_DATA'] ?? ''
const body = join(folder, 'rest/exchange_candles_BTC-USD_g3600_2026-09-01.json')

describe.skipIf(folder === '' || !existsSync(body))('recorded hourly candles', () => {
  it('become columns in ticks, oldest first, and are read back as they were stored', async () => {
    const rows = readRows(JSON.parse(readFileSync(body, 'utf8')))
    if (!rows.ok) throw new Error(rows.error)
    const raw = rows.value as readonly (readonly [number, number, number, number, number, number])[]
    const times = raw.map(([time]) => time * 1000)
    const [from, last] = [Math.min(...times), Math.max(...times)]
    const request = { spec: BTC, granularity: 3600, from: timeMs(from), to: timeMs(last) } as const
    const { bars, malformed } = parseBars(rows.value, request, timeMs(last + 10 * 3_600_000))
    expect(malformed).toBe(0)
    expect(bars.length).toBe(raw.length)
    const oldestFirst = [...raw].reverse()
    expect([...bars.time]).toEqual(oldestFirst.map(([time]) => time * 1000))
    expect([...bars.low]).toEqual(oldestFirst.map(([, low]) => Math.round(low * 100)))
    expect([...bars.high]).toEqual(oldestFirst.map(([, , high]) => Math.round(high * 100)))
    expect([...bars.open]).toEqual(oldestFirst.map(([, , , open]) => Math.round(open * 100)))
    expect([...bars.close]).toEqual(oldestFirst.map(([, , , , close]) => Math.round(close * 100)))
    const { recorder, catalog } = await new LabWorld().page()
    const range = { from, to: last + 3_600_000 }
    await recorder.replace(newDataset({ granularity: 3600 }), range, bars)
    expect(await catalog.read(BTC.id, 3600, range.from, range.to)).toEqual({ ok: true, value: bars })
  })
})
