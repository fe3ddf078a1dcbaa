// What real frames and bodies look like, kept outside the project: found by MARKET_DATA, skipped without it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { FaultTally } from '$lib/feeds/fault-tally'
import { MarketIntake } from '$lib/feeds/coinbase/intake'
import { readFrame, readRows, readTickerBody } from '$lib/feeds/coinbase/messages'
import { parseCandles, parseProducts, parseTickerBody } from '$lib/feeds/coinbase/parse'
import { RecordedFeed } from '$lib/feeds/recorded/feed'
import { tapeOfFrames } from '$lib/feeds/recorded/tape'
import type { FeedEvent } from '$lib/market/feed-event'
import { BTC, SOL, matchOf, specOf } from '../../fixtures/coinbase/products'
import { VirtualClock } from '../../fixtures/virtual-clock'

const folder = process.env['MARKET_DATA'] ?? ''
const present = folder !== '' && existsSync(folder)
const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8')
const jsonOf = (path: string): unknown => JSON.parse(textOf(path)) as unknown

interface Captured {
  readonly captured: string
  readonly frame: string
}

describe.skipIf(!present)('single frames captured from 2019 to 2026', () => {
  const frames = (): Captured[] =>
    textOf('ws/captured-frames.ndjson')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Captured)

  it('are all read', () => {
    const kinds = frames().map(({ frame }) => {
      const read = readFrame(frame)
      return read.ok ? read.value.type : read.error
    })
    const count = (kind: string): number => kinds.filter((other) => other === kind).length
    expect(kinds).toHaveLength(17)
    expect([
      count('ticker'),
      count('heartbeat'),
      count('subscriptions'),
      count('error'),
      count('other'),
    ]).toEqual([6, 1, 3, 3, 4])
  })

  it('name the batch channel ticker_1000 in the acknowledgement', () => {
    const [ack] = frames()
    const read = readFrame(ack?.frame)
    expect(read.ok && read.value).toMatchObject({
      type: 'subscriptions',
      channels: [{ name: 'ticker_1000', product_ids: ['BTC-USD'] }],
    })
  })

  it('become quotes to the last digit', () => {
    const intake = new MarketIntake([BTC, SOL], new FaultTally(() => undefined))
    const quotes = frames().flatMap(({ frame }) => {
      const read = readFrame(frame)
      if (!read.ok || read.value.type !== 'ticker') return []
      intake.connectionOpened()
      return intake.ticker(read.value, timeMs(0))?.ticker ?? []
    })
    expect(quotes[0]).toEqual({
      product: 0,
      price: 8473758,
      bid: 8473758,
      ask: 8473759,
      volume24h: 1836.9678175,
      tradeId: 1102042811,
      tradedAt: Date.UTC(2026, 9, 3, 20, 58, 31, 127),
    })
    expect(quotes.find((quote) => quote.product === 1)).toMatchObject({ price: 1638, bid: 1638, ask: 1639 })
  })
})

describe.skipIf(!present)('bodies of 2026', () => {
  it('of a ticker', () => {
    const body = readTickerBody(jsonOf('rest/exchange_ticker_BTC-USD_2026-09-09.json'))
    if (!body.ok) throw new Error(body.error)
    expect(parseTickerBody(body.value, { product: productIndex(0), spec: BTC })).toEqual({
      ok: true,
      value: {
        product: 0,
        price: 7901601,
        bid: 7901600,
        ask: 7901601,
        volume24h: 4743.55863379,
        tradeId: 1090667626,
        tradedAt: Date.UTC(2026, 8, 9, 14, 49, 10, 387),
      },
    })
  })

  it('of a product', () => {
    expect(parseProducts([jsonOf('rest/exchange_product_BTC-USD_2026-09.json')])).toEqual([
      {
        id: 'BTC-USD',
        base: 'BTC',
        quote: 'USD',
        quoteIncrement: '0.01',
        baseIncrement: '0.00000001',
        minMarketFunds: '1',
      },
    ])
  })

  it('of candles, newest first as they came, oldest first as we keep them', () => {
    const rows = readRows(jsonOf('rest/exchange_candles_BTC-USD_g3600_2026-09-01.json'))
    if (!rows.ok) throw new Error(rows.error)
    // Hourly rows lie on the quarter-hour grid too.
    const request = {
      product: productIndex(0),
      spec: BTC,
      granularity: 900 as const,
      from: timeMs(1788220800_000),
      to: timeMs(1788238800_000),
    }
    const batch = parseCandles(rows.value, request, timeMs(1788300000_000))
    expect(batch.malformed).toBe(0)
    expect(batch.candles.map((candle) => candle.start / 1000)).toEqual([
      1788220800, 1788224400, 1788228000, 1788231600, 1788235200, 1788238800,
    ])
    expect(batch.candles.at(-1)).toMatchObject({ open: 7870449, high: 7919532, low: 7870449, close: 7913606 })
  })
})

describe.skipIf(!present)('a recording of 2021', () => {
  const recording = (): string => textOf('ws/exchange-ws_2021-04-17_ticker-match.ndjson')
  const skl = specOf('SKL-USD', '0.0001', '0.1')
  const products = [skl, specOf('BAND-GBP', '0.0001', '0.01'), specOf('SKL-BTC', '0.00000001', '0.1')]

  it('is read without a fault, every quote in order', () => {
    const tape = tapeOfFrames(recording(), products)
    if (!tape.ok) throw new Error(tape.error)
    expect(tape.value.counters).toEqual({
      frames: 217,
      malformed: 0,
      crossed: 0,
      outOfOrder: 0,
      reconnects: 0,
      restFailures: 0,
    })
    expect(tape.value.events.filter((event) => event.type === 'ticker').length).toBeGreaterThan(10)
  })

  it('plays the same at every speed', async () => {
    const tape = tapeOfFrames(recording(), products)
    if (!tape.ok) throw new Error(tape.error)
    const played = await Promise.all(
      [1, 60].map(async (speed) => {
        const clock = new VirtualClock()
        const events: FeedEvent[] = []
        const feed = new RecordedFeed({ tape: tape.value, clock, speed })
        feed.open(matchOf(products), undefined, (some) => events.push(...some))
        await clock.advance(tape.value.endsAt - tape.value.startsAt + 1000)
        return events
      }),
    )
    expect(played[0]).toEqual(played[1])
    expect(played[0]?.slice(0, -1)).toEqual(tape.value.events)
  })
})
