import { jsonPath, quoted, textPlace } from './json-place'
import { type Result, err, ok } from './result'

export interface JsonLimits {
  /** Arrays and objects within each other. */
  readonly depth: number
  /** Asked now and then; true ends the reading with a sentence. */
  readonly late?: () => boolean
}

/** Why a text is no JSON, or none that is taken, and where: a sentence. */
export interface JsonFault {
  readonly sentence: string
}

const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const DIGIT_0 = 48
const DIGIT_9 = 57
const COLON = 58
const BACKSLASH = 92
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
const BYTE_ORDER_MARK = 0xfeff

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** What a person would call the word at a place, for the sentence. */
const WORD = /[^\s,:"[\]{}]{1,60}/y
const CONTINUES_WORD = /[\w.+-]/y
const LONE_SURROGATE = /\p{Surrogate}/u
/** Digits that are exact whatever they are. */
const SAFE_DIGITS = 15
const VALUES_BETWEEN_LOOKS = 16_384

/** Names by which a stranger's object could reach what all objects share. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads JSON text of a stranger (RFC 8259) in one pass and stricter than `JSON.parse`: nesting is bounded, a name
 * stands once in an object and is none of `__proto__`, `constructor` and `prototype`, numbers are within ±2^53, text
 * has no half characters. One byte order mark before it is passed over. Answers plain data; must not throw.
 */
export function parseStrictJson(text: string, limits: JsonLimits): Result<unknown, JsonFault> {
  return new Reader(text, limits).whole()
}

/** In place of a value: there is none, and the reader knows why. */
const FAULT = Symbol('fault')
type Fault = typeof FAULT

class Reader {
  #at = 0
  #values = 0
  #fault = ''
  #faultAt = 0
  /** Of the fault, innermost step first. */
  readonly #path: (string | number)[] = []

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  whole(): Result<unknown, JsonFault> {
    if (this.text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1
    this.#sign()
    let value = this.#value(0)
    if (value !== FAULT && !Number.isNaN(this.#sign())) value = this.#refuse('Something follows the end')
    return value === FAULT ? err({ sentence: this.#sentence() }) : ok(value)
  }

  #sentence(): string {
    const path = jsonPath(this.#path.reverse())
    const place = textPlace(this.text, this.#faultAt)
    return `${this.#fault} (${path === '' ? '' : `${path}, `}${place}).`
  }

  #refuse(fault: string, at = this.#at): Fault {
    this.#fault = fault
    this.#faultAt = at
    return FAULT
  }

  #within(step: string | number): Fault {
    this.#path.push(step)
    return FAULT
  }

  /** Passes over white space; the character code there, NaN at the end. */
  #sign(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.#at)
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return code
      this.#at += 1
    }
  }

  #value(depth: number): unknown {
    this.#values += 1
    if (this.#values % VALUES_BETWEEN_LOOKS === 0 && this.limits.late?.() === true) {
      return this.#refuse('Reading the text takes too long; it was given up')
    }
    const code = this.text.charCodeAt(this.#at)
    if (code === QUOTE) return this.#string()
    if (code !== OPEN_ARRAY && code !== OPEN_OBJECT) return this.#plain(code)
    if (depth >= this.limits.depth) {
      return this.#refuse(`Lists and objects are nested deeper than ${this.limits.depth}`)
    }
    this.#at += 1
    return code === OPEN_ARRAY ? this.#array(depth + 1) : this.#object(depth + 1)
  }

  #array(depth: number): unknown[] | Fault {
    const items: unknown[] = []
    if (this.#sign() === CLOSE_ARRAY) {
      this.#at += 1
      return items
    }
    for (;;) {
      const item = this.#value(depth)
      if (item === FAULT) return this.#within(items.length)
      items.push(item)
      const sign = this.#sign()
      if (sign !== COMMA && sign !== CLOSE_ARRAY) return this.#notGoingOn(']', items.length - 1)
      this.#at += 1
      if (sign === CLOSE_ARRAY) return items
      this.#sign()
    }
  }

  #object(depth: number): Record<string, unknown> | Fault {
    const members: Record<string, unknown> = {}
    if (this.#sign() === CLOSE_OBJECT) {
      this.#at += 1
      return members
    }
    for (;;) {
      const name = this.#name(members)
      if (name === FAULT) return FAULT
      const value = this.#value(depth)
      if (value === FAULT) return this.#within(name)
      members[name] = value
      const sign = this.#sign()
      if (sign !== COMMA && sign !== CLOSE_OBJECT) return this.#notGoingOn('}', name)
      this.#at += 1
      if (sign === CLOSE_OBJECT) return members
      this.#sign()
    }
  }

  #notGoingOn(end: string, step: string | number): Fault {
    this.#refuseWord(`A comma or “${end}” is missing`)
    return this.#within(step)
  }

  /** A member's name and its colon, up to the value. */
  #name(members: Readonly<Record<string, unknown>>): string | Fault {
    const start = this.#at
    if (this.text.charCodeAt(start) !== QUOTE) return this.#refuseWord('A name in double quotes is missing')
    const name = this.#string()
    if (name === FAULT) return FAULT
    if (RESERVED.has(name)) return this.#refuse(`The name ${quoted(name)} is not allowed`, start)
    if (Object.hasOwn(members, name)) return this.#refuse(`The name ${quoted(name)} stands twice`, start)
    if (this.#sign() !== COLON) return this.#refuseWord(`A colon is missing after ${quoted(name)}`)
    this.#at += 1
    this.#sign()
    return name
  }

  #string(): string | Fault {
    const { text } = this
    const start = this.#at
    let plain = true
    let at = start + 1
    for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
      if (code === BACKSLASH) at += 1
      if (code === BACKSLASH || (code & 0xf800) === 0xd800) plain = false
      else if (!(code >= SPACE)) return this.#brokenString(at, code)
      at += 1
    }
    this.#at = at + 1
    return plain ? text.slice(start + 1, at) : this.#unescaped(start)
  }

  #brokenString(at: number, code: number): Fault {
    if (Number.isNaN(code)) return this.#refuse('The text ends within quotes', this.text.length)
    return this.#refuse(`Text has a bare control character (code ${code})`, at)
  }

  /** The text from `start` to here, which has escapes or characters of two units. */
  #unescaped(start: number): string | Fault {
    let string: unknown
    try {
      string = JSON.parse(this.text.slice(start, this.#at))
    } catch {
      return this.#refuse('Text has an escape that JSON does not know', start)
    }
    if (typeof string === 'string' && !LONE_SURROGATE.test(string)) return string
    return this.#refuse('Text has half of a character (a lone surrogate)', start)
  }

  /** Anything without an end of its own: true, false, null, a number. */
  #plain(code: number): unknown {
    if (code >= DIGIT_0 && code <= DIGIT_9) {
      const short = this.#shortNumber(code)
      if (short !== undefined) return short
    }
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.#at)) return this.#ended(this.#at + word.length, value)
    }
    NUMBER.lastIndex = this.#at
    if (!NUMBER.test(this.text)) return this.#refuseWord('A value is missing')
    const value = Number(this.text.slice(this.#at, NUMBER.lastIndex))
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return this.#refuseWord('A number is too large')
    // Minus zero is zero, as its canonical text is.
    return this.#ended(NUMBER.lastIndex, value + 0)
  }

  /** A whole number of few digits, the usual case; undefined for any other. */
  #shortNumber(first: number): number | undefined {
    let value = first - DIGIT_0
    let at = this.#at + 1
    let code = this.text.charCodeAt(at)
    for (; code >= DIGIT_0 && code <= DIGIT_9; code = this.text.charCodeAt(at)) {
      value = value * 10 + code - DIGIT_0
      at += 1
    }
    const leadingZero = first === DIGIT_0 && at > this.#at + 1
    if (leadingZero || at - this.#at > SAFE_DIGITS || (code !== COMMA && code !== CLOSE_ARRAY))
      return undefined
    this.#at = at
    return value
  }

  /** `value`, if its word ends at `end`. */
  #ended(end: number, value: unknown): unknown {
    CONTINUES_WORD.lastIndex = end
    if (CONTINUES_WORD.test(this.text)) return this.#refuseWord('A value is none of JSON')
    this.#at = end
    return value
  }

  #refuseWord(fault: string): Fault {
    if (this.#at >= this.text.length) return this.#refuse(`The text ends too early: ${lowerFirst(fault)}`)
    WORD.lastIndex = this.#at
    const word = WORD.exec(this.text)?.[0] ?? this.text.charAt(this.#at)
    return this.#refuse(`${fault}: ${quoted(word)}`)
  }
}

const WORDS = [
  ['null', null],
  ['true', true],
  ['false', false],
] as const

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
