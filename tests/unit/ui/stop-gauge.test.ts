import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { freshSales, nearestStop, nearestToStop, saleText } from '$lib/ui/stop-gauge'
import type { AgentRow, ExitLine, PositionRow, TradeRow } from '$workers/api/view'
import { agentRow, productSpec } from '../../fixtures/fake-arena-client'
import { exitLine } from '../../fixtures/fake-risk'
import { trade } from './frames'

const PRODUCTS = [productSpec('BTC-USD', '0.01', '0.00000001'), productSpec('SOL-USD', '0.01', '0.01')]

function agent(used: { readonly daily?: number; readonly drawdown?: number } = {}, halted = ''): AgentRow {
  const row = (rule: string, part: number | undefined) => {
    return part === undefined ? [] : [{ rule, title: rule, limit: '', state: '', used: part }]
  }
  const quota = { rule: 'product-exposure', title: '', limit: '', state: '', used: 1 }
  const limits = [quota, ...row('daily-loss', used.daily), ...row('run-drawdown', used.drawdown)]
  return agentRow(0, { risk: { title: 'Strict', halted, rules: RISK_PRESETS.strict, limits } })
}

/** Bought at $100; exits are at $100 and their distance from it. */
function held(product: number, lines: readonly ExitLine[], waiting = false): PositionRow {
  return {
    ...{ run: 0, product, quantity: '1', averageCost: '100', costBasis: '100', price: '100' },
    ...{ marketValue: '100', profit: '0', profitRatio: 0, held: 0 },
    exits: { lines, timeStopAt: undefined, reason: '', waiting },
  }
}

const stop = (rule: ExitLine['rule'], distance: number): ExitLine => exitLine(rule, 100, distance)

describe('the stop gauge', () => {
  it('names the stop nearest to its price, and how much of the way is gone', () => {
    const rows = [held(0, [stop('stop-loss', -0.04)]), held(1, [stop('trailing-stop', -0.01)])]
    const gauge = nearestStop(agent(), rows, PRODUCTS)
    expect(gauge).toMatchObject({ text: 'SOL stop 1.00 % away', product: 1 })
    expect(gauge?.used).toBeCloseTo((1 / 0.98 - 1 / 0.99) / (1 / 0.98 - 1))
  })

  it('is empty where the way begins, and full at the stop', () => {
    const used = (line: ExitLine) => nearestStop(agent(), [held(0, [line])], PRODUCTS)?.used
    expect(used(stop('trailing-stop', -0.02))).toBeCloseTo(0)
    expect(used(stop('product-drawdown', 0))).toBe(1)
    expect(used(stop('stop-loss', -0.3))).toBeCloseTo(0)
    // Set above the cost, where no way to it began.
    expect(used({ ...stop('stop-loss', -0.01), level: 11_000 })).toBeGreaterThan(0.7)
    expect(nearestStop(agent(), [held(0, [stop('stop-loss', 0.01)])], PRODUCTS)?.text).toBe('BTC at its stop')
  })

  it('knows limits of the whole run, but neither quotas nor targets', () => {
    expect(nearestStop(agent(), [held(0, [stop('take-profit', 0.001)])], PRODUCTS)).toBeUndefined()
    expect(nearestStop(agent({ daily: 0.75, drawdown: 0.5 }), [], PRODUCTS)).toMatchObject({
      ...{ text: 'daily loss: 0.75 % left', used: 0.75, product: undefined },
    })
    expect(nearestStop(agent({ drawdown: 0.5 }), [], PRODUCTS)?.text).toBe('drawdown: 5.00 % left')
    const stopped = [held(0, [stop('trailing-stop', -0.02)])]
    expect(nearestStop(agent({ daily: 0 }), stopped, PRODUCTS)?.text).toBe('BTC stop 2.00 % away')
    expect(nearestStop(agentRow(0), [], PRODUCTS)).toBeUndefined()
  })

  it('says when a sale waits, and when buying has stopped', () => {
    const waits = held(1, [], true)
    expect(nearestStop(agent(), [waits], PRODUCTS)).toMatchObject({
      ...{ text: 'SOL sale waits for a fresh price', used: 1, product: 1 },
    })
    expect(nearestStop(agent({}, 'Daily loss.'), [waits], PRODUCTS)).toMatchObject({ product: undefined })
  })

  it('finds who is nearest to a stop among those on show', () => {
    const gauge = (used: number, product: number | undefined) => ({ text: '', used, product })
    const gauges = new Map([
      [0, gauge(0.9, undefined)],
      [1, gauge(0.2, 0)],
      [2, gauge(0.6, 1)],
      [3, undefined],
    ])
    const agents = [0, 1, 2, 3].map((run) => agentRow(run))
    expect(nearestToStop(gauges, agents)).toBe(2)
    expect(nearestToStop(gauges, agents.slice(0, 2))).toBe(1)
    expect(nearestToStop(gauges, agents.slice(0, 1))).toBeUndefined()
  })
})

describe('a sale by a stop', () => {
  const sale = (id: number, time: number, change: Partial<TradeRow> = {}): TradeRow => {
    return { ...trade(id), time, side: 'sell', product: 1, by: 'Trailing stop', ...change }
  }

  it('is news for seconds of the wall’s clock, the last one of each agent', () => {
    const trades = [sale(1, 1000), sale(2, 9000), sale(3, 9500, { run: 1 }), sale(4, 9900, { by: undefined })]
    const ids = (matchTime: number, speed: number) => {
      return [...freshSales(trades, matchTime, speed).values()].map(({ id }) => id).sort()
    }
    expect(ids(10_000, 1)).toEqual([2, 3])
    expect(ids(15_300, 1)).toEqual([3])
    expect(ids(100_000, 1)).toEqual([])
    expect(ids(100_000, 60)).toEqual([2, 3])
  })

  it('is told with a rough quantity', () => {
    const told = (quantity: string) => saleText(sale(1, 0, { quantity }), PRODUCTS)
    expect(told('308.27141341')).toBe('Trailing stop sold 308 SOL')
    expect(told('152740.5')).toBe('Trailing stop sold 152,741 SOL')
    expect(told('0.55554166')).toBe('Trailing stop sold 0.556 SOL')
    expect(told('0.00000012')).toBe('Trailing stop sold 0.00000012 SOL')
  })
})
