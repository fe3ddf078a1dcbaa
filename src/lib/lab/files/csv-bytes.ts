/** Lines, fields and numbers in the bytes of a CSV file; nothing is made of them but numbers. */

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const PLUS = 43
const MINUS = 45
const DIGIT_0 = 48

/** Fields of a line that are looked at. */
export const MOST_FIELDS = 256
/** Digits that a double holds whatever they are, and powers of ten that it holds exactly. */
const EXACT_DIGITS = 15
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/** Where the line that begins at `from` ends: its first break, or `to`. */
export function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at += 1
  return at
}

/** Where the line after a break at `end` begins. */
export function afterBreak(bytes: Uint8Array, end: number, to: number): number {
  if (end >= to) return to
  return bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED && end + 1 < to ? end + 2 : end + 1
}

/**
 * Splits a line into fields: `bounds[2 i]` and `bounds[2 i + 1]` are where field i begins and ends, without spaces
 * and quotes around it. Answers how many there are, -1 when a quote is not closed.
 * @param bounds room for 2 × {@link MOST_FIELDS}; more fields are counted and not told
 */
export function splitLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  separator: number,
  bounds: Int32Array,
): number {
  let count = 0
  let start = from
  for (;;) {
    const end = fieldEnd(bytes, start, to, separator)
    if (end < 0) return -1
    if (count < MOST_FIELDS) trim(bytes, start, end, bounds, count)
    count += 1
    if (end >= to) return count
    start = end + 1
  }
}

function fieldEnd(bytes: Uint8Array, from: number, to: number, separator: number): number {
  let at = from
  while (at < to && bytes[at] === SPACE) at += 1
  if (bytes[at] === QUOTE && at < to) {
    at = closingQuote(bytes, at + 1, to)
    if (at < 0) return -1
  }
  while (at < to && bytes[at] !== separator) at += 1
  return at
}

/** Just behind the quote that closes; doubled ones are part of the text. */
function closingQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== QUOTE) continue
    if (bytes[at + 1] !== QUOTE || at + 1 >= to) return at + 1
    at += 1
  }
  return -1
}

function trim(bytes: Uint8Array, from: number, to: number, bounds: Int32Array, field: number): void {
  let start = from
  let end = to
  while (start < end && bytes[start] === SPACE) start += 1
  while (end > start && bytes[end - 1] === SPACE) end -= 1
  if (end - start > 1 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE) {
    start += 1
    end -= 1
  }
  bounds[2 * field] = start
  bounds[2 * field + 1] = end
}

/** Text of ASCII bytes. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}

/** The double nearest to a plain or scientific decimal number, NaN for anything else. */
export function parseNumber(bytes: Uint8Array, from: number, to: number, mark: number): number {
  let at = from
  const negative = bytes[at] === MINUS
  if (at < to && (negative || bytes[at] === PLUS)) at += 1
  let digits = 0
  let places = -1
  let value = 0
  for (; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    const digit = byte - DIGIT_0
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      if (value > 0) digits += 1
      if (places >= 0) places += 1
    } else if (byte === mark && places < 0) {
      places = 0
    } else {
      return parseSlowly(bytes, from, to, mark)
    }
  }
  if (digits > EXACT_DIGITS || places > 22 || value === 0) return parseSlowly(bytes, from, to, mark)
  const size = places > 0 ? value / (POWERS[places] ?? Number.NaN) : value
  return negative ? -size : size
}

/** Any number that is not of the short and usual kind. */
function parseSlowly(bytes: Uint8Array, from: number, to: number, mark: number): number {
  if (to - from > 60) return Number.NaN
  const written = asciiText(bytes, from, to)
  const text = mark === 46 ? written : written.replace(String.fromCharCode(mark), '.')
  if (mark !== 46 && written.includes('.')) return Number.NaN
  return NUMBER.test(text) ? Number(text) : Number.NaN
}
