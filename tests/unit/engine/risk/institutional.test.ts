import { describe, expect, it } from 'vitest'
import { RISK_PRESETS, riskSettings } from '$lib/core/risk-rules'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { demoBars, demoSpec } from '$lib/feeds/demo/demo-bars'
import { ListGrid } from '../../../fixtures/list-grid'

const DAY = 86_400_000
const FROM = Date.UTC(2025, 0, 1)
const IDS = ['BTC-USD', 'SOL-USD', 'FARTCOIN-USD', 'ETH-USD'] as const
const WHOLE = 10_000

/** A day and a minute of the demo market. */
function demoGrid(day: number): ListGrid {
  const range = { from: FROM + day * DAY, to: FROM + (day + 1) * DAY + 60_000 }
  const columns = IDS.map((id) => {
    const spec = demoSpec(id)
    if (!spec.ok) throw new Error(spec.error)
    return [...demoBars({ spec: spec.value, granularity: 60, range, seed: 'lab' }).close]
  })
  return new ListGrid(columns)
}

describe('institutional limits on the demo market', () => {
  const { tailRiskBasisPoints = 0, volatilityTargetBasisPoints = 0 } = RISK_PRESETS.institutional
  const estimate = new PortfolioEstimate(riskSettings(RISK_PRESETS.institutional), IDS.length)
  /** Tail value at risk and yearly volatility, basis points of equity, of parts of equity in each product. */
  const of = (...parts: readonly number[]) => {
    const values = Float64Array.from(IDS, (_, at) => WHOLE * (parts[at] ?? 0))
    return { tail: estimate.tailValueAtRisk(values), volatility: estimate.yearlyDeviation(values) }
  }

  it.each([0, 7, 19])('bind where the tail is large, and leave room where it is not: day %i', (day) => {
    estimate.update(demoGrid(day))
    const bitcoin = of(1)
    expect(bitcoin.tail).toBeLessThan(tailRiskBasisPoints)
    expect(bitcoin.volatility).toBeLessThan(volatilityTargetBasisPoints)
    expect(of(0, 1).tail).toBeGreaterThan(tailRiskBasisPoints)
    expect(of(0, 0.5).tail).toBeLessThan(tailRiskBasisPoints)
    expect(of(0, 0, 0.5).tail).toBeGreaterThan(tailRiskBasisPoints)
    expect(of(0.3, 0.2, 0, 0.3).tail).toBeLessThan(tailRiskBasisPoints)
    expect(of(0, 1).volatility).toBeGreaterThan(volatilityTargetBasisPoints)
  })
})
