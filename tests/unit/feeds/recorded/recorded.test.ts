import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { RecordedFeed } from '$lib/feeds/recorded/feed'
import { type Tape, tapeOfEvents, tapeOfFrames } from '$lib/feeds/recorded/tape'
import type { FeedEvent } from '$lib/market/feed-event'
import { acknowledgement, heartbeatFrame, tickerFrame } from '../../../fixtures/coinbase/frames'
import { BTC, SOL, matchOf } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START, VirtualClock } from '../../../fixtures/virtual-clock'

/** A line of a recording, so many milliseconds after the start. */
function line(after: number, frame: string, dir = 'in'): string {
  return `{"t":${(VIRTUAL_START + after) / 1000},"dir":"${dir}","msg":${frame}}`
}

function tapeOf(...lines: readonly string[]): Tape {
  const tape = tapeOfFrames(lines.join('\n'), [BTC, SOL])
  if (!tape.ok) throw new Error(tape.error)
  return tape.value
}

const SHORT = tapeOf(
  line(0, tickerFrame('BTC-USD', 1)),
  line(1000, tickerFrame('SOL-USD', 1)),
  line(2000, heartbeatFrame('BTC-USD', 2, 1)),
  line(6000, tickerFrame('BTC-USD', 3)),
)

function playing(tape: Tape, speed: number, resumeAt?: number) {
  const clock = new VirtualClock()
  const feed = new RecordedFeed({ tape, clock, speed })
  const events: FeedEvent[] = []
  const resume = resumeAt === undefined ? undefined : timeMs(VIRTUAL_START + resumeAt)
  feed.open(matchOf([BTC, SOL]), resume, (some) => events.push(...some))
  const seen = () => events.map((event) => [event.type, event.time - VIRTUAL_START])
  return { clock, feed, events, seen }
}

const ALL = [
  ['state', 0],
  ['ticker', 0],
  ['ticker', 1000],
  ['heartbeat', 2000],
  ['ticker', 6000],
]

describe('a tape of frames', () => {
  it('holds what a live feed would have reported', () => {
    expect(SHORT.events.map((event) => [event.type, event.time - VIRTUAL_START])).toEqual(ALL)
    expect([SHORT.startsAt, SHORT.endsAt]).toEqual([VIRTUAL_START, VIRTUAL_START + 6000])
  })

  it('counts bad lines and frames, and passes over what was sent and other products', () => {
    const tape = tapeOf(
      'no json',
      '{"dir":"in","msg":{}}',
      'null',
      line(0, '{"type":"subscribe"}', 'out'),
      line(0, acknowledgement(['BTC-USD'])),
      line(0, tickerFrame('DOGE-USD', 1)),
      line(0, tickerFrame('BTC-USD', 1)),
      line(10, tickerFrame('BTC-USD', 1)),
      line(20, tickerFrame('BTC-USD', 2, { price: '0' })),
      line(30, tickerFrame('BTC-USD', 3, { best_bid: '200' })),
      line(40, '{"type":"ticker"}'),
      line(5, tickerFrame('BTC-USD', 9)),
    )
    expect(tape.events).toHaveLength(2)
    expect(tape.counters).toMatchObject({ malformed: 5, crossed: 1, outOfOrder: 2 })
  })

  it('is stale in its gaps', () => {
    const tape = tapeOf(line(0, tickerFrame('BTC-USD', 1)), line(60_000, tickerFrame('BTC-USD', 2)))
    const states = tape.events.flatMap((event) =>
      event.type === 'state' ? [[event.state, event.time - VIRTUAL_START]] : [],
    )
    expect(states).toEqual([
      ['live', 0],
      ['stale', 10_000],
      ['live', 60_000],
    ])
  })

  it('is refused with a sentence when it holds no price, or its times go backwards', () => {
    expect(tapeOfFrames('', [BTC])).toMatchObject({ ok: false })
    expect(tapeOfEvents([])).toMatchObject({ ok: false })
    const [first, , , , last] = SHORT.events
    if (first === undefined || last === undefined) throw new Error('events')
    expect(tapeOfEvents([last, first])).toEqual({ ok: false, error: expect.stringContaining('event 2') })
    expect(tapeOfEvents(SHORT.events)).toMatchObject({ ok: true, value: { events: SHORT.events } })
  })
})

describe('playing a tape', () => {
  it.each([1, 10, 60])('at %d× gives every event once, in order, with its own time', async (speed) => {
    const { clock, seen } = playing(SHORT, speed)
    await clock.advance(6000 / speed + 1)
    expect(seen().slice(0, 5)).toEqual(ALL)
  })

  it('keeps the recorded pace', async () => {
    const { clock, seen } = playing(SHORT, 2)
    await clock.advance(499)
    expect(seen()).toHaveLength(2)
    await clock.advance(1)
    expect(seen()).toHaveLength(3)
  })

  it('says when it has ended, and then is stale', async () => {
    const { clock, events } = playing(SHORT, 1)
    await clock.advance(60_000)
    expect(events).toHaveLength(6)
    expect(events.at(-1)).toMatchObject({ type: 'state', state: 'stale', time: VIRTUAL_START + 6000 })
    expect(clock.pendingTimers).toBe(0)
  })

  it('stands still while paused and goes on where it was', async () => {
    const { clock, feed, seen } = playing(SHORT, 1)
    await clock.advance(500)
    feed.setPaused(true)
    await clock.advance(3_600_000)
    expect(seen()).toHaveLength(2)
    feed.setPaused(false)
    await clock.advance(499)
    expect(seen()).toHaveLength(2)
    await clock.advance(1)
    expect(seen()).toHaveLength(3)
  })

  it('does not repeat what is in the log after a resumption', async () => {
    const { clock, seen } = playing(SHORT, 1, 1000)
    await clock.advance(4999)
    expect(seen()).toEqual(ALL.slice(3, 4))
    await clock.advance(1)
    expect(seen().slice(0, 2)).toEqual(ALL.slice(3))
  })

  it('cannot be asked for a quote, closes quietly, and counts what its recording met', async () => {
    const { clock, feed, events } = playing(SHORT, 1)
    expect(await feed.refreshQuote(productIndex(0))).toBeUndefined()
    feed.close()
    await clock.advance(10_000)
    expect(events).toHaveLength(0)
    expect(feed.counters()).toMatchObject({ frames: 4, malformed: 0 })
  })

  it('knows no speed of 0', () => {
    const clock = new VirtualClock()
    expect(() => new RecordedFeed({ tape: SHORT, clock, speed: 0 })).toThrow(RangeError)
  })
})
