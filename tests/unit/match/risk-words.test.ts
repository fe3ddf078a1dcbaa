import { describe, expect, it } from 'vitest'
import type { PositionExits, RiskState, RuleGauge } from '$lib/accounts/portfolio-view'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { durationMs, timeMs } from '$lib/core/time'
import { unbroken } from '$lib/core/unbroken'
import { type DerivedEvent, runIndex } from '$lib/engine/events'
import { agentRisk } from '$lib/match/view/agent-risk'
import { exitsOf } from '$lib/match/view/exit-lines'
import { limitsSentence, limitsTitle, underLimits } from '$lib/match/view/limit-words'
import { type RiskEvent, rowOfRisk } from '$lib/match/view/risk-rows'
import { portfolioView, position } from '../agents/fixtures'
import { plainText } from '../../fixtures/plain-text'
import { PRODUCTS } from '../../fixtures/synthetic-match'

const [, , SOL_SPEC] = PRODUCTS
const SOL = productIndex(2)
const ONE = 100_000_000

function solSpec() {
  if (SOL_SPEC === undefined) throw new Error('no such product')
  return SOL_SPEC
}

describe('words for sets of limits', () => {
  const own = { trailingStopBasisPoints: 250, ordersPerMinute: 1, coolDown: durationMs(90_000) }

  it.each([
    [RISK_PRESETS.classic, 'Classic', 'without limits'],
    [RISK_PRESETS.guarded, 'Guarded', 'under Guarded limits'],
    [RISK_PRESETS.strict, 'Strict', 'under Strict limits'],
    [RISK_PRESETS.institutional, 'Institutional', 'under Institutional limits'],
    [{ riskModel: 2 }, 'Classic', 'without limits'],
    [own, 'Own limits', 'under own limits'],
  ])('%o', (rules, title, under) => {
    expect([limitsTitle(rules), underLimits(rules)]).toEqual([title, under])
  })

  it('says what a change of limits brings', () => {
    expect(limitsSentence(undefined)).toBe('From now on the limits of the match hold for it.')
    expect(limitsSentence({})).toBe('From now on it plays without limits.')
    expect(plainText(limitsSentence(own))).toBe(
      'From now on it plays under own limits: trailing stop 2.5 %, order rate 1 order a minute, ' +
        'cool-down 1 min 30 s.',
    )
  })
})

describe('exits of a position', () => {
  const holding = (exits?: PositionExits) =>
    position({ price: priceTicks(10_000), ...(exits === undefined ? {} : { exits }) })

  it('stand nearest below the price first, then those above it', () => {
    const plan = { stopLoss: priceTicks(9500), takeProfit: priceTicks(12_000), reason: 'Momentum.' }
    const stops = { trailingStop: priceTicks(9800), drawdownStop: priceTicks(9000) }
    const exits = exitsOf(solSpec(), holding({ ...plan, ...stops, timeStopAt: timeMs(5000) }))
    expect(exits?.lines.map(({ rule, price, distance }) => [rule, price, distance])).toEqual([
      ['trailing-stop', '98.00', -0.02],
      ['stop-loss', '95.00', -0.05],
      ['product-drawdown', '90.00', -0.1],
      ['take-profit', '120.00', 0.2],
    ])
    expect(exits?.lines[0]).toMatchObject({ title: 'Trailing stop', level: 9800 })
    expect(exits).toMatchObject({ timeStopAt: timeMs(5000), reason: 'Momentum.' })
  })

  it('a time stop alone has no line', () => {
    expect(exitsOf(solSpec(), holding({ timeStopAt: timeMs(1) }))).toEqual({
      ...{ lines: [], timeStopAt: timeMs(1), reason: '', waiting: false },
    })
  })

  it('a sale that waits is told, even where nothing else is set', () => {
    expect(exitsOf(solSpec(), holding({ waiting: true }))).toEqual({
      ...{ lines: [], timeStopAt: undefined, reason: '', waiting: true },
    })
  })

  it.each([[undefined], [{}], [{ reason: 'Only words.' }]])('%o is none', (exits) => {
    expect(exitsOf(solSpec(), holding(exits))).toBeUndefined()
  })
})

describe('how near limits are', () => {
  const risk = (over: Partial<RiskState>): RiskState => ({ rules: {}, gauges: [], news: [], ...over })
  const gauge = (
    rule: RuleGauge['rule'],
    figure: number,
    threshold: number,
    product?: number,
  ): RuleGauge => ({
    ...{ rule, figure, threshold },
    ...(product === undefined ? {} : { product: productIndex(product) }),
  })
  const limitsOf = (state: RiskState, positions = [position()]) =>
    agentRisk(PRODUCTS, portfolioView({ positions, risk: state }))?.limits

  it('nothing is told where nothing watches', () => {
    expect(agentRisk(PRODUCTS, portfolioView())).toBeUndefined()
  })

  it('there are no rows without limits', () => {
    expect(agentRisk(PRODUCTS, portfolioView({ risk: risk({}) }))).toEqual({
      ...{ title: 'Classic', halted: '', rules: {}, limits: [] },
    })
  })

  it('a stop is told by the distance of the price above it, of the product nearest to it', () => {
    const near = position({ price: priceTicks(10_000), exits: { trailingStop: priceTicks(9820) } })
    const far = position({ product: productIndex(0), exits: { trailingStop: priceTicks(1) } })
    const gauges = [gauge('trailing-stop', 100, 500, 0), gauge('trailing-stop', 330, 500, 2)]
    expect(limitsOf(risk({ rules: { trailingStopBasisPoints: 500 }, gauges }), [far, near])).toEqual([
      {
        ...{ rule: 'trailing-stop', title: 'Trailing stop', limit: unbroken('5 %') },
        ...{ state: unbroken('SOL-USD 1.80 % above its stop'), used: 0.66 },
      },
    ])
  })

  it('a price that is at its stop waits for a quote', () => {
    const waiting = position({ price: priceTicks(9820), exits: { drawdownStop: priceTicks(9820) } })
    const gauges = [gauge('product-drawdown', 310, 300, 2)]
    const [row] = limitsOf(risk({ rules: { productDrawdownBasisPoints: 300 }, gauges }), [waiting]) ?? []
    expect(row).toMatchObject({ state: 'SOL-USD at its stop', used: 1 })
  })

  it.each([
    ['product-exposure', gauge('product-exposure', 3210, 5000, 2), 'SOL-USD 32.10 % of equity', 0.642],
    ['gross-exposure', gauge('gross-exposure', 7000, 7500), '70.00 % of equity', 7000 / 7500],
    ['run-drawdown', gauge('run-drawdown', 0, 1000), 'at its highest', 0],
    ['run-drawdown', gauge('run-drawdown', 250, 1000), '2.50 % below its highest', 0.25],
    ['daily-loss', gauge('daily-loss', 120, 300), 'down 1.20 % today', 0.4],
    ['daily-loss', { ...gauge('daily-loss', 0, 300), rearmed: true as const }, 'not down since re-armed', 0],
    ['daily-loss', gauge('daily-loss', 0, 300), 'not down today', 0],
    ['order-rate', gauge('order-rate', 3, 6), '3 orders in the last minute', 0.5],
    ['cool-down', gauge('cool-down', 150_400, 600_000), '7 min 30 s to wait', 1 - 150_400 / 600_000],
    ['reversal', gauge('reversal', 90_000, 120_000, 0), 'BTC-USD 30 s to wait', 0.25],
    ['price-collar', undefined, '', undefined],
    ['trailing-stop', undefined, '', undefined],
  ] as const)('%s %o', (rule, one, state, used) => {
    const gauges = one === undefined ? [] : [one]
    const row = limitsOf(risk({ rules: RISK_PRESETS.strict, gauges }))?.find((each) => each.rule === rule)
    expect(row).toMatchObject({
      state: unbroken(state),
      ...(used === undefined ? {} : { used: expect.closeTo(used, 12) as number }),
    })
    expect(row?.used === undefined).toBe(used === undefined)
  })

  it.each([
    ['tail-risk', gauge('tail-risk', 150, 200), '1.50 % of equity', 0.75],
    ['volatility-target', gauge('volatility-target', 4500, 6000), '45.00 % a year', 0.75],
    [
      'correlated-exposure',
      gauge('correlated-exposure', 9000, 8000, 2),
      'SOL-USD 90.00 % with what moves alike',
      1,
    ],
    ['tail-risk', undefined, '', undefined],
  ] as const)('of estimates: %s %o', (rule, one, state, used) => {
    const rules = {
      ...{ tailRiskBasisPoints: 200, volatilityTargetBasisPoints: 6000 },
      ...{ correlatedExposureBasisPoints: 8000, riskModel: 2 },
    }
    const rows = limitsOf(risk({ rules, gauges: one === undefined ? [] : [one] })) ?? []
    expect(rows.map((row) => row.title)).toEqual(['Tail risk', 'Volatility target', 'Correlated exposure'])
    expect(rows.find((row) => row.rule === rule)).toMatchObject({ state: unbroken(state), used })
  })

  it('a run that is stopped says why', () => {
    const halted = { rule: 'daily-loss', figure: 1020, threshold: 1000, since: timeMs(0) }
    expect(agentRisk(PRODUCTS, portfolioView({ risk: risk({ halted }) }))?.halted).toBe(
      unbroken(
        'Daily loss limit: down 10.20 % within the day, limit 10 %; buying stops until you re-arm it.',
      ),
    )
  })
})

describe('what the layer did, in the feed', () => {
  const NONE = 'no row'
  const run = runIndex(1)
  const verdict = (over: Partial<RiskEvent>): RiskEvent => ({
    ...{ type: 'RiskEvent', run, product: SOL, verdict: 'liquidated', rule: 'stop-loss' },
    ...{ figure: 9490, threshold: 9500, from: 0, to: -ONE / 2, level: priceTicks(9500) },
    ...over,
  })
  const fill = {
    ...{ type: 'OrderFilled', run, order: 1, product: SOL, side: 'sell', quantity: quantityUnits(ONE / 2) },
    ...{ price: priceTicks(9460), notional: decimal('47.3'), fee: decimal('0.28') },
  } as DerivedEvent
  const textOf = (event: DerivedEvent, causes: readonly RiskEvent[] = []) =>
    plainText(rowOfRisk(event, causes, PRODUCTS)?.text ?? NONE)

  it('a sale names its price, how far below its stop that is, and its reason', () => {
    expect(rowOfRisk(fill, [verdict({})], PRODUCTS)).toEqual({
      run,
      kind: 'risk',
      text: unbroken(
        'Sold 0.5 SOL-USD @ $94.60, 0.42 % below its stop at $95.00 ' +
          '(stop-loss: last price $94.90 at or below $95.00) for $47.30, fee $0.28.',
      ),
      side: 'sell',
    })
  })

  it('of two rules that want the same sale both are named', () => {
    const trailing = verdict({ rule: 'trailing-stop', figure: 510, threshold: 500, level: priceTicks(9460) })
    expect(textOf(fill, [trailing, verdict({})])).toBe(
      'Sold 0.5 SOL-USD @ $94.60 (trailing stop: 5.10 % below its peak, limit 5 %; also: ' +
        'stop-loss: last price $94.90 at or below $95.00) for $47.30, fee $0.28.',
    )
  })

  it('a sale of a halt names the rule only: the halt has its own row', () => {
    const halt = verdict({ rule: 'daily-loss', figure: 1020, threshold: 1000 })
    const { level: _level, ...daily } = halt
    expect(textOf(fill, [daily])).toBe('Sold 0.5 SOL-USD @ $94.60 (daily loss limit) for $47.30, fee $0.28.')
    expect(textOf(fill, [verdict({}), { ...daily, rule: 'run-drawdown' }])).toBe(
      'Sold 0.5 SOL-USD @ $94.60, 0.42 % below its stop at $95.00 ' +
        '(stop-loss: last price $94.90 at or below $95.00; also: drawdown limit) for $47.30, fee $0.28.',
    )
    expect(textOf({ ...daily, verdict: 'waiting' })).toBe(
      '0.5 SOL-USD is to be sold at the first fresh quote (daily loss limit).',
    )
  })

  it('a sale that waits, one too small, one cut, a halt and new exits are told', () => {
    expect(textOf(verdict({ verdict: 'waiting' }))).toBe(
      '0.5 SOL-USD is to be sold at the first fresh quote (stop-loss: last price $94.90 at or below $95.00).',
    )
    const refusal = { type: 'no-live-price' } as const
    expect(textOf({ type: 'OrderCancelled', run, order: 1, refusal }, [verdict({ to: -1 })])).toBe(
      '0.00000001 SOL-USD stays: the exchange takes no order that small ' +
        '(stop-loss: last price $94.90 at or below $95.00).',
    )
    const cut = { verdict: 'resized', rule: 'product-exposure', figure: 6210, threshold: 5000 } as const
    expect(textOf(verdict({ ...cut, from: 5 * ONE, to: 3 * ONE }))).toBe(
      'A purchase of 5 SOL-USD was cut to 3 (product exposure: would be 62.10 % of equity, limit 50 %).',
    )
    expect(textOf({ type: 'TradingHalted', run, rule: 'run-drawdown', figure: 1001, threshold: 1000 })).toBe(
      'Drawdown limit: down 10.01 % from its highest, limit 10 %; buying stops until you re-arm it.',
    )
    const exits = { stopLoss: priceTicks(9500), timeStopAt: timeMs(45_000_000) }
    expect(textOf({ type: 'ExitsChanged', run, product: SOL, exits })).toBe(
      'Exits of SOL-USD: stop-loss $95.00, time stop at 12:30 UTC.',
    )
    expect(textOf({ type: 'ExitsChanged', run, product: SOL, exits: {} })).toBe(
      'No exits are set for SOL-USD.',
    )
  })

  it('what agents asked for themselves is told elsewhere', () => {
    expect(textOf(fill)).toBe(NONE)
    expect(textOf(verdict({ verdict: 'refused' }))).toBe(NONE)
    expect(textOf(verdict({}))).toBe(NONE)
    expect(textOf({ type: 'OrderCancelled', run, order: 1, refusal: { type: 'paused' } })).toBe(NONE)
  })
})
