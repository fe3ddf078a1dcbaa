import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { json, tickerBody } from '../../../fixtures/coinbase/fake-rest'
import { invalidProductFrame } from '../../../fixtures/coinbase/frames'
import { BTC, FARTCOIN, SOL } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START } from '../../../fixtures/virtual-clock'
import { FeedHarness } from './feed-harness'

const BTC_INDEX = productIndex(0)

describe('a feed in good health', () => {
  it('is live, with quotes and heartbeats of every product, times never going back', async () => {
    const harness = new FeedHarness([BTC, FARTCOIN, SOL])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(180_000)
    expect(harness.states).toEqual(['connecting', 'live'])
    for (const product of [0, 1, 2]) expect(harness.tickers(product).length).toBeGreaterThan(150)
    expect(harness.events.filter((event) => event.type === 'heartbeat').length).toBeGreaterThan(500)
    const times = harness.events.map((event) => event.time)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(harness.feed.counters()).toMatchObject({ malformed: 0, reconnects: 0, restFailures: 0 })
  })

  it('reports a state before the first quote that is told under it', async () => {
    const harness = new FeedHarness([BTC])
    harness.rest.answer = () => 'silent'
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(0)
    expect(harness.events.map((event) => event.type).slice(0, 3)).toEqual(['state', 'state', 'ticker'])
  })

  it('gives first quotes by request while the socket still connects', async () => {
    const harness = new FeedHarness([BTC, SOL])
    harness.open()
    await harness.clock.advance(500)
    expect([harness.tickers(0).length, harness.tickers(1).length]).toEqual([1, 1])
    expect(harness.states).toEqual(['connecting'])
  })

  it('goes on while the match is paused', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(1000)
    harness.feed.setPaused(true)
    const before = harness.events.length
    await harness.clock.advance(5000)
    expect(harness.events.length).toBeGreaterThan(before + 5)
  })

  it('does not let a quiet product hold up the others', async () => {
    const harness = new FeedHarness([BTC, SOL])
    harness.rest.answer = (request) =>
      request.path.includes('SOL') ? 'silent' : harness.rest.ordinary(request)
    await harness.healthySocket([BTC])
    harness.open()
    await harness.clock.advance(6000)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.tickers(0).length).toBeGreaterThan(4)
    expect(harness.tickers(1)).toHaveLength(0)
  })

  it('asks by request for a product the socket does not quote', async () => {
    const harness = new FeedHarness([BTC, SOL])
    await harness.healthySocket([BTC])
    harness.open()
    await harness.clock.advance(15_000)
    expect(harness.tickers(1).length).toBeGreaterThanOrEqual(1)
    expect(harness.rest.asked('/products/SOL-USD/ticker').length).toBeLessThanOrEqual(3)
  })
})

describe('one way alone', () => {
  it('runs on the WebSocket when every request fails, and says so', async () => {
    const harness = new FeedHarness([BTC, FARTCOIN, SOL])
    harness.rest.answer = () => 'unreachable'
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(130_000)
    expect(new Set(harness.states)).toEqual(new Set(['connecting', 'live']))
    expect(harness.details.at(-1)).toMatch(/WebSocket alone/)
    expect(harness.feed.counters().restFailures).toBeGreaterThan(5)
    expect(harness.candles(0, 60).map((candle) => candle.start)).toEqual([
      VIRTUAL_START,
      VIRTUAL_START + 60_000,
    ])
  })

  it('runs on requests when the WebSocket is refused, and says so', async () => {
    const harness = new FeedHarness([BTC, FARTCOIN, SOL])
    harness.sockets.onAttempt = (connection) => queueMicrotask(() => connection.drop())
    harness.open()
    await harness.clock.advance(60_000)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.details.at(-1)).toMatch(/WebSocket cannot be reached; prices come by request/)
    const times = harness.tickers(0).map((event) => event.time)
    expect(Math.max(...times.slice(1).map((time, index) => time - times[index]!))).toBeLessThan(10_000)
  })

  it('runs on requests when the WebSocket opens and stays silent', async () => {
    const harness = new FeedHarness([BTC])
    harness.sockets.onAttempt = (connection) => queueMicrotask(() => connection.accept())
    harness.open()
    await harness.clock.advance(9000)
    expect(harness.states.at(-1)).toBe('live')
    await harness.clock.advance(60_000)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.feed.counters().reconnects).toBeGreaterThan(2)
  })

  it('is not live when both ways fail, and comes back with either', async () => {
    const harness = new FeedHarness([BTC])
    harness.sockets.onAttempt = (connection) => queueMicrotask(() => connection.drop())
    harness.rest.answer = () => ({ status: 503, body: '' })
    harness.open()
    await harness.clock.advance(60_000)
    expect(harness.states).not.toContain('live')
    expect(harness.states.at(-1)).toBe('reconnecting')
    harness.rest.answer = (request) => harness.rest.ordinary(request)
    await harness.clock.advance(10_000)
    expect(harness.states.at(-1)).toBe('live')
    harness.rest.answer = () => 'unreachable'
    await harness.clock.advance(20_000)
    expect(harness.states.at(-1)).toBe('reconnecting')
    await harness.healthySocket()
    await harness.clock.advance(40_000)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.details.at(-1)).toMatch(/Live prices/)
  })

  it('shows the loss of a live socket at once, not only when polling has failed too', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(3000)
    harness.sockets.onAttempt = () => undefined
    harness.sockets.latest.drop()
    harness.sockets.latest.close()
    expect(harness.states.at(-1)).toBe('reconnecting')
    await harness.clock.advance(12_000)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.details.at(-1)).toMatch(/by request/)
  })

  it('keeps within 5 requests a second with ten products on requests alone', async () => {
    const harness = new FeedHarness(Array(10).fill(BTC))
    harness.sockets.onAttempt = (connection) => queueMicrotask(() => connection.drop())
    harness.open()
    await harness.clock.advance(90_000)
    const times = harness.rest.requests.map((request) => request.at)
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at <= from + 1000).length),
    )
    expect(most).toBe(5)
    expect(harness.states.at(-1)).toBe('live')
  })
})

describe('refreshing a quote', () => {
  it('answers what the exchange says now', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(20_000)
    harness.rest.answer = () => json(tickerBody(harness.clock.now(), { price: '105', ask: '106' }))
    const quote = harness.feed.refreshQuote(BTC_INDEX)
    await harness.clock.advance(300)
    expect(await quote).toMatchObject({ product: 0, price: 10500, ask: 10600 })
  })

  it('answers undefined in 2 s when nothing comes, when it is older, or when there is no such product', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(20_000)
    harness.rest.answer = () => 'silent'
    const silent = harness.feed.refreshQuote(BTC_INDEX)
    await harness.clock.advance(2000)
    expect(await silent).toBeUndefined()
    harness.rest.answer = () => json(tickerBody(harness.clock.now() - 60_000))
    const old = harness.feed.refreshQuote(BTC_INDEX)
    await harness.clock.advance(2000)
    expect(await old).toBeUndefined()
    expect(await harness.feed.refreshQuote(productIndex(7))).toBeUndefined()
  })

  it('answers undefined before the feed was opened', async () => {
    expect(await new FeedHarness([BTC]).feed.refreshQuote(BTC_INDEX)).toBeUndefined()
  })
})

describe('what a person must be told', () => {
  it('names a product the exchange does not know, once, and goes on with the rest', async () => {
    const harness = new FeedHarness([BTC, SOL])
    harness.rest.answer = (request) =>
      request.path.includes('SOL')
        ? { status: 404, body: '{"message":"NotFound"}' }
        : harness.rest.ordinary(request)
    await harness.healthySocket([BTC])
    harness.open()
    await harness.clock.advance(60_000)
    expect(harness.details.filter((detail) => detail.includes('SOL-USD'))).toHaveLength(1)
    expect(harness.states.at(-1)).toBe('live')
    expect(harness.rest.asked('/products/SOL-USD/ticker')).toHaveLength(1)
    expect(harness.tickers(0).length).toBeGreaterThan(50)
  })

  it('names a product whose subscription is refused', async () => {
    const harness = new FeedHarness([BTC, SOL])
    harness.open()
    harness.sockets.latest.accept()
    harness.sockets.latest.deliver(invalidProductFrame('SOL-USD'), harness.ticker('BTC-USD'))
    expect(harness.details).toEqual([
      'Connecting to Coinbase.',
      expect.stringMatching(/^Connecting to Coinbase\. .*SOL-USD/),
      expect.stringMatching(/^Live prices from Coinbase\. .*SOL-USD/),
    ])
  })

  it('is not flooded by a flood of complaints', async () => {
    const harness = new FeedHarness([BTC])
    harness.open()
    harness.sockets.latest.accept()
    for (let turn = 0; turn < 500; turn += 1) {
      harness.sockets.latest.deliver(JSON.stringify({ type: 'error', message: `No ${turn}`, reason: '' }))
    }
    expect(harness.events.length).toBeLessThan(100)
  })

  it('warns when the clock is wrong', async () => {
    const harness = new FeedHarness([BTC])
    harness.rest.answer = (request) =>
      request.path === '/time'
        ? json({ epoch: harness.clock.now() / 1000 + 300 })
        : harness.rest.ordinary(request)
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(10_000)
    expect(harness.details.join()).toMatch(/clock is 300 s behind Coinbase's/)
  })

  it('has a sentence for a match without products', () => {
    const harness = new FeedHarness([])
    harness.open()
    expect(harness.events).toMatchObject([{ type: 'state', state: 'stale' }])
    expect(harness.sockets.connections).toHaveLength(0)
  })

  it('logs every state', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(1000)
    expect(harness.log).toContain('INFO live: Live prices from Coinbase.')
  })
})

describe('closing', () => {
  it('stops every timer and socket and reports nothing afterwards', async () => {
    const harness = new FeedHarness([BTC, SOL])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(65_000)
    harness.feed.close()
    const before = harness.events.length
    const requests = harness.rest.requests.length
    await harness.clock.advance(120_000)
    expect(harness.events).toHaveLength(before)
    expect(harness.rest.requests).toHaveLength(requests)
    expect(harness.sockets.connections.every((connection) => connection.closedByPage)).toBe(true)
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it('gives up requests under way and those in the queue, so that a next match need not wait', async () => {
    const harness = new FeedHarness([BTC, SOL])
    harness.rest.answer = () => 'silent'
    harness.open()
    await harness.clock.advance(300)
    harness.feed.close()
    await harness.clock.advance(0)
    const before = harness.rest.requests.length
    const next = harness.client.time()
    await harness.clock.advance(250)
    expect(harness.rest.requests).toHaveLength(before + 1)
    harness.client.close()
    expect(await next).toMatchObject({ ok: false })
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it('happens before a second opening', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(1000)
    harness.open(timeMs(harness.clock.now()))
    await harness.clock.advance(1000)
    const open = harness.sockets.connections.filter((connection) => !connection.closedByPage)
    expect(open).toHaveLength(1)
  })
})
