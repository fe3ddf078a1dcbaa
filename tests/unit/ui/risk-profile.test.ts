import { describe, expect, it } from 'vitest'
import { riskSettings } from '$lib/core/risk-rules'
import {
  dollarsText,
  estimateText,
  figuresOf,
  ofEquityText,
  partText,
  tailGauge,
} from '$lib/ui/risk/profile-words'
import type { RiskProfile } from '$workers/api/risk'

const PROFILE: RiskProfile = {
  settings: riskSettings({ riskModel: 2 }),
  ...{
    equity: 100_000,
    cash: 40_000,
    exposure: 60_000,
    valueAtRisk: 2000,
    tailValueAtRisk: 3100,
    limit: 500,
  },
  ...{ volatility: 0.61, drawdown: 0.012, maxDrawdown: 0.05, returns: 1440 },
  ...{ holdings: [], correlations: [], notes: [] },
}
const shown = (profile: RiskProfile) =>
  figuresOf(profile).map(({ label, value, aside }) => [label, value, aside])

describe('a risk profile in words', () => {
  it('puts the tail first, each figure beside what it is a part of', () => {
    expect(shown(PROFILE)).toEqual([
      ['Tail value at risk', '$3,100.00', '3.10 % of equity'],
      ['Value at risk', '$2,000.00', '2.00 % of equity'],
      ['Exposure', '$60,000.00', '60.00 % of equity'],
      ['Cash', '$40,000.00', 'of $100,000.00 equity'],
      ['Volatility', '61.0 %', 'in a year'],
      ['Drawdown', '1.20 %', 'at worst 5.00 %'],
    ])
    expect(figuresOf(PROFILE)[0]?.definition).toContain('within 1 h in the worst 1 % of cases')
    expect(estimateText(PROFILE)).toBe('EWMA, 99 %, 1 h ahead, fading over 1,440 returns')
    const normal = { ...PROFILE, settings: { ...PROFILE.settings, model: 'normal' } } as const
    expect(estimateText(normal)).toBe('normal, 99 %, 1 h ahead, from up to 1,440 returns')
  })

  it('never shows what is not a number', () => {
    const unknown = {
      ...PROFILE,
      volatility: Number.NaN,
      equity: 0,
      cash: 0,
      exposure: 5,
      tailValueAtRisk: 5,
    }
    expect(JSON.stringify(shown(unknown))).not.toMatch(/NaN|Infinity/)
    expect(shown(unknown)[4]).toEqual(['Volatility', '–', 'not known'])
    expect(shown({ ...unknown, exposure: 0 })[4]).toEqual(['Volatility', '–', 'no position'])
    expect(ofEquityText(5, unknown)).toBe('more than all equity')
    expect([dollarsText(Number.NaN), partText(Number.POSITIVE_INFINITY), partText(-0.25)]).toEqual([
      '–',
      '–',
      '−25.00 %',
    ])
  })

  it('measures the tail against its limit', () => {
    expect(tailGauge({ ...PROFILE, limit: undefined })).toBeUndefined()
    const within = tailGauge(PROFILE)
    expect(within).toMatchObject({ state: 'within', text: '3.10 % of equity, limit 5 %', mark: 0.8 })
    expect(within?.share).toBeCloseTo(0.496, 12)
    expect(tailGauge({ ...PROFILE, tailValueAtRisk: 4100 })).toMatchObject({ state: 'near' })
    expect(tailGauge({ ...PROFILE, tailValueAtRisk: 5000 })).toMatchObject({ state: 'near' })
    expect(tailGauge({ ...PROFILE, tailValueAtRisk: 10_000 })).toMatchObject({
      state: 'above',
      share: 1,
      mark: 0.5,
    })
    expect(tailGauge({ ...PROFILE, equity: 0 })).toMatchObject({ state: 'above', share: 1 })
  })
})
