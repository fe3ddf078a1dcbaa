import { CalculatorFault } from './fault'
import { CONSTANTS, FUNCTIONS, applyOperator } from './operations'
import { type Token, tokenise } from './tokens'

const DEEPEST = 32

/** How tightly each operator binds. A unary sign stands between: `-2 ^ 2` is −4, `-2 * 3` is (−2) * 3. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['*', 2],
  ['/', 2],
  ['%', 2],
  ['^', 4],
  ['**', 4],
])
const SIGN_BINDING = 3
const RIGHT_ASSOCIATIVE: ReadonlySet<string> = new Set(['^', '**'])

/**
 * Evaluates while it parses, by operator precedence (Pratt, "Top down operator precedence", 1973).
 * Knows numbers, operators and the named functions; there is nothing else it could run.
 */
export class CalculatorParser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  /** @throws CalculatorFault */
  constructor(expression: string) {
    this.#tokens = tokenise(expression)
  }

  /** The value of the whole expression. @throws CalculatorFault */
  evaluate(): number {
    const value = this.#expression(0)
    const rest = this.#peek()
    if (rest.type === 'end') return value
    if (rest.text === ',')
      throw new CalculatorFault('a comma only separates the arguments of a function', rest.at)
    if (rest.text === ')') throw new CalculatorFault('this ")" was never opened', rest.at)
    throw new CalculatorFault(`expected an operator before "${rest.text}"`, rest.at)
  }

  #expression(weakest: number): number {
    this.#depth += 1
    if (this.#depth > DEEPEST) {
      throw new CalculatorFault(`nested deeper than ${DEEPEST} levels`, this.#peek().at)
    }
    let value = this.#operand()
    for (;;) {
      const operator = this.#peek()
      const binding = operator.type === 'symbol' ? BINDING.get(operator.text) : undefined
      if (binding === undefined || binding < weakest) break
      this.#next += 1
      const right = this.#expression(RIGHT_ASSOCIATIVE.has(operator.text) ? binding : binding + 1)
      value = finite(applyOperator(operator.text, value, right, operator.at), operator.at)
    }
    this.#depth -= 1
    return value
  }

  #operand(): number {
    const token = this.#take()
    switch (token.type) {
      case 'number':
        return token.value
      case 'name':
        return this.#named(token)
      case 'end':
        throw new CalculatorFault(this.#cutShort(), token.at)
      case 'symbol':
        return this.#prefix(token)
    }
  }

  #prefix(token: Token): number {
    if (token.text === '-') return -this.#expression(SIGN_BINDING)
    if (token.text === '+') return this.#expression(SIGN_BINDING)
    if (token.text !== '(') throw new CalculatorFault(`expected a number, found "${token.text}"`, token.at)
    const value = this.#expression(0)
    this.#close(token)
    return value
  }

  #named(name: Token): number {
    const constant = CONSTANTS.get(name.text)
    if (constant !== undefined) return constant
    const called = FUNCTIONS.get(name.text)
    if (called === undefined) throw new CalculatorFault(unknownName(name.text), name.at)
    const open = this.#take()
    if (open.text !== '(') throw new CalculatorFault(`expected "(" after ${name.text}`, open.at)
    const values = this.#list(open)
    if (values.length < called.fewest || values.length > called.most) {
      const wanted =
        called.most === 1 ? 'one argument' : called.most === 2 ? 'one or two arguments' : 'arguments'
      throw new CalculatorFault(`${name.text} takes ${wanted}, not ${values.length}`, name.at)
    }
    return finite(called.apply(values, name.at), name.at)
  }

  #list(open: Token): readonly number[] {
    const values: number[] = []
    if (this.#peek().text === ')') {
      this.#next += 1
      return values
    }
    for (;;) {
      values.push(this.#expression(0))
      if (this.#peek().text !== ',') break
      this.#next += 1
    }
    this.#close(open)
    return values
  }

  #close(open: Token): void {
    const token = this.#take()
    if (token.text === ')') return
    if (token.type === 'end') throw new CalculatorFault('this "(" is never closed', open.at)
    if (token.text === ',')
      throw new CalculatorFault('a comma only separates the arguments of a function', token.at)
    throw new CalculatorFault(`expected an operator or ")" before "${token.text}"`, token.at)
  }

  /** Percentages are what people most often mean where a remainder has no right side. */
  #cutShort(): string {
    const before = this.#tokens[this.#next - 2]
    if (before?.text === '%') return '% is the remainder of a division (for 5 percent write 5/100)'
    return 'expected a number here, but the expression ends'
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { type: 'end', at: 0, text: '' }
  }

  #take(): Token {
    const token = this.#peek()
    this.#next += 1
    return token
  }
}

function finite(value: number, at: number): number {
  if (Number.isNaN(value)) throw new CalculatorFault('the result is not a number', at)
  if (!Number.isFinite(value)) throw new CalculatorFault('the result is too large', at)
  return value
}

function unknownName(name: string): string {
  const known = [...FUNCTIONS.keys(), ...CONSTANTS.keys()].join(', ')
  return `"${name.slice(0, 20)}" is not known; there are ${known}`
}
