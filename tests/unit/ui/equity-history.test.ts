import { describe, expect, it } from 'vitest'
import { appendEquity, inRange, pointsPerLine, sampleEvenly } from '$lib/ui/equity-history'
import { commonPrefix, racePoints, spreadLabels, toUnit, unitText } from '$lib/ui/chart/race-data'
import { view } from './frames'

const point = (seconds: number, value = seconds) => ({ time: seconds * 1000, values: [value] })
const every = (step: number, count: number) =>
  Array.from({ length: count }, (_, index) => point(index * step))

describe('the kept history', () => {
  it('keeps order: a repeated instant is replaced, an earlier one dropped', () => {
    const kept = appendEquity([point(1), point(2)], [point(2, 9), point(1, 7), point(3)])
    expect(kept.map(({ time, values }) => [time, values[0]])).toEqual([
      [1000, 1],
      [2000, 9],
      [3000, 3],
    ])
  })

  it('is the same array when nothing came', () => {
    const history = every(1, 3)
    expect(appendEquity(history, [])).toBe(history)
  })

  it('stays bounded, keeps both ends and the newest hour whole', () => {
    let history: readonly ReturnType<typeof point>[] = []
    for (const next of every(60, 5000)) history = appendEquity(history, [next], 300) as typeof history
    expect(history.length).toBeLessThanOrEqual(300)
    expect(history[0]?.time).toBe(0)
    expect(history.at(-1)?.time).toBe(4999 * 60_000)
    expect(inRange(history, 'hour')).toHaveLength(61)
    expect(history.every((each, index) => index === 0 || each.time > (history[index - 1]?.time ?? 0))).toBe(
      true,
    )
  })

  it('stays bounded even when the newest hour alone is too much', () => {
    expect(appendEquity([], every(1, 3000), 100).length).toBeLessThanOrEqual(100)
  })
})

describe('what is drawn of it', () => {
  it.each([1, 7, 60])('takes at most the budget of points %i s apart, the newest among them', (step) => {
    const points = every(step, 5000)
    const drawn = sampleEvenly(points, 200)
    expect(drawn.length).toBeLessThanOrEqual(200)
    expect(drawn.length).toBeGreaterThanOrEqual(90)
    expect(drawn.at(-1)).toBe(points.at(-1))
  })

  it('draws a short history as it is, one point a second', () => {
    expect(sampleEvenly(every(1, 50), 200)).toHaveLength(50)
    expect(
      sampleEvenly([point(1), { time: 1400, values: [5] }, point(2)], 200).map((each) => each.time),
    ).toEqual([1400, 2000])
    expect(sampleEvenly([], 10)).toEqual([])
  })

  it('changes only at its end from one point to the next', () => {
    const points = every(3, 4000)
    const before = sampleEvenly(points.slice(0, 3990), 500)
    const after = sampleEvenly(points.slice(0, 3991), 500)
    expect(commonPrefix(before, after)).toBeGreaterThanOrEqual(before.length - 1)
  })

  it('gives fifty agents fewer points each', () => {
    expect(pointsPerLine(51) * 51).toBeLessThan(25_000)
    expect(pointsPerLine(4)).toBe(900)
  })

  it('ends in the present while the match runs, in the last sample once it ended', () => {
    const running = view({ matchTime: 9000 }, [{ run: 0, equity: '123.5' }])
    expect(racePoints(every(1, 4), running, 'match').at(-1)).toEqual({ time: 9000, values: [123.5] })
    const present = view({ matchTime: 3400 }, [{ run: 0, equity: '77' }])
    expect(racePoints(every(1, 4), present, 'match').map((each) => each.values[0])).toEqual([0, 1, 2, 77])
    const ended = view({ matchTime: 9000, status: 'ended' }, [{ run: 0, equity: '123.5' }])
    expect(racePoints(every(1, 4), ended, 'match').at(-1)?.time).toBe(3000)
    expect(racePoints([], running, 'match')).toHaveLength(1)
  })

  it('speaks dollars or percent of the start', () => {
    expect(toUnit(101_000, 100_000, 'percent')).toBeCloseTo(1)
    expect(unitText(1, 'percent', 2)).toBe('+1.00 %')
    expect(unitText(101_000, 'dollar', 0)).toBe('$101,000')
  })

  it('keeps labels apart, inside and in order', () => {
    expect(spreadLabels([50, 52, 51], 10, 5, 100)).toEqual([50, 70, 60])
    const low = spreadLabels([98, 99], 10, 5, 100)
    expect(low).toEqual([90, 100])
  })
})
