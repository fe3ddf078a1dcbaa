import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { priceTicks } from '$lib/core/product'
import type { InputEvent } from '$lib/engine/events'
import { compareMatches } from '../../fixtures/simulation/comparison'
import { settled } from '../../fixtures/virtual-clock'
import { at, beatAt, liveAt, ms, quote, tickerAt } from './fixtures'
import { ONE_BTC, PRICE, RUN, buyOne, openRiskArena, riskConfig } from './risk-arena'

const HALF_MINUTE = { timeStop: ms(30_000) }
const DEMO = { source: 'demo', demo: { seed: 'unit', speed: 10 } } as const

const clocksIn = (inputs: readonly InputEvent[]): number[] =>
  inputs.flatMap(({ type, time }) => (type === 'ClockAdvanced' ? [time - at(0)] : []))

describe('a time stop in a live match', () => {
  it('sells without its agent, whose worker is dead, and is on disk', async () => {
    const { arena, session, quietly, held, outcomes, inputs } = await openRiskArena(
      riskConfig({}, { interval: ms(10_000) }),
      buyOne(HALF_MINUTE),
    )
    expect(outcomes()).toMatchObject([{ status: 'filled', exits: { timeStopAt: at(30_000) } }])
    await quietly(29)
    expect([held(), session.crew.slot(RUN)?.lastProblem]).toEqual([ONE_BTC, 'Its worker died.'])
    await quietly(2)
    expect(held()).toBe(0)
    const clocks = clocksIn(await inputs())
    expect(clocks.length).toBe(1)
    expect((clocks[0] ?? 0) - 30_000).toBeLessThan(250)
    const sale = (await arena.steps()).find(({ input }) => input.type === 'ClockAdvanced')
    expect(sale?.derived.map(({ type }) => type)).toEqual(['RiskEvent', 'OrderPlaced', 'OrderFilled'])
    expect(compareMatches(await arena.restore(), session)).toBeUndefined()
  })

  it('asks for no clock where none is armed', async () => {
    const { quietly, inputs, held } = await openRiskArena(riskConfig(), buyOne())
    await quietly(60)
    expect([clocksIn(await inputs()), held()]).toEqual([[], ONE_BTC])
  })

  it('waits for a fresh quote, recorded once, and sells on the heartbeat that makes it one', async () => {
    const { arena, say, held, inputs, feed } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    await arena.clock.advance(40_000)
    expect(held()).toBe(ONE_BTC)
    const waiting = (await arena.steps()).flatMap(({ derived }) =>
      derived.filter((event) => event.type === 'RiskEvent' && event.verdict === 'waiting'),
    )
    expect([waiting.length, clocksIn(await inputs()).length]).toEqual([1, 1])
    expect(feed.asked.length).toBeGreaterThan(0)
    await say(beatAt(at(40_000), 0, 1))
    expect(held()).toBe(0)
    expect((await inputs()).at(-1)).toMatchObject({ type: 'HeartbeatReceived', product: 0 })
  })

  it.each([
    ['crossed', [tickerAt(at(1000), quote(0, PRICE, 1, -1))]],
    [
      'from before the feed was lost',
      [{ type: 'state', time: at(1000), state: 'reconnecting', detail: 'Lost.' } as const, liveAt(at(2000))],
    ],
  ])('does not log what the exchange says of a quote that is %s', async (_what, events) => {
    const { say, quietly, held, inputs } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    await say(...events)
    await quietly(150)
    expect(held()).toBe(ONE_BTC)
    expect((await inputs()).filter(({ type }) => type === 'HeartbeatReceived').length).toBeLessThan(4)
    await say(tickerAt(at(151_000), quote(0, PRICE, 2)))
    expect(held()).toBe(0)
  })

  it('asks for a quote itself, one request at a time and every two seconds, and sells at what it brings', async () => {
    const { arena, held, cash, feed } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    let answer: () => void = () => undefined
    feed.onRefresh = () => new Promise((resolve) => (answer = resolve))
    await arena.clock.advance(38_000)
    expect(feed.asked).toEqual([0])
    feed.onRefresh = () => Promise.resolve()
    answer()
    await arena.clock.advance(10_000)
    expect([feed.asked.length, held()]).toEqual([6, ONE_BTC])
    feed.refreshed = quote(0, 9000, 2)
    await arena.clock.advance(2000)
    expect([held(), cash()]).toEqual([0, decimal('99989.98')])
    const asked = feed.asked.length
    await arena.clock.advance(20_000)
    expect(feed.asked.length).toBe(asked)
  })

  it('asks for no quote that could not be fresh', async () => {
    const { arena, say, held, feed } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    await say({ type: 'state', time: at(1000), state: 'reconnecting', detail: 'Reconnecting.' })
    feed.refreshed = quote(0, 9000, 2)
    await arena.clock.advance(60_000)
    expect([feed.asked, held()]).toEqual([[], ONE_BTC])
    await say(liveAt(at(60_000)))
    expect([feed.asked, held()]).toEqual([[0], 0])
  })

  it('drops the quote it asked for when the match has ended meanwhile', async () => {
    const { arena, session, feed, held } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    let answer: () => void = () => undefined
    feed.onRefresh = () => new Promise((resolve) => (answer = resolve))
    feed.refreshed = quote(0, 9000, 2)
    await arena.clock.advance(31_000)
    session.end('operator')
    const { seq } = session.engine
    answer()
    await settled()
    expect([session.engine.seq, held()]).toEqual([seq, ONE_BTC])
  })
})

describe('stops of a match that stands still', () => {
  it('do not fire while it is paused; at resume the present price decides', async () => {
    const { session, say, quietly, held, inputs, arena } = await openRiskArena(
      riskConfig(),
      buyOne({ ...HALF_MINUTE, stopLoss: priceTicks(9500) }),
    )
    session.pause()
    await quietly(40)
    await say(tickerAt(at(40_000), quote(0, 9000, 2)))
    await arena.clock.advance(1000)
    await say(tickerAt(at(41_000), quote(0, PRICE, 3)))
    expect([held(), clocksIn(await inputs())]).toEqual([ONE_BTC, []])
    await say(beatAt(at(50_000), 0, 3))
    await arena.clock.advance(14_000)
    session.resume()
    expect(held()).toBe(0)
    await session.durable()
    const risk = (await arena.steps()).flatMap(({ derived }) =>
      derived.flatMap((event) => (event.type === 'RiskEvent' ? [`${event.verdict}: ${event.rule}`] : [])),
    )
    expect(risk.slice(-1)).toEqual(['liquidated: time-stop'])
    expect(risk).not.toContain('waiting: time-stop')
  })

  it('do not fire while storage refuses to write, and fire when it writes again', async () => {
    const { arena, session, quietly, say, held } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    await say(tickerAt(at(0), quote(0, PRICE, 2)))
    expect(arena.halts.length).toBe(1)
    await quietly(40)
    expect(held()).toBe(ONE_BTC)
    arena.conditions.ofCommit = () => ({ kind: 'written', after: ms(0) })
    session.resume()
    await say(liveAt(at(40_000)), tickerAt(at(40_000), quote(0, PRICE, 3)))
    expect(held()).toBe(0)
  })

  it('do not fire once it has ended', async () => {
    const { arena, session, held } = await openRiskArena(riskConfig(), buyOne(HALF_MINUTE))
    session.end('operator')
    await arena.clock.advance(60_000)
    expect([held(), session.engine.status]).toEqual([ONE_BTC, 'ended'])
  })
})

describe('a time stop on a tape', () => {
  it('fires at its own instant, before the event that lies beyond it', async () => {
    const { say, held, inputs, cash } = await openRiskArena(riskConfig({}, DEMO), buyOne(HALF_MINUTE))
    await say(
      tickerAt(at(25_000), quote(0, 10_100, 2)),
      tickerAt(at(60_000), quote(0, 5000, 3)),
      tickerAt(at(65_000), quote(0, 5000, 4)),
    )
    expect([held(), cash(), clocksIn(await inputs())]).toEqual([0, decimal('100000.98'), [30_000]])
  })

  it('needs no clock where an event of its product comes at that very instant', async () => {
    const { say, held, inputs } = await openRiskArena(riskConfig({}, DEMO), buyOne(HALF_MINUTE))
    await say(tickerAt(at(30_000), quote(0, 10_100, 2)))
    expect([held(), clocksIn(await inputs())]).toEqual([0, []])
  })
})

describe('a limit of the whole run', () => {
  it('stops its buying until the operator re-arms it', async () => {
    const { session, say, held } = await openRiskArena(
      riskConfig({ dailyLossBasisPoints: 1 }, { initialCash: decimal('1000') }),
      buyOne(),
    )
    expect(session.changeRoster({ kind: 're-arm', run: 0 }, [])).toEqual({
      ok: false,
      error: 'Momentum is not halted.',
    })
    await say(tickerAt(at(1000), quote(0, 9000, 2)))
    expect([session.engine.isHalted(RUN), held()]).toEqual([true, 0])
    expect(session.changeRoster({ kind: 're-arm', run: 0 }, []).ok).toBe(true)
    expect(session.engine.isHalted(RUN)).toBe(false)
    expect(session.changeRoster({ kind: 're-arm', run: 1 }, [])).toEqual({
      ok: false,
      error: 'There is no such agent in this match.',
    })
  })
})
