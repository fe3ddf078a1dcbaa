import { describe, expect, it } from 'vitest'
import {
  decimal,
  decimalToFixed,
  decimalToNumber,
  decimalToString,
  divideHalfEven,
  numberToSteps,
  parseDecimal,
  quotientHalfEven,
  ratioHalfEven,
  scaleDecimal,
} from '$lib/core/decimal'

describe('parseDecimal', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['1', 10n ** 18n],
    ['-1.5', -15n * 10n ** 17n],
    ['0.000000000000000001', 1n],
    ['0.0000041', 4_100_000_000_000n],
    ['007.10', 71n * 10n ** 17n],
    ['1.000000000000000000000', 10n ** 18n],
  ])('reads %s', (text, value) => {
    expect(parseDecimal(text)).toEqual({ ok: true, value })
  })

  it.each([
    '',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '+1',
    '1e5',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '1.2.3',
    '１',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toEqual({ ok: false, error: `"${text}" is not a decimal number.` })
  })

  it('refuses what 18 places cannot hold, rather than rounding it', () => {
    expect(parseDecimal('0.0000000000000000001')).toEqual({
      ok: false,
      error: '"0.0000000000000000001" has more than 18 decimal places.',
    })
  })

  it('quotes no more than a line of a huge text', () => {
    const parsed = parseDecimal('9'.repeat(1_000_000))
    expect(!parsed.ok && parsed.error.length).toBeLessThan(100)
  })

  it('throws for a constant of our own that is none', () => {
    expect(() => decimal('1e5')).toThrow(RangeError)
  })
})

describe('printing', () => {
  it('writes the shortest plain notation', () => {
    expect(decimalToString(decimal('100.500'))).toBe('100.5')
    expect(decimalToString(decimal('-0.00000001'))).toBe('-0.00000001')
    expect(decimalToString(decimal('1000000000000000000000'))).toBe('1000000000000000000000')
  })

  it.each([
    ['0.125', 2, '0.12'],
    ['0.135', 2, '0.14'],
    ['-0.125', 2, '-0.12'],
    ['-0.004', 2, '0.00'],
    ['2.5', 0, '2'],
    ['3.5', 0, '4'],
    ['0.5', 0, '0'],
    ['99.995', 2, '100.00'],
    ['1', 18, '1.000000000000000000'],
  ])('fixes %s to %i places as %s', (text, places, expected) => {
    expect(decimalToFixed(decimal(text), places)).toBe(expected)
  })

  it.each([-1, 19, 0.5])('refuses %s places', (places) => {
    expect(() => decimalToFixed(decimal('1'), places)).toThrow(RangeError)
  })
})

describe('arithmetic with a named rounding', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [5n, -2n, -2n],
    [-7n, -2n, 4n],
    [8n, 3n, 3n],
    [-8n, 3n, -3n],
    [7n, 3n, 2n],
    [0n, 3n, 0n],
  ])('divides %s by %s half-even to %s', (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient)
  })

  it('rounds a product and a quotient half to even in the last place', () => {
    expect(ratioHalfEven(decimal('0.000000000000000001'), 1n, 2n)).toBe(0n)
    expect(ratioHalfEven(decimal('0.000000000000000003'), 1n, 2n)).toBe(2n)
    expect(decimalToString(quotientHalfEven(decimal('2'), decimal('3')))).toBe('0.666666666666666667')
    expect(decimalToString(ratioHalfEven(decimal('65.72'), 60n, 10_000n))).toBe('0.39432')
  })

  it('scales exactly', () => {
    expect(scaleDecimal(decimal('0.0001'), 3n)).toBe(decimal('0.0003'))
  })

  it('throws on division by zero', () => {
    expect(() => quotientHalfEven(decimal('1'), decimal('0'))).toThrow(RangeError)
    expect(() => ratioHalfEven(decimal('1'), 1n, 0n)).toThrow(RangeError)
  })
})

describe('numbers from outside', () => {
  it('takes the shortest notation for what was meant', () => {
    expect(numberToSteps(0.29, decimal('0.01'))).toEqual({ ok: true, value: 29n })
    expect(numberToSteps(4.1e-6, decimal('0.00000001'))).toEqual({ ok: true, value: 410n })
    expect(numberToSteps(64123.455, decimal('0.01'))).toEqual({ ok: true, value: 6_412_346n })
    expect(numberToSteps(-2.5, decimal('1'))).toEqual({ ok: true, value: -2n })
  })

  it('rounds once: a hair above a tie goes up, although 18 places cannot tell it from the tie', () => {
    expect(numberToSteps(5.000000000000001e-9, decimal('0.00000001'))).toEqual({ ok: true, value: 1n })
    expect(numberToSteps(5e-9, decimal('0.00000001'))).toEqual({ ok: true, value: 0n })
  })

  it.each([NaN, Infinity, -Infinity, 1e21])('refuses %s', (value) => {
    expect(numberToSteps(value, decimal('0.01')).ok).toBe(false)
  })

  it('takes the smallest doubles for nothing and the largest ordinary ones whole', () => {
    expect(numberToSteps(Number.MIN_VALUE, decimal('0.01'))).toEqual({ ok: true, value: 0n })
    expect(numberToSteps(-0, decimal('0.01'))).toEqual({ ok: true, value: 0n })
    expect(numberToSteps(123456789012345680000, decimal('1'))).toEqual({
      ok: true,
      value: 123456789012345680000n,
    })
  })

  it('gives the nearest double for drawing', () => {
    expect(decimalToNumber(decimal('0.1'))).toBe(0.1)
    expect(decimalToNumber(decimal('-98765.4321'))).toBe(-98765.4321)
  })
})
