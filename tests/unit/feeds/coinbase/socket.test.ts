import { beforeEach, describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import type { FeedEvent } from '$lib/market/feed-event'
import { FaultTally } from '$lib/feeds/fault-tally'
import { MarketIntake } from '$lib/feeds/coinbase/intake'
import { CoinbaseSocket } from '$lib/feeds/coinbase/socket'
import { nextSocketState } from '$lib/feeds/coinbase/socket-states'
import { type FakeConnection, FakeSocketServer } from '../../../fixtures/coinbase/fake-socket'
import {
  acknowledgement,
  heartbeatFrame,
  invalidProductFrame,
  tickerFrame,
} from '../../../fixtures/coinbase/frames'
import { BTC, FARTCOIN, SOL } from '../../../fixtures/coinbase/products'
import { VirtualClock } from '../../../fixtures/virtual-clock'

const IDS = ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD']
let clock: VirtualClock
let server: FakeSocketServer
let tally: FaultTally
let socket: CoinbaseSocket
let states: string[]
let details: string[]
let events: FeedEvent[]
let problems: string[]
let chance: () => number

beforeEach(() => {
  clock = new VirtualClock()
  server = new FakeSocketServer(clock)
  states = []
  details = []
  events = []
  problems = []
  chance = () => 0.5
  tally = new FaultTally(() => undefined)
  make()
})

function make(): void {
  socket = new CoinbaseSocket(
    {
      url: 'wss://exchange.test',
      connect: server.connect,
      clock,
      chance: () => chance(),
      tally,
      log: () => undefined,
    },
    new MarketIntake([BTC, FARTCOIN, SOL], tally),
    {
      onState: (state, detail) => {
        states.push(state)
        details.push(detail)
      },
      onEvent: (event) => events.push(event),
      onProblem: (sentence) => problems.push(sentence),
    },
  )
}

/** A heartbeat and a ticker of BTC a second, for so many seconds. */
async function beat(connection: FakeConnection, seconds: number, from = 10): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    connection.deliver(heartbeatFrame('BTC-USD', from + second, 1))
    await clock.advance(1000)
  }
}

describe('connecting', () => {
  it('subscribes at once to both channels and is live with the first price', () => {
    socket.open()
    server.latest.accept()
    expect(server.latest.sent.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'subscribe', product_ids: IDS, channels: ['ticker_batch', 'heartbeat'] },
    ])
    expect(states).toEqual(['connecting'])
    server.latest.deliver(acknowledgement(IDS), tickerFrame('BTC-USD', 1))
    expect(states).toEqual(['connecting', 'live'])
    expect(events).toMatchObject([{ type: 'ticker', ticker: { product: 0, price: 10002 } }])
  })

  it('takes prices that come before the acknowledgement', () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver(tickerFrame('SOL-USD', 1), acknowledgement(IDS))
    expect(states.at(-1)).toBe('live')
    expect(events).toHaveLength(1)
  })

  it('is not live by heartbeats alone', async () => {
    socket.open()
    server.latest.accept()
    await beat(server.latest, 30)
    expect(states).toEqual(['connecting'])
  })

  it('survives an address the browser refuses', async () => {
    server.onAttempt = () => {
      throw new SyntaxError('bad address')
    }
    socket.open()
    await clock.advance(60_000)
    expect(states.at(-1)).toBe('reconnecting')
    expect(server.connections.length).toBeGreaterThan(5)
  })

  it('gives up on an attempt that never opens', async () => {
    socket.open()
    await clock.advance(11_000)
    expect(server.connections).toHaveLength(2)
    expect(server.connections[0]?.closedByPage).toBe(true)
    expect(states).toEqual(['connecting', 'reconnecting'])
  })
})

describe('silence and loss', () => {
  it('is stale after 10 s without a heartbeat, then reconnects and is live only with a fresh price', async () => {
    socket.open()
    const first = server.latest
    first.accept()
    first.deliver(tickerFrame('BTC-USD', 1))
    await beat(first, 5)
    await clock.advance(8999)
    expect(states.at(-1)).toBe('live')
    await clock.advance(1)
    expect(states.at(-1)).toBe('stale')
    expect(first.closedByPage).toBe(true)
    await clock.advance(1000)
    expect(states.at(-1)).toBe('reconnecting')
    const second = server.latest
    second.accept()
    second.deliver(heartbeatFrame('BTC-USD', 2, 1))
    expect(states.at(-1)).toBe('reconnecting')
    second.deliver(tickerFrame('BTC-USD', 3))
    expect(states.at(-1)).toBe('live')
    expect(tally.counters().reconnects).toBe(1)
  })

  it('ignores what a half-open socket says after it was given up', async () => {
    socket.open()
    const first = server.latest
    first.accept()
    first.deliver(tickerFrame('BTC-USD', 1))
    await clock.advance(12_000)
    const before = events.length
    first.deliver(tickerFrame('BTC-USD', 99))
    first.drop()
    await clock.advance(100)
    expect(events).toHaveLength(before)
    expect(server.connections).toHaveLength(2)
  })

  it('notices a sleep of the machine as silence', async () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver(tickerFrame('BTC-USD', 1))
    clock.sleep(3_600_000)
    await clock.advance(1)
    expect(states.at(-1)).toBe('stale')
  })

  it('does not hammer a server that drops every few seconds', async () => {
    server.onAttempt = (connection) => {
      clock.after(durationMs(3000), () => connection.drop())
      connection.accept()
    }
    socket.open()
    await clock.advance(600_000)
    const gaps = server.connections.slice(1).map((later, index) => later.at - server.connections[index]!.at)
    expect(gaps[0]).toBe(3200)
    expect(gaps.at(-1)).toBe(18_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(33_000)
  })

  it('starts the backoff anew after a stable half minute', async () => {
    server.onAttempt = (connection) => clock.after(durationMs(0), () => connection.drop())
    socket.open()
    await clock.advance(120_000)
    server.onAttempt = () => undefined
    await clock.advance(30_000)
    const stable = server.latest
    stable.accept()
    await beat(stable, 31)
    stable.drop()
    const droppedAt = clock.now()
    await clock.advance(300)
    expect(server.latest.at - droppedAt).toBe(200)
  })

  it('never makes 8 attempts in a second, whatever chance draws', async () => {
    chance = () => 0
    server.onAttempt = (connection) => clock.after(durationMs(0), () => connection.drop())
    socket.open()
    await clock.advance(10_000)
    const times = server.connections.map((connection) => connection.at)
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThan(8)
  })

  it('waits at most half a minute, and says how long', async () => {
    chance = () => 0.999_999
    server.onAttempt = (connection) => clock.after(durationMs(0), () => connection.drop())
    socket.open()
    await clock.advance(300_000)
    const times = server.connections.map((connection) => connection.at)
    expect(Math.max(...times.slice(1).map((at, index) => at - times[index]!))).toBeLessThanOrEqual(30_000)
    expect(details.at(-1)).toMatch(/Next attempt in 30 s/)
  })
})

describe('what the exchange refuses', () => {
  it('says which product is not valid and asks again for the rest', () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver(invalidProductFrame('FARTCOIN-USD'))
    expect(problems).toEqual([expect.stringContaining('FARTCOIN-USD')])
    expect(server.latest.subscriptions).toEqual([IDS, ['BTC-USD', 'SOL-USD']])
  })

  it('leaves the refused product out after a reconnect too', async () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver(invalidProductFrame('FARTCOIN-USD'))
    server.latest.drop()
    await clock.advance(1000)
    server.latest.accept()
    expect(server.latest.subscriptions).toEqual([['BTC-USD', 'SOL-USD']])
  })

  it('stops with a sentence when no product is left', async () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver(...IDS.map(invalidProductFrame))
    await clock.advance(60_000)
    expect(states.at(-1)).toBe('stale')
    expect(details.at(-1)).toMatch(/none of the chosen products/)
    expect(server.connections).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('passes on any other complaint without asking again', () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver('{"type":"error","message":"Failed to subscribe","reason":"No channels provided"}')
    expect(problems).toEqual([expect.stringContaining('No channels provided')])
    expect(server.latest.sent).toHaveLength(1)
  })
})

describe('bad frames', () => {
  it('are counted, never thrown, and the feed goes on', () => {
    socket.open()
    server.latest.accept()
    server.latest.deliver('{', null, new ArrayBuffer(8), 'x'.repeat(2_000_000), '{"type":"ticker"}', '[]')
    server.latest.deliver(tickerFrame('BTC-USD', 1, { best_bid: '101' }))
    server.latest.deliver(tickerFrame('BTC-USD', 2))
    expect(tally.counters()).toMatchObject({ frames: 8, malformed: 6, crossed: 1 })
    expect(events).toHaveLength(1)
  })
})

describe('closing', () => {
  it('leaves no timer and no open socket in any state', async () => {
    socket.open()
    server.latest.accept()
    socket.close()
    expect(clock.pendingTimers).toBe(0)
    make()
    socket.open()
    server.latest.drop()
    socket.close()
    await clock.advance(60_000)
    expect(clock.pendingTimers).toBe(0)
    expect(server.connections.filter((connection) => !connection.closedByPage)).toHaveLength(0)
  })
})

describe('the state table', () => {
  it('lets prices through to live only from connecting and reconnecting', () => {
    expect(nextSocketState('connecting', 'priced')).toBe('live')
    expect(nextSocketState('reconnecting', 'priced')).toBe('live')
    expect(nextSocketState('stale', 'priced')).toBeUndefined()
    expect(nextSocketState('live', 'priced')).toBeUndefined()
    expect(nextSocketState('stale', 'retried')).toBe('reconnecting')
  })
})
