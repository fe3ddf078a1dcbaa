import { CalculatorFault } from './fault'

export type Token =
  | { readonly type: 'number'; readonly at: number; readonly text: string; readonly value: number }
  | { readonly type: 'name'; readonly at: number; readonly text: string }
  | { readonly type: 'symbol'; readonly at: number; readonly text: string }
  | { readonly type: 'end'; readonly at: number; readonly text: '' }

const SPACE = /\s+/y
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z][A-Za-z0-9]*/y
const SYMBOL = /\*\*|[-+*/%^(),]/y
/** `1,000` and `1,234,567.5`: in an argument list these could mean two things. */
const THOUSANDS = /\d{1,3}(?:,\d{3})+(?!\d)/y

/** Splits an expression into tokens, the last of which is `end`. @throws CalculatorFault */
export function tokenise(expression: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < expression.length) {
    const space = take(SPACE, expression, at)
    if (space !== '') {
      at += space.length
      continue
    }
    const token = tokenAt(expression, at)
    tokens.push(token)
    at += token.text.length
  }
  tokens.push({ type: 'end', at, text: '' })
  return tokens
}

function tokenAt(expression: string, at: number): Token {
  const number = take(NUMBER, expression, at)
  if (number !== '') return numberToken(expression, at, number)
  const name = take(NAME, expression, at)
  if (name !== '') return { type: 'name', at, text: name }
  const symbol = take(SYMBOL, expression, at)
  if (symbol !== '') return { type: 'symbol', at, text: symbol }
  throw new CalculatorFault(
    `unexpected character "${String.fromCodePoint(expression.codePointAt(at) ?? 0)}"`,
    at,
  )
}

function numberToken(expression: string, at: number, text: string): Token {
  const thousands = take(THOUSANDS, expression, at)
  if (thousands !== '') {
    const plain = thousands.replaceAll(',', '')
    const hint = `write ${plain}, or a space after a comma between arguments`
    throw new CalculatorFault(`"${thousands}" reads as a number with thousands separators (${hint})`, at)
  }
  if (expression[at + text.length] === '_') {
    throw new CalculatorFault('numbers are written without underscores', at + text.length)
  }
  const value = Number(text)
  if (!Number.isFinite(value)) throw new CalculatorFault(`the number ${text} is too large`, at)
  return { type: 'number', at, text, value }
}

function take(pattern: RegExp, expression: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(expression)?.[0] ?? ''
}
