import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import {
  ProductId,
  decimalsOf,
  parseProductSpec,
  priceTicks,
  productIndex,
  quantityUnits,
  tickValue,
} from '$lib/core/product'

const fields = {
  id: 'PEPE-USD',
  base: 'PEPE',
  quote: 'USD',
  quoteIncrement: '0.00000001',
  baseIncrement: '1',
  minMarketFunds: '1',
}

describe('ProductId.parse', () => {
  it.each(['BTC-USD', '1INCH-USD', '00-USD'])('accepts %s', (text) => {
    expect(ProductId.parse(text)).toEqual({ ok: true, value: text })
  })

  it.each(['', 'btc-usd', 'BTC', 'BTC-', '-USD', 'BTC-USD-X', ' BTC-USD', 'BTC-USD\n', 'BTC/USD', '<b>-USD'])(
    'refuses %j with a sentence',
    (text) => {
      const parsed = ProductId.parse(text)
      expect(parsed.ok).toBe(false)
      expect(!parsed.ok && parsed.error).toMatch(/is not a product id/)
    },
  )

  it('quotes no more than a line of a huge text', () => {
    const parsed = ProductId.parse('x'.repeat(1_000_000))
    expect(!parsed.ok && parsed.error.length).toBeLessThan(120)
  })
})

describe('parseProductSpec', () => {
  it('reads the exchange’s decimal strings exactly', () => {
    const spec = parseProductSpec(fields)
    expect(spec.ok && spec.value.quoteIncrement).toBe(10_000_000_000n)
    expect(spec.ok && tickValue(spec.value)).toBe(decimal('0.00000001'))
  })

  it.each([
    ['quoteIncrement', '0'],
    ['quoteIncrement', '-0.01'],
    ['baseIncrement', '0.0'],
    ['baseIncrement', 'NaN'],
    ['minMarketFunds', '-1'],
    ['minMarketFunds', ''],
    ['quoteIncrement', '1e-8'],
    ['id', 'pepe'],
  ])('refuses %s = %j', (name, value) => {
    expect(parseProductSpec({ ...fields, [name]: value }).ok).toBe(false)
  })

  it('refuses increments whose product needs more than 18 places', () => {
    const spec = parseProductSpec({ ...fields, quoteIncrement: '0.0000000001', baseIncrement: '0.000000001' })
    expect(spec).toEqual({
      ok: false,
      error: 'PEPE-USD has increments finer than this arena can hold exactly.',
    })
  })
})

describe('numbers with a unit', () => {
  it.each([0, -1, 1.5, NaN, 2 ** 53])('refuses %s as a price in ticks', (value) => {
    expect(() => priceTicks(value)).toThrow(RangeError)
  })

  it.each([-1, 0.5, Infinity])('refuses %s as a quantity and as an index', (value) => {
    expect(() => quantityUnits(value)).toThrow(RangeError)
    expect(() => productIndex(value)).toThrow(RangeError)
  })

  it('accepts a quantity and an index of 0', () => {
    expect(quantityUnits(0)).toBe(0)
    expect(productIndex(0)).toBe(0)
  })
})

describe('decimalsOf', () => {
  it.each([
    ['0.01', 2],
    ['0.00000001', 8],
    ['1', 0],
    ['100', 0],
    ['0.25', 2],
  ])('of %s is %i', (increment, places) => {
    expect(decimalsOf(decimal(increment))).toBe(places)
  })
})
