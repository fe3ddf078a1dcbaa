import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calculate } from '$lib/agents/tools/calculator/calculate'
import { exp } from '$lib/stats/exp'
import { log } from '$lib/stats/log'

// The oracle is the language's own parser and arithmetic, reached through text: an independent grammar.
// Its exp and log are the deterministic ones, whose digits are tested elsewhere.
const scope = createContext({
  abs: Math.abs,
  sqrt: Math.sqrt,
  log,
  exp,
  floor: Math.floor,
  ceil: Math.ceil,
  min: Math.min,
  max: Math.max,
  pi: Math.PI,
  e: Math.E,
})
const oracle = (text: string): number => Number(runInContext(text.replaceAll('^', '**'), scope))
const asPrinted = (value: number): number => Number(value.toPrecision(15))

const MATHEMATICAL =
  /division by zero|too large|is not real|positive number|no real power|nested deeper|not a number/

/** Operands are joined bare, so that precedence is decided by the two grammars and not by parentheses. */
const grammar = (literal: fc.Arbitrary<string>, operators: readonly string[], functions: readonly string[]) =>
  fc.letrec<{ expression: string; operand: string }>((tie) => ({
    expression: fc
      .tuple(
        tie('operand'),
        fc.array(
          fc.tuple(
            fc.constantFrom('', ' '),
            fc.constantFrom(...operators),
            fc.constantFrom(' ', '  '),
            tie('operand'),
          ),
          {
            maxLength: 4,
          },
        ),
      )
      .map(([first, rest]) => first + rest.map((parts) => parts.join('')).join('')),
    operand: fc.oneof(
      { depthSize: 'small' },
      literal,
      tie('expression').map((inner) => `(${inner})`),
      ...(functions.length === 0
        ? []
        : [
            tie('operand').map((inner) => `(- ${inner})`),
            fc.tuple(fc.constantFrom(...functions), tie('expression')).map(([name, x]) => `${name}(${x})`),
            fc
              .tuple(fc.constantFrom('min', 'max'), tie('expression'), tie('expression'))
              .map(([name, x, y]) => `${name}(${x}, ${y})`),
          ]),
    ),
  })).expression

const decimalLiteral = fc.oneof(
  fc.integer({ min: 0, max: 999 }).map(String),
  fc.integer({ min: 0, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
  fc.constantFrom('pi', 'e', '1e3', '2.5e-3'),
)
const arithmetic = grammar(
  decimalLiteral,
  ['+', '-', '*', '/', '%'],
  ['abs', 'sqrt', 'log', 'exp', 'floor', 'ceil'],
)
const powers = grammar(fc.integer({ min: 0, max: 3 }).map(String), ['+', '*', '^', '**'], [])

const agrees = (text: string): void => {
  fc.pre(text.length <= 200)
  const result = calculate(text)
  if (!result.ok) {
    expect(result.error).toMatch(MATHEMATICAL)
    return
  }
  expect(Number(result.value)).toBe(asPrinted(oracle(text)) + 0)
}

describe('calculator against the language it is written in', () => {
  it('reads and computes the four operations, remainder and functions alike', () => {
    fc.assert(fc.property(arithmetic, agrees), { numRuns: 3000 })
  })

  it('reads powers alike: right to left, tighter than the rest', () => {
    const exact = powers.filter((text) => text.length <= 200 && oracle(text) < Number.MAX_SAFE_INTEGER)
    fc.assert(fc.property(exact, agrees), { numRuns: 2000 })
  })

  it('never refuses plain sums and products', () => {
    const chain = fc.array(fc.tuple(fc.constantFrom('+', '-', '*'), decimalLiteral), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(decimalLiteral, chain, (first, rest) => {
        expect(calculate(first + rest.map((parts) => parts.join(' ')).join(' ')).ok).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('calculator on garbage', () => {
  const pieces = fc.constantFrom(
    ...['(', ')', ',', '+', '-', '*', '**', '/', '%', '^', ' ', '.', '1', '2e', 'e5', '1e400', '0', '_', '$'],
    ...['sqrt', 'max(', 'min', 'pi', 'constructor', 'log(', '\u0000', '\u{1F680}', '\n', '1,000', '"', '`'],
  )
  const soup = fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''))

  it('never throws, and always answers a number or a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 250, unit: 'binary' }), soup), (text) => {
        const result = calculate(text)
        if (result.ok) expect(result.value).toMatch(/^-?\d+(\.\d+)?$/)
        else expect(result.error).toMatch(/^Cannot calculate: [^]+\.$/)
      }),
      { numRuns: 5000 },
    )
  })
})
