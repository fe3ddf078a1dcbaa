import { describe, expect, it } from 'vitest'
import { calculate } from '$lib/agents/tools/calculator/calculate'

const value = (expression: string): string => {
  const result = calculate(expression)
  return result.ok ? result.value : result.error
}

describe('calculator values', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['2 ^ 3 ^ 2', '512'],
    ['2 ** 3 ** 2', '512'],
    ['-2 ^ 2', '-4'],
    ['2 ^ -2', '0.25'],
    ['2 ^ -1 ^ 2', '0.5'],
    ['-2 * -3', '6'],
    ['- - 3', '3'],
    ['+4', '4'],
    ['10 - 4 - 3', '3'],
    ['100 / 10 / 5', '2'],
    ['7 % 3', '1'],
    ['-7 % 3', '-1'],
    ['7 * 5 % 4', '3'],
    ['abs(-2.5)', '2.5'],
    ['sqrt(2)', '1.4142135623731'],
    ['log(e)', '1'],
    ['exp(0)', '1'],
    ['floor(-1.5)', '-2'],
    ['ceil(-1.5)', '-1'],
    ['round(2.5)', '3'],
    ['round(-2.5)', '-3'],
    ['round(131.4267, 2)', '131.43'],
    ['min(3, 1, 2)', '1'],
    ['max(3, 1, 2)', '3'],
    ['2 * pi', '6.28318530717959'],
    ['1.5e3', '1500'],
    ['.5 + 5.', '5.5'],
    ['0.25 * 99933.89 / 131.43', '190.089572396'],
  ])('%s = %s', (expression, expected) => {
    expect(Number(value(expression))).toBeCloseTo(Number(expected), 9)
    expect(value(expression)).toMatch(/^-?\d+(\.\d+)?$/)
  })

  it('prints without the noise of binary fractions and without exponents', () => {
    expect(value('0.1 + 0.2')).toBe('0.3')
    expect(value('1 - 0.9')).toBe('0.1')
    expect(value('0 * -1')).toBe('0')
    expect(value('1e21 * 10')).toBe('10000000000000000000000')
    expect(value('1 / 8e9')).toBe('0.000000000125')
    expect(value('2 / 3')).toBe('0.666666666666667')
  })
})

describe('calculator refusals say what is wrong and where', () => {
  it.each([
    ['', 'Cannot calculate: the expression is empty.'],
    ['1 +', 'Cannot calculate: expected a number here, but the expression ends (at character 4).'],
    [
      '5%',
      'Cannot calculate: % is the remainder of a division (for 5 percent write 5/100) (at character 3).',
    ],
    ['1 / 0', 'Cannot calculate: division by zero (at character 3).'],
    ['5 % (1 - 1)', 'Cannot calculate: division by zero (at character 3).'],
    ['0 ^ -1', 'Cannot calculate: division by zero (at character 3).'],
    ['(-8) ^ 0.5', 'Cannot calculate: a negative number has no real power with a fraction (at character 6).'],
    ['sqrt(-1)', 'Cannot calculate: the square root of a negative number is not real (at character 1).'],
    ['1 + log(0)', 'Cannot calculate: the logarithm takes a positive number (at character 5).'],
    ['exp(1000)', 'Cannot calculate: the result is too large (at character 1).'],
    ['10 ^ 400', 'Cannot calculate: the result is too large (at character 4).'],
    ['1e999', 'Cannot calculate: the number 1e999 is too large (at character 1).'],
    ['2 (3)', 'Cannot calculate: expected an operator before "(" (at character 3).'],
    ['(1 + 2', 'Cannot calculate: this "(" is never closed (at character 1).'],
    ['1 + 2)', 'Cannot calculate: this ")" was never opened (at character 6).'],
    ['1, 2', 'Cannot calculate: a comma only separates the arguments of a function (at character 2).'],
    ['sqrt 4', 'Cannot calculate: expected "(" after sqrt (at character 6).'],
    ['sqrt(1, 2)', 'Cannot calculate: sqrt takes one argument, not 2 (at character 1).'],
    ['max()', 'Cannot calculate: max takes arguments, not 0 (at character 1).'],
    ['round(1.5, 99)', 'Cannot calculate: round takes 0 to 15 decimal places (at character 1).'],
    ['$5 * 2', 'Cannot calculate: unexpected character "$" (at character 1).'],
    ['1_000', 'Cannot calculate: numbers are written without underscores (at character 2).'],
  ])('%s', (expression, sentence) => {
    expect(value(expression)).toBe(sentence)
  })

  it('hints at thousands separators, which an argument list could read as two numbers', () => {
    expect(value('1,000 * 2')).toContain('write 1000')
    expect(value('max(1,200,300)')).toContain('write 1200300')
    expect(value('max(1, 200)')).toBe('200')
  })

  it('knows names only of its own table, never those of the language', () => {
    for (const name of ['constructor', 'toString', 'globalThis', 'process', 'Math', '__proto__']) {
      expect(calculate(`${name}(1)`).ok).toBe(false)
    }
    expect(value('sin(1)')).toContain('"sin" is not known; there are abs, sqrt')
  })

  it('is bounded in length and depth', () => {
    expect(value('1'.repeat(201))).toContain('201 characters long, at most 200')
    expect(value(`${'('.repeat(90)}1${')'.repeat(90)}`)).toContain('nested deeper than 32 levels')
    expect(value(`${'-'.repeat(120)}1`)).toContain('nested deeper than 32 levels')
    expect(value(Array.from({ length: 99 }, () => '1').join('+'))).toBe('99')
  })
})
