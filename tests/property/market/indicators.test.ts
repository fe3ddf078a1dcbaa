import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { Atr, atrColumn } from '$lib/market/indicators/atr'
import { Bollinger, bollingerColumns } from '$lib/market/indicators/bollinger'
import { Ema, emaColumn } from '$lib/market/indicators/ema'
import type { Kernel } from '$lib/market/indicators/kernel'
import { Macd, macdColumns } from '$lib/market/indicators/macd'
import { RealisedVolatility, realisedVolatilityColumn } from '$lib/market/indicators/realised-volatility'
import {
  RollingMax,
  RollingMin,
  rollingMaxColumn,
  rollingMinColumn,
} from '$lib/market/indicators/rolling-extremes'
import {
  RollingDeviation,
  RollingMoments,
  rollingDeviationColumn,
} from '$lib/market/indicators/rolling-moments'
import { Rsi, rsiColumn } from '$lib/market/indicators/rsi'
import { RollingSum, Sma, smaColumn } from '$lib/market/indicators/sma'
import { Wilder, wilderColumn } from '$lib/market/indicators/wilder'
import { ZScore, zScoreColumn } from '$lib/market/indicators/z-score'
import { deviation, mean } from '$lib/stats/moments'

const DAY = 86_400
const PERIODS = [1, 2, 3, 7, 20, 64]

/** A walk with gaps, in ticks or in broken numbers. */
function walk(seed: string, length: number, whole: boolean): Float64Array {
  const random = Random.fromSeed(seed)
  let price = 50_000
  return Float64Array.from({ length }, () => {
    price = Math.max(price + (random.uniform() - 0.5) * 400, 1)
    if (random.uniform() < 0.05) return NaN
    return whole ? Math.round(price) : price
  })
}

type Column = (out: Float64Array, input: Float64Array, period: number) => void

const SINGLE: readonly [string, (period: number) => Kernel, Column][] = [
  ['SMA', (period) => new Sma(period), smaColumn],
  ['EMA', (period) => new Ema(period), emaColumn],
  ['Wilder', (period) => new Wilder(period), wilderColumn],
  ['RSI', (period) => new Rsi(period), rsiColumn],
  ['z-score', (period) => new ZScore(period), zScoreColumn],
  ['maximum', (period) => new RollingMax(period), rollingMaxColumn],
  ['minimum', (period) => new RollingMin(period), rollingMinColumn],
  [
    'volatility',
    (period) => new RealisedVolatility(period, DAY),
    (out, input, period) => {
      realisedVolatilityColumn(out, input, period, DAY)
    },
  ],
  ['deviation', (period) => new RollingDeviation(period), rollingDeviationColumn],
  [
    'sum',
    (period) => new RollingSum(period),
    (out, input, period) => {
      new RollingSum(period).advance(out, input, input.length)
    },
  ],
]

/** The last `period` numbers up to `row`, gaps left out; undefined while there are fewer. */
function windowAt(input: Float64Array, row: number, period: number): number[] | undefined {
  const known = [...input.subarray(0, row + 1)].filter((value) => !Number.isNaN(value))
  return known.length < period ? undefined : known.slice(-period)
}

describe.each(SINGLE)('%s', (name, kernelOf, column) => {
  it.each(PERIODS)('is the same row by row and as a column, period %i', (period) => {
    const input = walk(`${name} ${period}`, 500, false)
    const out = new Float64Array(input.length)
    column(out, input, period)
    const kernel = kernelOf(period)
    expect(out).toEqual(Float64Array.from(input, (value) => kernel.next(value)))
    column(input, input, period)
    expect(input).toEqual(out)
  })

  it('does not change when later rows do', () => {
    const input = walk(name, 300, true)
    const whole = new Float64Array(300)
    column(whole, input, 7)
    const part = new Float64Array(150)
    column(part, input.subarray(0, 150), 7)
    expect(whole.subarray(0, 150)).toEqual(part)
  })
})

describe('kernels of several inputs or outputs', () => {
  const close = walk('bands', 400, false)
  const column = (): Float64Array => new Float64Array(400)

  it('ATR is the same row by row and as columns', () => {
    const high = close.map((price) => price + 3.5)
    const low = close.map((price) => price - 2.25)
    const out = column()
    atrColumn(out, { high, low, close }, 14)
    const kernel = new Atr(14)
    const rows = Float64Array.from(close, (price, row) =>
      kernel.next(high[row] ?? NaN, low[row] ?? NaN, price),
    )
    expect(out).toEqual(rows)
  })

  it('MACD is the same row by row and as columns', () => {
    const out = { macd: column(), signal: column(), histogram: column() }
    macdColumns(out, close, { fast: 3, slow: 9, signal: 4 })
    const kernel = new Macd(3, 9, 4)
    close.forEach((price, row) => {
      const rowOf = [kernel.next(price), kernel.signal, kernel.histogram]
      expect([out.macd[row], out.signal[row], out.histogram[row]]).toEqual(rowOf)
    })
  })

  it('Bollinger bands are the same row by row and as columns', () => {
    const out = { lower: column(), middle: column(), upper: column() }
    bollingerColumns(out, close, 20, 2.5)
    const kernel = new Bollinger(20, 2.5)
    close.forEach((price, row) => {
      const rowOf = [kernel.next(price), kernel.lower, kernel.upper]
      expect([out.middle[row], out.lower[row], out.upper[row]]).toEqual(rowOf)
    })
  })
})

describe('windows against the plain definition', () => {
  it.each(PERIODS)('averages of ticks are exact, extremes are members, period %i', (period) => {
    const input = walk(`exact ${period}`, 400, true)
    const [sma, max, min] = [new Sma(period), new RollingMax(period), new RollingMin(period)]
    input.forEach((price, row) => {
      const got = [sma.next(price), max.next(price), min.next(price)]
      const window = windowAt(input, row, period)
      const plain = window && [
        window.reduce((a, b) => a + b, 0) / period,
        Math.max(...window),
        Math.min(...window),
      ]
      expect(got).toEqual(plain ?? [NaN, NaN, NaN])
    })
  })

  it.each(PERIODS)('mean and deviation stay right far from zero, period %i', (period) => {
    const far = walk(`far ${period}`, 2000, false).map((value) => 1e9 + value / 1e4)
    const moments = new RollingMoments(period)
    far.forEach((value, row) => {
      moments.next(value)
      const window = windowAt(far.subarray(Math.max(0, row - 200), row + 1), Math.min(row, 200), period)
      if (window === undefined) return
      expect(moments.mean).toBeCloseTo(mean(window), 5)
      expect(moments.deviation).toBeCloseTo(deviation(window, 'population'), 5)
    })
  })
})
