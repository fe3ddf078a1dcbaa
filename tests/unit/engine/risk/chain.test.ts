import { describe, expect, it } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { priceTicks, productIndex } from '$lib/core/product'
import { RISK_FIELDS, RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { cappedRisk, riskStage } from '$lib/engine/risk-chain'
import type { TradingContext } from '$lib/engine/stages/context'
import { AgentExits } from '$lib/engine/stages/risk/agent-exits'
import { RiskChain } from '$lib/engine/stages/risk/composite'
import type {
  OrderOrigin,
  QuietBand,
  RiskManagementModel,
  RiskOrders,
} from '$lib/engine/stages/risk/contract'
import { NullRisk } from '$lib/engine/stages/risk/null'
import type { RiskReport } from '$lib/engine/stages/risk/report'
import { type Proposal, type RiskVerdict, refuse, resize } from '$lib/engine/stages/risk/verdict'
import { OPENED, RiskDesk } from '../../../fixtures/risk-context'

const AAA = productIndex(0)
const BBB = productIndex(1)
const noContext = {} as TradingContext
const proposal = { product: AAA, change: 16 }

/** Allows so many parts of a whole of ten. */
function share(rule: string, tenths: number): RiskManagementModel {
  const figures = (figure: number) => ({ rule, figure, threshold: tenths })
  return {
    name: rule,
    assess: (asked: Proposal) =>
      resize(asked, Math.floor((asked.change * tenths) / 10), figures(asked.change)),
  }
}

const never: RiskManagementModel = {
  name: 'never',
  assess: (asked: Proposal) => refuse(asked, { rule: 'never', figure: asked.change, threshold: 0 }),
}

/** A decorator: has the model it wraps judge and act only on one product. */
class OnlyFor implements RiskManagementModel {
  readonly name = 'only-for'

  constructor(
    private readonly product: number,
    private readonly inner: RiskChain,
  ) {}

  assess(asked: Proposal, context: TradingContext): RiskVerdict {
    return asked.product === this.product ? this.inner.assess(asked, context) : new NullRisk().assess(asked)
  }

  watch(product: typeof AAA, context: TradingContext, orders: RiskOrders): void {
    if (product === this.product) this.inner.watch(product, context, orders)
  }

  ordered(
    product: typeof AAA,
    change: number,
    filled: boolean,
    origin: OrderOrigin,
    context: TradingContext,
  ): void {
    this.inner.ordered(product, change, filled, origin, context)
  }

  narrow(product: typeof AAA, context: TradingContext, band: QuietBand): void {
    if (product === this.product) this.inner.narrow(product, context, band)
  }

  dueAt(): number {
    return this.inner.dueAt()
  }

  report(context: TradingContext, report: RiskReport): void {
    this.inner.report(context, report)
  }
}

describe('RiskChain', () => {
  it('[P5] keeps every cut in order, each of what the one before it left', () => {
    const chain = new RiskChain([share('a', 5), new NullRisk(), share('b', 5), share('c', 5)])
    const verdict = chain.assess(proposal, noContext)
    expect(verdict).toMatchObject({
      verdict: 'resized',
      asked: { change: 16 },
      proposal: { change: 2 },
      reason: { rule: 'c', figure: 4 },
      earlier: [
        { asked: { change: 16 }, proposal: { change: 8 }, reason: { rule: 'a' } },
        { asked: { change: 8 }, proposal: { change: 4 }, reason: { rule: 'b' } },
      ],
    })
  })

  it('[P5] a refusal keeps the cuts before it', () => {
    expect(new RiskChain([share('a', 5), never]).assess(proposal, noContext)).toMatchObject({
      verdict: 'refused',
      asked: { change: 16 },
      reason: { rule: 'never', figure: 8 },
      earlier: [{ asked: { change: 16 }, proposal: { change: 8 }, reason: { rule: 'a' } }],
    })
  })

  it('[P5] a chain of chains judges as the models in one', () => {
    const [a, b, c] = [share('a', 9), share('b', 5), share('c', 3)]
    for (const last of [c, never]) {
      const flat = new RiskChain([a, b, last]).assess(proposal, noContext)
      const nested = new RiskChain([new RiskChain([]), new RiskChain([a, b]), new RiskChain([last])])
      expect(nested.assess(proposal, noContext)).toEqual(flat)
      expect(new RiskChain([a, new RiskChain([b, last])]).assess(proposal, noContext)).toEqual(flat)
    }
  })

  it('[P5] may be wrapped by a model that uses only a part of it', () => {
    const exits = new AgentExits(2)
    const inner = riskStage({ trailingStopBasisPoints: 500, productExposureBasisPoints: 5000 }, 2, exits)
    const trader = new RiskDesk(new RiskChain([new OnlyFor(AAA, inner), share('half', 5)]))
    trader.quote(AAA, 10_000).quote(BBB, 10_000)
    expect(trader.assess(AAA, 1000)).toMatchObject({
      proposal: { change: 250 },
      earlier: [{ reason: { rule: 'product-exposure' } }],
    })
    expect(trader.assess(BBB, 1000)).toMatchObject({ proposal: { change: 500 }, earlier: [] })
    trader.trade(AAA, 10).trade(BBB, 10)
    exits.order(AAA, { timeStop: durationMs(1) }, undefined, trader.account)
    expect(trader.model.dueAt?.()).toBe(OPENED + 1)
    expect(trader.price(BBB, 1)).toEqual([])
    expect(trader.report().stopsOf(AAA)).toEqual({ trailingStop: 9_499 })
    expect(trader.price(AAA, 9_499)).toEqual(['trailing-stop'])
    expect(trader.report().stopsOf(AAA)).toEqual({})
    expect(trader.band(BBB)).toEqual({ below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY })
  })

  it('[S12] records every rule that wants the same sale', () => {
    const rules = {
      trailingStopBasisPoints: 500,
      productDrawdownBasisPoints: 300,
      runDrawdownBasisPoints: 100,
    }
    const exits = new AgentExits(2)
    const trader = new RiskDesk(riskStage(rules, 2, exits)).quote(AAA, 10_000)
    trader.look(AAA)
    trader.trade(AAA, 1000)
    exits.order(AAA, { stopLoss: priceTicks(9_600) }, undefined, trader.account)
    expect(trader.price(AAA, 9_000)).toEqual([
      'stop-loss',
      'run-drawdown',
      'trailing-stop',
      'product-drawdown',
    ])
    expect(trader.halts).toHaveLength(1)
  })
})

describe('the risk stage of a run', () => {
  const stage = (rules: RiskRules): RiskDesk => new RiskDesk(riskStage(rules, 2, new AgentExits(2)))

  it.each(RISK_FIELDS)('[S13] throws on limits out of range: $field', ({ field, most }) => {
    for (const value of [0, -1, most + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => riskStage({ [field]: value }, 2, new AgentExits(2))).toThrow(/must be/)
    }
    expect(() => riskStage({ [field]: most }, 2, new AgentExits(2))).not.toThrow()
  })

  it('[P6] the first rule that minds refuses', () => {
    const strict = stage(RISK_PRESETS.strict)
    expect(strict.assess(AAA, 1)).toMatchObject({ refusal: { type: 'no-live-price' } })
    strict.decide().quote(AAA, 10_000)
    expect([strict.judge(AAA, -1), strict.judge(AAA, 1)]).toEqual(['no-short', 'price-collar'])
    strict.decide()
    expect(strict.assess(AAA, 1_000)).toMatchObject({ verdict: 'resized', proposal: { change: 250 } })
    strict.trade(AAA, 250)
    expect([strict.judge(AAA, 1), strict.judge(AAA, -1)]).toEqual(['product-exposure', 'reversal'])
  })

  it('[P6] without limits judges as every match does', () => {
    const trader = stage({}).quote(AAA, 10_000)
    expect([trader.judge(AAA, 1000), trader.judge(AAA, 1001), trader.judge(AAA, -1)]).toEqual([
      'approved',
      'no-leverage',
      'no-short',
    ])
    trader.trade(AAA, 1000)
    expect(trader.price(AAA, 1)).toEqual([])
    expect(trader.report().gauges).toEqual([])
  })

  it('[S3] changes exits on a stale quote, which trades nothing', () => {
    const trader = stage(RISK_PRESETS.strict).quote(AAA, 10_000).trade(AAA, 1).wait(10_001)
    const exits: ExitOrder = { stopLoss: priceTicks(9_000) }
    expect(trader.assess(AAA, 0, exits).verdict).toBe('approved')
    expect(trader.assess(AAA, 1, exits)).toMatchObject({ refusal: { type: 'stale-price' } })
  })

  it('[S14] exits outlast the limits', () => {
    const exits = new AgentExits(2)
    const first = new RiskDesk(riskStage({}, 2, exits)).quote(AAA, 10_000).trade(AAA, 1)
    exits.order(AAA, { stopLoss: priceTicks(9_000) }, undefined, first.account)
    const asked: string[] = []
    const orders = {
      liquidate: (_: number, reason: { rule: string }) => asked.push(reason.rule),
      halt: () => undefined,
    }
    first.quote(AAA, 9_000)
    riskStage(RISK_PRESETS.strict, 2, exits).watch(AAA, first.account, orders)
    expect(asked).toEqual(['stop-loss', 'trailing-stop', 'product-drawdown'])
  })

  it('tells the state of every limit', () => {
    const trader = stage(RISK_PRESETS.strict).quote(AAA, 10_000)
    trader.look(AAA)
    trader.trade(AAA, 100).quote(AAA, 9_900).trade(AAA, -50)
    expect(
      Object.fromEntries(trader.report().gauges.map(({ rule, figure }) => [rule, Math.round(figure)])),
    ).toEqual({
      ...{ 'daily-loss': 10, 'run-drawdown': 10, 'product-exposure': 495, 'gross-exposure': 495 },
      ...{ 'cool-down': 0, 'order-rate': 2, reversal: 0, 'trailing-stop': 100, 'product-drawdown': 100 },
    })
    expect(trader.report().stopsOf(AAA)).toEqual({ trailingStop: 9_799, drawdownStop: 9_699 })
  })

  it('[P6] before stops and limits there were only the caps', () => {
    const trader = new RiskDesk(cappedRisk({ ...RISK_PRESETS.strict })).quote(AAA, 10_000)
    expect(trader.assess(AAA, 1000)).toMatchObject({ verdict: 'resized', proposal: { change: 250 } })
    trader.trade(AAA, 250)
    expect(trader.price(AAA, 1)).toEqual([])
    expect(trader.judge(AAA, -250)).toBe('approved')
    expect(trader.report().gauges).toHaveLength(2)
  })
})
