import { describe, expect, it } from 'vitest'
import { FeedIntake } from '$lib/match/feed-intake'
import type { FeedEvent } from '$lib/market/feed-event'
import { BTC, FARTCOIN, at, beatAt, liveAt, openJournal, quote, tickerAt } from './fixtures'

async function openIntake(...events: FeedEvent[]) {
  const { journal, store, writer, engine } = openJournal()
  const intake = new FeedIntake(journal, at(0))
  for (const event of [liveAt(at(0)), ...events]) intake.take(event)
  const logged = async (): Promise<string[]> => {
    await writer.durable()
    return store.inputs.slice(2).map((input) => `${input.type} ${input.time - at(0)}`)
  }
  return { intake, engine, logged }
}

describe('FeedIntake', () => {
  it('logs tickers and candles as they come, and a state only when it changes', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(10), quote(0, 100)))
    intake.take({ type: 'state', time: at(20), state: 'live', detail: 'Another sentence.' })
    intake.take({ type: 'state', time: at(30), state: 'stale', detail: 'Silent.' })
    expect(await logged()).toEqual(['TickerReceived 10', 'FeedStateChanged 30'])
  })

  it('keeps heartbeats back while the log knows the quote to be fresh', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7)))
    for (let second = 1; second <= 10; second += 1) {
      intake.take(beatAt(at(second * 1000), 0, 7))
      expect(intake.confirmFresh(BTC, at(second * 1000))).toBe(true)
    }
    expect(await logged()).toEqual(['TickerReceived 0'])
  })

  it('logs the newest held heartbeat when without it the quote would be stale, at its own time', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7)))
    for (let second = 1; second <= 11; second += 1) intake.take(beatAt(at(second * 1000), 0, 7))
    expect(intake.confirmFresh(BTC, at(11_500))).toBe(true)
    expect(await logged()).toEqual(['TickerReceived 0', 'HeartbeatReceived 11000'])
  })

  it.each([
    ['of another trade', beatAt(at(11_000), 0, 8), 11_500],
    ['that is too old itself', beatAt(at(3000), 0, 7), 13_001],
    ['of another product', beatAt(at(11_000), 1, 7), 11_500],
  ])('does not log a heartbeat %s: it would change nothing', async (_what, beat, now) => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7)), beat)
    expect(intake.confirmFresh(BTC, at(now))).toBe(false)
    expect(intake.looksFresh(BTC, at(now))).toBe(false)
    expect(await logged()).toEqual(['TickerReceived 0'])
  })

  it('looks without logging', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7)), beatAt(at(11_000), 0, 7))
    expect(intake.looksFresh(BTC, at(11_500))).toBe(true)
    expect(await logged()).toEqual(['TickerReceived 0'])
    expect(intake.looksFresh(FARTCOIN, at(0))).toBe(false)
  })

  it('forgets held heartbeats when the feed leaves Live: they vouch for nothing after it is back', async () => {
    const { intake, engine } = await openIntake(tickerAt(at(0), quote(0, 100, 7)), beatAt(at(11_000), 0, 7))
    intake.take({ type: 'state', time: at(11_100), state: 'reconnecting', detail: 'Dropped.' })
    intake.take(liveAt(at(11_200)))
    expect(intake.looksFresh(BTC, at(11_300))).toBe(false)
    expect(intake.confirmFresh(BTC, at(11_300))).toBe(false)
    expect(engine.isFresh(BTC, at(11_300))).toBe(false)
  })

  it('holds no heartbeat to vouch for a quote from before the feed left Live', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7)))
    intake.take({ type: 'state', time: at(1000), state: 'reconnecting', detail: 'Dropped.' })
    intake.take(liveAt(at(2000)))
    intake.take(beatAt(at(3000), 0, 7))
    expect([intake.looksFresh(BTC, at(3000)), intake.confirmFresh(BTC, at(3000))]).toEqual([false, false])
    intake.take(tickerAt(at(4000), quote(0, 100, 7)))
    intake.take(beatAt(at(14_000), 0, 7))
    expect([intake.looksFresh(BTC, at(15_000)), intake.confirmFresh(BTC, at(15_000))]).toEqual([true, true])
    expect((await logged()).filter((entry) => entry.startsWith('Heartbeat'))).toEqual([
      'HeartbeatReceived 14000',
    ])
  })

  it('lets no heartbeat vouch for a quote that is none', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(0), quote(0, 100, 7, -1)), beatAt(at(1000), 0, 7))
    expect([intake.looksFresh(BTC, at(1000)), intake.confirmFresh(BTC, at(1000))]).toEqual([false, false])
    expect(await logged()).toEqual(['TickerReceived 0'])
  })

  it('a ticker makes the heartbeat before it worthless', async () => {
    const { intake } = await openIntake(
      tickerAt(at(0), quote(0, 100, 7)),
      beatAt(at(1000), 0, 8),
      tickerAt(at(1500), quote(0, 101, 8)),
    )
    expect(intake.confirmFresh(BTC, at(11_501))).toBe(false)
  })

  it('never goes back in match time', async () => {
    const { intake, logged } = await openIntake(tickerAt(at(5000), quote(0, 100)))
    intake.take(tickerAt(at(2000), quote(1, 100)))
    expect(intake.matchTime).toBe(at(5000))
    expect(await logged()).toEqual(['TickerReceived 5000', 'TickerReceived 5000'])
  })
})
