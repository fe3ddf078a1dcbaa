import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { RISK_MODELS, type RiskModelName, type RiskSettings } from '$lib/core/risk-rules'
import { durationMs, timeMs } from '$lib/core/time'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { MinuteGrid } from '$lib/market/returns/minute-grid'
import type { PriceGrid } from '$lib/market/returns/price-grid'
import { type ListGrid, settingsWith, walkGrid } from '../../fixtures/list-grid'

const MINUTE = 60_000
const model = fc.constantFrom<RiskModelName>(...RISK_MODELS)
const level = fc.integer({ min: 5000, max: 9999 })
const horizon = fc.integer({ min: 1, max: 86_400_000 }).map(durationMs)
const window = fc.integer({ min: 60, max: 200 })
const anySettings = fc.record({ model, level, horizon, window }).map(settingsWith)
const dollars = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }))
const seed = fc.string({ maxLength: 8 })

function estimateOf(grid: PriceGrid, settings: RiskSettings): PortfolioEstimate {
  const estimate = new PortfolioEstimate(settings, grid.productCount)
  estimate.update(grid)
  return estimate
}

/** All it says of a portfolio. */
function said(estimate: PortfolioEstimate, values: Float64Array): number[] {
  const parts = new Float64Array(values.length)
  estimate.contributions(values, parts)
  const products = Array.from(values, (_, index) => productIndex(index))
  return [
    ...[estimate.tailValueAtRisk(values), estimate.valueAtRisk(values), estimate.yearlyDeviation(values)],
    ...parts,
    ...products.flatMap((a) => [estimate.count(a), estimate.mean(a), estimate.deviation(a)]),
    ...products.flatMap((a) => products.map((b) => estimate.correlation(a, b))),
  ]
}

interface Deed {
  /** Minutes from the newest one. */
  readonly at: number
  readonly product: number
  readonly close: number
  readonly asks: boolean
}

const deeds = fc.array(
  fc.record<Deed>({
    at: fc.oneof(
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -250, max: 0 }) },
      { weight: 1, arbitrary: fc.integer({ min: 2, max: 300 }) },
    ),
    product: fc.nat(2),
    close: fc.integer({ min: 900, max: 1100 }),
    asks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 250 },
)

describe('what an estimate says', () => {
  it('depends on the minutes alone, to the last bit: not on when it was asked, nor in what order they came', () => {
    fc.assert(
      fc.property(
        anySettings,
        deeds,
        fc.array(dollars, { minLength: 3, maxLength: 3 }),
        (settings, list, held) => {
          const values = Float64Array.from(held)
          const clock = { now: timeMs(29_000_000 * MINUTE) }
          const grid = new MinuteGrid(3, clock)
          const often = new PortfolioEstimate(settings, 3)
          let newest = 28_999_000
          for (const { at, product, close, asks } of list) {
            const step = newest + at
            newest = Math.max(newest, step)
            clock.now = timeMs(Math.max(clock.now, (newest + 1) * MINUTE))
            const start = timeMs(step * MINUTE)
            grid.add({ product: productIndex(product), start, close: priceTicks(close) })
            if (asks) often.update(grid)
          }
          often.update(grid)
          expect(said(often, values)).toEqual(said(estimateOf(grid, settings), values))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('the same of a grid that does not say where it changed, and of steps that come by the hundred', () => {
    const hops = fc.array(fc.integer({ min: 0, max: 320 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(anySettings, seed, hops, fc.boolean(), (settings, name, list, corrects) => {
        const random = Random.fromSeed(name)
        const late = [0, random.integer(900)]
        const grid = walkGrid(random, { products: 2, steps: 900, late })
        const values = Float64Array.of(100, 200)
        const often = new PortfolioEstimate(settings, 2)
        grid.newest = 0
        for (const hop of list) {
          grid.newest = Math.min(grid.newest + hop, 900)
          often.update(grid)
          if (corrects) grid.correct(0, random.integer(grid.newest + 1), 1e9 + random.integer(1e6))
        }
        often.update(grid)
        expect(said(often, values)).toEqual(said(estimateOf(grid, settings), values))
      }),
      { numRuns: 150 },
    )
  })

  it('is never NaN and never below 0, whatever prices do', () => {
    const close = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 990, max: 1010 }) },
      { weight: 1, arbitrary: fc.constantFrom(1, 1000, Number.MAX_SAFE_INTEGER) },
    )
    const column = fc.array(close, { minLength: 1, maxLength: 90 })
    const columns = fc.array(fc.tuple(column, fc.nat(90)), { minLength: 1, maxLength: 4 })
    const hostile = fc.oneof(dollars, fc.constantFrom(Number.NaN, Infinity, -1, 1e308))
    fc.assert(
      fc.property(
        anySettings,
        columns,
        fc.array(hostile, { minLength: 4, maxLength: 4 }),
        (settings, rows, held) => {
          const grid = listGridOf(rows)
          const values = Float64Array.from(held.slice(0, rows.length))
          const estimate = estimateOf(grid, settings)
          const parts = new Float64Array(values.length)
          estimate.contributions(values, parts)
          const figures = [
            estimate.tailValueAtRisk(values),
            estimate.valueAtRisk(values),
            estimate.yearlyDeviation(values),
          ]
          for (const figure of figures) expect(figure).toBeGreaterThanOrEqual(0)
          for (const part of parts) expect(part).not.toBeNaN()
        },
      ),
      { numRuns: 400 },
    )
  })
})

/** Columns that end at the same step, each repeated to be long enough, beginning somewhere. */
function listGridOf(rows: readonly (readonly [number[], number])[]): ListGrid {
  const grid = walkGrid(Random.fromSeed('hostile'), { products: rows.length, steps: 150 })
  for (const [product, [closes, from]] of rows.entries()) {
    const column = grid.closes[product]
    column?.forEach(
      (_, step) => (column[step] = step < from ? Number.NaN : (closes[step % closes.length] ?? 1)),
    )
  }
  return grid
}

describe('risk of a portfolio', () => {
  const portfolio = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 })
  const late = fc.tuple(fc.constant(0), fc.nat(200), fc.nat(200))
  const scene = fc.record({ settings: anySettings, name: seed, late, held: portfolio })

  function estimateIn(name: string, late: readonly number[], settings: RiskSettings): PortfolioEstimate {
    return estimateOf(walkGrid(Random.fromSeed(name), { products: 3, steps: 200, late }), settings)
  }

  it('is what its products add to it, and no more than there is', () => {
    fc.assert(
      fc.property(scene, ({ settings, name, late, held }) => {
        const estimate = estimateIn(name, late, settings)
        const values = Float64Array.from(held)
        const parts = new Float64Array(3)
        estimate.contributions(values, parts)
        const whole = estimate.tailValueAtRisk(values)
        const sum = parts.reduce((total, part) => total + part, 0)
        const size = values.reduce((total, value) => total + value, 1)
        expect(Math.abs(sum - whole)).toBeLessThanOrEqual(1e-9 * size)
        expect(whole).toBeLessThanOrEqual(size)
      }),
      { numRuns: 200 },
    )
  })

  it('grows in proportion', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 1, max: 1000 }), ({ settings, name, late, held }, times) => {
        const estimate = estimateIn(name, late, settings)
        const [one, many] = [Float64Array.from(held), Float64Array.from(held, (value) => times * value)]
        for (const each of ['tailValueAtRisk', 'valueAtRisk', 'yearlyDeviation'] as const) {
          const [single, multiple] = [times * estimate[each](one), estimate[each](many)]
          // The fitted thickness of a tail is one of a list, and may tip to the next one by rounding.
          const tolerance = settings.model === 'student-t' ? 0.2 : 1e-9
          expect(Math.abs(multiple - single)).toBeLessThanOrEqual(
            tolerance * Math.max(multiple, single, 1e-6),
          )
        }
      }),
      { numRuns: 150 },
    )
  })

  it('of two portfolios together is no more than of both apart, where one product’s history is as long as another’s', () => {
    const coherent = fc.record({
      model: fc.constantFrom<RiskModelName>('normal', 'ewma', 'historical'),
      level,
      horizon,
      window,
    })
    fc.assert(
      fc.property(coherent, seed, portfolio, portfolio, (changes, name, first, second) => {
        const estimate = estimateIn(name, [], settingsWith(changes))
        const [a, b] = [Float64Array.from(first), Float64Array.from(second)]
        const both = a.map((value, index) => value + (b[index] ?? 0))
        const apart = estimate.tailValueAtRisk(a) + estimate.tailValueAtRisk(b)
        expect(estimate.tailValueAtRisk(both)).toBeLessThanOrEqual(apart + 1e-9 * (1 + apart))
      }),
      { numRuns: 150 },
    )
  })

  it('is more on average beyond a level than at it', () => {
    fc.assert(
      fc.property(scene, ({ settings, name, late, held }) => {
        const estimate = estimateIn(name, late, settings)
        const values = Float64Array.from(held)
        const [mean, at] = [estimate.tailValueAtRisk(values), estimate.valueAtRisk(values)]
        expect(mean).toBeGreaterThanOrEqual(at - 1e-9 * Math.max(at, 1))
      }),
      { numRuns: 150 },
    )
  })
})
