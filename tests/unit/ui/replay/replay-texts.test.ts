import { describe, expect, it } from 'vitest'
import { sceneText } from '$lib/ui/chart/scene-text'
import { PAGE, pageAround, pageOf } from '$lib/ui/replay/jump-list'
import { momentText, timeAt } from '$lib/ui/replay/moment'
import { pricesText, signerText, verdictText } from '$lib/ui/replay/verdict-text'
import { openedReplay } from '../../../fixtures/fake-replay-client'

describe('a verdict', () => {
  it('counts what was run again', () => {
    const { verification } = openedReplay()
    expect(verdictText(verification)).toMatchObject({
      good: true,
      headline: 'VERIFIED — 14,203 events re-run, same result',
      whole: undefined,
    })
  })

  it('says where it diverged; long digests are shortened and kept whole beside', () => {
    const diverged = {
      status: 'diverged',
      at: 812,
      what: 'A fee.',
      expected: '1.25',
      got: '1.26',
      notes: [],
    } as const
    expect(verdictText(diverged)).toEqual({
      good: false,
      headline: 'DIVERGED at event 812: expected 1.25, got 1.26',
      what: 'A fee.',
      whole: undefined,
    })
    const [expected, got] = ['a1'.repeat(32), 'b2'.repeat(32)]
    expect(verdictText({ ...diverged, at: undefined, expected, got })).toMatchObject({
      headline: 'DIVERGED: expected a1a1a1a1a1a1…, got b2b2b2b2b2b2…',
      whole: { expected, got },
    })
    expect(verdictText({ ...diverged, got: '' }).headline).toContain('got nothing')
  })

  it('never shows half a number', () => {
    const [start, end] = [
      '“Scalper” sold 893.91 FARTCOIN-USD at 0.2769, fee',
      '1.48514207, cash 99000.123456789',
    ]
    const diverged = {
      status: 'diverged',
      at: 8,
      what: '',
      expected: '1',
      got: `${start} ${end}`,
      notes: [],
    } as const
    expect(verdictText(diverged)).toMatchObject({
      headline: `DIVERGED at event 8: expected 1, got ${start} …`,
      whole: { got: `${start} ${end}` },
    })
  })

  it('says what prices a match was played on, and who signed it', () => {
    expect([pricesText('demo'), pricesText(undefined)]).toEqual(['Demo — simulated prices', ''])
    expect([signerText('LB4z'), signerText('')]).toEqual([expect.stringContaining('LB4z'), ''])
  })
})

describe('a moment', () => {
  const opened = openedReplay({
    events: 100,
    startedAt: 0,
    times: [
      { seq: 0, time: 0 },
      { seq: 50, time: 60_000 },
      { seq: 99, time: 109_000 },
    ],
  })

  it('lies between those the replay names', () => {
    expect([0, 25, 50, 60, 99, 200].map((seq) => timeAt(opened, seq))).toEqual([
      0, 30_000, 60_000, 70_000, 109_000, 109_000,
    ])
    expect(timeAt({ ...opened, times: [] }, 5)).toBe(0)
  })

  it('is told by match time and event', () => {
    expect(momentText(opened, 50, 60_000)).toMatch(/^00:01:00 into the match, .+, event 50 of 99$/)
  })
})

describe('the jump list', () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({ seq: index * 10 }))

  it('shows a page, and the one around the present', () => {
    expect(pageOf(rows, 24)).toMatchObject({ from: 24, total: 30 })
    expect(pageOf(rows, 24).rows).toHaveLength(6)
    expect(pageOf([], 24).rows).toEqual([])
    expect(pageAround(rows, 0)).toBe(0)
    expect(pageAround(rows, PAGE * 10 + 9)).toBe(PAGE)
    expect(pageAround(rows, PAGE * 10 - 1)).toBe(0)
    expect(pageAround(rows, -1)).toBe(0)
    expect(pageAround(rows.slice(0, 20), 195)).toBe(14)
    expect(pageAround(rows.slice(0, 4), 35)).toBe(0)
  })
})

describe('candles in words', () => {
  it('tells their span, when the agent looked and what it traded', () => {
    const candle = { time: 0, open: 1, high: 4, low: 0.5, close: 2 }
    const scene = {
      product: 0,
      name: 'BTC-USD',
      places: 2,
      candles: [candle, { ...candle, time: 60_000, close: 3 }],
      seenAt: 90_000,
      entries: [{ time: 91_000, price: 3, side: 'buy', text: 'Bought 1 @ $3.00' }],
    } as const
    const [span, looked, entry] = sceneText(scene)
    expect(span).toContain('from $1.00 to $3.00, between $0.50 and $4.00')
    expect(looked).toContain('looked')
    expect(entry).toMatch(/^▲ .+Bought 1 @ \$3\.00$/)
    expect(sceneText({ ...scene, candles: [] })).toHaveLength(1)
  })
})
