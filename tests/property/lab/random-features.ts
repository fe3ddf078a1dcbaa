import fc from 'fast-check'
import { FEATURE_COLUMNS, type Feature, atr, col, constant } from '$lib/lab/features/expression'
import type { FeaturePlan } from '$lib/lab/features/plan'
import { plan } from '$lib/lab/features/plan'
import { type Bars, allocateBars } from '$lib/market/bars'

const bars = fc.integer({ min: 1, max: 40 })
const small = fc.double({ min: -5, max: 5, noNaN: true })

/** Any expression of up to four levels. */
export const anyFeature: fc.Arbitrary<Feature> = fc.letrec<{ feature: Feature }>((tie) => ({
  feature: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...FEATURE_COLUMNS).map(col),
    small.map(constant),
    bars.map(atr),
    fc
      .tuple(tie('feature'), fc.constantFrom('neg', 'abs', 'log', 'logReturn', 'diff'))
      .map(([of, method]) => of[method]()),
    fc
      .tuple(tie('feature'), tie('feature'), fc.constantFrom('add', 'sub', 'mul', 'div', 'gt', 'lte'))
      .map(([left, right, method]) => left[method](right)),
    fc
      .tuple(tie('feature'), bars, fc.constantFrom('lag', 'ewm', 'wilder', 'rsi', 'zscore'))
      .map(([of, length, method]) => of[method](length)),
    fc
      .tuple(tie('feature'), bars, fc.constantFrom('mean', 'sum', 'std', 'min', 'max'))
      .map(([of, length, method]) => of.rolling(length)[method]()),
    fc.tuple(tie('feature'), small).map(([of, low]) => of.clip(low, low + 3)),
  ),
})).feature

export function planned(features: readonly Feature[]): FeaturePlan {
  const made = plan(features)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

/** A walk of so many rows, some of them without a bar. */
export function barsFrom(random: () => number, length: number, gaps: boolean): Bars {
  const made = allocateBars(length)
  let price = 10_000
  for (let row = 0; row < length; row += 1) {
    const open = price
    price = Math.max(1, Math.round(open + (random() - 0.5) * 60))
    const missing = gaps && random() < 0.07
    made.time[row] = row * 60_000
    made.open[row] = missing ? NaN : open
    made.high[row] = missing ? NaN : Math.max(open, price) + Math.floor(random() * 9)
    made.low[row] = missing ? NaN : Math.max(1, Math.min(open, price) - Math.floor(random() * 9))
    made.close[row] = missing ? NaN : price
    made.volume[row] = missing ? 0 : random() * 10
  }
  return made
}
