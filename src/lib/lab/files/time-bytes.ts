/** Times as CSV has them, many of one day behind one another: the day is worked out once. */
import { isoText } from './bar-text'
import { asciiText } from './csv-bytes'
import { readTime } from './time-values'

const DAY = 86_400_000
const LONGEST = 60
const DASH = 45
const COLON = 58
const LETTER_T = 84
const LETTER_Z = 90
const SPACE = 32
const DIGIT_0 = 48

/** Reads written times, the usual ones without making a text of them. */
export class TimeReader {
  #date = -1
  #midnight = Number.NaN

  /** @param offset ms to take from a time without a zone */
  constructor(private readonly offset: number) {}

  /** Ms since the epoch; NaN where no time is written. */
  read(bytes: Uint8Array, from: number, to: number): number {
    const usual = this.#usual(bytes, from, to)
    if (!Number.isNaN(usual)) return usual
    const written = readTime(asciiText(bytes, from, Math.min(to, from + LONGEST)))
    if (written === undefined) return Number.NaN
    return written.zoned ? written.time : written.time - this.offset
  }

  /** `2026-01-31 12:00`, with a T, seconds and a Z or without; NaN for any other. */
  #usual(bytes: Uint8Array, from: number, to: number): number {
    const zoned = bytes[to - 1] === LETTER_Z
    const size = to - from - (zoned ? 1 : 0)
    const between = bytes[from + 10]
    if ((size !== 16 && size !== 19) || (between !== LETTER_T && between !== SPACE)) return Number.NaN
    if (bytes[from + 4] !== DASH || bytes[from + 7] !== DASH || bytes[from + 13] !== COLON) return Number.NaN
    if (size === 19 && bytes[from + 16] !== COLON) return Number.NaN
    const century = two(bytes, from)
    const date =
      ((century * 100 + two(bytes, from + 2)) * 100 + two(bytes, from + 5)) * 100 + two(bytes, from + 8)
    if (date !== this.#date) this.#turn(date, asciiText(bytes, from, from + 10))
    const [hour, minute] = [two(bytes, from + 11), two(bytes, from + 14)]
    const second = size === 19 ? two(bytes, from + 17) : 0
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
    const time = this.#midnight + ((hour * 60 + minute) * 60 + second) * 1000
    return zoned ? time : time - this.offset
  }

  #turn(date: number, text: string): void {
    this.#date = date
    this.#midnight = readTime(text)?.time ?? Number.NaN
  }
}

/** Two digits as a number, NaN for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - DIGIT_0
  const ones = (bytes[at + 1] ?? 0) - DIGIT_0
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))

/** Writes instants as ISO 8601 in UTC. */
export class TimeWriter {
  #midnight = Number.NaN
  #date = ''

  write(time: number): string {
    const midnight = time - (time % DAY)
    if (time % 1000 !== 0 || !(time >= 0)) return isoText(time)
    if (midnight !== this.#midnight) {
      this.#midnight = midnight
      this.#date = new Date(midnight).toISOString().slice(0, 11)
    }
    const seconds = (time - midnight) / 1000
    const hour = TWO_DIGITS[Math.floor(seconds / 3600)] ?? ''
    const minute = TWO_DIGITS[Math.floor(seconds / 60) % 60] ?? ''
    return `${this.#date}${hour}:${minute}:${TWO_DIGITS[seconds % 60] ?? ''}Z`
  }
}
