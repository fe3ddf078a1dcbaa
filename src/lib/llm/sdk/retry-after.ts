import { type DurationMs, durationMs } from '../../core/time'

const SECOND = 1000
/** Asked to wait longer, we take it for this long. */
export const LONGEST_ASKED = 24 * 60 * 60 * SECOND
const FIRST_WAIT = 500
const LONGEST_WAIT = 8000
/** So that many agents that were told the same time do not all return at once. */
const SPREAD = 250
/** Google says it in the body: "retryDelay": "34s". */
const DELAY_IN_BODY = /"retryDelay":\s*"(\d{1,6}(?:\.\d+)?)s"/

/**
 * Milliseconds a provider asks to wait, by its headers or body, a day at most; undefined when it asks for
 * nothing.
 */
export function retryAfter(headers: Headers, body: string, now: number): number | undefined {
  const asked = askedWait(headers, body, now)
  return asked === undefined ? undefined : Math.min(asked, LONGEST_ASKED)
}

function askedWait(headers: Headers, body: string, now: number): number | undefined {
  const exact = numberIn(headers.get('retry-after-ms'))
  if (exact !== undefined) return exact
  const text = headers.get('retry-after')
  const seconds = numberIn(text) ?? numberIn(DELAY_IN_BODY.exec(body)?.[1] ?? null)
  if (seconds !== undefined) return seconds * SECOND
  const date = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** How long to wait before the retry of this number, from 0. `chance` draws from [0, 1). */
export function retryDelay(asked: number | undefined, retry: number, chance: () => number): DurationMs {
  if (asked !== undefined) return durationMs(Math.ceil(asked + chance() * SPREAD))
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** retry)
  return durationMs(Math.ceil((ceiling * (1 + chance())) / 2))
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,9}(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}
