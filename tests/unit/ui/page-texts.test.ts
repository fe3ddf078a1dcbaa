import { describe, expect, it } from 'vitest'
import { passesActivity } from '$lib/ui/activity-filter'
import { callText, teaserOf, tradeWords } from '$lib/ui/activity-text'
import { identify, tokenColor } from '$lib/ui/agent-color'
import { newestFirst } from '$lib/ui/bounded-rows'
import { matchTimeNow, nextTick } from '$lib/ui/countdown'
import { feedTroubleText, unchangedText } from '$lib/ui/market-text'
import { sparkPoints } from '$lib/ui/sparkline'
import { leaderSentence, podium } from '$lib/ui/standings'
import { agentRow } from '../../fixtures/fake-arena-client'
import { view } from './frames'

describe('the countdown', () => {
  it('counts match time down at its speed, in wall time', () => {
    const demo = view({ nextTickAt: 60_000, matchTime: 20_000, speed: 10 }).match
    expect(nextTick(demo, 1000)).toEqual({ kind: 'in', wallMs: 3000 })
    expect(nextTick(demo, 9000)).toEqual({ kind: 'in', wallMs: 0 })
    expect(nextTick({ ...demo, status: 'paused' }, 0)).toEqual({ kind: 'none' })
    expect(nextTick({ ...demo, interval: 0 }, 0)).toEqual({ kind: 'every-batch' })
  })

  it('does not run on when frames stop', () => {
    const match = view({ matchTime: 10_000, speed: 60 }).match
    expect(matchTimeNow(match, 500)).toBe(40_000)
    expect(matchTimeNow(match, 60_000)).toBe(130_000)
    expect(matchTimeNow({ ...match, status: 'ended' }, 500)).toBe(10_000)
  })
})

describe('agents', () => {
  it('tells those of one colour apart by shade and number, and refuses what is no colour token', () => {
    const agents = [agentRow(0), agentRow(3), agentRow(1, { color: 'red;background:url(x)' })]
    const [first, evil, second] = identify(agents)
    expect(first?.color).toBe('var(--momentum, var(--bench))')
    expect(second?.color).toContain('color-mix')
    expect(second?.mark).toBe('M2')
    expect(evil?.color).not.toContain('url')
    expect(tokenColor('--x, url(https://strangers.test)')).toBe('var(--bench)')
  })

  it('says who leads, exactly', () => {
    const ahead = agentRow(0, { name: 'A', equity: '101.5', trades: 1 })
    const behind = agentRow(1, { name: 'B', equity: '100' })
    const benchmark = agentRow(2, { role: 'benchmark', equity: '102' })
    expect(leaderSentence([behind, ahead, benchmark])).toBe('A leads by $1.50, $0.50 behind buy and hold')
    expect(leaderSentence([ahead, { ...behind, equity: '101.50' }])).toBe('A and B are level')
    expect(leaderSentence([behind])).toBe('')
  })
})

describe('the activity feed', () => {
  const row = { id: 1, time: 0, run: 2, kind: 'trade', text: 'Sold 1 BTC-USD.', side: 'sell' } as const

  it('filters by agent and kind', () => {
    expect(passesActivity(row, 'trades', undefined)).toBe(true)
    expect(passesActivity(row, 'talk', undefined)).toBe(false)
    expect(passesActivity(row, 'all', 1)).toBe(false)
    expect(passesActivity({ ...row, kind: 'response' }, 'talk', 2)).toBe(true)
  })

  it('sets the action apart, once', () => {
    expect(tradeWords(row)).toEqual({ lead: 'Sold', rest: ' 1 BTC-USD.' })
    expect(tradeWords({ ...row, text: '1 BTC-USD @ $5' })).toEqual({ lead: 'Sold', rest: ' 1 BTC-USD @ $5' })
    expect(tradeWords({ ...row, kind: 'response' }).lead).toBe('')
  })

  it('folds long tool answers', () => {
    const call = { ...row, kind: 'tool', tool: 'get_portfolio', input: '{}' } as const
    expect(callText(call)).toBe('get_portfolio({})')
    expect(teaserOf({ ...call, text: 'x'.repeat(300) })?.length).toBeLessThan(150)
    expect(teaserOf({ ...call, text: 'short' })).toBeUndefined()
  })

  it('shows the newest first and knows whether there is more', () => {
    expect(newestFirst([1, 2, 3, 4, 5], 2, (each) => each % 2 === 1)).toEqual({ rows: [5, 3], more: true })
    expect(newestFirst([1, 3], 2)).toEqual({ rows: [3, 1], more: false })
  })
})

describe('the market', () => {
  const market = {
    ...{ product: 0, price: '1', bid: '1', ask: '1', spread: 0, volume24h: 0 },
    ...{ change: 0, fresh: true, unchangedSince: 0, closes: [], closeTimes: [] },
  }

  it('says since when a quiet product has not moved', () => {
    expect(unchangedText(market, 29_000)).toBe('')
    expect(unchangedText(market, 31_000)).toMatch(/^unchanged since \d\d:\d\d:\d\d$/)
  })

  it('counts what the feed had to put up with', () => {
    const none = { frames: 9, malformed: 0, crossed: 0, outOfOrder: 0, reconnects: 0, restFailures: 0 }
    expect(feedTroubleText(none)).toBe('')
    expect(feedTroubleText({ ...none, malformed: 2, reconnects: 1 })).toBe('1 reconnect · 2 malformed frames')
  })

  it('fits a sparkline into its box, flat or gapped', () => {
    expect(sparkPoints([1, 3, 2], 63, 13)).toBe('1.5,11.5 31.5,1.5 61.5,6.5')
    expect(sparkPoints([5, 5], 10, 10)).toBe('1.5,5.0 8.5,5.0')
    expect(sparkPoints([5, Number.NaN], 10, 10)).toBe('')
  })
})

describe('the podium of a past match', () => {
  const agent = (equity: string) => ({ equity, role: 'agent' as const })
  const benchmark = { equity: '1', role: 'benchmark' as const }

  it('has the best first, and the benchmark always', () => {
    const rows = [agent('5'), agent('9'), benchmark, agent('10'), agent('7')]
    expect(podium(rows, 3)).toEqual([agent('10'), agent('9'), benchmark])
    expect(podium([benchmark, agent('0.5')], 4)).toEqual([benchmark, agent('0.5')])
  })
})
