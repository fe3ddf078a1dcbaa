import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affordableUnits, feeOn, notionalOf } from '$lib/accounts/affordable'
import { Ledger } from '$lib/accounts/ledger'
import { MoneyCells, joinLimbs, splitDecimal } from '$lib/accounts/money-cells'
import { equityOf, viewPortfolio } from '$lib/accounts/portfolio'
import { type Decimal, decimal, ratioHalfEven } from '$lib/core/decimal'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { spec } from '../../fixtures/synthetic-match'

const RUNS = 1000
const SPECS = [
  spec('BTC-USD', '0.01', '0.00000001'),
  spec('FARTCOIN-USD', '0.0001', '0.01'),
  spec('BIG-USD', '1', '0.1'),
  spec('TINY-USD', '0.00000001', '0.00000001'),
]
const INITIAL = decimal('250000.000000000000000007')
const LARGEST = decimal('100000000000')

const amount = fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }).map((value) => value as Decimal)
const trade = fc.record({
  product: fc.nat(SPECS.length - 1),
  buys: fc.boolean(),
  price: fc.integer({ min: 1, max: 90_000_000 }),
  /** Of what cash pays for, or of what is held, in thousandths. */
  share: fc.integer({ min: 1, max: 1000 }),
  basisPoints: fc.nat(100),
  after: fc.nat(100_000),
})

/** The same books, slowly: bigints all the way. */
class Oracle {
  cash: bigint = INITIAL
  realised = 0n
  fees = 0n
  volume = 0n
  readonly held = SPECS.map(() => 0)
  readonly basis = SPECS.map(() => 0n)

  trade(product: number, buys: boolean, price: number, quantity: number, basisPoints: number): void {
    const notional = notionalOf(SPECS[product]!, priceTicks(price), quantityUnits(quantity))
    const fee = feeOn(notional, basisPoints)
    this.fees += fee
    this.volume += notional
    if (buys) {
      this.cash -= notional + fee
      this.basis[product]! += notional + fee
      this.held[product]! += quantity
      return
    }
    const taken = ratioHalfEven(this.basis[product] as Decimal, BigInt(quantity), BigInt(this.held[product]!))
    this.cash += notional - fee
    this.realised += notional - fee - taken
    this.basis[product]! -= taken
    this.held[product]! -= quantity
  }
}

describe('Ledger', () => {
  it('[L1][L2][L4] balances, stays above zero and agrees with bigints after every fill', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 25 }), (trades) => {
        const books = new Ledger(SPECS, 1, INITIAL)
        const oracle = new Oracle()
        const lasts = SPECS.map(() => priceTicks(1))
        let now = 0
        for (const { product, buys, price, share, basisPoints, after } of trades) {
          now += after
          lasts[product] = priceTicks(price)
          const most = buys ? books.affordable(0, product, price, basisPoints) : books.holding(0, product)
          const quantity = Math.floor((most / 1000) * share)
          if (quantity === 0) continue
          // Prices here jump at will, so wealth can outgrow what accounts hold; no market does that.
          if (notionalOf(SPECS[product]!, priceTicks(price), quantityUnits(quantity)) > LARGEST) continue
          if (buys) books.buy(0, product, price, quantity, basisPoints, now)
          else books.sell(0, product, price, quantity, basisPoints)
          oracle.trade(product, buys, price, quantity, basisPoints)

          expect(books.imbalance(0)).toBe(0n)
          expect(books.productImbalance(0, product)).toBe(0)
          expect(books.cash(0)).toBe(oracle.cash)
          expect(books.cash(0) >= 0n).toBe(true)
          expect(books.holding(0, product)).toBe(oracle.held[product])
          expect(books.costBasis(0, product)).toBe(oracle.basis[product])
          expect(books.realised(0)).toBe(oracle.realised)
          expect(books.feesPaid(0)).toBe(oracle.fees)
          expect(books.tradedVolume(0)).toBe(oracle.volume)
          const marks = { last: (index: number) => lasts[index], bid: (index: number) => lasts[index] }
          const view = viewPortfolio(books, 0, SPECS, marks, 0, timeMs(now))
          expect(view.equity).toBe(INITIAL + view.realised + view.unrealised)
          expect(view.equity).toBe(equityOf(books, 0, SPECS, marks))
          expect(view.liquidation).toBe(view.equity)
          for (const { held } of view.positions) expect(held).toBeLessThanOrEqual(now)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('finds the same affordable units as exact division does', () => {
    const args = fc.tuple(
      fc.nat(SPECS.length - 1),
      fc.integer({ min: 1, max: 90_000_000 }),
      fc.nat(100),
      fc.bigInt({ min: 0n, max: 10n ** 23n }),
    )
    fc.assert(
      fc.property(args, ([product, price, basisPoints, cash]) => {
        const books = new Ledger(SPECS, 1, cash as Decimal)
        const spec = SPECS[product]!
        const units = books.affordable(0, product, price, basisPoints)
        const divided = affordableUnits(spec, cash as Decimal, priceTicks(price), basisPoints)
        // Fees finer than 10^-18 are rounded by the books and not by the division.
        expect(Math.abs(units - divided)).toBeLessThanOrEqual(productIndex(product) === 3 ? 1 : 0)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('MoneyCells', () => {
  it('holds, adds, subtracts and compares as bigints do', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const cells = new MoneyCells(3)
        cells.set(0, a)
        cells.set(1, b)
        expect(cells.get(0)).toBe(a)
        expect(cells.isNegative(0)).toBe(a < 0n)
        expect(cells.isLess(0, 1)).toBe(a < b)
        cells.copy(2, 0)
        cells.add(2, 1)
        expect(cells.get(2)).toBe(a + b)
        cells.copy(2, 0)
        cells.subtract(2, 1)
        expect(cells.get(2)).toBe(a - b)
        expect(cells.sumToZero(2, 1)).toBe(a === b)
        cells.set(0, -a as Decimal)
        cells.set(1, -b as Decimal)
        cells.set(2, (a + b) as Decimal)
        expect(cells.sumToZero(0, 3)).toBe(true)
        expect(cells.sumToZero(1, 2)).toBe(a === 0n)
        const { high, low } = splitDecimal(a)
        expect(joinLimbs(high, low)).toBe(a)
        if (a < 0n) return
        cells.set(0, a)
        expect(Math.abs(cells.number(0) - Number(a) / 1e18)).toBeLessThanOrEqual(Number(a) / 1e33)
      }),
      { numRuns: RUNS },
    )
  })
})
