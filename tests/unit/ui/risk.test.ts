import { describe, expect, it } from 'vitest'
import { passesActivity } from '$lib/ui/activity-filter'
import { identify } from '$lib/ui/agent-color'
import { linesInReach, offeredProduct, soonestFirst, stopData, type StopData } from '$lib/ui/chart/stop-data'
import { lineTitle } from '$lib/ui/chart/stop-titles'
import { distanceText, exitText, exitsInParts, nearestFirst, timeStopText } from '$lib/ui/exit-text'
import {
  biggestFirst,
  hasRisk,
  isHalted,
  limitsHeading,
  isStopping,
  limitStateText,
  scoreText,
  totalText,
  watchedAgents,
  worthByRule,
} from '$lib/ui/risk-order'
import type {
  AgentRiskView,
  ExitsView,
  MatchView,
  PositionRow,
  RiskLimitRow,
  TradeRow,
} from '$workers/api/view'
import { agentRow, productSpec } from '../../fixtures/fake-arena-client'
import { exitLine, worthRow } from '../../fixtures/fake-risk'
import { trade, view } from './frames'

const risk = (change: Partial<AgentRiskView> = {}): AgentRiskView => ({
  title: 'Guarded',
  halted: '',
  limits: [],
  rules: {},
  ...change,
})

const exits = (change: Partial<ExitsView> = {}): ExitsView => ({
  lines: [],
  timeStopAt: undefined,
  reason: '',
  waiting: false,
  ...change,
})

function position(run: number, product: number, of?: ExitsView): PositionRow {
  return {
    ...{
      run,
      product,
      quantity: '1',
      averageCost: '100',
      costBasis: '100',
      price: '100',
      marketValue: '100',
    },
    ...{ profit: '0', profitRatio: 0, held: 0, exits: of },
  }
}

describe('exits in words', () => {
  it('names the level and how far it is', () => {
    expect(exitText(exitLine('trailing-stop', 60_000, -0.012), 2)).toBe(
      'Trailing stop $59,280.00, 1.20 % below',
    )
    expect(exitText(exitLine('take-profit', 0.3, 0.05, 0.0001), 4)).toBe('Take-profit $0.3150, 5.00 % above')
    expect(distanceText(0)).toBe('at the price')
  })

  it('puts the nearest first, whichever side it is on', () => {
    const lines = [-0.02, -0.05, 0.03].map((distance) => ({ distance }))
    expect(nearestFirst(lines).map((line) => line.distance)).toEqual([-0.02, 0.03, -0.05])
  })

  it('tells many in part, the time stop last', () => {
    const lines = [-0.04, 0.02, -0.01].map((distance) => exitLine('stop-loss', 100, distance))
    const few = exitsInParts(exits({ lines }), 2, 0)
    expect([few.first.length, few.rest.length]).toEqual([3, 0])
    const many = exitsInParts(exits({ lines, timeStopAt: 60_000 }), 2, 0)
    expect(many.first).toEqual(['Stop-loss $99.00, 1.00 % below', 'Stop-loss $102.00, 2.00 % above'])
    expect(many.rest).toEqual(['Stop-loss $96.00, 4.00 % below', 'Time stop in 1 min'])
  })

  it('counts a time stop down in match time', () => {
    expect(timeStopText(exits({ timeStopAt: 300_000 }), 60_000)).toBe('Time stop in 4 min')
    expect(timeStopText(exits({ timeStopAt: 300_000 }), 300_000)).toBe('Time stop due')
    expect(timeStopText(exits(), 0)).toBe('')
  })
})

describe('the price chart', () => {
  const products = [productSpec('BTC-USD', '0.01', '0.00000001'), productSpec('SOL-USD', '0.01', '0.01')]
  const agents = [agentRow(0), agentRow(1)]
  const closes = [10_000, 10_050, 10_100, 10_200]
  const row = {
    ...{ product: 0, price: '102', bid: '102', ask: '102', spread: 1, volume24h: 1, change: 0, fresh: true },
    ...{ unchangedSince: undefined, closes, closeTimes: [60_000, 120_000, 180_100, 180_900] },
  }
  const shown = (positions: readonly PositionRow[], trades: readonly TradeRow[] = []): StopData => {
    const frame: MatchView = { ...view({ products }, agents), market: [row], positions }
    return stopData(frame, 0, identify(agents), trades, 'stops')
  }

  it('turns ticks into prices, one to a second', () => {
    expect(shown([]).points).toEqual([
      { time: 60_000, value: 100 },
      { time: 120_000, value: 100.5 },
      { time: 180_900, value: 102 },
    ])
  })

  it('draws every stop of the product’s holders, by agent and rule', () => {
    const near = exitLine('stop-loss', 102, -0.01)
    const far = exitLine('take-profit', 102, 0.4)
    const data = shown([
      position(0, 0, exits({ lines: [far] })),
      position(1, 0, exits({ lines: [near] })),
      position(1, 1, exits({ lines: [near] })),
    ])
    expect(data.lines.map((line) => [line.key, lineTitle(line, false)])).toEqual([
      ['1:stop-loss', 'Brainrot stop-loss'],
      ['0:take-profit', 'Momentum take-profit'],
    ])
    expect(data.lines[0]?.value).toBeCloseTo(100.98)
    expect(linesInReach(data)).toEqual([data.lines[0]?.value])
    expect(linesInReach({ ...data, fit: 'price' })).toEqual([])
  })

  it('draws stops of one rule at one price as one line', () => {
    const lines = [exitLine('trailing-stop', 102, -0.01), exitLine('stop-loss', 102, -0.01)]
    const data = shown([
      position(0, 0, exits({ lines })),
      position(1, 0, exits({ lines: lines.slice(0, 1) })),
    ])
    expect(data.lines.map((line) => [line.key, lineTitle(line, true)])).toEqual([
      ['0:trailing-stop', '2 trailing stops'],
      ['0:stop-loss', 'M stop-loss'],
    ])
  })

  it('marks the product’s trades within the window, each by what made it', () => {
    const at = (id: number, time: number, change: Partial<TradeRow> = {}): TradeRow => ({
      ...trade(id),
      time,
      ...change,
    })
    const trades = [
      at(1, 59_000),
      at(2, 95_000),
      at(3, 100_000, { product: 1 }),
      at(4, 130_000, { side: 'sell', run: 1 }),
      at(5, 999_000, { side: 'sell', by: 'Trailing stop' }),
    ]
    expect(shown([], trades).marks.map(({ id, time, kind }) => [id, time, kind])).toEqual([
      [2, 95_000, 'buy'],
      [4, 130_000, 'sell'],
      [5, 180_900, 'sold-by-rule'],
    ])
  })

  it('starts with the product that has the most exits, else the most holders, else the first', () => {
    const line = exitLine('stop-loss', 100, -0.01)
    const held = [position(0, 0), position(1, 0)]
    const stopped = position(0, 1, exits({ lines: [line] }))
    expect(offeredProduct(0, [], 2)).toBe(0)
    expect(offeredProduct(0, [position(0, 1)], 2)).toBe(1)
    expect(offeredProduct(5, [...held, position(0, 1)], 2)).toBe(0)
    expect(offeredProduct(0, [...held, stopped], 2)).toBe(1)
  })

  it('keeps the product on show while it is as telling', () => {
    const stop = exits({ lines: [exitLine('stop-loss', 100, -0.01)] })
    const rows = [position(0, 0, stop), position(1, 0, stop), position(0, 1, stop)]
    expect(offeredProduct(1, rows, 2)).toBe(1)
    expect(offeredProduct(1, [position(0, 0), position(1, 0), position(0, 1)], 2)).toBe(1)
    expect(offeredProduct(1, rows.slice(0, 2), 2)).toBe(0)
  })

  it('lists whose stop has fired first, then who is nearest to one, and who has none last', () => {
    const stop = (distance: number): ExitsView => exits({ lines: [exitLine('stop-loss', 100, distance)] })
    const rows = [
      position(0, 0),
      position(1, 0, stop(-0.05)),
      position(2, 0, exits({ timeStopAt: 1 })),
      position(3, 0, stop(0.01)),
      position(4, 0, exits({ waiting: true })),
    ]
    expect(soonestFirst(rows).map((each) => each.run)).toEqual([4, 3, 1, 2, 0])
  })
})

describe('the risk panel', () => {
  it('tells the biggest difference first, saved or cost', () => {
    const rows = [worthRow(0, '-88.20'), worthRow(1, '1204'), worthRow(2, '-1204.01'), worthRow(3, '0')]
    expect(biggestFirst(rows).map((row) => row.run)).toEqual([2, 1, 0, 3])
  })

  it('adds them up exactly, where there are several', () => {
    expect(totalText([worthRow(0, '5')])).toBe('')
    expect(totalText([worthRow(0, '0.1'), worthRow(1, '0.2')])).toBe('In all, limits and stops saved $0.30.')
    expect(totalText([worthRow(0, '-2'), worthRow(1, '0.5')])).toBe('In all, limits and stops cost $1.50.')
    expect(totalText([worthRow(0, '-2'), worthRow(1, '2')])).toContain('no difference')
  })

  it('shows halted agents first, and holders before others where not all are shown', () => {
    const agents = [
      agentRow(0, { risk: risk() }),
      agentRow(1, { risk: risk(), positions: 1 }),
      agentRow(2, { risk: risk({ halted: 'Daily loss.' }) }),
      agentRow(3, { role: 'benchmark' }),
    ]
    expect(agents.map(isHalted)).toEqual([false, false, true, false])
    expect(watchedAgents(agents, 3).map((row) => row.run)).toEqual([2, 0, 1])
    expect(watchedAgents(agents, 2).map((row) => row.run)).toEqual([2, 1, 0])
  })

  it('tells limits that stop from quotas, and where each stands', () => {
    const limit = (rule: string, state = ''): RiskLimitRow => {
      return { rule, title: rule, limit: '5 %', state, used: undefined }
    }
    const rules = ['trailing-stop', 'daily-loss', 'product-exposure', 'cool-down']
    expect(rules.map((rule) => isStopping(limit(rule)))).toEqual([true, true, false, false])
    expect(limitStateText(limit('cool-down', '7 min to wait'))).toBe('7 min to wait')
    expect(limitStateText(limit('cool-down'))).toBe('not in use now')
    expect(limitStateText(limit('price-collar'))).toBe('looks at every order')
  })

  it('sums up by rule, and the whole match in a few words', () => {
    const cap = { rule: 'product-exposure', title: 'Product exposure' }
    const rows = [worthRow(0, '5'), worthRow(1, '-8', cap), worthRow(2, '1.5'), worthRow(3, '8', cap)]
    expect(
      worthByRule(rows)
        .map(({ sentence, verdicts }) => [sentence, verdicts])
        .sort(),
    ).toEqual([
      ['Product exposure made no difference.', 6],
      ['Trailing stop saved $6.50.', 6],
    ])
    expect(scoreText(rows, false)).toBe('Limits and stops saved $6.50 so far')
    expect(scoreText(rows.slice(1, 2), true)).toBe('Limits and stops cost $8.00')
    expect(scoreText([], false)).toBe('')
  })

  it('says nothing where no limit is set and no exit was given', () => {
    const plain = view({}, [{ run: 0, risk: risk({ title: 'Classic' }) }])
    expect(hasRisk(plain)).toBe(false)
    expect(hasRisk({ ...plain, positions: [position(0, 0, exits({ timeStopAt: 9 }))] })).toBe(true)
    expect(hasRisk({ ...plain, risk: { worth: [worthRow(0, '1')], verdicts: [] } })).toBe(true)
    expect(hasRisk(view({}, [{ run: 0, risk: risk({ halted: 'Stopped.' }) }]))).toBe(true)
  })

  it('names a match’s limits', () => {
    expect(limitsHeading('Classic')).toBe('no limits')
    expect(limitsHeading('Guarded')).toBe('Guarded limits')
    expect(limitsHeading('Own limits')).toBe('own limits')
  })

  it('lets what limits did through its own filter', () => {
    const row = { id: 1, time: 0, run: 0, kind: 'risk', text: 'Sold.' } as const
    expect(passesActivity(row, 'risk', 0)).toBe(true)
    expect(passesActivity(row, 'talk', 0)).toBe(false)
    expect(passesActivity(row, 'trades', 0)).toBe(false)
    expect(passesActivity({ ...row, side: 'sell' }, 'trades', 0)).toBe(true)
    expect(passesActivity({ ...row, kind: 'refused', byRisk: true }, 'risk', 0)).toBe(true)
    expect(passesActivity({ ...row, kind: 'refused' }, 'risk', 0)).toBe(false)
  })
})
