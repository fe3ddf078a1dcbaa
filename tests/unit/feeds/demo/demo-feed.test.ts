import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { FeedEvent } from '$lib/market/feed-event'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import { VirtualClock } from '../../../fixtures/virtual-clock'
import { START, demoConfig, demoTape, stepsOf } from './demo-config'

const TWO = ['BTC', 'WIF']

function openFeed(speed: 1 | 10 | 60 = 10, resumeAt?: number) {
  const clock = new VirtualClock()
  const feed = new DemoFeed(clock)
  const events: FeedEvent[] = []
  const batches: number[] = []
  feed.open(demoConfig(TWO, speed), resumeAt === undefined ? undefined : timeMs(resumeAt), (batch) => {
    events.push(...batch)
    batches.push(batch.length)
  })
  return { clock, feed, events, batches }
}

describe('DemoFeed', () => {
  it('tells at once that it is live and simulated, then candles, then every ticker', () => {
    const { events } = openFeed()
    expect(events.map(({ type }) => type)).toEqual(['state', 'candles', 'ticker', 'ticker'])
    expect(events[0]).toEqual({
      ...{ type: 'state', time: START, state: 'live' },
      detail: 'Demo market: simulated prices.',
    })
  })

  it.each([1, 10, 60] as const)('plays the tape at %i times the speed of the wall', async (speed) => {
    const { clock, events } = openFeed(speed)
    await clock.advance(60_000)
    expect(events.slice(1)).toEqual(stepsOf(demoTape('seed', TWO), (60 * speed) / 5 + 1))
  })

  it('plays at the clock’s speed while a model thinks, so that thinking costs the same at every speed', async () => {
    const { clock, feed, events } = openFeed(60)
    await clock.advance(10_000)
    feed.setThinking(true)
    await clock.advance(20_000)
    expect(events.at(-1)?.time).toBeLessThanOrEqual(START + 620_000)
    feed.setThinking(false)
    await clock.advance(10_000)
    // 600 s at 60×, 20 s at 1×, 600 s at 60×: nothing of the tape is lost or told twice.
    expect(events.slice(1)).toEqual(stepsOf(demoTape('seed', TWO), 1220 / 5 + 1))
  })

  it('stands still in a pause, whether a model thinks or not', async () => {
    const { clock, feed, events } = openFeed(10)
    await clock.advance(1000)
    feed.setPaused(true)
    feed.setThinking(true)
    await clock.advance(60_000)
    feed.setThinking(false)
    await clock.advance(60_000)
    feed.setPaused(false)
    await clock.advance(1000)
    expect(events.at(-1)?.time).toBe(START + 20_000)
  })

  it('delivers steps as they fall due, not in bursts', async () => {
    const { clock, batches } = openFeed(60)
    await clock.advance(5000)
    expect(Math.max(...batches.slice(2))).toBeLessThanOrEqual(2 * 3 + 6)
  })

  it('keeps match time by deadlines: late timers do not slow it down', async () => {
    const { clock, events } = openFeed(10)
    for (let second = 0; second < 20; second += 1) {
      clock.sleep(900)
      await clock.advance(100)
    }
    expect(events.at(-1)?.time).toBe(START + 200_000)
  })

  it('stands still while the machine sleeps, and does not flood after it', async () => {
    const { clock, events, batches } = openFeed(10)
    await clock.advance(1000)
    clock.sleep(3_600_000)
    await clock.advance(1000)
    expect(events.at(-1)?.time).toBeLessThanOrEqual(START + 40_000)
    expect(Math.max(...batches.slice(2))).toBeLessThan(20)
  })

  it('stands still while paused and goes on where it was', async () => {
    const { clock, feed, events } = openFeed(10)
    await clock.advance(10_250)
    feed.setPaused(true)
    const before = events.length
    await clock.advance(120_000)
    expect(events).toHaveLength(before)
    expect(clock.pendingTimers).toBe(0)
    feed.setPaused(false)
    await clock.advance(9750)
    expect(events.slice(1)).toEqual(stepsOf(demoTape('seed', TWO), 41))
  })

  it('may be paused from within a delivery', async () => {
    const clock = new VirtualClock()
    const feed = new DemoFeed(clock)
    let seen = 0
    feed.open(demoConfig(TWO, 10), undefined, (batch) => {
      seen += batch.length
      if (seen > 10) feed.setPaused(true)
    })
    await clock.advance(10_000)
    const stopped = seen
    await clock.advance(10_000)
    expect(seen).toBe(stopped)
  })

  it('goes on strictly after the instant a match resumes at', async () => {
    const resumeAt = START + 600_000
    const { clock, events } = openFeed(10, resumeAt)
    await clock.advance(1000)
    expect(events[0]).toMatchObject({ type: 'state', state: 'live', time: resumeAt })
    const straight = stepsOf(demoTape('seed', TWO), 123)
    expect(events.slice(1)).toEqual(straight.filter(({ time }) => time > resumeAt))
  })

  it('tells the first instant again when a match resumes at it', () => {
    const { events } = openFeed(10, START)
    expect(events.map(({ type }) => type)).toEqual(['state', 'candles', 'ticker', 'ticker'])
  })

  it('catches up with a long match in slices, match time standing still meanwhile', async () => {
    const resumeAt = START + 3 * 24 * 3_600_000
    const { clock, events } = openFeed(60, resumeAt)
    expect(events).toHaveLength(1)
    await clock.advance(1000)
    expect(events[1]?.time).toBe(resumeAt + 5000)
    expect(events.at(-1)?.time).toBe(resumeAt + 60_000)
  })

  it('answers the present quote at once, and none before it is open or after it closed', async () => {
    const { clock, feed, events } = openFeed(10)
    await clock.advance(30_000)
    const last = events.findLast((event) => event.type === 'ticker' && event.ticker.product === 1)
    expect(await feed.refreshQuote(productIndex(1))).toEqual(
      last?.type === 'ticker' ? last.ticker : undefined,
    )
    feed.close()
    expect(await feed.refreshQuote(productIndex(1))).toBeUndefined()
    expect(await new DemoFeed(clock).refreshQuote(productIndex(0))).toBeUndefined()
  })

  it('falls silent when closed, and counts what it told', async () => {
    const { clock, feed, events } = openFeed(10)
    await clock.advance(5000)
    expect(feed.counters()).toMatchObject({ frames: events.length - 1, malformed: 0, reconnects: 0 })
    feed.close()
    const told = events.length
    await clock.advance(60_000)
    expect(events).toHaveLength(told)
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses a match that was not configured as a demo', () => {
    const { demo: _demo, ...live } = demoConfig(TWO, 1)
    expect(() => new DemoFeed(new VirtualClock()).open(live, undefined, () => {})).toThrow(RangeError)
  })
})
