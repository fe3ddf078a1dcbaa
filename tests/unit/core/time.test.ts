import { describe, expect, it } from 'vitest'
import { addTime, between, durationMs, seconds, timeMs } from '$lib/core/time'

describe('time', () => {
  it('adds spans to instants and finds the span between two', () => {
    const start = timeMs(1_700_000_000_000)
    const end = addTime(start, seconds(90))
    expect(end).toBe(1_700_000_090_000)
    expect(between(start, end)).toBe(90_000)
    expect(between(end, start)).toBe(-90_000)
  })

  it('rounds seconds to whole milliseconds', () => {
    expect(seconds(0.25)).toBe(250)
    expect(seconds(1.0004)).toBe(1000)
  })

  it.each([NaN, Infinity, 0.5, 2 ** 53])('refuses %s as an instant or a span', (value) => {
    expect(() => timeMs(value)).toThrow(RangeError)
    expect(() => durationMs(value)).toThrow(RangeError)
  })
})
