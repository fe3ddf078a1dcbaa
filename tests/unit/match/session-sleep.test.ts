// A machine that slept, a tab that was frozen: nothing ran, then everything at once.
import { describe, expect, it } from 'vitest'
import { BTC, ScriptedFeed, houseConfig, liveAt, quote, tickerAt } from './fixtures'
import { TestArena } from './session-harness'

async function live() {
  const feed = new ScriptedFeed()
  const arena = new TestArena(houseConfig(), { feed: () => feed })
  const session = await arena.start()
  const prices = (): void => {
    const now = arena.clock.now()
    feed.say(liveAt(now), ...[0, 1, 2].map((product) => tickerAt(now, quote(product, 10_000, now))))
  }
  return { arena, session, feed, prices }
}

describe('a live match', () => {
  it('that slept opens its market anew, tells the gap, and takes nothing that waited in line for fresh', async () => {
    const { arena, session, feed, prices } = await live()
    prices()
    expect(session.engine.tick).toBe(1)
    await arena.clock.advance(1000)
    arena.clock.sleep(754_000)
    prices()
    expect([session.engine.tick, session.looksFresh(BTC)]).toEqual([1, false])
    await session.durable()
    const gap = (await arena.steps()).at(-1)?.input
    expect(gap).toMatchObject({
      type: 'FeedStateChanged',
      state: 'connecting',
      detail: 'Resumed after 755 s without market data.',
    })
    expect([feed.opened, feed.closed]).toEqual([[undefined, undefined], 1])
    prices()
    expect([session.engine.tick, session.looksFresh(BTC)]).toEqual([2, true])
  })

  it('notices a sleep by its own beat when its market says nothing', async () => {
    const { arena, feed, prices } = await live()
    prices()
    arena.clock.sleep(60_000)
    await arena.clock.advance(1)
    expect(feed.opened).toHaveLength(2)
    await arena.clock.advance(60_000)
    expect(feed.opened).toHaveLength(2)
  })
})
