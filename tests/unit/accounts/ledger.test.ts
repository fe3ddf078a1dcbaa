import { describe, expect, it } from 'vitest'
import { feeOn, notionalOf } from '$lib/accounts/affordable'
import { Ledger } from '$lib/accounts/ledger'
import { decimal, decimalToString } from '$lib/core/decimal'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { InvariantError } from '$lib/core/result'
import { PRODUCTS, spec } from '../../fixtures/synthetic-match'

const BTC = 0
const FARTCOIN = 1
const SOL = 2
const text = (value: bigint): string => decimalToString(value as never)
const ledger = (cash = '100000'): Ledger => new Ledger(PRODUCTS, 2, decimal(cash))

describe('Ledger', () => {
  it('[L1] posts a purchase to cash, market, fees and holding', () => {
    const books = ledger()
    books.buy(0, SOL, 13_143, 50_000_000, 60, 0)
    expect(text(books.fillNotional)).toBe('65.715')
    expect(text(books.fillFee)).toBe('0.39429')
    expect(text(books.cash(0))).toBe('99933.89071')
    expect(books.holding(0, SOL)).toBe(50_000_000)
    expect(books.imbalance(0)).toBe(0n)
    expect(books.productImbalance(0, SOL)).toBe(0)
    expect(text(books.cash(1))).toBe('100000')
  })

  it('[R2] opens a run’s accounts with the initial cash and leaves those of the others as they were', () => {
    const books = ledger()
    books.buy(1, SOL, 13_143, 50_000_000, 60, 7)
    const before = [books.cash(1), books.costBasis(1, SOL), books.holding(1, SOL), books.heldFor(1, SOL, 9)]
    books.addRun()
    books.addRun()
    expect([text(books.cash(2)), text(books.cash(3))]).toEqual(['100000', '100000'])
    expect([books.holding(2, SOL), text(books.costBasis(3, BTC)), books.imbalance(3)]).toEqual([0, '0', 0n])
    const after = [books.cash(1), books.costBasis(1, SOL), books.holding(1, SOL), books.heldFor(1, SOL, 9)]
    expect(after).toEqual(before)
    books.buy(3, FARTCOIN, 4100, 1000, 60, 8)
    books.sell(1, SOL, 13_143, 50_000_000, 60)
    for (const run of [0, 1, 2, 3]) expect(books.imbalance(run)).toBe(0n)
    expect([books.holding(3, FARTCOIN), books.holding(1, SOL), books.holding(2, FARTCOIN)]).toEqual([
      1000, 0, 0,
    ])
    expect(() => books.cash(4)).toThrow(InvariantError)
  })

  it('[L3] includes purchase fees in the average cost', () => {
    const books = ledger()
    books.buy(0, SOL, 10_000, 100_000_000, 100, 0)
    books.buy(0, SOL, 20_000, 100_000_000, 100, 0)
    expect(text(books.costBasis(0, SOL))).toBe('303')
    expect(text(books.averageCost(0, SOL))).toBe('151.5')
  })

  it('[L3] realises a partial sale against its share of the basis, net of the fee', () => {
    const books = ledger()
    books.buy(0, SOL, 10_000, 300_000_000, 0, 0)
    books.sell(0, SOL, 12_000, 100_000_000, 50)
    expect(text(books.fillRealised)).toBe('19.4')
    expect(text(books.costBasis(0, SOL))).toBe('200')
    expect(text(books.realised(0))).toBe('19.4')
  })

  it('[L3] leaves no dust: the last unit takes the whole remaining basis', () => {
    const books = new Ledger([spec('X-USD', '0.01', '1')], 1, decimal('1000'))
    books.buy(0, 0, 1, 7, 3, 0)
    for (let sold = 0; sold < 7; sold += 1) books.sell(0, 0, 1, 1, 0)
    expect(books.costBasis(0, 0)).toBe(0n)
    expect(text(books.realised(0))).toBe('-0.000021')
    expect(text(books.cash(0))).toBe('999.999979')
  })

  it('[L2] throws rather than let cash or holdings go below zero', () => {
    const books = ledger('10')
    expect(() => books.buy(0, SOL, 13_143, 50_000_000, 0, 0)).toThrow(InvariantError)
    const others = ledger()
    others.buy(0, SOL, 13_143, 50_000_000, 0, 0)
    expect(() => others.sell(0, SOL, 13_143, 50_000_001, 0)).toThrow(InvariantError)
  })

  it('finds the most units that cash pays for, fee included', () => {
    const books = ledger()
    const units = books.affordable(0, BTC, 6_250_001, 60)
    expect(books.canPay(0, BTC, 6_250_001, units, 60)).toBe(true)
    expect(books.canPay(0, BTC, 6_250_001, units + 1, 60)).toBe(false)
    books.buy(0, BTC, 6_250_001, units, 60, 0)
    expect(books.cash(0) >= 0n).toBe(true)
    expect(books.affordable(0, BTC, 6_250_001, 60)).toBe(0)
  })

  it('[L5] weights the time held by quantity', () => {
    const books = ledger()
    books.buy(0, FARTCOIN, 4000, 300, 0, 1000)
    books.buy(0, FARTCOIN, 4000, 100, 0, 5000)
    expect(books.heldFor(0, FARTCOIN, 10_000)).toBe(8000)
    books.sell(0, FARTCOIN, 4000, 200, 0)
    expect(books.heldFor(0, FARTCOIN, 10_000)).toBe(8000)
    books.sell(0, FARTCOIN, 4000, 200, 0)
    expect(books.heldFor(0, FARTCOIN, 10_000)).toBe(0)
    books.buy(0, FARTCOIN, 4000, 5, 0, 9000)
    expect(books.heldFor(0, FARTCOIN, 10_000)).toBe(1000)
  })

  it.each([
    ['a coin of millionths', spec('PEPE-USD', '0.00000001', '1'), 410, 243_902_439_024],
    ['a hundred-millionth of a bitcoin', spec('BTC-USD', '0.01', '0.00000001'), 6_250_000, 1],
    ['a tick value no limb holds', spec('BIG-USD', '1', '1'), 99_999, 3],
    [
      'a tick value below fee precision',
      spec('TINY-USD', '0.00000001', '0.00000001'),
      12_345_677,
      987_654_321,
    ],
    ['a tick value that is no power of ten', spec('QUART-USD', '0.25', '0.00000001'), 401, 33_333_333],
    ['a value beyond 2^53 ticks', spec('BTC-USD', '0.01', '0.00000001'), 9_000_000, 2_000_000_000],
  ])('prices %s exactly as bigints do', (_, product, price, quantity) => {
    const books = new Ledger([product], 1, decimal('3000000'))
    books.buy(0, 0, price, quantity, 35, 0)
    const notional = notionalOf(product, priceTicks(price), quantityUnits(quantity))
    expect(books.fillNotional).toBe(notional)
    expect(books.fillFee).toBe(feeOn(notional, 35))
    expect(books.tradedVolume(0)).toBe(notional)
    expect(books.imbalance(0)).toBe(0n)
  })

  it('takes $100,000 of a coin at 0.0000041 and gives it back', () => {
    const pepe = spec('PEPE-USD', '0.0000001', '1')
    const books = new Ledger([pepe], 1, decimal('100000'))
    const units = books.affordable(0, 0, 41, 0)
    expect(units).toBe(24_390_243_902)
    books.buy(0, 0, 41, units, 0, 0)
    books.sell(0, 0, 41, units, 0)
    expect(text(books.cash(0))).toBe('100000')
  })
})
