import { beforeEach, describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { FaultTally } from '$lib/feeds/fault-tally'
import { MarketIntake } from '$lib/feeds/coinbase/intake'
import { type HeartbeatFrame, type TickerFrame, readFrame } from '$lib/feeds/coinbase/messages'
import { heartbeatFrame, microTime, tickerFrame } from '../../../fixtures/coinbase/frames'
import { BTC, SOL } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START } from '../../../fixtures/virtual-clock'

const NOW = timeMs(VIRTUAL_START)
let tally: FaultTally
let intake: MarketIntake

beforeEach(() => {
  tally = new FaultTally(() => undefined)
  intake = new MarketIntake([BTC, SOL], tally)
  intake.connectionOpened()
})

function ticker(sequence: number, over: Readonly<Record<string, unknown>> = {}) {
  const frame = readFrame(tickerFrame('BTC-USD', sequence, over))
  if (!frame.ok) throw new Error(frame.error)
  return intake.ticker(frame.value as TickerFrame, NOW)
}

function heartbeat(sequence: number, lastTradeId = 1) {
  const frame = readFrame(heartbeatFrame('BTC-USD', sequence, lastTradeId))
  if (!frame.ok) throw new Error(frame.error)
  return intake.heartbeat(frame.value as HeartbeatFrame, NOW)
}

describe('quotes in and out of order', () => {
  it('passes rising sequences, gaps included', () => {
    expect(ticker(1)).toMatchObject({ type: 'ticker', time: NOW, ticker: { product: 0, price: 10002 } })
    expect(ticker(900)).toBeDefined()
    expect(tally.counters().outOfOrder).toBe(0)
  })

  it('drops and counts repeats, falling sequences, falling trade ids and falling times', () => {
    ticker(10)
    expect(ticker(10)).toBeUndefined()
    expect(ticker(9)).toBeUndefined()
    expect(ticker(11, { trade_id: 9 })).toBeUndefined()
    expect(ticker(12, { time: microTime(VIRTUAL_START - 1000) })).toBeUndefined()
    expect(tally.counters().outOfOrder).toBe(4)
    expect(ticker(13)).toBeDefined()
  })

  it('does not compare sequences across connections, but trades', () => {
    ticker(100)
    intake.connectionOpened()
    expect(ticker(5, { trade_id: 99 })).toBeUndefined()
    expect(ticker(6, { trade_id: 101 })).toBeDefined()
  })

  it('recovers when one wild frame puts all later ones behind', () => {
    ticker(1)
    ticker(9_007_199_254_740_991)
    const passed = [2, 3, 4, 5, 6, 7].map((sequence) => ticker(sequence) !== undefined)
    expect(passed).toEqual([false, false, false, false, true, true])
  })

  it('is not outvoted by one old answer repeated', () => {
    ticker(100)
    const old = ticker(101, { trade_id: 101 })?.ticker
    if (old === undefined) throw new Error('expected a quote')
    ticker(102)
    const answers = Array.from({ length: 20 }, () => intake.answered(old, NOW))
    expect(answers.every((answer) => answer === undefined)).toBe(true)
  })

  it('takes an answer by request that is as new as the last trade', () => {
    const last = ticker(100)?.ticker
    if (last === undefined) throw new Error('expected a quote')
    expect(intake.answered({ ...last, tradeId: 100 }, NOW)).toBeDefined()
    expect(ticker(101)).toBeDefined()
  })
})

describe('quotes that cannot be', () => {
  it('drops and counts crossed ones apart from malformed ones', () => {
    expect(ticker(1, { best_bid: '100.04' })).toBeUndefined()
    expect(ticker(2, { price: '0' })).toBeUndefined()
    expect(ticker(3, { best_ask: '-1' })).toBeUndefined()
    expect(ticker(4, { price: 'NaN' })).toBeUndefined()
    expect(tally.counters()).toMatchObject({ crossed: 1, malformed: 3, outOfOrder: 0 })
  })

  it('passes over products that were not asked for', () => {
    const frame = readFrame(tickerFrame('DOGE-USD', 1))
    expect(frame.ok && intake.ticker(frame.value as TickerFrame, NOW)).toBeUndefined()
    expect(tally.counters().malformed).toBe(0)
  })
})

describe('heartbeats', () => {
  it('prove nothing before the product was quoted on this connection', () => {
    expect(heartbeat(1)).toBe('unproven')
    ticker(2)
    expect(heartbeat(3)).toMatchObject({ type: 'heartbeat', product: 0, lastTradeId: 1 })
    intake.connectionOpened()
    expect(heartbeat(4)).toBe('unproven')
    expect(intake.unquoted().map((line) => line.spec.id)).toEqual(['BTC-USD', 'SOL-USD'])
  })

  it('may repeat their sequence while the product rests, but not lower it', () => {
    ticker(1)
    heartbeat(5)
    expect(heartbeat(5)).toMatchObject({ type: 'heartbeat' })
    expect(heartbeat(4)).toBeUndefined()
    expect(tally.counters().outOfOrder).toBe(1)
  })
})

describe('the tally', () => {
  it('logs the first of a kind and then each tenfold', () => {
    const lines: string[] = []
    const loud = new FaultTally((_level, text) => lines.push(text))
    for (let count = 0; count < 250; count += 1) loud.fault('malformed', 'Bad frame.')
    expect(lines.map((line) => /\d+/.exec(line)?.[0])).toEqual(['1', '10', '100'])
    expect(loud.counters().malformed).toBe(250)
  })
})
