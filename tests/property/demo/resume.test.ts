import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import type { FeedEvent } from '$lib/market/feed-event'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { START, demoConfig, demoTape, stepsOf } from '../../unit/feeds/demo/demo-config'

const BASES = ['SOL', 'SHIB']
const STRAIGHT = 1500
const RUNS = 1000

describe('a resumed demo', () => {
  const straight = stepsOf(demoTape('seed', BASES), STRAIGHT)

  it('equals the straight run from wherever it resumes, without a gap or a repeat', async () => {
    const anywhere = fc.integer({ min: 1, max: (STRAIGHT - 60) * 5000 })
    const speeds = fc.constantFrom<(1 | 10 | 60)[]>(1, 10, 60)
    const property = fc.asyncProperty(anywhere, speeds, async (elapsed, speed) => {
      const clock = new VirtualClock()
      const feed = new DemoFeed(clock)
      const events: FeedEvent[] = []
      const resumeAt = timeMs(START + elapsed)
      feed.open(demoConfig(BASES, speed), resumeAt, (batch) => events.push(...batch))
      await clock.advance(3000)
      feed.close()
      const until = resumeAt + 3000 * speed
      expect(events.slice(1)).toEqual(straight.filter(({ time }) => time > resumeAt && time <= until))
    })
    await fc.assert(property, { numRuns: RUNS })
  })
})

describe('a demo tape', () => {
  it('gives a product the same course whatever company it has', () => {
    const others = fc.subarray(['BTC', 'ETH', 'DOGE', 'PEPE', 'LINK'], { maxLength: 2 })
    const property = fc.property(fc.string({ maxLength: 8 }), others, fc.nat(2), (seed, company, place) => {
      const bases = [...company.slice(0, place), 'SOL', ...company.slice(place)]
      const course = (all: readonly string[]) => {
        return stepsOf(demoTape(seed, all), 5).flatMap((event) => {
          return event.type === 'ticker' && event.ticker.product === all.indexOf('SOL')
            ? [{ ...event.ticker, product: 0 }]
            : []
        })
      }
      expect(course(bases)).toEqual(course(['SOL']))
    })
    fc.assert(property, { numRuns: 200 })
  })
})
