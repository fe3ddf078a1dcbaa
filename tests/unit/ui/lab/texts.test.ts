import { describe, expect, it } from 'vitest'
import { areaPath, curveScale, linePath, reachOf, valueAt } from '$lib/ui/lab/curve-path'
import { commonExtent, parseDay, rangeText } from '$lib/ui/lab/dataset-text'
import { checkDownload, effortText } from '$lib/ui/lab/download-form'
import {
  anyPriceText,
  anyQuantityText,
  dollarsText,
  signedDollars,
  statisticText,
  toneOf,
} from '$lib/ui/lab/figure-text'
import { firstParameters } from '$lib/ui/lab/first-parameters'
import { heatColor, typicalMost, yearRows } from '$lib/ui/lab/heat'
import { lineNumbers, lineOfProblem, lineSpan } from '$lib/ui/lab/own-text'
import { doneShare } from '$lib/ui/lab/progress-text'
import { pathOfSection, sectionOf } from '$lib/ui/lab/section'
import { luckText } from '$lib/ui/lab/sweep-text'
import { verdictText } from '$lib/ui/lab/verdict-text'
import { fakeSweep } from '../../../fixtures/fake-lab-results'
import { dataset } from '../../../fixtures/fake-lab-client'
import { request } from './requests'

const curve = (...value: number[]): { time: Float64Array; value: Float64Array } => ({
  time: Float64Array.from(value, (_, index) => index * 1000),
  value: Float64Array.from(value),
})

describe('statistics', () => {
  it('are written in their unit, gains with their sign', () => {
    expect(statisticText({ key: 'total-return', value: 0.0184, unit: 'fraction' })).toBe('+1.84 %')
    expect(statisticText({ key: 'max-drawdown', value: 0.2, unit: 'fraction' })).toBe('20.00 %')
    expect(statisticText({ key: 'skew', value: -0.314, unit: 'ratio' })).toBe('−0.31')
    expect(statisticText({ key: 'expectancy', value: -3.5, unit: 'usd' })).toBe('−$3.50')
    expect(statisticText({ key: 'average-holding', value: 72, unit: 'hours' })).toBe('3.0 d')
    expect(statisticText({ key: 'trades', value: 12_345, unit: 'count' })).toBe('12,345')
  })

  it('never write what is not defined as a figure', () => {
    expect(statisticText({ key: 'sharpe', value: NaN, unit: 'ratio' })).toBe('n/a')
    expect(statisticText({ key: 'profit-factor', value: Infinity, unit: 'ratio' })).toBe('∞')
    expect(toneOf({ key: 'sharpe', value: NaN })).toBe(0)
    expect(toneOf({ key: 'total-return', value: -0.1 })).toBe(-1)
    expect(toneOf({ key: 'fees', value: 10 })).toBe(0)
  })

  it('show money and prices of any size', () => {
    expect(dollarsText(-1204.774)).toBe('−$1,204.77')
    expect(signedDollars(5)).toBe('+$5.00')
    expect(anyPriceText(0.0000041234)).toBe('0.000004123')
    expect(anyPriceText(91_234.5)).toBe('91,234.50')
    expect(anyQuantityText(1.5)).toBe('1.5')
    expect(anyQuantityText(96_410.25)).toBe('96,410')
  })
})

describe('datasets', () => {
  it('name first and last day', () => {
    expect(rangeText({ from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 1, 1) })).toBe(
      '2025-01-01 – 2025-01-31',
    )
    expect(rangeText({ from: Date.UTC(2025, 0, 31), to: Date.UTC(2025, 1, 1) })).toBe('2025-01-31')
  })

  it('have in common what all have', () => {
    const early = dataset({
      ranges: [
        { from: 0, to: 100 },
        { from: 200, to: 300 },
      ],
    })
    expect(commonExtent([early, dataset({ ranges: [{ from: 50, to: 250 }] })])).toEqual({ from: 50, to: 250 })
    expect(commonExtent([early, dataset({ ranges: [{ from: 400, to: 500 }] })])).toBeUndefined()
    expect(commonExtent([early, dataset({ ranges: [] })])).toBeUndefined()
    expect(commonExtent([])).toBeUndefined()
  })

  it('take days of the calendar only', () => {
    expect(parseDay('2024-02-29')).toBe(Date.UTC(2024, 1, 29))
    expect(parseDay('2025-02-29')).toBeUndefined()
    expect(parseDay('29.02.2024')).toBeUndefined()
  })
})

describe('a download', () => {
  const year = { product: 'btc', granularity: 60, from: '2024-01-01', to: '2024-12-30' } as const

  it('says what a year of minutes takes', () => {
    const checked = checkDownload(year, Date.UTC(2025, 0, 1))
    if (!checked.ok) throw new Error('it is in order')
    expect(checked.value.product).toBe('BTC-USD')
    expect(effortText(checked.value)).toBe('1,752 requests for at most 525,600 bars, about 7 min.')
  })

  it('asks for nothing that has not been yet', () => {
    const now = Date.UTC(2024, 5, 1, 12, 0, 30)
    const checked = checkDownload(year, now)
    expect(checked.ok && checked.value.range.to).toBe(Date.UTC(2024, 5, 1, 12, 0))
    expect(checkDownload({ ...year, from: '2024-06-02' }, now)).toEqual({
      ok: false,
      error: { from: 'That day is still to come.' },
    })
    expect(checkDownload({ ...year, product: 'B T C / €' }, now).ok).toBe(false)
  })
})

describe('curves', () => {
  it('leave gaps where there is no value', () => {
    const holed = curve(0, 1, NaN, 1, 0)
    const scale = curveScale(holed, 0, { width: 4, height: 10 })
    if (scale === undefined) throw new Error('it can be drawn')
    expect(linePath(holed, scale)).toBe('M0.0 10.0L1.0 0.0M3.0 0.0L4.0 10.0')
    expect(areaPath(holed, 0, scale).match(/Z/g)).toHaveLength(2)
  })

  it('are not drawn out of a single point, nor out of nothing', () => {
    expect(curveScale(curve(1), 0, { width: 1, height: 1 })).toBeUndefined()
    expect(curveScale(curve(NaN, NaN), 0, { width: 1, height: 1 })).toBeUndefined()
    expect(reachOf(curve(NaN))).toBeUndefined()
  })

  it('stand at their last value', () => {
    expect(valueAt(curve(5, 6, 7), 1500)).toEqual({ time: 1000, value: 6 })
    expect(valueAt(curve(5, 6, 7), -1)).toBeUndefined()
    expect(valueAt(curve(5, 6, 7), 9999)?.value).toBe(7)
  })
})

describe('heat', () => {
  it('grows with the size and tells the signs apart', () => {
    expect(heatColor(1, 1)).toContain('--up) 46%')
    expect(heatColor(-0.5, 1)).toContain('--down) 23%')
    expect(heatColor(NaN, 1)).toBe('var(--panel)')
    expect(heatColor(0, 0)).toBe('var(--panel)')
    expect(typicalMost([])).toBe(0)
  })

  it('puts months into years that compound', () => {
    const rows = yearRows([
      { year: 2024, month: 12, return: 0.1 },
      { year: 2025, month: 1, return: 0.1 },
      { year: 2025, month: 3, return: -0.5 },
    ])
    expect(rows.map(({ year, total }) => `${year} ${total.toFixed(3)}`)).toEqual([
      '2024 0.100',
      '2025 -0.450',
    ])
    expect(rows[1]?.months.slice(0, 3)).toEqual([0.1, undefined, -0.5])
  })
})

describe('words', () => {
  it('hold the best of a sweep against luck', () => {
    const report = fakeSweep(request())
    expect(luckText(report)).toBe(
      'The best of 4 tries. Luck alone would show a Sharpe ratio of about 1.90; chance that this is skill: 31 %.',
    )
    const lost = report.rows.map((row) => ({ ...row, totalReturn: -0.1 }))
    expect(luckText({ ...report, rows: lost })).toBe('The best of 4 tries. None of them earned anything.')
    expect(luckText({ ...report, deflatedSharpe: NaN, expectedBest: NaN })).toBe(
      'The best of 4 tries. Whether this is skill cannot be said from so little.',
    )
  })

  it('say what a verification found', () => {
    expect(verdictText({ status: 'verified', rows: 129_600, milliseconds: 1, digest: '' })).toBe(
      'VERIFIED — 129,600 bars re-run from the log, same result',
    )
    expect(verdictText({ status: 'diverged', at: 6, expected: 'a', got: 'b' })).toMatch(
      /^DIVERGED at record 7 of the log/,
    )
  })

  it('find the line a complaint is about', () => {
    expect(lineOfProblem('Line 12: x is not defined.')).toBe(12)
    expect(lineOfProblem('It is in a straight line.')).toBeUndefined()
    expect(lineNumbers('a\nb\n')).toBe('1\n2\n3')
    expect(lineSpan('ab\ncde\nf', 2)).toEqual({ from: 3, to: 6 })
    expect(lineSpan('ab', 9)).toEqual({ from: 0, to: 2 })
  })

  it('tell no share of nothing', () => {
    expect(doneShare({ done: 1, of: 0 })).toBeUndefined()
    expect(doneShare({ done: 3, of: 4 })).toBe(0.75)
  })
})

describe('the address', () => {
  it('names the section on show, the backtest without a word', () => {
    expect(pathOfSection('backtest')).toBe('/lab')
    for (const section of ['backtest', 'sweep', 'data'] as const) {
      expect(sectionOf(pathOfSection(section).split('?')[1] ?? '')).toBe(section)
    }
    expect(sectionOf('section=nothing&x=1')).toBe('backtest')
  })
})

describe('first parameters', () => {
  const spec = (name: string, initial: number, max: number) => {
    return { name, label: name, help: '', min: 1, max, step: 1, initial }
  }
  const cross = {
    ...{ id: 'sma-cross', name: 'SMA cross', summary: '', family: 'classic' as const },
    parameters: [spec('fast', 10, 2000), spec('slow', 30, 5000)],
  }

  it('look back hours on bars of minutes, and are the usual ones on longer bars', () => {
    expect(firstParameters(cross, 60)).toEqual({ fast: '240', slow: '1440' })
    expect(firstParameters(cross, 900)).toEqual({ fast: '16', slow: '96' })
    expect(firstParameters(cross, 86_400)).toEqual({})
    expect(firstParameters(cross, undefined)).toEqual({})
    expect(firstParameters({ ...cross, id: 'buy-and-hold', parameters: [] }, 60)).toEqual({})
  })

  it('are left alone where they would not be allowed', () => {
    const short = { ...cross, parameters: [spec('fast', 10, 100)] }
    expect(firstParameters(short, 60)).toEqual({})
  })
})
