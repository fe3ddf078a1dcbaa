/**
 * How often losses pass the limit that was estimated before them, where returns are just what a model takes them to be:
 * at the 99 % level 1 in 100 times, give or take three standard errors.
 */
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import type { RiskModelName } from '$lib/core/risk-rules'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { normalVariate } from '$lib/stats/variates'
import { MINUTE, settingsWith, walkGrid } from '../fixtures/list-grid'

const LEVEL = 9900
const RATE = 0.01
const STEPS = 20_000
const DEGREES = 5

/** Student's t with 5 degrees of freedom and unit variance, of the market's and the products' own moves alike. */
function studentVariate(random: Random): number {
  const normal = normalVariate(random)
  let squares = 0
  for (let i = 0; i < DEGREES; i += 1) squares += normalVariate(random) ** 2
  return (normal / Math.sqrt(squares / DEGREES)) * Math.sqrt((DEGREES - 2) / DEGREES)
}

interface Case {
  readonly model: RiskModelName
  readonly window: number
  readonly products: number
  readonly draw: (random: Random) => number
  /** How far the losses beyond the limit may be from the mean that was told, as a part. */
  readonly near: number
}

const CASES: readonly Case[] = [
  { model: 'normal', window: 1440, products: 3, draw: normalVariate, near: 0.05 },
  { model: 'ewma', window: 1440, products: 3, draw: normalVariate, near: 0.05 },
  { model: 'historical', window: 3000, products: 2, draw: normalVariate, near: 0.05 },
  // A sum of t-distributed returns is none, so there is one product that moves by a single draw.
  { model: 'student-t', window: 1440, products: 1, draw: studentVariate, near: 0.2 },
]

/** The share of steps that lost more than the limit said before, and what those lost against what was told. */
function measure({ model, window, products, draw }: Case): { rate: number; beyond: number } {
  const walk = { products, steps: window + STEPS, draw: products === 1 ? alternating(draw) : draw }
  const grid = walkGrid(Random.fromSeed(`coverage of ${model}`), walk)
  const settings = settingsWith({ model, window, level: LEVEL, horizon: MINUTE })
  const estimate = new PortfolioEstimate(settings, products)
  const values = Float64Array.from({ length: products }, (_, index) => 1000 * (index + 1))
  let [breaches, ratios] = [0, 0]
  for (grid.newest = window; grid.newest < window + STEPS;) {
    estimate.update(grid)
    const limit = estimate.valueAtRisk(values)
    grid.newest += 1
    const loss = values.reduce((sum, value, product) => sum - value * returnOf(grid, product), 0)
    if (loss <= limit) continue
    breaches += 1
    ratios += loss / estimate.tailValueAtRisk(values)
  }
  return { rate: breaches / STEPS, beyond: ratios / breaches }
}

/** Both of the two draws that a return is made of as one: their sum over √2 is the first. */
function alternating(draw: (random: Random) => number): (random: Random) => number {
  let kept = Number.NaN
  return (random) => {
    if (!Number.isNaN(kept)) {
      const second = kept
      kept = Number.NaN
      return second
    }
    kept = draw(random) * Math.SQRT1_2
    return kept
  }
}

function returnOf(grid: ReturnType<typeof walkGrid>, product: number): number {
  const index = productIndex(product)
  return grid.close(index, grid.newest) / grid.close(index, grid.newest - 1) - 1
}

describe('the 99 % limit under the model’s own assumptions', () => {
  it.each(CASES)('$model: is passed 1 % of the time, and by as much as was told', (each) => {
    const { rate, beyond } = measure(each)
    const error = Math.sqrt((RATE * (1 - RATE)) / STEPS)
    expect(Math.abs(rate - RATE)).toBeLessThanOrEqual(3 * error)
    expect(Math.abs(beyond - 1)).toBeLessThan(each.near)
  })
})
