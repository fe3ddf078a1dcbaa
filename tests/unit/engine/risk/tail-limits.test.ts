import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import type { RiskManagementModel } from '$lib/engine/stages/risk/contract'
import { NullRisk } from '$lib/engine/stages/risk/null'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { TVaRInterceptor } from '$lib/engine/stages/risk/tvar-interceptor'
import { refuse, resize } from '$lib/engine/stages/risk/verdict'
import { DEFAULT_RISK_SETTINGS } from '$lib/core/risk-rules'
import { RiskDesk } from '../../../fixtures/risk-context'
import { drawnCloses, oracleOf, tailDesk } from '../../../fixtures/tail-desk'

const [AAA, BBB] = [0, 1]
const CLOSES = drawnCloses('tail limits', 200)
/** Of a minute: 0.001 of a price. */
const CALM = drawnCloses('calm', 200, 2, 1)
const CUT = { tailRiskAction: 2 } as const
const [CENTS_A = 0, CENTS_B = 0] = CLOSES.map((prices) => prices.at(-1) ?? 0)
const [LAST_A, LAST_B] = [CENTS_A / 100, CENTS_B / 100]

/** The same portfolio by the formulas as written, basis points of 100,000 dollars, spread and fee off. */
function figureOf(rules: RiskRules, units: readonly [number, number], off = 0): number {
  const values = [units[0] * LAST_A, units[1] * LAST_B]
  return (oracleOf(rules, CLOSES).tailValueAtRisk(values) / (100_000 - off)) * 10_000
}

describe('the limit on tail risk', () => {
  it.each([
    ['normal', {}],
    ['ewma', { riskModel: 2, riskWindow: 60 }],
    ['historical', { riskModel: 3 }],
    ['a window shorter than the data', { riskWindow: 100 }],
    ['another level and horizon', { tailRiskLevel: 9500, tailRiskHorizon: durationMs(30_000) }],
  ])('[T7] cancels a purchase that would pass it: %s', (_, settings) => {
    const rules = { tailRiskBasisPoints: 1, ...settings }
    const desk = tailDesk(rules, CLOSES)
    const verdict = desk.assess(AAA, 9)
    if (verdict.verdict !== 'refused') throw new Error('not refused')
    expect(verdict.reason).toMatchObject({ rule: 'tail-risk', threshold: 1 })
    expect(verdict.reason.figure).toBeCloseTo(figureOf(rules, [9, 0]), 9)
    expect(verdict.refusal).toEqual({ type: 'risk', ...verdict.reason })
  })

  it('[T7] looks at the whole portfolio after the fill, fee and spread off equity', () => {
    const rules = { tailRiskBasisPoints: 1 }
    const desk = tailDesk(rules, CLOSES, { basisPoints: 100 }).trade(BBB, 4)
    const spread = 500
    desk.quote(AAA, CENTS_A, CENTS_A - spread, CENTS_A + spread).decide()
    const off = 4 * LAST_B * 0.01 + 3 * (spread / 100 + (LAST_A + spread / 100) * 0.01)
    expect(desk.assess(AAA, 3)).toMatchObject({
      reason: { figure: expect.closeTo(figureOf(rules, [3, 4], off), 9) },
    })
  })

  it.each([1, 2, 3, 4])('[T7] cuts to the most units within it, under model %d', (riskModel) => {
    const wide = figureOf({ tailRiskBasisPoints: 1 }, [5, 0])
    const rules = { ...CUT, tailRiskBasisPoints: Math.floor(wide), riskModel }
    const desk = tailDesk(rules, CLOSES)
    const verdict = desk.assess(AAA, 9)
    if (verdict.verdict !== 'resized') throw new Error('not cut')
    const most = verdict.proposal.change
    expect([desk.judge(AAA, most), desk.judge(AAA, most + 1)]).toEqual(['approved', 'resized'])
    expect(verdict).toMatchObject({ asked: { change: 9 }, reason: { rule: 'tail-risk' } })
  })

  it('[T7] cuts to nothing by refusing', () => {
    expect(tailDesk({ ...CUT, tailRiskBasisPoints: 1 }, CLOSES).judge(AAA, 5)).toBe('tail-risk')
  })

  it('[T7] lets sales, exits and small purchases pass', () => {
    const desk = tailDesk({ tailRiskBasisPoints: 2 }, CLOSES).trade(AAA, 8)
    expect([desk.judge(AAA, -1), desk.judge(AAA, -8), desk.judge(AAA, 0)]).toEqual(Array(3).fill('approved'))
    expect(desk.judge(AAA, 1)).toBe('tail-risk')
    expect(tailDesk({ tailRiskBasisPoints: 200 }, CALM).judge(AAA, 9)).toBe('approved')
  })

  it('[T7] past the limit allows only what brings the portfolio back', () => {
    const hedge = [CLOSES[0] ?? [], (CLOSES[0] ?? []).map((close) => Math.round(1e12 / close))]
    const held = tailDesk({ tailRiskBasisPoints: 1 }, hedge).trade(AAA, 5)
    const [present] = held.report().gauges
    const limit = Math.floor((present?.figure ?? 0) / 3)
    for (const rules of [{ tailRiskBasisPoints: limit }, { ...CUT, tailRiskBasisPoints: limit }]) {
      const desk = tailDesk(rules, hedge).trade(AAA, 5)
      expect([desk.judge(AAA, 1), desk.judge(BBB, 4)]).toEqual(['tail-risk', 'approved'])
    }
  })

  it('[T2] takes what is too young, or never moved, for lost whole', () => {
    const young = [CLOSES[0] ?? [], (CLOSES[1] ?? []).slice(-60)]
    const flat = [CLOSES[0] ?? [], Array<number>(200).fill(1_000_000)]
    for (const closes of [young, flat, [CLOSES[0] ?? []]]) {
      const desk = tailDesk({ ...CUT, tailRiskBasisPoints: 1500 }, closes)
        .quote(BBB, 1_000_000)
        .decide()
      expect(desk.assess(BBB, 2)).toMatchObject({
        verdict: 'resized',
        reason: { figure: 2000 },
        proposal: { change: 1 },
      })
      expect(desk.judge(AAA, 5)).toBe('approved')
    }
    expect(
      tailDesk({ tailRiskBasisPoints: 1500 }, [CLOSES[0] ?? [], (CLOSES[1] ?? []).slice(-61)]).judge(BBB, 2),
    ).toBe('approved')
  })

  it('has a figure for an account that is worth nothing, and for a price that is not known', () => {
    const desk = tailDesk({ tailRiskBasisPoints: 10_000 }, CLOSES)
    desk.trade(AAA, 9).quote(AAA, 1)
    const broken = new RiskDesk(
      new TVaRInterceptor(new NullRisk(), 10_000, 'cut', new PortfolioEstimate(DEFAULT_RISK_SETTINGS, 2), 2),
    )
    expect(broken.assess(AAA, 1)).toMatchObject({ reason: { figure: Number.MAX_SAFE_INTEGER } })
    expect(desk.report().gauges).toEqual([
      { rule: 'tail-risk', figure: expect.any(Number), threshold: 10_000 },
    ])
    expect(desk.report().gauges[0]?.figure).not.toBeNaN()
  })
})

describe('TVaRInterceptor', () => {
  const estimate = (): PortfolioEstimate => new PortfolioEstimate(DEFAULT_RISK_SETTINGS, 2)
  const half: RiskManagementModel = {
    name: 'half',
    assess: (asked) =>
      resize(asked, Math.floor(asked.change / 2), { rule: 'half', figure: asked.change, threshold: 1 }),
  }
  const wrapped = (inner: RiskManagementModel, action: 'cut' | 'cancel', limit = 500): RiskDesk => {
    const desk = new RiskDesk(new TVaRInterceptor(inner, limit, action, estimate(), 2))
    return desk.quote(AAA, 10_000).quote(BBB, 10_000)
  }

  it('judges what the model it wraps leaves, and keeps what that cut', () => {
    expect(wrapped(half, 'cancel').assess(AAA, 100)).toMatchObject({
      verdict: 'resized',
      proposal: { change: 50 },
      earlier: [],
    })
    expect(wrapped(half, 'cancel').assess(AAA, 200)).toMatchObject({
      verdict: 'refused',
      asked: { change: 200 },
      reason: { rule: 'tail-risk', figure: 1000, threshold: 500 },
      earlier: [{ asked: { change: 200 }, proposal: { change: 100 }, reason: { rule: 'half' } }],
    })
    expect(wrapped(half, 'cut').assess(AAA, 200)).toMatchObject({
      verdict: 'resized',
      proposal: { change: 50 },
      earlier: [{ proposal: { change: 100 }, reason: { rule: 'half' } }],
    })
  })

  it('leaves a refusal to the model it wraps, and its own off purchases within the limit', () => {
    const never: RiskManagementModel = {
      name: 'never',
      assess: (asked) => refuse(asked, { rule: 'never', figure: 1, threshold: 0 }),
    }
    expect(wrapped(never, 'cut').judge(AAA, 1000)).toBe('never')
    expect(wrapped(new NullRisk(), 'cut').judge(AAA, 50)).toBe('approved')
  })

  it('passes on all that its model is told and asked', () => {
    const told: string[] = []
    const tell = (what: string) => (): void => void told.push(what)
    const inner: RiskManagementModel = {
      ...{
        name: 'inner',
        assess: new NullRisk().assess,
        watch: tell('watch'),
        watchPrices: tell('watchPrices'),
      },
      ...{ ordered: tell('ordered'), narrow: tell('narrow'), raise: tell('raise') },
      ...{
        narrowEquity: tell('narrowEquity'),
        rearm: tell('rearm'),
        report: tell('report'),
        dueAt: () => 77,
      },
    }
    const desk = wrapped(inner, 'cut')
    const { account, model } = desk
    const product = productIndex(AAA)
    desk.look(AAA)
    model.watchPrices?.(product, account, desk)
    desk.trade(AAA, 1)
    desk.band(AAA)
    model.raise?.(product, 1)
    desk.equityBand()
    model.rearm?.(account)
    desk.report()
    expect(told).toEqual([
      'watch',
      'watchPrices',
      'ordered',
      'narrow',
      'raise',
      'narrowEquity',
      'rearm',
      'report',
    ])
    expect(model.dueAt?.()).toBe(77)
  })
})

describe('the volatility target', () => {
  it('[T8] cuts a purchase to what keeps a year within it', () => {
    const whole = (oracleOf({}, CLOSES).yearlyDeviation([5 * LAST_A, 0]) / 100_000) * 10_000
    const desk = tailDesk({ volatilityTargetBasisPoints: Math.ceil(whole) }, CLOSES)
    expect(desk.assess(AAA, 9)).toMatchObject({
      verdict: 'resized',
      proposal: { change: 5 },
      reason: {
        rule: 'volatility-target',
        figure: expect.closeTo((whole / 5) * 9, 5),
        threshold: Math.ceil(whole),
      },
    })
    desk.trade(AAA, 5)
    expect(desk.report().gauges).toEqual([
      { rule: 'volatility-target', figure: expect.closeTo(whole, 6), threshold: Math.ceil(whole) },
    ])
    expect([desk.judge(AAA, 1), desk.judge(AAA, -5)]).toEqual(['volatility-target', 'approved'])
  })

  it('[T2] counts what is too young with its whole value', () => {
    const desk = new RiskDesk(tailDesk({ volatilityTargetBasisPoints: 1500 }, []).model)
    expect(desk.quote(AAA, 10_000).decide().assess(AAA, 500)).toMatchObject({ proposal: { change: 150 } })
  })
})

describe('correlated exposure', () => {
  const together = drawnCloses('together', 200, 2, 50, 1)
  const rules = { correlatedExposureBasisPoints: 5000 }

  it('[T9] counts what moves with the product as if it were the product', () => {
    const apart = tailDesk(rules, drawnCloses('apart', 200, 2, 50, 0)).trade(BBB, 4)
    const alike = tailDesk(rules, together).trade(BBB, 4)
    const lasts = together.map((closes) => (closes.at(-1) ?? 0) / 100)
    const exposed = 4 * (lasts[1] ?? 0) + 3 * (lasts[0] ?? 0)
    expect(apart.judge(AAA, 3)).toBe('approved')
    expect(alike.assess(AAA, 3)).toMatchObject({
      verdict: expect.stringMatching(/resized|refused/),
      reason: { rule: 'correlated-exposure', figure: expect.closeTo(exposed / 10, 1), threshold: 5000 },
    })
    expect(alike.judge(BBB, -4)).toBe('approved')
  })

  it('[T9] takes an unknown correlation for 1, one below 0 for none', () => {
    const unknown = new RiskDesk(tailDesk(rules, []).model)
      .quote(AAA, 10_000)
      .quote(BBB, 10_000)
      .trade(BBB, 400)
    expect(unknown.decide().assess(AAA, 300)).toMatchObject({
      proposal: { change: 100 },
      reason: { figure: 7000 },
    })
    const [first = []] = together
    const hedge = tailDesk(rules, [first, first.map((close) => Math.round(1e12 / close))]).trade(BBB, 4)
    expect(hedge.judge(AAA, 4)).toBe('approved')
  })

  it('[T9] tells where each holding stands', () => {
    const desk = tailDesk(rules, drawnCloses('three', 200, 2, 50, 0.6))
      .trade(AAA, 2)
      .trade(BBB, 1)
    const { gauges } = desk.report()
    expect(gauges.map(({ rule, product, threshold }) => [rule, product, threshold])).toEqual([
      ['correlated-exposure', AAA, 5000],
      ['correlated-exposure', BBB, 5000],
    ])
    for (const { figure } of gauges) expect(figure).toBeGreaterThan(1000)
  })
})
