import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { productIndex, quantityUnits } from '$lib/core/product'
import { COINBASE_TIERS, classicRules, realisticRules, rulesOf, takerBasisPoints } from '$lib/engine/rules'
import { CompositeAlpha } from '$lib/engine/stages/alpha/composite'
import type { AlphaContext, AlphaModel } from '$lib/engine/stages/alpha/contract'
import { NullAlpha } from '$lib/engine/stages/alpha/null'
import { SignalQueue } from '$lib/engine/stages/alpha/signal-queue'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import type { TradingContext } from '$lib/engine/stages/context'
import { CompositeExecution } from '$lib/engine/stages/execution/composite'
import { ImmediateExecution } from '$lib/engine/stages/execution/immediate'
import { NullExecution } from '$lib/engine/stages/execution/null'
import { CompositePortfolio } from '$lib/engine/stages/portfolio/composite'
import { ExplicitQuantity } from '$lib/engine/stages/portfolio/explicit-quantity'
import { NullPortfolio } from '$lib/engine/stages/portfolio/null'
import { approve } from '$lib/engine/stages/risk/verdict'
import { CompositeUniverse } from '$lib/engine/stages/universe/composite'
import { ManualUniverse } from '$lib/engine/stages/universe/manual'
import { NullUniverse } from '$lib/engine/stages/universe/null'
import { PRODUCTS } from '../../fixtures/synthetic-match'

const [first, second] = [productIndex(0), productIndex(1)]
const noContext = {} as TradingContext

describe('universe models', () => {
  it('[P2] hold the match’s products, none, or the union', () => {
    const manual = new ManualUniverse(PRODUCTS)
    expect([0, 2, 3].map((index) => manual.contains(productIndex(index)))).toEqual([true, true, false])
    expect(new NullUniverse().contains()).toBe(false)
    const either = new CompositeUniverse([new NullUniverse(), new ManualUniverse(PRODUCTS.slice(0, 1))])
    expect([either.contains(first), either.contains(second)]).toEqual([true, false])
  })
})

describe('alpha models', () => {
  it('queue signals in order, however many', () => {
    const wants = (side: 'buy' | 'sell'): AlphaModel => ({
      ...{ name: side, version: '1' },
      update: (_, signals) => {
        for (let count = 1; count <= 12; count += 1) signals.quantity(second, side, quantityUnits(count), '')
      },
    })
    const queue = new SignalQueue()
    new CompositeAlpha([wants('buy'), new NullAlpha(), wants('sell')]).update({} as AlphaContext, queue)
    expect(queue.count).toBe(24)
    expect([queue.sideOf(0), queue.quantityOf(0), queue.product(0)]).toEqual(['buy', 1, second])
    expect([queue.sideOf(23), queue.quantityOf(23), queue.isWeight(23)]).toEqual(['sell', 12, false])
    queue.clear()
    expect(queue.count).toBe(0)
  })

  it('SMA cross refuses periods that make no sense', () => {
    expect(() => new SmaCross(30, 10)).toThrow(/fast period/)
    expect(() => new SmaCross(0, 10)).toThrow(/fast period/)
    expect(() => new SmaCross(1.5, 10)).toThrow(/whole/)
  })

  it('SMA cross rebuilds its sums from what it is shown when candles come in a bunch', () => {
    const closes = [10, 10, 10, 13, 14, 9, 5, 5]
    let known = 3
    const context = {
      products: PRODUCTS.slice(0, 1),
      candleCount: () => known,
      close: (_: number, __: number, back: number) => closes[known - 1 - back] ?? Number.NaN,
    } as unknown as AlphaContext
    const alpha = new SmaCross(1, 3)
    const queue = new SignalQueue()
    const weights: number[] = []
    for (known of [3, 5, 5, 6, 8]) {
      alpha.update(context, queue)
      if (queue.count > 0) weights.push(known, queue.weightOf(0))
      queue.clear()
    }
    expect(weights).toEqual([5, 1, 6, 0])
  })
})

describe('portfolio models', () => {
  it('[P3] make of a quantity exactly that change', () => {
    const queue = new SignalQueue()
    queue.quantity(first, 'sell', quantityUnits(7), '')
    queue.weight(first, 0.5, '')
    const model = new CompositePortfolio([new ExplicitQuantity(), new NullPortfolio()])
    expect([model.change(queue, 0, noContext), model.change(queue, 1, noContext)]).toEqual([-7, 0])
    expect(new ExplicitQuantity().speaks(queue, 1)).toBe(false)
    expect(new CompositePortfolio([]).speaks(queue, 0)).toBe(false)
  })
})

describe('execution models', () => {
  it('[P1] give a clearance to one model only', () => {
    const orders: unknown[] = []
    const venue = { placeOrder: (...order: unknown[]) => orders.push(order) > 0 }
    const cleared = approve({ product: first, change: -4 })
    new CompositeExecution([new ImmediateExecution(), new ImmediateExecution()]).execute(cleared, venue)
    expect(orders).toEqual([[first, 'sell', 4]])
    expect(new NullExecution().execute()).toBe(true)
    expect(new CompositeExecution([]).execute(cleared, venue)).toBe(false)
  })
})

describe('rules', () => {
  it('[V4] take the tier from its volume on', () => {
    const fees = { type: 'tiers', tiers: COINBASE_TIERS } as const
    const at = (volume: string): number => takerBasisPoints(fees, decimal(volume))
    expect(['0', '9999.99', '10000', '50000', '100000', '1000000'].map(at)).toEqual([60, 60, 40, 25, 20, 18])
    expect(['15000000', '75000000', '250000000', '400000000'].map(at)).toEqual([16, 12, 8, 5])
    expect(takerBasisPoints({ type: 'none' }, decimal('5'))).toBe(0)
    expect(takerBasisPoints({ type: 'flat', basisPoints: 25 }, decimal('5'))).toBe(25)
    expect(takerBasisPoints({ type: 'tiers', tiers: [] }, decimal('5'))).toBe(0)
  })

  it('come as presets', () => {
    expect(rulesOf('classic')).toEqual(classicRules())
    expect(classicRules()).toMatchObject({ fees: { type: 'none' }, risk: {} })
    expect(rulesOf('realistic')).toEqual(realisticRules())
  })
})
