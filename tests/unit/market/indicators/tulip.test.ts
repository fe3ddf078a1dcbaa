import { describe, expect, it } from 'vitest'
import { Atr, atrColumn } from '$lib/market/indicators/atr'
import { bollingerColumns } from '$lib/market/indicators/bollinger'
import { emaColumn } from '$lib/market/indicators/ema'
import { macdColumns } from '$lib/market/indicators/macd'
import { rollingDeviationColumn } from '$lib/market/indicators/rolling-moments'
import { rsiColumn } from '$lib/market/indicators/rsi'
import { smaColumn } from '$lib/market/indicators/sma'
import { wilderColumn } from '$lib/market/indicators/wilder'

// Series and results: TulipCharts/tulipindicators, tests/untest.txt; also asserted by bennycode/trading-signals.
const CLOSE = Float64Array.of(
  ...[81.59, 81.06, 82.87, 83.0, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54, 86.89, 87.77, 87.29],
)
const HIGH = Float64Array.of(
  ...[82.15, 81.89, 83.03, 83.3, 83.85, 83.9, 83.33, 84.3, 84.84, 85.0, 85.9, 86.58, 86.98, 88.0, 87.87],
)
const LOW = Float64Array.of(
  ...[81.29, 80.64, 81.31, 82.65, 83.07, 83.11, 82.49, 82.3, 84.15, 84.11, 84.03, 85.39, 85.76, 87.17, 87.01],
)
/** They are printed with three digits, and some of them cut rather than rounded. */
const TOLERANCE = 0.0006

const column = (): Float64Array => new Float64Array(CLOSE.length)

/** NaN up to where `expected` begins, which ends with the column. */
function expectTail(actual: Float64Array, expected: readonly number[]): void {
  const start = actual.length - expected.length
  expect([...actual.subarray(0, start)]).toEqual(Array.from({ length: start }, () => NaN))
  expected.forEach((value, index) => {
    expect(Math.abs((actual[start + index] ?? NaN) - value)).toBeLessThanOrEqual(TOLERANCE)
  })
}

describe('indicators against published values', () => {
  it.each([
    [
      ...(['SMA 5', smaColumn] as const),
      [82.426, 82.738, 83.094, 83.318, 83.628, 83.778, 84.254, 84.994, 85.574, 86.218, 86.804],
    ],
    [
      ...(['EMA 5', emaColumn] as const),
      [
        ...[81.59, 81.413, 81.899, 82.266, 82.714, 82.859, 82.853, 83.232, 83.671, 83.901, 84.444, 85.143],
        ...[85.725, 86.407, 86.701],
      ],
    ],
    [
      ...(['Wilder 5', wilderColumn] as const),
      [82.426, 82.571, 82.625, 82.898, 83.228, 83.455, 83.87, 84.404, 84.901, 85.475, 85.838],
    ],
    [
      ...(['RSI 5', rsiColumn] as const),
      [72.034, 64.927, 75.936, 79.796, 74.713, 83.033, 87.478, 88.755, 91.483, 78.498],
    ],
    [
      ...(['standard deviation 5', rollingDeviationColumn] as const),
      [0.948, 0.875, 0.28, 0.423, 0.605, 0.671, 0.871, 0.926, 1.019, 1.174, 0.758],
    ],
  ])('%s', (_, indicator, expected) => {
    const out = column()
    indicator(out, CLOSE, 5)
    expectTail(out, expected)
  })

  it('ATR 5', () => {
    const out = column()
    atrColumn(out, { high: HIGH, low: LOW, close: CLOSE }, 5)
    expectTail(out, [1.116, 1.051, 1.009, 1.207, 1.136, 1.086, 1.243, 1.233, 1.23, 1.206, 1.137])
    expect(new Atr(5).value).toBeNaN()
  })

  it('MACD 2/5/9', () => {
    const out = { macd: column(), signal: column(), histogram: column() }
    macdColumns(out, CLOSE, { fast: 2, slow: 5, signal: 9 })
    expectTail(out.macd, [0.618, 0.351, 0.111, 0.416, 0.578, 0.422, 0.684, 0.927, 0.891, 0.979, 0.621])
    expectTail(out.signal, [0.618, 0.564, 0.474, 0.462, 0.485, 0.473, 0.515, 0.597, 0.656, 0.721, 0.701])
    expectTail(out.histogram, [0, -0.213, -0.363, -0.046, 0.093, -0.05, 0.169, 0.329, 0.235, 0.258, -0.08])
  })

  it('Bollinger bands 5, 2', () => {
    const out = { lower: column(), middle: column(), upper: column() }
    bollingerColumns(out, CLOSE, 5, 2)
    expectTail(
      out.lower,
      [80.53, 80.987, 82.533, 82.472, 82.418, 82.435, 82.511, 83.143, 83.536, 83.87, 85.289],
    )
    expectTail(
      out.upper,
      [84.322, 84.489, 83.655, 84.164, 84.838, 85.121, 85.997, 86.845, 87.612, 88.566, 88.319],
    )
  })
})
