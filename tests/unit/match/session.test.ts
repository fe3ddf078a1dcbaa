import { describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import { priceTicks } from '$lib/core/product'
import { runIndex } from '$lib/engine/events'
import type { Candle } from '$lib/market/types'
import { DemoTape } from '$lib/feeds/demo/tape'
import type { FeedEvent } from '$lib/market/feed-event'
import { compareMatches } from '../../fixtures/simulation/comparison'
import { AT_ONCE } from '../../fixtures/simulation/in-process-agents'
import { settled } from '../../fixtures/virtual-clock'
import { BTC, ScriptedFeed, at, demoMatch, houseConfig, liveAt, ms, quote, tickerAt } from './fixtures'
import { TestArena, ended, fillsOf } from './session-harness'

const MINUTE = 60_000

describe('a demo match', () => {
  it('is traded by the house agents, and the store has every step of it', async () => {
    const arena = new TestArena()
    const session = await arena.start()
    await arena.clock.advance(MINUTE)
    await session.durable()
    const steps = await arena.steps()
    expect(session.engine.tick).toBeGreaterThanOrEqual(10)
    expect(fillsOf(steps)).toBeGreaterThanOrEqual(10)
    expect(steps.length - 1).toBe(session.engine.seq)
    // Brainrot goes all in, the scalper trades all the time, the benchmark buys once.
    for (const run of [1, 2, 3]) expect(session.engine.tradeCount(runIndex(run))).toBeGreaterThan(0)
  })

  it('tells agents only of fills that are in the store', async () => {
    const arena = new TestArena(demoMatch(), { ofCommit: () => ({ kind: 'written', after: ms(300) }) })
    const session = await arena.start()
    for (let second = 0; second < 30; second += 1) {
      await arena.clock.advance(1000)
      const stored = await arena.library.loadMatch('m1')
      const told = arena.answers.filter(({ outcome }) => outcome.status === 'filled').length
      if (stored.ok) expect(fillsOf(await arena.steps())).toBeGreaterThanOrEqual(told)
      else expect(told).toBe(0)
    }
    expect(session.engine.tradeCount(runIndex(1))).toBeGreaterThan(0)
  })

  it('stands still while paused, and goes on where it stood', async () => {
    const arena = new TestArena()
    const session = await arena.start()
    await arena.clock.advance(20_000)
    expect(session.pause()).toEqual({ ok: true, value: undefined })
    await settled()
    const { seq, time } = session.engine
    await arena.clock.advance(10 * MINUTE)
    expect(session.engine.time).toBe(time)
    expect(session.engine.seq).toBe(seq)
    expect(session.pause()).toEqual({ ok: false, error: 'The match is not running.' })
    expect(session.resume()).toEqual({ ok: true, value: undefined })
    expect(session.resume()).toEqual({ ok: false, error: 'The match is not paused.' })
    await arena.clock.advance(20_000)
    expect(session.engine.time).toBeGreaterThan(time + 150_000)
    expect(await tapeAgrees(arena)).toBe(true)
  })

  it('refuses trades while paused: decisions under way fill nothing', async () => {
    const slow = { kind: 'decides', after: durationMs(1500) } as const
    const arena = new TestArena(demoMatch(), { fateOf: () => slow })
    const session = await arena.start()
    await arena.clock.advance(100)
    session.pause()
    await arena.clock.advance(5000)
    const refusals = arena.answers.map(({ outcome }) =>
      outcome.status === 'refused' ? outcome.refusal.type : 'filled',
    )
    expect(refusals.length).toBeGreaterThan(0)
    expect(new Set(refusals)).toEqual(new Set(['paused']))
  })

  it('when ended is marked, frozen and lets everything go', async () => {
    const arena = new TestArena(demoMatch(), {
      fateOf: (_run, tick) => (tick > 2 ? { kind: 'hangs' } : AT_ONCE),
    })
    const session = await arena.start()
    await arena.clock.advance(20_000)
    expect(session.end('operator').ok).toBe(true)
    await session.durable()
    const { seq } = session.engine
    const equities = session.config.runs.map(
      (_, run) => session.engine.portfolio(runIndex(run), session.engine.time).equity,
    )
    const steps = await arena.steps()
    const last = steps.at(-1)
    expect(last?.input).toMatchObject({ type: 'CommandIssued', command: { kind: 'end', reason: 'operator' } })
    expect(last?.derived.map((event) => (event.type === 'EquitySampled' ? event.equity : undefined))).toEqual(
      equities,
    )
    await arena.clock.advance(5 * MINUTE)
    expect(session.engine.seq).toBe(seq)
    expect(arena.clock.pendingTimers).toBe(0)
    expect([...(arena.agents?.ports.values() ?? [])].every((port) => port.stopped)).toBe(true)
    expect(session.end('operator')).toEqual({ ok: false, error: 'The match has already ended.' })
    expect(session.pause().ok).toBe(false)
    const closings = steps.flatMap(({ input }) =>
      input.type === 'DecisionClosed' ? [input.decision.outcome] : [],
    )
    expect(closings.slice(-3)).toEqual(['abandoned', 'abandoned', 'abandoned'])
  })

  it('addresses even a tick that had not reached its agents when the match ended', async () => {
    const arena = new TestArena(demoMatch(), { ofCommit: () => ({ kind: 'written', after: ms(5000) }) })
    const session = await arena.start()
    expect(session.engine.tick).toBe(1)
    session.end('operator')
    await arena.clock.advance(20_000)
    const skipped = (await arena.steps()).flatMap(({ input }) =>
      input.type === 'TickSkipped' ? [`${input.run} ${input.reason}`] : [],
    )
    expect(skipped).toEqual(['0 match-ended', '1 match-ended', '2 match-ended'])
    expect([...(arena.agents?.ports.values() ?? [])].flatMap((port) => port.ticks)).toEqual([])
  })

  it('ends by itself when its duration is over', async () => {
    const arena = new TestArena(demoMatch({ duration: ms(5 * MINUTE) }))
    const session = await arena.start()
    await arena.clock.advance(29_000)
    expect(session.engine.status).toBe('running')
    await arena.clock.advance(3000)
    expect(session.engine.status).toBe('ended')
    await session.durable()
    const end = ended(await arena.steps())
    expect(end?.input).toMatchObject({ time: at(5 * MINUTE), command: { reason: 'duration' } })
  })
})

describe('a match resumed after a crash', () => {
  it('has the same balances, story and digest as before', async () => {
    const arena = new TestArena()
    const session = await arena.start()
    await arena.clock.advance(45_000)
    await session.durable()
    arena.crash()
    const restored = await arena.restore()
    expect(compareMatches(restored, session)).toBeUndefined()
    expect(fillsOf(await arena.steps())).toBeGreaterThan(0)
  })

  it('closes the open decision as abandoned, skips the pending tick, and never runs either again', async () => {
    const arena = new TestArena(demoMatch({ interval: ms(10_000) }), {
      fateOf: (run, tick) => (run === 1 && tick === 3 ? { kind: 'hangs' } : AT_ONCE),
    })
    const session = await arena.start()
    // The third tick comes 2 s after the first, the fourth a second later; a decision has 2 s.
    await arena.clock.advance(3500)
    expect([session.engine.tick, session.crew.slot(runIndex(1))?.isOpen(3)]).toEqual([4, true])
    const before = session.engine.seq
    await session.durable()
    arena.crash()
    const resumed = await arena.resume()
    await arena.clock.advance(5000)
    await resumed.durable()
    const after = (await arena.steps()).slice(before + 1)
    expect(after[0]?.input).toMatchObject({
      type: 'DecisionClosed',
      decision: { run: 1, tick: 3, outcome: 'abandoned' },
    })
    expect(after[1]?.input).toMatchObject({
      type: 'TickSkipped',
      run: 1,
      tick: 4,
      reason: 'worker-restarting',
    })
    const asked = arena.agents?.ports.get(runIndex(1))?.ticks ?? []
    expect(Math.min(...asked)).toBe(5)
    const words = await arena.library.decisions('m1')
    const problem = words.ok && words.value.find(({ run, tick }) => run === 1 && tick === 3)?.record.problem
    expect(problem).toBe('The page was closed or restarted before the decision ended.')
  })

  it('on the demo goes on with its tape without a gap', async () => {
    const arena = new TestArena()
    for (const [life, seconds] of [17, 1, 23, 8].entries()) {
      const session = life === 0 ? await arena.start() : await arena.resume()
      await arena.clock.advance(seconds * 1000)
      await session.durable()
      arena.crash()
      arena.clock.sleep(MINUTE)
    }
    expect(await tapeAgrees(arena)).toBe(true)
    const steps = await arena.steps()
    expect(steps.at(-1)?.input.time).toBeGreaterThanOrEqual(at(10 * 45_000))
  })

  it('on the demo starts over with its tape when no price had been stored', async () => {
    const feed = new ScriptedFeed()
    const arena = new TestArena(demoMatch(), { feed: () => feed })
    const session = await arena.start()
    await session.durable()
    arena.crash()
    await arena.resume()
    expect(feed.opened).toEqual([undefined, undefined])
  })

  it('left standing waits for a person, and nothing moves', async () => {
    const arena = new TestArena()
    const session = await arena.start()
    await arena.clock.advance(10_000)
    await session.durable()
    arena.crash()
    arena.clock.sleep(7 * 60 * MINUTE)
    const resumed = await arena.resume(true)
    const { time, tick } = resumed.engine
    await arena.clock.advance(MINUTE)
    expect([resumed.engine.status, resumed.engine.time, resumed.engine.tick]).toEqual(['paused', time, tick])
    resumed.resume()
    await arena.clock.advance(10_000)
    expect(resumed.engine.tick).toBeGreaterThan(tick)
    expect(await tapeAgrees(arena)).toBe(true)
  })

  it('paused before the crash is paused after it', async () => {
    const arena = new TestArena()
    const session = await arena.start()
    await arena.clock.advance(10_000)
    session.pause()
    await session.durable()
    arena.crash()
    const resumed = await arena.resume()
    const { seq } = resumed.engine
    await arena.clock.advance(MINUTE)
    expect([resumed.engine.status, resumed.engine.seq]).toEqual(['paused', seq])
  })
})

describe('a live match', () => {
  async function live(overrides = {}) {
    const feed = new ScriptedFeed()
    const arena = new TestArena(houseConfig(overrides), { feed: () => feed })
    const session = await arena.start()
    const price = (...products: number[]): void => {
      const now = arena.clock.now()
      feed.say(
        liveAt(now),
        ...products.map((product): FeedEvent => tickerAt(now, quote(product, 10_000, now))),
      )
    }
    return { arena, session, feed, price }
  }

  it('publishes its first tick when all products have prices, or 5 s after the first has', async () => {
    const all = await live()
    all.price(0, 1, 2)
    expect(all.session.engine.tick).toBe(1)
    const some = await live()
    some.price(0, 1)
    await some.arena.clock.advance(4000)
    expect(some.session.engine.tick).toBe(0)
    await some.arena.clock.advance(1250)
    expect(some.session.engine.tick).toBe(1)
  })

  it('publishes no tick without a fresh quote, and the due one as soon as there is one', async () => {
    const { arena, session, price } = await live({ interval: ms(30_000) })
    price(0, 1, 2)
    await arena.clock.advance(90_000)
    expect(session.engine.tick).toBe(1)
    price(0)
    expect(session.engine.tick).toBe(2)
  })

  it('at interval 0 publishes with the batches, at most every 5 s', async () => {
    const { arena, session, price } = await live({ interval: ms(0) })
    for (let second = 0; second < 60; second += 1) {
      price(0, 1, 2)
      await arena.clock.advance(1000)
    }
    expect(session.engine.tick).toBe(12)
  })

  it('goes on being recorded while paused, without ticks', async () => {
    const { arena, session, price } = await live({ interval: ms(10_000) })
    price(0, 1, 2)
    session.pause()
    await arena.clock.advance(60_000)
    const { seq, tick } = session.engine
    price(0, 1, 2)
    expect(session.engine.seq).toBe(seq + 3)
    expect(session.engine.tick).toBe(tick)
    session.resume()
    await arena.clock.advance(250)
    expect(session.engine.tick).toBe(tick + 1)
  })

  it('records the gap when it is resumed, also when a decision was open', async () => {
    const { arena, session, feed, price } = await live()
    arena.conditions.fateOf = () => ({ kind: 'hangs' })
    price(0, 1, 2)
    await session.durable()
    arena.crash()
    arena.clock.sleep(754_000)
    const resumed = await arena.resume()
    await resumed.durable()
    const gap = (await arena.steps()).at(-1)?.input
    expect(gap).toMatchObject({
      type: 'FeedStateChanged',
      state: 'connecting',
      detail: 'Resumed after 754 s without market data.',
    })
    expect(feed.opened).toEqual([undefined, undefined])
    expect(resumed.looksFresh(BTC)).toBe(false)
  })

  it('hears its whole history again when it is resumed, and logs only what is new of it', async () => {
    const { arena, session, feed, price } = await live()
    const candles = [0, 1, 2, 3].map((minute) => minuteCandle(minute))
    price(0, 1, 2)
    feed.say({ type: 'candles', time: at(0), candles: candles.slice(0, 2) })
    await session.durable()
    arena.crash()
    const resumed = await arena.resume()
    feed.say({ type: 'candles', time: at(1000), candles })
    feed.say({ type: 'candles', time: at(2000), candles })
    await resumed.durable()
    const logged = (await arena.steps()).flatMap(({ input }) =>
      input.type === 'CandleClosed' ? [input.candle] : [],
    )
    expect(logged).toEqual(candles)
  })

  it('whose time ran out meanwhile ends when it is resumed, without opening its feed again', async () => {
    const { arena, session, feed, price } = await live({ duration: ms(10 * MINUTE) })
    price(0, 1, 2)
    await session.durable()
    arena.crash()
    arena.clock.sleep(11 * MINUTE)
    const resumed = await arena.resume()
    await resumed.durable()
    expect(resumed.engine.status).toBe('ended')
    expect(feed.opened).toHaveLength(1)
    expect(ended(await arena.steps())?.input).toMatchObject({ command: { reason: 'duration' } })
    arena.crash()
    await arena.resume()
    await arena.clock.advance(MINUTE)
    expect(feed.opened).toHaveLength(1)
  })

  it('disposed of says nothing more, writes nothing more, and leaves no timer', async () => {
    const { arena, session, feed, price } = await live()
    price(0, 1, 2)
    await settled()
    const { seq } = session.engine
    session.dispose()
    price(0, 1, 2)
    await arena.clock.advance(MINUTE)
    expect([session.engine.seq, feed.closed, arena.clock.pendingTimers]).toEqual([seq, 1, 0])
  })
})

function minuteCandle(minute: number): Candle {
  const price = priceTicks(10_000 + minute)
  const start = at((minute - 10) * MINUTE)
  return {
    product: BTC,
    granularity: 60,
    start,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 1,
  }
}

/** Whether the stored trades are the tape's own, each once, in order, from its beginning. */
async function tapeAgrees(arena: TestArena): Promise<boolean> {
  const { demo, products, startedAt } = arena.config
  const tape = new DemoTape({ seed: demo?.seed ?? '', products, startedAt })
  const stored = (await arena.steps()).flatMap(({ input }) =>
    input.type === 'TickerReceived' ? [input.ticker] : [],
  )
  const fresh = stored.filter((ticker, index) => {
    const before = stored.slice(0, index).findLast(({ product }) => product === ticker.product)
    return before?.tradeId !== ticker.tradeId
  })
  const due: unknown[] = []
  while (due.length < fresh.length)
    for (const event of tape.step()) if (event.type === 'ticker') due.push(event.ticker)
  return JSON.stringify(fresh) === JSON.stringify(due.slice(0, fresh.length))
}
