import { beforeEach, describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { durationMs, timeMs } from '$lib/core/time'
import { lockTurnstile } from '$lib/feeds/coinbase/limiter'
import { CoinbaseRest } from '$lib/feeds/coinbase/rest'
import type { Granularity } from '$lib/market/types'
import { type FakeAnswer, FakeRestServer, json, tickerBody } from '../../../fixtures/coinbase/fake-rest'
import { BTC, BTC_ROW, FARTCOIN, FARTCOIN_ROW, SOL_ROW } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START, VirtualClock } from '../../../fixtures/virtual-clock'

const OF_BTC = { product: productIndex(0), spec: BTC }
let clock: VirtualClock
let server: FakeRestServer
let rest: CoinbaseRest

beforeEach(() => {
  clock = new VirtualClock()
  server = new FakeRestServer(clock)
  rest = new CoinbaseRest({ url: 'https://exchange.test', fetch: server.fetch, clock, chance: () => 0.5 })
})

/** Lets the virtual minute pass in which the request is made and answered. */
async function within<T>(milliseconds: number, pending: Promise<T>): Promise<T> {
  await clock.advance(milliseconds)
  return pending
}

function candlesOf(granularity: Granularity, from: number, to: number) {
  return rest.candles({ ...OF_BTC, granularity, from: timeMs(from), to: timeMs(to) })
}

describe('products', () => {
  it('are those that can be bought for USD at market now, by id', async () => {
    const without = (over: Record<string, unknown>) => ({ ...BTC_ROW, id: 'NO-USD', ...over })
    server.answer = () =>
      json([
        SOL_ROW,
        BTC_ROW,
        FARTCOIN_ROW,
        without({ status: 'delisted' }),
        without({ trading_disabled: true }),
        without({ cancel_only: true }),
        without({ limit_only: true }),
        without({ post_only: true }),
        without({ quote_currency: 'EUR' }),
        without({ quote_increment: '0' }),
        without({ id: 'no product' }),
        { id: 'HALF-USD' },
        null,
      ])
    const products = await within(0, rest.products())
    expect(products.ok && products.value.map(({ id }) => id)).toEqual(['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'])
    expect(products.ok && products.value[1]).toEqual({
      id: 'FARTCOIN-USD',
      base: 'FARTCOIN',
      quote: 'USD',
      quoteIncrement: '0.0001',
      baseIncrement: '0.01',
      minMarketFunds: '1',
    })
  })

  it('are garbage when none can be used', async () => {
    server.answer = () => json([{ id: 1 }])
    const products = await within(60_000, rest.products())
    expect(products).toMatchObject({ ok: false, error: { kind: 'garbage' } })
  })
})

describe('candles', () => {
  const from = VIRTUAL_START - 600_000

  it('come oldest first, both ends included, the unfinished bucket dropped', async () => {
    await clock.advance(30_000)
    const batch = await within(0, candlesOf(60, from, VIRTUAL_START))
    const starts = batch.ok ? batch.value.candles.map((candle) => candle.start) : []
    expect(starts).toEqual(Array.from({ length: 10 }, (_unused, index) => from + index * 60_000))
    expect(server.requests[0]?.url.search).toBe(
      '?granularity=60&start=2026-10-03T11:50:00.000Z&end=2026-10-03T12:00:00.000Z',
    )
  })

  it('turn numbers into increments and count rows that cannot be', async () => {
    const at = from / 1000
    server.answer = () =>
      json([
        [at + 540, 0.3577, 0.36, 0.3578, 0.3599, 12.5],
        [at + 480, 0.4, 0.36, 0.3578, 0.3599, 12.5],
        [at + 420, 0, 0.36, 0.3578, 0.3599, 12.5],
        [at + 360, 0.3, 0.36, 0.3578, 0.3599, -1],
        [at + 301, 0.3, 0.36, 0.3578, 0.3599, 1],
        [at + 240, 0.3, 0.36, 0.3578, null, 1],
        [at + 240, 0.3, 0.36],
        'candle',
        [at - 60, 0.3577, 0.36, 0.3578, 0.3599, 12.5],
        [at, 0.3577, 0.36, 0.3578, 0.3599, 1e-7],
        [at, 0.3577, 0.36, 0.3578, 0.3599, 1e-7],
      ])
    const request = { product: productIndex(3), spec: FARTCOIN, granularity: 60 as const }
    const batch = await within(
      0,
      rest.candles({ ...request, from: timeMs(from), to: timeMs(from + 540_000) }),
    )
    expect(batch.ok && batch.value.malformed).toBe(7)
    expect(batch.ok && batch.value.candles).toEqual([
      {
        product: 3,
        granularity: 60,
        start: from,
        open: 3578,
        high: 3600,
        low: 3577,
        close: 3599,
        volume: 1e-7,
      },
      {
        product: 3,
        granularity: 60,
        start: from + 540_000,
        ...{ open: 3578, high: 3600, low: 3577, close: 3599 },
        volume: 12.5,
      },
    ])
  })

  it('span at most 300 buckets', async () => {
    await expect(candlesOf(60, from, from + 300 * 60_000)).rejects.toThrow('301 buckets')
    await expect(candlesOf(60, from, from - 60_000)).rejects.toThrow('0 buckets')
  })
})

describe('tickers and time', () => {
  it('read nanoseconds and no sizes', async () => {
    const ticker = await within(0, rest.ticker(OF_BTC))
    expect(ticker).toMatchObject({ ok: true, value: { product: 0, price: 10002, bid: 10001, ask: 10003 } })
    expect(ticker.ok && ticker.value.tradedAt).toBe(VIRTUAL_START)
    await clock.advance(1000)
    expect(await within(0, rest.time())).toEqual({ ok: true, value: VIRTUAL_START + 1000 })
  })

  it.each([{ price: '0' }, { bid: '101' }, { ask: 'NaN' }, { trade_id: null }])('refuse %o', async (over) => {
    server.answer = () => json(tickerBody(clock.now(), over))
    const ticker = await within(60_000, rest.ticker(OF_BTC))
    expect(ticker).toMatchObject({ ok: false, error: { kind: 'garbage' } })
  })
})

describe('failures', () => {
  it.each<[FakeAnswer, string]>([
    [{ status: 429, body: '{"message":"Public rate limit exceeded"}' }, 'rate-limited'],
    [{ status: 503, body: '<html>' }, 'unavailable'],
    [{ status: 404, body: '{"message":"NotFound"}' }, 'not-found'],
    [{ status: 400, body: '{"message":"delisted"}' }, 'bad-request'],
    [{ status: 403, body: '' }, 'refused'],
    [{ status: 200, body: '<html>garbage' }, 'garbage'],
    [{ status: 200, body: '{"message":"hello"}' }, 'garbage'],
    [{ status: 200, body: '9'.repeat(5_000_001) }, 'garbage'],
    ['unreachable', 'network'],
    ['silent', 'timeout'],
  ])('%o is a value with a sentence: %s', async (answer, kind) => {
    server.answer = () => answer
    const ticker = await within(60_000, rest.ticker(OF_BTC))
    expect(ticker).toMatchObject({ ok: false, error: { kind, sentence: expect.stringMatching(/\w\.?/) } })
  })

  it('are tried again with a growing pause, twice at most', async () => {
    server.answer = () => ({ status: 503, body: '' })
    await within(60_000, rest.ticker(OF_BTC))
    expect(server.requests.map((request) => request.at - VIRTUAL_START)).toEqual([0, 250, 750])
  })

  it('that another try cannot help are not tried again', async () => {
    server.answer = () => ({ status: 404, body: '' })
    await within(60_000, rest.ticker(OF_BTC))
    expect(server.requests).toHaveLength(1)
  })

  it('spend a common budget: 100 failing requests are not 300', async () => {
    server.answer = () => 'unreachable'
    const all = Promise.all(Array.from({ length: 100 }, () => rest.ticker(OF_BTC)))
    await clock.advance(120_000)
    await all
    expect(server.requests).toHaveLength(110)
  })

  it('of a body that never ends, time out though it ignores the signal', async () => {
    const endless = new CoinbaseRest({
      url: 'https://exchange.test',
      fetch: () => Promise.resolve({ status: 200, text: () => new Promise<string>(() => undefined) }),
      clock,
      chance: () => 0.5,
    })
    const ticker = await within(1500, endless.ticker(OF_BTC, { timeout: durationMs(1500), retries: 0 }))
    expect(ticker).toMatchObject({ ok: false, error: { kind: 'timeout' } })
  })
})

describe('the limiter', () => {
  it('lets at most 5 requests into any second', async () => {
    const all = Promise.all(Array.from({ length: 25 }, () => rest.time()))
    await clock.advance(30_000)
    await all
    const times = server.requests.map((request) => request.at)
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at <= from + 1000).length),
    )
    expect(times).toHaveLength(25)
    expect(most).toBe(5)
  })

  it('lets the urgent go first', async () => {
    const all = [rest.time(), rest.time(), rest.time(), rest.ticker(OF_BTC, { priority: 'urgent' })]
    await clock.advance(5000)
    await Promise.all(all)
    expect(server.requests.map((request) => request.path)).toEqual([
      '/products/BTC-USD/ticker',
      '/time',
      '/time',
      '/time',
    ])
  })

  it('holds everything back for a while after a 429', async () => {
    server.answer = (request) =>
      server.requests.length === 1 ? { status: 429, body: '' } : server.ordinary(request)
    const all = [rest.time(), rest.time()]
    await clock.advance(10_000)
    await Promise.all(all)
    expect(server.requests[1]!.at - VIRTUAL_START).toBeGreaterThanOrEqual(700)
  })

  it('shares turns among tabs by a lock, but does not wait for ever for a frozen one', async () => {
    const frozen = lockTurnstile(
      {
        request: (_name, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')))
          }),
      },
      clock,
    )
    const patient = new CoinbaseRest({
      url: 'https://exchange.test',
      fetch: server.fetch,
      clock,
      chance: () => 0.5,
      turnstile: frozen,
    })
    const time = patient.time()
    await clock.advance(1900)
    expect(server.requests).toHaveLength(0)
    expect(await within(200, time)).toMatchObject({ ok: true })
  })

  it('takes turns with another tab that works', async () => {
    let tail = Promise.resolve()
    const locks = {
      request: (_name: string, _options: unknown, run: () => Promise<void>) => {
        tail = tail.then(run)
        return tail
      },
    }
    const tabs = [1, 2].map(
      () =>
        new CoinbaseRest({
          url: 'https://exchange.test',
          fetch: server.fetch,
          clock,
          chance: () => 0.5,
          turnstile: lockTurnstile(locks, clock),
        }),
    )
    const all = Promise.all(tabs.flatMap((tab) => [tab.time(), tab.time(), tab.time(), tab.time()]))
    await clock.advance(10_000)
    await all
    const times = server.requests.map((request) => request.at)
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at <= from + 1000).length),
    )
    expect(times).toHaveLength(8)
    expect(most).toBe(5)
  })
})

describe('closing', () => {
  it('ends what is under way and whatever is asked later', async () => {
    server.answer = () => 'silent'
    const pending = [rest.time(), rest.time(), rest.ticker(OF_BTC)]
    await clock.advance(10)
    rest.close()
    const answers = await Promise.all([...pending, rest.time()])
    expect(answers.map((answer) => !answer.ok && answer.error.kind)).toEqual(Array(4).fill('closed'))
    expect(clock.pendingTimers).toBe(0)
  })
})
