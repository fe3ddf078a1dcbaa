import { describe, expect, it } from 'vitest'
import { FAN_PARTS } from '$lib/analytics/monte-carlo/types'
import {
  axisTicks,
  binWords,
  fanDrawing,
  fanWords,
  stepAfter,
  stepText,
  tableSteps,
  tailMarks,
} from '$lib/ui/lab/risk/fan-figure'
import { INITIAL_SIMULATION, checkSimulation } from '$lib/ui/lab/risk/simulation-form'
import { PARTS, figureRows, paceText, planText, shortSimulationText } from '$lib/ui/lab/risk/simulation-text'
import { pathOfSection, sectionOf } from '$lib/ui/lab/section'
import type { SimulationReport } from '$workers/api/lab'
import { fakeSimulation } from '../../../fixtures/fake-simulation'

const BOX = { width: 100, height: 50 }

function report(change: Partial<SimulationReport> = {}): SimulationReport {
  const settings = checkSimulation(INITIAL_SIMULATION)
  if (!settings.ok) throw new Error('the first form is wrong')
  return { ...fakeSimulation({ source: { type: 'run', id: 'r' }, settings: settings.value }), ...change }
}

describe('figures', () => {
  it('are given with their standard errors and as parts of equity', () => {
    const rows = figureRows(report())
    expect(rows.map(({ label }) => label)).toEqual([
      'Mean profit or loss',
      'Standard deviation',
      'VaR 95 %',
      'TVaR 95 %',
      'VaR 99 %',
      'TVaR 99 %',
      'Chance of a loss',
      'Chance of a drawdown of 1 %',
      'Chance of ruin, a fall of 50 %',
    ])
    expect(rows[0]).toEqual({
      label: 'Mean profit or loss',
      value: '+$3.40',
      error: '± $1.00',
      share: '0.00 %',
    })
    expect(rows[6]).toMatchObject({ value: '49.62 %', error: '± 0.16 %', share: '' })
  })

  it('tell a chance to the place in which its error is seen', () => {
    const rare = figureRows(
      report({ drawdown: { value: 0, error: 1e-5 }, ruin: { value: 3e-6, error: 1.7e-6 } }),
    )
    expect(rare[7]).toMatchObject({ value: '0.000 %', error: '± 0.001 %' })
    expect(rare[8]).toMatchObject({ value: '0.0003 %', error: '± 0.0002 %' })
    expect(figureRows(report({ ruin: { value: 0, error: 0 } }))[8]?.error).toBe('± 0.00000 %')
  })

  it('have no sign where they round to nothing', () => {
    expect(figureRows(report({ mean: -0.004 }))[0]?.value).toBe('$0.00')
    expect(figureRows(report({ mean: 0.004 }))[0]?.value).toBe('$0.00')
  })

  it('are never NaN, whatever is not known', () => {
    const odd = report({ mean: NaN, meanError: NaN, portfolio: { cash: 0, holdings: [] } })
    expect(JSON.stringify(figureRows(odd))).not.toMatch(/NaN|Infinity/)
    expect(paceText(report({ milliseconds: 0 }))).toBe('')
  })

  it('say what was simulated', () => {
    expect(planText(report())).toBe(
      '100,000 paths of 60 steps of 1 min, 1 h ahead: block bootstrap, mean block 30 rows, without drift.',
    )
    const settings = {
      ...report().settings,
      model: { type: 'gbm' },
      antithetic: true,
      drift: true,
      steps: 1,
    } as const
    expect(planText(report({ settings }))).toBe(
      '100,000 paths of 1 step of 1 min: geometric Brownian motion, antithetic pairs, with the returns’ mean.',
    )
    expect(paceText(report())).toBe('0.84 s, 119,000 paths a second')
    expect(shortSimulationText(report())).toMatch(
      /^100,000 paths simulated\. TVaR 99 % \$846\.36, ± \$3\.11\.$/,
    )
  })
})

describe('the fan', () => {
  it('counts parts as the lab does', () => {
    expect(PARTS).toEqual(FAN_PARTS)
  })

  it('fits its box, bands around the median', () => {
    const drawing = fanDrawing(report().fan, BOX)
    expect(drawing?.bands.map(({ label }) => label)).toEqual([
      '98 % of paths',
      '90 % of paths',
      '50 % of paths',
    ])
    const heights = [...(drawing?.bands[0]?.d ?? '').matchAll(/ (-?[\d.]+)/g)].map(([, y]) => Number(y))
    expect(Math.min(...heights)).toBeGreaterThan(0)
    expect(Math.max(...heights)).toBeLessThan(BOX.height)
    expect(drawing?.start).toBeCloseTo(BOX.height / 2, 6)
    expect(drawing?.last).toBe(60)
    expect(drawing?.x(30)).toBe(50)
  })

  it('draws a portfolio that cannot move, and nothing out of nothing', () => {
    const flat = PARTS.map(() => new Float64Array(3).fill(100))
    expect(fanDrawing(flat, BOX)?.median).not.toContain('NaN')
    expect(fanDrawing([], BOX)).toBeUndefined()
    expect(
      fanDrawing(
        PARTS.map(() => new Float64Array(3).fill(NaN)),
        BOX,
      ),
    ).toBeUndefined()
  })

  it('is told in words at every step', () => {
    expect(fanWords(report(), 0, 60)).toBe('At the start: $112,000.00.')
    expect(fanWords(report(), 30, 60)).toMatch(
      /^After 30 min: median \$112,000\.00, 90 % of paths between \$111,[\d.]+ and \$112,[\d.]+\.$/,
    )
    // Ends only: two points.
    expect(stepText(1, report(), 1)).toBe('1 h')
    expect(tableSteps(60, 12)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60])
    expect(tableSteps(1, 12)).toEqual([0, 1])
  })

  it('is walked by keys', () => {
    expect(stepAfter('ArrowRight', 60, 60)).toBe(60)
    expect(stepAfter('PageDown', 3, 60)).toBe(0)
    expect(stepAfter('End', 3, 60)).toBe(60)
    expect(stepAfter('a', 3, 60)).toBeUndefined()
  })

  it('has round numbers at its side', () => {
    expect(axisTicks(97, 203, 4)).toEqual([100, 120, 140, 160, 180, 200])
    expect(axisTicks(5, 5, 4)).toEqual([])
  })
})

describe('the histogram', () => {
  it('marks values at risk where they are, within the picture', () => {
    const marks = tailMarks(report())
    expect(marks.map(({ label }) => label)).toEqual(['VaR 95 %', 'TVaR 95 %', 'VaR 99 %', 'TVaR 99 %'])
    expect(marks[0]?.x).toBeCloseTo((4 - 1.645) / 8, 6)
    const [, beyond] = tailMarks(report({ histogram: { from: 0, width: 1, counts: [1] } }))
    expect(beyond?.x).toBe(0)
    // A portfolio that cannot move.
    const [still] = tailMarks(report({ histogram: { from: 0, width: 0, counts: [2000] } }))
    expect(still?.x).toBe(0.5)
  })

  it('says what a bar stands for', () => {
    const histogram = { from: -20, width: 10, counts: [500, 99_500] }
    expect(binWords(report({ histogram }), 0)).toBe('−$20.00 to −$10.00: 500 paths, 0.50 %')
  })
})

describe('the section', () => {
  it('has an address', () => {
    expect(pathOfSection('risk')).toBe('/lab?section=risk')
    expect(sectionOf('section=risk')).toBe('risk')
  })
})
