import { describe, expect, it } from 'vitest'
import type { EquityPoint } from '$workers/api/view'
import { quantityUnits } from '$lib/core/product'
import { runIndex } from '$lib/engine/events'
import { Chronicle } from '$lib/match/view/chronicle'
import { EquityHistory } from '$lib/match/view/equity-history'
import { FrameStream } from '$lib/match/view/frame-stream'
import { RowHistory } from '$lib/match/view/row-history'
import { describeStill } from '$lib/match/view/still-view'
import { EventLog } from '$lib/engine/log/event-log'
import { BTC, SOL, at, houseConfig, ms, openJournal, quote, recordOf } from './fixtures'

describe('RowHistory', () => {
  it('gives a reader what it has not seen, oldest first', () => {
    const history = new RowHistory<number>(10)
    for (const row of [1, 2, 3]) history.add(row)
    expect(history.since(0)).toEqual([1, 2, 3])
    expect(history.since(2)).toEqual([3])
    expect(history.since(3)).toEqual([])
  })

  it('keeps at least so many of the newest, and never more than twice', () => {
    const history = new RowHistory<number>(10)
    for (let row = 0; row < 1000; row += 1) {
      history.add(row)
      const kept = history.since(0)
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(row + 1, 10))
      expect(kept.length).toBeLessThan(20)
      expect(kept.at(-1)).toBe(row)
    }
    expect(history.total).toBe(1000)
    expect(history.since(998)).toEqual([998, 999])
  })
})

describe('EquityHistory', () => {
  const point = (time: number): EquityPoint => ({ time, values: [time] })

  it('wants a point only so often, and takes none that is not later', () => {
    const history = new EquityHistory(5000)
    expect(history.wants(0)).toBe(true)
    history.add(point(0))
    expect([history.wants(4999), history.wants(5000)]).toEqual([false, true])
    history.add(point(0))
    expect(history.points).toHaveLength(1)
  })

  it('thins itself by half when there are too many, keeps the first, and wants fewer from then on', () => {
    const history = new EquityHistory(5000)
    for (let index = 0; index < 4000; index += 1) history.add(point(index * 5000))
    expect([history.points.length, history.generation]).toEqual([2000, 1])
    expect(history.points.slice(0, 3).map(({ time }) => time)).toEqual([0, 10_000, 20_000])
    const last = history.points.at(-1)?.time ?? 0
    expect([history.wants(last + 5000), history.wants(last + 10_000)]).toEqual([false, true])
  })
})

/** A chronicle that follows a journal. */
function openChronicle() {
  const followers: Chronicle[] = []
  const opened = openJournal(houseConfig(), (step, decision) => {
    for (const follower of followers) follower.follow(step, decision)
  })
  const chronicle = new Chronicle(opened.engine)
  followers.push(chronicle)
  return { ...opened, chronicle }
}

describe('Chronicle', () => {
  it('tells a fill in the trade log and the feed, with the product’s own increments', () => {
    const { journal, chronicle } = openChronicle()
    journal.write({ type: 'FeedStateChanged', time: at(0), state: 'live', detail: 'Live prices.' })
    journal.write({ type: 'TickerReceived', time: at(0), ticker: quote(2, 13_143, 1, 0) })
    const signal = {
      run: runIndex(1),
      tick: 1,
      ordinal: 0,
      product: SOL,
      side: 'buy',
      latency: ms(42),
    } as const
    journal.write({
      type: 'SignalSubmitted',
      time: at(500),
      signal: { ...signal, quantity: quantityUnits(50_000_000) },
    })
    expect(chronicle.trades.since(0)).toEqual([
      {
        ...{ id: 0, seq: 3, time: at(500), run: 1, side: 'buy', product: 2, latency: 42 },
        ...{ quantity: '0.5', price: '131.43', value: '65.715', fee: '0.39429' },
        ...{ by: undefined, reason: '' },
      },
    ])
    expect(chronicle.activity.since(0).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'notice: Live prices.',
      'trade: 0.5 SOL-USD @ $131.43 → $65.72 (fee $0.39)',
    ])
  })

  it('tells a decision’s tools, its refused trades, and its closing words', () => {
    const { journal, chronicle } = openChronicle()
    const exchange = { input: '{}', after: ms(3) }
    const record = recordOf(1, {
      exchanges: [
        { ...exchange, tool: 'get_portfolio', output: 'Cash.', ok: true },
        { ...exchange, tool: 'execute_trade', output: 'Bought.', ok: true },
        { ...exchange, tool: 'execute_trade', output: 'Refused.', ok: false },
      ],
      reasoning: 'Because.',
    })
    const decision = {
      run: runIndex(0),
      tick: 1,
      outcome: 'completed',
      latency: ms(5),
      recordHash: '',
    } as const
    journal.writeDecision(
      { type: 'DecisionClosed', time: at(9), decision },
      { run: runIndex(0), tick: 1, record },
    )
    const rows = chronicle.activity.since(0)
    expect(rows.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'tool: Cash.',
      'refused: Refused.',
      'response: Tick 1.',
    ])
    expect(rows[2]).toMatchObject({ run: 0, reasoning: 'Because.', latency: 5, id: 2 })
  })

  it('tells a decision that went wrong by its problem', () => {
    const { journal, chronicle } = openChronicle()
    const record = recordOf(1, { outcome: 'timed-out', problem: 'Out of time.' })
    const decision = {
      run: runIndex(0),
      tick: 1,
      outcome: 'timed-out',
      latency: ms(5),
      recordHash: '',
    } as const
    journal.writeDecision(
      { type: 'DecisionClosed', time: at(9), decision },
      { run: runIndex(0), tick: 1, record },
    )
    expect(chronicle.activity.since(0).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'problem: Out of time.',
    ])
  })

  it.each([
    [{ kind: 'pause' }, 'The match was paused.'],
    [{ kind: 'resume' }, 'The match goes on.'],
    [
      { kind: 'end', reason: 'duration' },
      'Time is up: the match ended; positions are marked at the last prices.',
    ],
    [
      { kind: 'end', reason: 'superseded' },
      'A new match was started; this one ended with positions marked at the last prices.',
    ],
    [{ kind: 'end', reason: 'operator' }, 'The match was ended; positions are marked at the last prices.'],
  ] as const)('tells the command %o', (command, text) => {
    const { journal, chronicle } = openChronicle()
    journal.write({ type: 'CommandIssued', time: at(0), command })
    expect(chronicle.activity.since(0)).toEqual([
      { id: 0, time: at(0), run: undefined, kind: 'notice', text },
    ])
    expect(chronicle.equity.points).toHaveLength(1)
  })

  it('tells a skipped tick with its reason', () => {
    const { journal, chronicle } = openChronicle()
    journal.write({ type: 'TickSkipped', time: at(0), run: runIndex(2), tick: 4, reason: 'superseded' })
    const text = 'Tick 4 was skipped: the agent was still deciding, and a newer tick came.'
    expect(chronicle.activity.since(0)).toMatchObject([{ run: 2, kind: 'notice', text }])
  })

  it('draws a point of the curves at most every 5 s of match time', () => {
    const { journal, chronicle } = openChronicle()
    for (let second = 0; second <= 20; second += 1) {
      journal.write({ type: 'TickerReceived', time: at(second * 1000), ticker: quote(0, 100 + second) })
    }
    expect(chronicle.equity.points.map(({ time }) => time - at(0))).toEqual([0, 5000, 10_000, 15_000, 20_000])
  })
})

describe('FrameStream', () => {
  function stage() {
    const { engine, journal, chronicle } = openChronicle()
    const view = describeStill({ engine, log: new EventLog(), chronicle }, true, '')
    const tell = (): void => {
      journal.write({ type: 'CommandIssued', time: at(engine.seq * 1000), command: { kind: 'pause' } })
    }
    return { chronicle, view, tell, stream: new FrameStream() }
  }

  it('numbers frames without gaps; the first carries everything, each other what was added since', () => {
    const { chronicle, view, tell, stream } = stage()
    tell()
    const first = stream.next(view, chronicle)
    tell()
    tell()
    const second = stream.next(view, chronicle)
    expect([first.frame, first.reset, first.activity.length]).toEqual([0, true, 1])
    expect([second.frame, second.reset, second.activity.length, second.equity.length]).toEqual([
      1,
      false,
      2,
      2,
    ])
    expect(stream.next(view, chronicle)).toMatchObject({ frame: 2, activity: [], equity: [] })
  })

  it('a still frame adds nothing and takes nothing from the next', () => {
    const { chronicle, view, tell, stream } = stage()
    stream.next(view, chronicle)
    tell()
    expect(stream.still(view)).toMatchObject({ frame: 1, reset: false, activity: [] })
    expect(stream.next(view, chronicle)).toMatchObject({ frame: 2, reset: false, activity: [{}] })
  })

  it('a reset asked for before a still frame is not lost', () => {
    const { chronicle, view, tell, stream } = stage()
    tell()
    stream.next(view, chronicle)
    stream.reset()
    stream.still(view)
    expect(stream.next(view, chronicle)).toMatchObject({ frame: 2, reset: true, activity: [{}] })
  })

  it('carries everything again when the curves were thinned', () => {
    const { chronicle, view, stream } = stage()
    stream.next(view, chronicle)
    for (let index = 0; index < 4000; index += 1) chronicle.equity.add({ time: at(index * 5000), values: [] })
    const frame = stream.next(view, chronicle)
    expect([frame.reset, frame.equity.length]).toEqual([true, 2000])
  })
})

describe('a still view', () => {
  it('ranks agents by equity, equals alike, and the benchmark not at all', () => {
    const { engine, journal, chronicle } = openChronicle()
    journal.write({ type: 'FeedStateChanged', time: at(0), state: 'live', detail: '' })
    journal.write({ type: 'TickerReceived', time: at(0), ticker: quote(0, 6_000_000) })
    const signal = {
      run: runIndex(1),
      tick: 1,
      ordinal: 0,
      product: BTC,
      side: 'buy',
      latency: ms(0),
    } as const
    journal.write({
      type: 'SignalSubmitted',
      time: at(0),
      signal: { ...signal, quantity: quantityUnits(100_000_000) },
    })
    const view = describeStill({ engine, log: new EventLog(), chronicle }, true, '')
    expect(view.agents.map(({ rank }) => rank)).toEqual([1, 3, 1, undefined])
    expect(view.positions).toMatchObject([{ run: 1, product: 0, quantity: '1', price: '60000.00' }])
  })
})
