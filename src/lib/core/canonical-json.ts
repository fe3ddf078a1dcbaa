import { type Result, err, ok } from './result'

/** Deeper nesting is refused, so that no input exhausts the stack. */
const MAX_DEPTH = 256

/** A surrogate that is not half of a pair. */
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * The one JSON text of a value by RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted
 * by UTF-16 code units, numbers as ECMAScript prints them. Members that are undefined are left out.
 * Refuses what JSON cannot carry faithfully: NaN, infinities, bigints, functions, class instances, undefined
 * elsewhere, text with lone surrogates, and nesting beyond 256. Must not throw.
 */
export function canonicalJson(value: unknown): Result<string, string> {
  const parts: string[] = []
  const problem = write(value, 0, parts)
  return problem === undefined ? ok(parts.join('')) : err(problem)
}

/** Appends the text of `value`, or answers why there is none. */
function write(value: unknown, depth: number, parts: string[]): string | undefined {
  if (depth > MAX_DEPTH) return `The value is nested deeper than ${MAX_DEPTH}.`
  if (value === null || typeof value === 'boolean') parts.push(String(value))
  else if (typeof value === 'number') return writeNumber(value, parts)
  else if (typeof value === 'string') return writeText(value, parts)
  else if (Array.isArray(value)) return writeArray(value, depth, parts)
  else if (isPlainObject(value)) return writeObject(value, depth, parts)
  else return `A ${typeof value === 'object' ? 'class instance' : typeof value} has no JSON form.`
  return undefined
}

function writeNumber(value: number, parts: string[]): string | undefined {
  if (!Number.isFinite(value)) return `${value} has no JSON form.`
  parts.push(String(value))
  return undefined
}

function writeText(value: string, parts: string[]): string | undefined {
  if (LONE_SURROGATE.test(value)) return 'A text holds half of a character (a lone surrogate).'
  parts.push(JSON.stringify(value))
  return undefined
}

function writeArray(items: readonly unknown[], depth: number, parts: string[]): string | undefined {
  let separator = '['
  for (const item of items) {
    parts.push(separator)
    const problem = write(item, depth + 1, parts)
    if (problem !== undefined) return problem
    separator = ','
  }
  parts.push(items.length === 0 ? '[]' : ']')
  return undefined
}

function writeObject(
  members: Readonly<Record<string, unknown>>,
  depth: number,
  parts: string[],
): string | undefined {
  let separator = '{'
  // Without a comparator, sort orders by UTF-16 code units, as the RFC asks.
  for (const name of Object.keys(members).sort()) {
    const member = members[name]
    if (member === undefined) continue
    parts.push(separator)
    const problem = writeText(name, parts) ?? writeMember(member, depth, parts)
    if (problem !== undefined) return problem
    separator = ','
  }
  parts.push(separator === '{' ? '{}' : '}')
  return undefined
}

function writeMember(value: unknown, depth: number, parts: string[]): string | undefined {
  parts.push(':')
  return write(value, depth + 1, parts)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
