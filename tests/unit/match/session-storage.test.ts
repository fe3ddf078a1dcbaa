import { describe, expect, it } from 'vitest'
import { FrameStream } from '$lib/match/view/frame-stream'
import { RunningStage } from '$lib/match/view/stage'
import type { ViewFrame } from '$workers/api/view'
import { PageModel } from '../../fixtures/simulation/page-model'
import { WRITTEN } from '../../fixtures/simulation/faulty-store'
import { DemoTape } from '$lib/feeds/demo/tape'
import { decimal } from '$lib/core/decimal'
import { productIndex } from '$lib/core/product'
import { ScriptedFeed, at, demoMatch, houseConfig, liveAt, ms, quote, tickerAt } from './fixtures'
import { TestArena, fillsOf } from './session-harness'

async function onStage(arena: TestArena) {
  const session = await arena.start()
  const stage = new RunningStage(session, true, () => 'No room is left.')
  const stream = new FrameStream()
  const page = new PageModel()
  const draw = (): ViewFrame | undefined => {
    const frame = stage.frame(stream)
    if (frame !== undefined) page.take(frame)
    return frame
  }
  return { session, page, draw, stream }
}

describe('a match whose storage is full', () => {
  it('halts visibly, keeps the last durable picture, takes nothing more in, and goes on by Resume', async () => {
    const arena = new TestArena(demoMatch({ interval: ms(10_000) }))
    const { session, page, draw } = await onStage(arena)
    await arena.clock.advance(20_000)
    draw()
    const last = page.view
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    await arena.clock.advance(30_000)
    expect(arena.halts.map(({ kind }) => kind)).toEqual(['quota'])
    const stored = (await arena.steps()).length
    draw()
    expect(page.view?.match).toMatchObject({ status: 'halted', notice: 'No room is left.' })
    expect(page.view).toEqual({
      ...last,
      match: { ...last?.match, status: 'halted', notice: 'No room is left.' },
    })
    expect(page.view?.match.seq).toBeLessThanOrEqual(stored - 1)
    expect(page.trades.length).toBeLessThanOrEqual(fillsOf(await arena.steps()))
    session.resume()
    await arena.clock.advance(1000)
    expect(session.writer.halted).toBe(true)
    arena.conditions.ofCommit = () => WRITTEN
    expect(session.resume().ok).toBe(true)
    await arena.clock.advance(20_000)
    expect(session.writer.halted).toBe(false)
    await session.durable()
    draw()
    expect(page.view?.match.status).toBe('running')
    expect((await arena.steps()).length).toBe(session.engine.seq + 1)
  })

  it('loses nothing of a demo: its tape goes on where the log stands', async () => {
    const arena = new TestArena(demoMatch({ interval: ms(10_000) }))
    const { session } = await onStage(arena)
    await arena.clock.advance(20_000)
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    await arena.clock.advance(60_000)
    arena.conditions.ofCommit = () => WRITTEN
    session.resume()
    await arena.clock.advance(20_000)
    await session.durable()
    const { products, startedAt } = arena.config
    const tape = new DemoTape({ seed: 'unit', products, startedAt })
    const due = Array.from({ length: 20 }, () => tape.step()).flat()
    const told = (await arena.steps()).flatMap(({ input }) =>
      input.type === 'CandleClosed' ? [input.candle] : [],
    )
    const candles = due.flatMap((event) => (event.type === 'candles' ? event.candles : []))
    expect(told.slice(0, candles.length)).toEqual(candles)
    expect(session.engine.time).toBeGreaterThan(startedAt + 350_000)
  })

  it('lets a live market go meanwhile, and opens it anew where the log stands, the gap recorded', async () => {
    const feed = new ScriptedFeed()
    const arena = new TestArena(houseConfig(), { feed: () => feed })
    const session = await arena.start()
    feed.say(liveAt(at(0)), ...[0, 1, 2].map((product) => tickerAt(at(0), quote(product, 10_000))))
    await session.durable()
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    session.pause()
    await arena.clock.advance(1000)
    expect(feed.closed).toBe(1)
    const { seq } = session.engine
    feed.say(tickerAt(at(500), quote(0, 11_000, 2)))
    expect(session.engine.seq).toBe(seq)
    await arena.clock.advance(90_000)
    arena.conditions.ofCommit = () => WRITTEN
    session.resume()
    await session.durable()
    expect(feed.opened).toEqual([undefined, undefined])
    expect(feed.paused).toBe(true)
    expect((await arena.steps()).at(-1)?.input).toMatchObject({
      ...{ type: 'FeedStateChanged', state: 'connecting' },
      detail: 'Resumed after 91 s without market data.',
    })
    expect([0, 1, 2].some((product) => session.looksFresh(productIndex(product)))).toBe(false)
  })

  it('stays paused when it was paused', async () => {
    const arena = new TestArena()
    const { session } = await onStage(arena)
    await arena.clock.advance(20_000)
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    session.pause()
    await arena.clock.advance(1000)
    expect(session.writer.halted).toBe(true)
    arena.conditions.ofCommit = () => WRITTEN
    session.resume()
    await session.durable()
    const { seq } = session.engine
    await arena.clock.advance(60_000)
    expect([session.engine.status, session.engine.seq]).toEqual(['paused', seq])
    session.resume()
    await arena.clock.advance(10_000)
    expect(session.engine.seq).toBeGreaterThan(seq)
  })

  it('from its very first event shows the match as configured, halted, and nothing that happened', async () => {
    const arena = new TestArena(demoMatch(), { ofCommit: () => ({ kind: 'quota' }) })
    const { page, draw, session } = await onStage(arena)
    await arena.clock.advance(5000)
    draw()
    expect(page.view?.match).toMatchObject({ status: 'halted', seq: 0, tick: 0, notice: 'No room is left.' })
    expect(page.view?.agents.map(({ cash, trades }) => [cash, trades])).toEqual(
      Array.from({ length: 4 }, () => ['100000', 0]),
    )
    expect(page.view?.market.every(({ price }) => price === undefined)).toBe(true)
    expect(page.trades).toEqual([])
    arena.conditions.ofCommit = () => WRITTEN
    session.resume()
    await arena.clock.advance(5000)
    draw()
    expect(page.view?.match.status).toBe('running')
    expect(page.trades.length).toBe(fillsOf(await arena.steps()))
  })

  it('resumed onto a full disk shows the balances its log had', async () => {
    const arena = new TestArena(demoMatch({ initialCash: decimal('5000') }))
    const first = await onStage(arena)
    await arena.clock.advance(20_000)
    await first.session.durable()
    arena.crash()
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    const session = await arena.resume()
    const stage = new RunningStage(session, true, () => 'Full.')
    session.pause()
    await arena.clock.advance(10)
    const frame = stage.frame(new FrameStream())
    expect(frame?.view.match.status).toBe('halted')
    first.draw()
    expect(frame?.view.agents.map(({ equity }) => equity)).toEqual(
      first.page.view?.agents.map(({ equity }) => equity),
    )
    expect(frame?.view.positions.length).toBeGreaterThan(0)
  })

  it('can still be ended: the end is written when there is room again', async () => {
    const arena = new TestArena()
    const { session } = await onStage(arena)
    await arena.clock.advance(5000)
    arena.conditions.ofCommit = () => ({ kind: 'quota' })
    await arena.clock.advance(5000)
    expect(session.end('operator').ok).toBe(true)
    arena.conditions.ofCommit = () => WRITTEN
    session.resume()
    await session.durable()
    const steps = await arena.steps()
    expect(steps.at(-1)?.input).toMatchObject({ command: { kind: 'end' } })
    expect(steps.length).toBe(session.engine.seq + 1)
  })
})

describe('a picture', () => {
  it('is not drawn while steps wait for the disk', async () => {
    const arena = new TestArena()
    const { session, draw } = await onStage(arena)
    await arena.clock.advance(10_000)
    arena.conditions.ofCommit = () => ({ kind: 'written', after: ms(800) })
    session.pause()
    await arena.clock.advance(500)
    expect(draw()).toBeUndefined()
    await arena.clock.advance(500)
    expect(draw()?.view.match.status).toBe('paused')
  })

  it('carries everything again after a reset', async () => {
    const arena = new TestArena()
    const { session, page, draw, stream } = await onStage(arena)
    await arena.clock.advance(30_000)
    draw()
    const { trades, activity, equity } = page
    expect(draw()).toMatchObject({ reset: false, trades: [], activity: [] })
    stream.reset()
    session.pause()
    await session.durable()
    const whole = draw()
    expect(whole?.reset).toBe(true)
    expect(whole?.trades).toEqual(trades)
    expect(whole?.activity.slice(0, activity.length)).toEqual(activity)
    expect(whole?.equity.slice(0, equity.length)).toEqual(equity)
  })
})

describe('a match in which an invariant breaks', () => {
  it('stops visibly with a sentence, keeps its log, and takes nothing more in', async () => {
    const feed = new ScriptedFeed()
    const arena = new TestArena(houseConfig(), { feed: () => feed })
    const { session, page, draw } = await onStage(arena)
    feed.say(liveAt(at(0)), ...[0, 1, 2].map((product) => tickerAt(at(0), quote(product, 10_000))))
    await session.durable()
    draw()
    const { seq } = session.engine
    feed.say(tickerAt(at(1000), quote(99, 10_000)))
    expect(arena.halts.map(({ message }) => message)).toEqual([expect.stringContaining('unknown product')])
    draw()
    expect(page.view?.match).toMatchObject({ status: 'halted', seq })
    feed.say(tickerAt(at(2000), quote(0, 11_000, 2)))
    await arena.clock.advance(90_000)
    expect(session.engine.seq).toBe(seq)
    expect(session.resume().ok).toBe(false)
    expect((await arena.restore()).engine.seq).toBe(seq)
  })
})
