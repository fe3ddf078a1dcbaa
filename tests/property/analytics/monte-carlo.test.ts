import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAN_BINS } from '$lib/analytics/monte-carlo/fan'
import { judge } from '$lib/analytics/monte-carlo/judge'
import { prepare } from '$lib/analytics/monte-carlo/prepare'
import { Simulation } from '$lib/analytics/monte-carlo/simulation'
import type { PathModel, SimulationPart, SimulationPlan } from '$lib/analytics/monte-carlo/types'
import { allOf, planOver, seededReturns } from '../../fixtures/simulation-plans'

const model = fc.constantFrom<PathModel>(
  { type: 'gbm' },
  { type: 'bootstrap', meanBlock: 7 },
  { type: 'jump-diffusion', jumps: { type: 'fitted' } },
  { type: 'jump-diffusion', jumps: { type: 'given', perDay: 100, mean: -0.02, deviation: 0.03 } },
)
const plans = fc
  .record({
    model,
    paths: fc.integer({ min: 1000, max: 2500 }),
    steps: fc.integer({ min: 1, max: 20 }),
    seed: fc.string(),
    antithetic: fc.boolean(),
    drift: fc.boolean(),
    endsOnly: fc.boolean(),
    ruin: fc.constantFrom(0.01, 0.5, 1),
    drawdown: fc.constantFrom(0.01, 0.5, 1),
  })
  .chain((settings) =>
    fc.integer({ min: 1, max: 3 }).map((products) =>
      planOver(
        Array.from({ length: products }, (_, index) => seededReturns(`${settings.seed} ${index}`, 50, 0.01)),
        settings,
      ),
    ),
  )

function inShares(plan: SimulationPlan, cuts: readonly number[]): SimulationPart[] {
  const prepared = prepare(plan)
  const ends = [...new Set([0, ...cuts.map((cut) => cut % plan.settings.paths), plan.settings.paths])]
  const places = ends.sort((a, b) => a - b)
  return places.slice(1).map((to, index) => {
    const simulation = new Simulation(prepared, { from: places[index]!, to })
    while (!simulation.isDone) simulation.step()
    return simulation.part()
  })
}

describe('paths of a plan', () => {
  it('are the same in however many shares, wherever these are cut', () => {
    fc.assert(
      fc.property(plans, fc.array(fc.nat(), { maxLength: 5 }), (plan, cuts) => {
        const whole = judge(plan, [allOf(plan)], 1)
        expect(judge(plan, inShares(plan, cuts).reverse(), 1)).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  it('are all counted in the fan at each look, and all in the histogram', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const part = allOf(plan)
        const { paths, steps, endsOnly } = plan.settings
        expect(part.fan).toHaveLength((endsOnly === true ? 1 : steps) * FAN_BINS)
        for (let from = 0; from < part.fan.length; from += FAN_BINS) {
          const row = part.fan.subarray(from, from + FAN_BINS)
          expect(row.reduce((sum, count) => sum + count, 0)).toBe(paths)
        }
        const { histogram } = judge(plan, [part], 1)
        expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(paths)
      }),
      { numRuns: 25 },
    )
  })

  it('have a fan that rises from part to part, tails that grow with the level, and chances between 0 and 1', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { fan, tails, ruin, drawdown, loss } = judge(plan, [allOf(plan)], 1)
        for (let part = 1; part < fan.length; part += 1) {
          fan[part]!.forEach((equity, look) => expect(equity).toBeGreaterThanOrEqual(fan[part - 1]![look]!))
        }
        expect(tails[1]!.valueAtRisk).toBeGreaterThanOrEqual(tails[0]!.valueAtRisk)
        for (const tail of tails) expect(tail.tailValueAtRisk).toBeGreaterThanOrEqual(tail.valueAtRisk - 1e-9)
        for (const { value, error } of [ruin, drawdown, loss]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
          expect(error).toBeGreaterThan(0)
        }
      }),
      { numRuns: 25 },
    )
  })
})
