import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affordableUnits, feeOn, notionalOf } from '$lib/accounts/affordable'
import type { Decimal } from '$lib/core/decimal'
import { type ProductSpec, priceTicks, productIndex } from '$lib/core/product'
import { Brainrot } from '$lib/engine/stages/alpha/brainrot'
import type { AlphaContext, AlphaModel } from '$lib/engine/stages/alpha/contract'
import { Momentum, hasReversed } from '$lib/engine/stages/alpha/momentum'
import { Scalper } from '$lib/engine/stages/alpha/scalper'
import { BTC, FARTCOIN, PEPE, SOL } from '../../unit/agents/fixtures'
import {
  type FakeCandle,
  type FakeProduct,
  fakeContext,
  signalsOf,
} from '../../unit/engine-alpha/fake-context'

const RUNS = { numRuns: 1500 }

const LEVELS: readonly (readonly [ProductSpec, number])[] = [
  [BTC, 6_400_000],
  [FARTCOIN, 3000],
  [SOL, 13_143],
  [PEPE, 410],
]

/** Candles around a level, each within ±5 %, with a high and a low that hold the close. */
const candles = (level: number, most: number): fc.Arbitrary<readonly FakeCandle[]> =>
  fc.array(
    fc
      .tuple(fc.integer({ min: 950, max: 1050 }), fc.nat(20), fc.nat(20))
      .map(([close, up, down]): FakeCandle => {
        const at = (permille: number): number => Math.max(1, Math.round((level * permille) / 1000))
        return [at(close + up), at(close - down), at(close)]
      }),
    { maxLength: most },
  )

/** One product in any state it may be in: missing, stale or crossed quotes, any history, any holding. */
const product = ([spec, level]: readonly [ProductSpec, number]): fc.Arbitrary<FakeProduct> =>
  fc
    .record({
      last: fc.option(fc.integer({ min: 900, max: 1100 }), { nil: undefined, freq: 10 }),
      halfSpread: fc.integer({ min: -1, max: 20 }),
      fresh: fc.boolean().chain((one) => fc.boolean().map((other) => one || other)),
      minutes: candles(level, 24),
      fives: candles(level, 17),
      quarters: candles(level, 10),
      holding: fc.option(fc.integer({ min: 1, max: 5_000_000_000 }), { nil: 0, freq: 2 }),
      paid: fc.integer({ min: 900, max: 1100 }),
      heldMs: fc.nat(600_000),
    })
    .map(({ last, halfSpread, paid, holding, ...rest }) => {
      const price = last === undefined ? undefined : Math.max(2, Math.round((level * last) / 1000))
      const half = Math.round((level * halfSpread) / 10_000)
      const cost = notionalOf(
        spec,
        priceTicks(Math.max(1, Math.round((level * paid) / 1000))),
        holding as never,
      )
      const quotes =
        price === undefined
          ? {}
          : { last: price, bid: Math.max(1, price - half), ask: Math.max(1, price + half) }
      return { spec, ...quotes, ...rest, holding, cost }
    })

const context: fc.Arbitrary<AlphaContext> = fc
  .record({
    products: fc
      .shuffledSubarray([...LEVELS], { minLength: 1 })
      .chain((chosen) => fc.tuple(...chosen.map(product))),
    cash: fc.oneof(
      fc.bigInt({ min: 0n, max: 100_000n * 10n ** 18n }),
      fc.bigInt({ min: 0n, max: 10n ** 19n }),
      fc.constant(0n),
    ),
    basisPoints: fc.constantFrom(0, 5, 20, 25, 60),
  })
  .map(({ products, cash, basisPoints }) => fakeContext(products, { cash: cash as Decimal, basisPoints }))

/** What a model sees and does, followed at the quotes it saw by plain exact arithmetic. */
function settle(model: AlphaModel, seen: AlphaContext) {
  let cash = seen.account.cash as bigint
  const bps = seen.account.takerBasisPoints
  const holdings = seen.products.map((_, at) => seen.account.holding(productIndex(at)) as number)
  const signals = signalsOf(model, seen)
  const sales = signals.flatMap(({ product: at, side, quantity }) => {
    const spec = seen.products[at]!
    const notional = notionalOf(spec, priceTicks(side === 'buy' ? seen.ask(at) : seen.bid(at)), quantity)
    const fee = feeOn(notional, bps)
    holdings[at]! += side === 'buy' ? quantity : -quantity
    cash += side === 'buy' ? -(notional + fee) : notional - fee
    expect(quantity).toBeGreaterThan(0)
    expect(cash >= 0n).toBe(true)
    expect(holdings[at]).toBeGreaterThanOrEqual(0)
    expect(notional >= spec.minMarketFunds).toBe(true)
    expect(tradable(seen, at)).toBe(true)
    return side === 'sell' ? [{ at, quantity, proceeds: notional - fee }] : []
  })
  return { cash: cash as Decimal, holdings, signals, sales }
}

const tradable = (seen: AlphaContext, at: number): boolean => {
  const index = productIndex(at)
  return seen.fresh(index) && seen.last(index) > 0 && seen.bid(index) <= seen.ask(index)
}

describe('every house model', () => {
  it.each<[string, AlphaModel & { explain(context: AlphaContext): string }]>([
    ['Momentum', new Momentum()],
    ['Brainrot', new Brainrot()],
    ['Scalper', new Scalper()],
  ])('%s asks only for what can be traded and paid, whatever is missing', (_, model) => {
    fc.assert(
      fc.property(context, (seen) => {
        settle(model, seen)
        expect(model.explain(seen)).toMatch(/^[^\n]+\.$/)
        expect(signalsOf(model, seen)).toEqual(signalsOf(model, seen))
      }),
      RUNS,
    )
  })
})

describe('Brainrot', () => {
  it('never sells below cost, fees included', () => {
    let sold = 0
    fc.assert(
      fc.property(context, (seen) => {
        for (const { at, quantity, proceeds } of settle(new Brainrot(), seen).sales) {
          sold += 1
          expect(quantity).toBe(seen.account.holding(at))
          expect(proceeds > seen.account.costBasis(at)).toBe(true)
        }
      }),
      RUNS,
    )
    expect(sold).toBeGreaterThan(50)
  })

  it('leaves no cash it could spend on any product', () => {
    fc.assert(
      fc.property(context, (seen) => {
        const { cash } = settle(new Brainrot(), seen)
        seen.products.forEach((spec, at) => {
          if (!tradable(seen, at)) return
          const ask = priceTicks(seen.ask(productIndex(at)))
          const units = affordableUnits(spec, cash, ask, seen.account.takerBasisPoints)
          const idle = units > 0 && notionalOf(spec, ask, units) >= spec.minMarketFunds
          expect(idle).toBe(false)
        })
      }),
      RUNS,
    )
  })
})

describe('Momentum', () => {
  it('sells the whole of whatever has reversed, and nothing else', () => {
    let exits = 0
    fc.assert(
      fc.property(context, (seen) => {
        const { sales } = settle(new Momentum(), seen)
        seen.products.forEach((spec, at) => {
          const index = productIndex(at)
          const holding = seen.account.holding(index)
          const sold = sales.find((sale) => sale.at === at)
          const sellable =
            holding > 0 &&
            tradable(seen, at) &&
            notionalOf(spec, priceTicks(seen.bid(index)), holding) >= spec.minMarketFunds
          if (sellable && hasReversed(seen, index)) {
            exits += 1
            expect(sold?.quantity).toBe(holding)
          } else {
            expect(sold).toBeUndefined()
          }
        })
      }),
      RUNS,
    )
    expect(exits).toBeGreaterThan(100)
  })

  it('never buys what has reversed or is held already', () => {
    let entries = 0
    fc.assert(
      fc.property(context, (seen) => {
        for (const { product: at, side } of signalsOf(new Momentum(), seen)) {
          if (side === 'sell') continue
          entries += 1
          expect(hasReversed(seen, at)).toBe(false)
          expect(seen.account.holding(at)).toBe(0)
        }
      }),
      RUNS,
    )
    expect(entries).toBeGreaterThan(20)
  })
})

describe('Scalper', () => {
  it('holds nothing that can be sold beyond its time stop', () => {
    fc.assert(
      fc.property(context, (seen) => {
        const { holdings } = settle(new Scalper(), seen)
        seen.products.forEach((spec, at) => {
          const index = productIndex(at)
          const before = seen.account.holding(index)
          const sellable =
            before > 0 &&
            tradable(seen, at) &&
            notionalOf(spec, priceTicks(seen.bid(index)), before) >= spec.minMarketFunds
          if (sellable && seen.account.heldFor(index) >= 120_000) expect(holdings[at]).toBe(0)
        })
      }),
      RUNS,
    )
  })

  it('keeps each purchase small', () => {
    fc.assert(
      fc.property(context, (seen) => {
        const { signals } = settle(new Scalper(), seen)
        const equity = seen.products.reduce<bigint>((sum, spec, at) => {
          const index = productIndex(at)
          const last = seen.last(index)
          const holding = seen.account.holding(index)
          if (holding === 0) return sum
          return (
            sum + (last > 0 ? notionalOf(spec, priceTicks(last), holding) : seen.account.costBasis(index))
          )
        }, seen.account.cash)
        for (const { product: at, side, quantity } of signals) {
          if (side === 'sell') continue
          const value = notionalOf(seen.products[at]!, priceTicks(seen.ask(at)), quantity) as bigint
          // A share is rounded to the nearest 10^-18, which may be up.
          const share = (equity + 399n) / 400n
          expect(value <= (share > 2n * 10n ** 18n ? share : 2n * 10n ** 18n)).toBe(true)
        }
      }),
      RUNS,
    )
  })
})
