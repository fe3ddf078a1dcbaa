import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RiskRules } from '$lib/core/risk-rules'
import type { RiskVerdict } from '$lib/engine/stages/risk/verdict'
import type { DeskSettings, RiskDesk } from '../../fixtures/risk-context'
import { riskRules } from '../../fixtures/risk-arbitraries'
import { spec } from '../../fixtures/synthetic-match'
import { drawnCloses, oracleOf, tailDesk } from '../../fixtures/tail-desk'

const PRODUCTS = [
  spec('AAA-USD', '0.01', '0.001'),
  spec('BBB-USD', '0.01', '0.001'),
  spec('CCC-USD', '0.01', '1'),
]
const UNIT = 1000
const RUNS = { numRuns: 120 }

/** Closes of three products, some young, some that never moved; what is held, and what is wanted. */
const scenes = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  minutes: fc.constantFrom(0, 20, 61, 90, 150),
  together: fc.constantFrom(0, 0.5, 1),
  young: fc.option(fc.nat(2), { nil: undefined }),
  flat: fc.option(fc.nat(2), { nil: undefined }),
  held: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
  bought: fc.nat(2),
  wish: fc.integer({ min: 1, max: 4000 }),
  basisPoints: fc.constantFrom(0, 60),
})
type Scene = typeof scenes extends fc.Arbitrary<infer Value> ? Value : never

const settings = riskRules(['riskModel', 'riskWindow', 'tailRiskLevel', 'tailRiskHorizon', 'tailRiskAction'])

function closesOf({ seed, minutes, together, young, flat }: Scene): number[][] {
  return drawnCloses(seed, minutes + 1, 3, 40, together).map((closes, product) => {
    if (product === flat) return closes.map(() => 1_000_000)
    return product === young
      ? closes.map((close, index) => (index < closes.length - 30 ? Number.NaN : close))
      : closes
  })
}

function deskOf(rules: RiskRules, scene: Scene): RiskDesk {
  const desk: DeskSettings = { products: PRODUCTS, basisPoints: scene.basisPoints }
  const trader = tailDesk(rules, closesOf(scene), desk)
  scene.held.forEach((units, product) => {
    const quantity = units * UNIT
    if (quantity > 0 && trader.account.canBuy(product as never, quantity)) trader.trade(product, quantity)
  })
  return trader.decide()
}

function figureOf(verdict: RiskVerdict): number {
  return verdict.verdict === 'approved' ? 0 : verdict.reason.figure
}

describe('limits that rest on returns', () => {
  const limits = riskRules([
    'tailRiskBasisPoints',
    'volatilityTargetBasisPoints',
    'correlatedExposureBasisPoints',
  ])

  it('[T7] never say NaN, let sales pass, and leave of a purchase what they would leave again', () => {
    fc.assert(
      fc.property(scenes, limits, settings, (scene, limit, how) => {
        const trader = deskOf({ ...limit, ...how }, scene)
        const verdict = trader.assess(scene.bought, scene.wish)
        for (const figure of [figureOf(verdict), ...trader.report().gauges.map((gauge) => gauge.figure)]) {
          expect(figure >= 0 && figure <= Number.MAX_SAFE_INTEGER).toBe(true)
        }
        if (verdict.verdict === 'resized') {
          expect(trader.judge(scene.bought, verdict.proposal.change)).toBe('approved')
        }
        const held = trader.holding(scene.bought)
        if (held > 0) expect(trader.judge(scene.bought, -held)).toBe('approved')
        expect(trader.judge(scene.bought, 0)).toBe('approved')
      }),
      RUNS,
    )
  })

  it('[T7] cut to the most units: one more is too many, wherever the portfolio was within the limit', () => {
    const one = fc.constantFrom(
      'tailRiskBasisPoints',
      'volatilityTargetBasisPoints',
      'correlatedExposureBasisPoints',
    )
    let cuts = 0
    fc.assert(
      fc.property(
        scenes,
        one,
        fc.double({ min: 0.1, max: 0.95, noNaN: true }),
        settings,
        (scene, field, part, how) => {
          const rules = { ...how, tailRiskAction: 2 }
          const whole = figureOf(deskOf({ ...rules, [field]: 1 }, scene).assess(scene.bought, scene.wish))
          const most = Math.min(Math.max(Math.floor(whole * part), 1), 10_000)
          const trader = deskOf({ ...rules, [field]: most }, scene)
          const verdict = trader.assess(scene.bought, scene.wish)
          if (verdict.verdict === 'approved' || verdict.reason.threshold !== most) return
          const left = verdict.verdict === 'resized' ? verdict.proposal.change : 0
          const isWithin = trader.report().gauges.every(({ figure }) => figure <= most)
          if (left === 0 && !isWithin) return
          cuts += 1
          expect(trader.judge(scene.bought, left + 1)).not.toBe('approved')
        },
      ),
      RUNS,
    )
    expect(cuts).toBeGreaterThan(20)
  })

  it('[T4][T5][T8][T9] judge by the figures the formulas give, or by more', () => {
    const models = fc.record({
      riskModel: fc.constantFrom(1, 2, 3),
      riskWindow: fc.constantFrom(60, 80, 200),
    })
    fc.assert(
      fc.property(scenes, models, (scene, how) => {
        const rules = {
          ...how,
          ...{ tailRiskBasisPoints: 1, volatilityTargetBasisPoints: 1, correlatedExposureBasisPoints: 1 },
        }
        const closes = closesOf(scene)
        const trader = deskOf(rules, scene)
        const { account } = trader
        const values = PRODUCTS.map((_, product) => account.positionValue(product as never))
        const oracle = oracleOf(rules, closes)
        const gauges = trader.report().gauges
        const told = (rule: string): number =>
          Math.max(...gauges.filter((each) => each.rule === rule).map(({ figure }) => figure))
        const scale = 10_000 / account.equity
        const near = (figure: number, wanted: number): void => {
          expect(Math.abs(figure - wanted)).toBeLessThanOrEqual(1e-7 * Math.max(wanted, 1))
        }
        near(told('tail-risk'), oracle.tailValueAtRisk(values) * scale)
        near(told('volatility-target'), oracle.yearlyDeviation(values) * scale)
        const held = values.flatMap((value, product) => (value > 0 ? [product] : []))
        if (held.length === 0) return
        near(
          told('correlated-exposure'),
          Math.max(...held.map((product) => oracle.correlated(values, product))) * scale,
        )
      }),
      RUNS,
    )
  })
})
