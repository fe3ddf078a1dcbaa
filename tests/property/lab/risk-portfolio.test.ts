/** Portfolios of the lab: prices on their grid, profiles and trades against portfolios that are so already. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decimal, decimal, decimalToString, scaleDecimal } from '$lib/core/decimal'
import type { ProductSpec } from '$lib/core/product'
import { RISK_MODELS, type RiskRules } from '$lib/core/risk-rules'
import type { Result } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import { datasetPortfolio } from '$lib/lab/risk/dataset-portfolio'
import type { HeldPortfolio } from '$lib/lab/risk/held-portfolio'
import { PriceColumns } from '$lib/lab/risk/price-columns'
import { profileOf, tradeRiskOf } from '$lib/lab/risk/profile'
import { spec } from '../../fixtures/synthetic-match'

const MINUTE = durationMs(60_000)
const T0 = Date.UTC(2026, 0, 1)
const SPECS: readonly ProductSpec[] = [spec('AAA-USD', '0.01', '0.01'), spec('BBB-USD', '0.0001', '1')]

/** Rows at rising minutes, some left out; closes of two products, some of them missing. */
const rows = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 4 }),
    a: fc.option(fc.integer({ min: 9000, max: 11_000 }), { nil: NaN, freq: 6 }),
    b: fc.option(fc.integer({ min: 400, max: 600 }), { nil: NaN, freq: 6 }),
  }),
  { minLength: 2, maxLength: 200 },
)

function minutesOf(gaps: readonly { readonly gap: number }[]): readonly number[] {
  let minute = 0
  return gaps.map(({ gap }) => (minute += gap))
}

function value<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe('prices on a grid', () => {
  test('each step has the last close up to it', () => {
    fc.assert(
      fc.property(rows, (made) => {
        const minutes = minutesOf(made)
        const time = Float64Array.from(minutes, (minute) => T0 + minute * MINUTE)
        const columns = [Float64Array.from(made, ({ a }) => a), Float64Array.from(made, ({ b }) => b)]
        const prices = PriceColumns.of(time, columns, MINUTE)
        const [first = 0, last = 0] = [minutes[0], minutes.at(-1)]
        expect(prices.steps).toBe(last - first + 1)
        expect(prices.empty).toBe(prices.steps - made.length)
        for (const [product, column] of columns.entries()) {
          for (let step = 0; step < prices.steps; step += 1) {
            const known = [...column].filter((close, row) => close > 0 && (minutes[row] ?? 0) <= first + step)
            expect(prices.closes[product]?.[step]).toBe(known.at(-1) ?? NaN)
          }
        }
      }),
      { numRuns: 50 },
    )
  })
})

const walk = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -4, max: 4 })), {
  minLength: 30,
  maxLength: 150,
})

function pricesOf(steps: readonly (readonly [number, number])[]): PriceColumns {
  let [a, b] = [10_000, 500]
  const time = Float64Array.from(steps, (_, row) => T0 + row * MINUTE)
  const closes = steps.map(([up, over]) => [(a = Math.max(1, a + up)), (b = Math.max(1, b + over))] as const)
  return PriceColumns.of(
    time,
    [Float64Array.from(closes, ([x]) => x), Float64Array.from(closes, ([, y]) => y)],
    MINUTE,
  )
}

function portfolioOf(prices: PriceColumns, cash: Decimal, units: readonly [number, number]): HeldPortfolio {
  const quantities = SPECS.map(({ baseIncrement }, product) =>
    decimalToString(scaleDecimal(baseIncrement, BigInt(units[product] ?? 0))),
  )
  return value(datasetPortfolio(SPECS, prices, { cash: decimalToString(cash), quantities }, []))
}

const rules = fc.record({
  riskModel: fc.integer({ min: 1, max: RISK_MODELS.length }),
  riskWindow: fc.integer({ min: 60, max: 120 }),
  tailRiskLevel: fc.constantFrom(9000, 9500, 9900),
}) satisfies fc.Arbitrary<RiskRules>

describe('a portfolio’s profile', () => {
  test('is of finite figures whose contributions sum to the whole', () => {
    const holding = fc.integer({ min: 0, max: 5000 })
    fc.assert(
      fc.property(walk, holding, holding, rules, (steps, a, b, set) => {
        const profile = value(profileOf(portfolioOf(pricesOf(steps), decimal('1000'), [a, b]), set))
        const { tailValueAtRisk, valueAtRisk, equity, drawdown, maxDrawdown } = profile
        for (const figure of [tailValueAtRisk, valueAtRisk]) expect(figure).toBeGreaterThanOrEqual(0)
        expect(drawdown).toBeLessThanOrEqual(maxDrawdown)
        expect(equity).toBeCloseTo(1000 + profile.exposure, 6)
        const sum = profile.holdings.reduce((total, { contribution }) => total + contribution, 0)
        expect(Math.abs(sum - tailValueAtRisk)).toBeLessThanOrEqual(1e-9 * Math.max(1, tailValueAtRisk))
      }),
      { numRuns: 60 },
    )
  })

  test('after a purchase is that of who had bought before', () => {
    fc.assert(
      fc.property(
        walk,
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        rules,
        (steps, had, more, set) => {
          const prices = pricesOf(steps)
          const price = BigInt(prices.closes[0]?.at(-1) ?? 0)
          // A tick of a unit is worth 10^-4 dollars.
          const cost = scaleDecimal(decimal('0.0001'), price * BigInt(more))
          const quantity = decimalToString(scaleDecimal(decimal('0.01'), BigInt(more)))
          const before = portfolioOf(prices, (cost + decimal('5')) as Decimal, [had, 7])
          const idea = { product: 'AAA-USD', side: 'buy', quantity } as const
          const risk = tradeRiskOf(before, set, idea)
          const after = value(profileOf(portfolioOf(prices, decimal('5'), [had + more, 7]), set))
          const seen = value(risk).after
          expect(Math.abs(seen.tailValueAtRisk - after.tailValueAtRisk)).toBeLessThanOrEqual(
            1e-9 * after.equity,
          )
          expect(seen.holdings.map(({ id }) => id)).toEqual(after.holdings.map(({ id }) => id))
          expect(seen.equity).toBeCloseTo(after.equity, 6)
          expect(seen.cash).toBe(after.cash)
          expect(value(risk).before).toEqual(value(profileOf(before, set)))
        },
      ),
      { numRuns: 60 },
    )
  })
})
