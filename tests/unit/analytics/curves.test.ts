import { describe, expect, it } from 'vitest'
import { distribution } from '$lib/analytics/distribution'
import { monthlyReturns } from '$lib/analytics/months'
import { sampledReturns } from '$lib/analytics/returns'
import { rollingSharpe } from '$lib/analytics/rolling-sharpe'
import { samplingGrid } from '$lib/analytics/sampling'
import { thin, thinMeans } from '$lib/analytics/thin'
import { DAY, MINUTE } from './run-fixture'

const closes = (count: number, step: number, start = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => start + (row + 1) * step)

describe('sampling', () => {
  it('takes every bar of a short run, the first against the starting cash', () => {
    const grid = samplingGrid(closes(3, MINUTE), 60)
    expect(grid.seconds).toBe(60)
    expect([...grid.rows]).toEqual([-1, 0, 1, 2])
    const returns = sampledReturns(grid, Float64Array.of(110, 99, 99), 100)
    expect([...returns].map((value) => value.toFixed(12))).toEqual([
      '0.100000000000',
      '-0.100000000000',
      '0.000000000000',
    ])
  })

  it('takes at most 10,000 of them', () => {
    const grid = samplingGrid(closes(43_199, MINUTE), 60)
    expect(grid.seconds).toBe(300)
    expect(grid.rows).toHaveLength(8640)
    expect([...grid.rows.subarray(0, 3)]).toEqual([-1, 4, 9])
  })

  it('is daily at 00:00 UTC from 30 days on, without the parts of days at either end', () => {
    const grid = samplingGrid(closes(31 * 24, 3_600_000, 5 * 3_600_000), 3600)
    expect(grid.seconds).toBe(86_400)
    expect(grid.time[0]).toBe(DAY)
    expect(grid.rows[0]).toBe(18)
    expect(grid.time.at(-1)).toBe(31 * DAY)
    expect(grid.rows).toHaveLength(31)
  })

  it('starts with the starting cash where the run starts with a day', () => {
    const grid = samplingGrid(closes(40, DAY), 86_400)
    expect([...grid.rows.subarray(0, 2)]).toEqual([-1, 0])
    expect(grid.rows).toHaveLength(41)
  })

  it('carries the last bar over a hole', () => {
    const grid = samplingGrid(Float64Array.of(MINUTE, 4 * MINUTE), 60)
    expect([...grid.rows]).toEqual([-1, 0, 0, 0, 1])
  })

  it('of nothing is nothing, and stays small for bars ages apart', () => {
    expect(samplingGrid(new Float64Array(), 60).rows).toHaveLength(0)
    expect(sampledReturns(samplingGrid(new Float64Array(), 60), new Float64Array(), 1)).toHaveLength(0)
    expect(samplingGrid(Float64Array.of(DAY, 8e15), 60).rows.length).toBeLessThan(100_002)
  })

  it('ends where nothing is left', () => {
    const grid = samplingGrid(closes(4, MINUTE), 60)
    expect([...sampledReturns(grid, Float64Array.of(50, 0, 0, 0), 100)]).toEqual([-0.5, -1])
  })
})

describe('months', () => {
  it('are calendar months; a close at midnight belongs to the day before', () => {
    const time = Float64Array.of(
      Date.UTC(2024, 0, 31),
      Date.UTC(2024, 1, 1),
      Date.UTC(2024, 1, 2),
      Date.UTC(2024, 3, 1, 1),
    )
    const months = monthlyReturns(Float64Array.of(110, 121, 60.5, 121), time, 100)
    expect(months.map(({ year, month }) => [year, month])).toEqual([
      [2024, 1],
      [2024, 2],
      [2024, 4],
    ])
    expect(months[0]?.return).toBeCloseTo(0.21, 12)
    expect(months[1]?.return).toBe(-0.5)
    expect(months[2]?.return).toBe(1)
  })

  it('pass from December to January', () => {
    const time = Float64Array.of(Date.UTC(2023, 11, 31, 23), Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 1))
    const months = monthlyReturns(Float64Array.of(100, 200, 100), time, 100)
    expect(months).toEqual([
      { year: 2023, month: 12, return: 1 },
      { year: 2024, month: 1, return: -0.5 },
    ])
  })
})

describe('the distribution', () => {
  it('has bins as wide as Freedman and Diaconis say', () => {
    // Quartiles 249.75 and 749.25 of 0 … 999, cube root 10: width 99.9, so 10 bins.
    const { from, width, counts } = distribution(Float64Array.from({ length: 1000 }, (_, place) => place))
    expect(from).toBe(0)
    expect(width).toBeCloseTo(99.9, 9)
    expect(counts).toEqual(new Array(10).fill(100))
  })

  it('has no more than 80 of them, however far the extremes lie', () => {
    const values = Float64Array.from({ length: 1000 }, (_, place) => (place - 500) / 1e6)
    values[0] = -5
    expect(distribution(values).counts).toHaveLength(80)
    expect(distribution(Float64Array.of(-1, 0, 0, 0, 0, 0, 0, 2)).counts).toHaveLength(80)
  })

  it('of equal returns is one bin, of none none', () => {
    expect(distribution(Float64Array.of(0.1, 0.1))).toEqual({ from: 0.1, width: 0, counts: [2] })
    expect(distribution(new Float64Array()).counts).toEqual([])
  })
})

describe('thinning', () => {
  it('leaves short curves as they are, in memory of their own', () => {
    const time = closes(10, MINUTE)
    const thinned = thin(time, time)
    expect(thinned.time).toEqual(time)
    expect(thinned.time.buffer).not.toBe(time.buffer)
  })

  it('keeps a spike of one row among a million', () => {
    const value = new Float64Array(1_000_000).fill(5)
    value[123_457] = 9
    value[777_777] = -9
    const thinned = thin(closes(value.length, 1), value)
    expect(thinned.value.length).toBeLessThanOrEqual(1500)
    expect(Math.max(...thinned.value)).toBe(9)
    expect(Math.min(...thinned.value)).toBe(-9)
    expect(thinned.time[thinned.value.indexOf(9)]).toBe(123_458)
  })
})

describe('thinning by means', () => {
  it('says how much of each stretch was on, and keeps the whole', () => {
    const value = Float64Array.from({ length: 100_000 }, (_, row) => (row % 4 === 0 ? 1 : 0))
    const thinned = thinMeans(closes(value.length, 1), value, 1000)
    expect(thinned.value).toEqual(new Float64Array(1000).fill(0.25))
    expect([...thinned.time.subarray(0, 2)]).toEqual([100, 200])
    expect(thinned.time.at(-1)).toBe(100_000)
  })

  it('has uneven stretches of whole rows, each once, and leaves short curves as they are', () => {
    const value = closes(10, 1)
    const { time, value: means } = thinMeans(closes(10, 1), value, 4)
    expect([...time]).toEqual([2, 5, 7, 10])
    expect([...means]).toEqual([1.5, 4, 6.5, 9])
    expect(thinMeans(value, value).value).toEqual(value)
  })
})

describe('the rolling Sharpe ratio', () => {
  const returns = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, day) => (day % 3 === 0 ? -0.01 : 0.02))
  const ofDays = (count: number) => rollingSharpe(samplingGrid(closes(count, DAY), 86_400), returns(count))

  it('is of 30 days from 60 days on, of 90 from a year on', () => {
    expect(ofDays(59)).toMatchObject({ days: 0 })
    expect(ofDays(60).days).toBe(30)
    expect(ofDays(60).curve.value).toHaveLength(31)
    expect(ofDays(60).curve.time[0]).toBe(30 * DAY)
    expect(ofDays(365).days).toBe(90)
    expect(ofDays(365).curve.time.at(-1)).toBe(365 * DAY)
  })

  it('leaves out windows in which nothing moved', () => {
    const grid = samplingGrid(closes(90, DAY), 86_400)
    const still = returns(90)
    still.fill(0, 0, 45)
    // Windows of the days (15 … 45] and earlier are still.
    expect(rollingSharpe(grid, still).curve.time[0]).toBe(46 * DAY)
  })
})
