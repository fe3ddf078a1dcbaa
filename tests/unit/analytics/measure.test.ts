import { describe, expect, it } from 'vitest'
import { DEFINITIONS } from '$lib/analytics/definitions'
import { tearSheet } from '$lib/analytics/measure'
import { quickStatistics } from '$lib/analytics/quick-statistics'
import type { StatisticKey, TearSheet } from '$lib/analytics/tear-sheet'
import { DAY, fillColumns, productPrices, runOf } from './run-fixture'

const valueOf = ({ statistics }: TearSheet, key: StatisticKey): number =>
  statistics.find((row) => row.key === key)?.value ?? Infinity

/** Two years of days: up 1 % and down ½ % in turn, half in the market. */
function years() {
  let level = 1000
  const equity = Float64Array.from({ length: 730 }, (_, day) => (level *= day % 2 === 0 ? 1.01 : 0.995))
  const exposure = equity.map((value, day) => (day % 2 === 0 ? value / 2 : 0))
  const bars = Array.from(equity, (value): [number, number, number] => [value, value, value])
  const run = runOf({ equity, exposure, granularity: 86_400, prices: [productPrices('BTC-USD', bars)] })
  const fills = fillColumns(
    [
      { row: 0, side: 1, quantity: 10, price: 10, fee: 0.25, slippage: 1 },
      { row: 729, side: -1, quantity: 10, price: 11, fee: 0.25, slippage: 2 },
    ],
    run.time,
  )
  return { ...run, fills, benchmark: equity.map((value, day) => (day % 2 === 0 ? value : value + 1)) }
}

describe('a tear sheet', () => {
  const sheet = tearSheet(years())

  it('has every statistic once, with its label, its definition and its unit', () => {
    expect(sheet.statistics.map(({ key }) => key)).toEqual(Object.keys(DEFINITIONS))
    for (const { label, definition, unit, value } of sheet.statistics) {
      expect(label).toMatch(/^[A-Z]/)
      expect(definition).toMatch(/^[A-Z].*\.$/)
      expect(['fraction', 'usd', 'ratio', 'count', 'days', 'hours']).toContain(unit)
      expect(value).not.toBe(Infinity)
    }
  })

  it('annualises by days of a year of 365', () => {
    const growth = (1.01 * 0.995) ** 365
    expect(sheet.sampling).toBe(86_400)
    expect(valueOf(sheet, 'total-return')).toBeCloseTo(growth - 1, 9)
    expect(valueOf(sheet, 'cagr')).toBeCloseTo(Math.sqrt(growth) - 1, 9)
    const deviation = 0.0075 * Math.sqrt(730 / 729)
    expect(valueOf(sheet, 'volatility')).toBeCloseTo(deviation * Math.sqrt(365), 9)
    expect(valueOf(sheet, 'sharpe')).toBeCloseTo((0.0025 / deviation) * Math.sqrt(365), 9)
    expect(valueOf(sheet, 'sortino')).toBeCloseTo((0.0025 / (0.005 * Math.SQRT1_2)) * Math.sqrt(365), 9)
    expect(valueOf(sheet, 'max-drawdown')).toBeCloseTo(0.005, 12)
    expect(valueOf(sheet, 'calmar')).toBeCloseTo((Math.sqrt(growth) - 1) / 0.005, 6)
    expect(valueOf(sheet, 'skew')).toBeCloseTo(0, 9)
    expect(valueOf(sheet, 'kurtosis')).toBeCloseTo(-2, 9)
    expect(valueOf(sheet, 'var-95')).toBeCloseTo(0.005, 12)
    expect(valueOf(sheet, 'tvar-99')).toBeCloseTo(0.005, 12)
  })

  it('has the trades and what they took', () => {
    expect(valueOf(sheet, 'trades')).toBe(1)
    expect(sheet.trades).toMatchObject([{ pnl: 9.5, fees: 0.5, open: false }])
    expect(valueOf(sheet, 'fees')).toBe(0.5)
    expect(valueOf(sheet, 'slippage')).toBe(3)
    expect(valueOf(sheet, 'time-in-market')).toBe(0.5)
    const equity = years().equity
    const mean = equity.reduce((total, value) => total + value, 0) / equity.length
    expect(valueOf(sheet, 'turnover')).toBeCloseTo(105 / mean / 2, 12)
  })

  it('has curves, months and a distribution', () => {
    expect(sheet.equity.value).toHaveLength(730)
    expect(Math.min(...sheet.drawdown.value)).toBeCloseTo(-0.005, 12)
    expect(Math.max(...sheet.drawdown.value)).toBe(0)
    expect(Math.max(...sheet.exposure.value)).toBeCloseTo(0.5, 12)
    expect(sheet.rollingDays).toBe(90)
    expect(sheet.months).toHaveLength(24)
    const grown = sheet.months.reduce((level, { return: change }) => level * (1 + change), 1)
    expect(grown - 1).toBeCloseTo(valueOf(sheet, 'total-return'), 9)
    expect(sheet.distribution.counts.reduce((sum, count) => sum + count, 0)).toBe(730)
  })

  it('says when the largest drawdown was', () => {
    const row = sheet.statistics.find(({ key }) => key === 'max-drawdown')
    const { peak = 0, trough = 0, recovered = 0 } = row?.dates ?? {}
    expect(trough - peak).toBe(DAY)
    expect(recovered - trough).toBe(DAY)
  })

  it('against itself has beta one and no alpha', () => {
    const run = years()
    const itself = tearSheet({ ...run, benchmark: run.equity })
    expect(valueOf(itself, 'beta')).toBeCloseTo(1, 12)
    expect(valueOf(itself, 'alpha')).toBeCloseTo(0, 12)
    expect(valueOf(itself, 'benchmark-return')).toBe(valueOf(itself, 'total-return'))
  })

  it('agrees with the quick statistics', () => {
    const { equity, time, granularity } = years()
    const quick = quickStatistics({ equity, time, granularity, initial: 1000 })
    expect(quick.samples).toBe(730)
    expect(quick.sampling).toBe(86_400)
    const keys = {
      totalReturn: 'total-return',
      sharpe: 'sharpe',
      sortino: 'sortino',
      calmar: 'calmar',
      maxDrawdown: 'max-drawdown',
    } as const
    for (const [field, key] of Object.entries(keys)) expect(quick).toHaveProperty(field, valueOf(sheet, key))
    expect(quick).toMatchObject({ skew: valueOf(sheet, 'skew'), kurtosis: valueOf(sheet, 'kurtosis') })
  })
})

describe('a run that says little', () => {
  it('without a trade has no figures but those that are so', () => {
    const sheet = tearSheet(runOf({ rows: 100 }))
    const known = sheet.statistics.filter(({ value }) => !Number.isNaN(value))
    expect(Object.fromEntries(known.map(({ key, value }) => [key, value]))).toEqual({
      ...{ 'total-return': 0, 'benchmark-return': 0, volatility: 0, 'max-drawdown': 0 },
      ...{ 'var-95': 0, 'tvar-95': 0, 'var-99': 0, 'tvar-99': 0 },
      ...{ trades: 0, fees: 0, slippage: 0, turnover: 0, 'time-in-market': 0 },
    })
    expect(sheet.distribution.counts).toEqual([100])
    expect(sheet.rollingDays).toBe(0)
  })

  it('of one bar, and of none, is a sheet too', () => {
    expect(tearSheet(runOf({ rows: 1 })).equity.value).toHaveLength(1)
    const empty = tearSheet(runOf({ rows: 0 }))
    expect(empty.equity.value).toHaveLength(0)
    expect(empty.months).toEqual([])
    expect(valueOf(empty, 'total-return')).toBeNaN()
  })

  it('that lost all ends its returns there', () => {
    const equity = new Float64Array(100)
    equity.fill(500, 0, 30)
    const sheet = tearSheet(runOf({ equity }))
    expect(valueOf(sheet, 'total-return')).toBe(-1)
    expect(valueOf(sheet, 'max-drawdown')).toBe(1)
    expect(valueOf(sheet, 'sharpe')).toBeLessThan(0)
    expect(valueOf(sheet, 'cagr')).toBeNaN()
  })
})
