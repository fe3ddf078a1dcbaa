import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { formatPrice, formatQuantity, formatUsd } from '$lib/market/price-format'
import { BTC, FARTCOIN, PEPE, spec } from './specs'

describe('formatPrice', () => {
  it.each([
    [BTC, 6_412_340, '64123.40'],
    [BTC, 1, '0.01'],
    [FARTCOIN, 3456, '0.3456'],
    [PEPE, 410, '0.00000410'],
    [PEPE, Number.MAX_SAFE_INTEGER, '90071992.54740991'],
    [spec('X-USD', '5', '1'), 3, '15'],
  ])('keeps the product’s own decimals', (product, ticks, text) => {
    expect(formatPrice(product, priceTicks(ticks))).toBe(text)
  })
})

describe('formatQuantity', () => {
  it.each([
    [BTC, 50_000_000, '0.5'],
    [BTC, 1, '0.00000001'],
    [BTC, 0, '0'],
    [FARTCOIN, 120_000, '1200'],
    [PEPE, 24_390_243_902, '24390243902'],
  ])('is exact and short', (product, units, text) => {
    expect(formatQuantity(product, quantityUnits(units))).toBe(text)
  })
})

describe('formatUsd', () => {
  it.each([
    ['99933.89', '$99,933.89'],
    ['0', '$0.00'],
    ['-5', '-$5.00'],
    ['-0.004', '$0.00'],
    ['999.995', '$1,000.00'],
    ['999', '$999.00'],
    ['-1000', '-$1,000.00'],
    ['1234567890.125', '$1,234,567,890.12'],
    ['123456789012345678901234', '$123,456,789,012,345,678,901,234.00'],
  ])('writes %s as %s', (value, text) => {
    expect(formatUsd(decimal(value))).toBe(text)
  })

  it('takes other numbers of places', () => {
    expect(formatUsd(decimal('1234.5678'), 0)).toBe('$1,235')
    expect(formatUsd(decimal('1234.5678'), 6)).toBe('$1,234.567800')
  })
})
