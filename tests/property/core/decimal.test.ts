import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Decimal,
  decimal,
  decimalToFixed,
  decimalToNumber,
  decimalToString,
  divideHalfEven,
  numberToSteps,
  parseDecimal,
} from '$lib/core/decimal'

const RUNS = { numRuns: 2000 }
const anyDecimal = fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }).map((value) => value as Decimal)

describe('decimals', () => {
  it('parse back what they print', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(parseDecimal(decimalToString(value))).toEqual({ ok: true, value })
      }),
      RUNS,
    )
  })

  it('print the shortest notation: no exponent, no trailing zero, no minus zero', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const text = decimalToString(value)
        expect(text).toMatch(/^(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
      }),
      RUNS,
    )
  })

  it('are ordered as their texts are', () => {
    const places = fc.stringMatching(/^\d{18}$/)
    fc.assert(
      fc.property(fc.nat(), places, fc.nat(), places, (whole1, places1, whole2, places2) => {
        const less = whole1 < whole2 || (whole1 === whole2 && places1 < places2)
        expect(decimal(`${whole1}.${places1}`) < decimal(`${whole2}.${places2}`)).toBe(less)
      }),
      RUNS,
    )
  })

  it('are fixed to within half a unit of the last place', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 18 }), (value, places) => {
        const error = decimal(decimalToFixed(value, places)) - value
        const unit = 10n ** BigInt(18 - places)
        expect((error < 0n ? -error : error) * 2n <= unit).toBe(true)
      }),
      RUNS,
    )
  })

  it('become the nearest double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (value) => {
        const exact = parseDecimal(String(value))
        if (exact.ok) expect(decimalToNumber(exact.value)).toBe(value === 0 ? 0 : value)
      }),
      RUNS,
    )
  })
})

describe('divideHalfEven', () => {
  it('is off by at most half, and even when it is exactly half', () => {
    const numerator = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    // Small denominators so that ties happen often.
    const denominator = fc.bigInt({ min: -20n, max: 20n }).filter((value) => value !== 0n)
    fc.assert(
      fc.property(numerator, denominator, (n, d) => {
        const quotient = divideHalfEven(n, d)
        const twice = 2n * (n - quotient * d)
        const size = d < 0n ? -d : d
        expect(twice <= size && -twice <= size).toBe(true)
        if (twice === size || -twice === size) expect(quotient % 2n).toBe(0n)
      }),
      RUNS,
    )
  })

  it('changes only its sign with the sign of either side', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 20n }), (n, d) => {
        expect(divideHalfEven(-n, d)).toBe(-divideHalfEven(n, d))
        expect(divideHalfEven(n, -d)).toBe(-divideHalfEven(n, d))
      }),
      RUNS,
    )
  })
})

describe('numberToSteps', () => {
  it('finds the count again when a whole number of steps was printed as a JSON number', () => {
    const increments = fc.constantFrom('0.01', '0.0001', '0.00000001', '1', '0.05')
    fc.assert(
      fc.property(increments, fc.integer({ min: 1, max: 10 ** 13 }), (increment, count) => {
        const step = decimal(increment)
        const text = decimalToString((step * BigInt(count)) as Decimal)
        expect(numberToSteps(JSON.parse(text) as number, step)).toEqual({ ok: true, value: BigInt(count) })
      }),
      RUNS,
    )
  })

  it('agrees with exact rounding of the notation whenever that has at most 18 places', () => {
    const any = fc.double({ noNaN: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(any, (value) => {
        const step = decimal('0.0001')
        const exact = parseDecimal(String(value))
        if (!exact.ok) return
        expect(numberToSteps(value, step)).toEqual({ ok: true, value: divideHalfEven(exact.value, step) })
      }),
      RUNS,
    )
  })
})
