/**
 * Instants and durations. Both are whole milliseconds; the brands keep them apart from each other,
 * from seconds (as the exchange's candles count) and from plain numbers.
 */
declare const timeBrand: unique symbol
declare const durationBrand: unique symbol

/** Milliseconds since the Unix epoch, in match time unless a name says wall time. */
export type TimeMs = number & { readonly [timeBrand]: true }

/** A span of milliseconds. */
export type DurationMs = number & { readonly [durationBrand]: true }

/** @throws RangeError when `value` is no safe integer. */
export function timeMs(value: number): TimeMs {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an instant in milliseconds: ${value}`)
  return value as TimeMs
}

/** @throws RangeError when `value` is no safe integer. */
export function durationMs(value: number): DurationMs {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a span in milliseconds: ${value}`)
  return value as DurationMs
}

export function seconds(value: number): DurationMs {
  return durationMs(Math.round(value * 1000))
}

export function addTime(time: TimeMs, span: DurationMs): TimeMs {
  return (time + span) as TimeMs
}

/** The span from `from` to `to`; negative when `to` is earlier. */
export function between(from: TimeMs, to: TimeMs): DurationMs {
  return (to - from) as DurationMs
}
