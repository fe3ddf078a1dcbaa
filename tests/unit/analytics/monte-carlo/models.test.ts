import { describe, expect, it } from 'vitest'
import { endsOfBlocks } from '$lib/analytics/monte-carlo/block-ends'
import { type Blocks, blocksOf, lengthOf, rowOf } from '$lib/analytics/monte-carlo/blocks'
import { factorsOf } from '$lib/analytics/monte-carlo/bootstrap-walk'
import { fitJumps, logReturns } from '$lib/analytics/monte-carlo/diffusion-fit'
import type { PathModel, SimulationPlan } from '$lib/analytics/monte-carlo/types'
import { covariance } from '$lib/stats/covariance'
import { log } from '$lib/stats/log'
import { deviation, mean, moments, variance } from '$lib/stats/moments'
import { RandomStream } from '$lib/stats/random-stream'
import { WORTH, allOf, planOver, reportOf, seededReturns } from '../../../fixtures/simulation-plans'

const STEPS = 60
const PATHS = 20_000

/** Log growth of the whole portfolio at the end of each path. */
function growthOf(plan: SimulationPlan): Float64Array {
  return allOf(plan).profits.map((profit) => log(1 + profit / WORTH))
}

/** Of many values' mean and variance, which are expected to be these; four standard errors are allowed. */
function expectMoments(values: Float64Array, expected: { mean: number; variance: number }): void {
  const found = moments(values)
  const spread = Math.sqrt(expected.variance / values.length)
  expect(Math.abs(found.mean - expected.mean)).toBeLessThan(4 * spread)
  const error = expected.variance * Math.sqrt((2 + Math.max(found.excessKurtosis, 0)) / values.length)
  expect(Math.abs(found.variance - expected.variance)).toBeLessThan(4 * error)
}

describe('geometric Brownian motion', () => {
  const returns = seededReturns('gbm', 500, 0.002)
  const logs = logReturns([returns])[0]!

  it.each([
    ['step by step', {}],
    ['antithetic', { antithetic: true }],
    ['at the end only', { endsOnly: true }],
  ])('keeps mean and variance of log returns: %s', (_, changes) => {
    const expected = { mean: STEPS * mean(logs), variance: STEPS * variance(logs, 'sample') }
    expectMoments(growthOf(planOver([returns], changes)), expected)
  })

  it('without drift is expected to stay where it is', () => {
    const { mean: found, meanError } = reportOf(planOver([returns], { drift: false }))
    expect(Math.abs(found)).toBeLessThan(4 * meanError)
  })

  it('moves products together as they moved', () => {
    const other = seededReturns('other', 500, 0.003).map((value, row) => 0.7 * returns[row]! + 0.3 * value)
    const plan = planOver([returns, other])
    const [a, b] = logReturns([returns, other]) as [Float64Array, Float64Array]
    const both = (variance(a, 'sample') + variance(b, 'sample') + 2 * covariance(a, b, 'sample')) / 4
    const found = deviation(allOf(plan).profits, 'sample') / WORTH
    expect(found / Math.sqrt(STEPS * both)).toBeCloseTo(1, 1)
  })

  it('of one product held twice is that of the product', () => {
    const [once, twice] = [allOf(planOver([returns])), allOf(planOver([returns, returns]))]
    expect(deviation(twice.profits, 'sample') / deviation(once.profits, 'sample')).toBeCloseTo(1, 1)
  })

  it('of a price that never moved stays put', () => {
    const { mean: found, deviation: spread, loss, tails } = reportOf(planOver([new Float64Array(100)]))
    expect([found, spread, loss.value, tails[0]!.tailValueAtRisk]).toEqual([0, 0, 0, 0])
  })
})

describe('jump-diffusion', () => {
  const returns = seededReturns('calm', 2000, 0.001)
  const logs = logReturns([returns])[0]!
  const model: PathModel = {
    type: 'jump-diffusion',
    jumps: { type: 'given', perDay: 72, mean: -0.01, deviation: 0.02 },
  }

  it.each([
    ['step by step', {}],
    ['antithetic', { antithetic: true }],
    ['at the end only', { endsOnly: true }],
  ])('has the moments of a diffusion with a compound Poisson process: %s', (_, changes) => {
    const rate = 72 / 1440
    const spread = variance(logs, 'sample') + rate * (0.01 * 0.01 + 0.02 * 0.02)
    const expected = { mean: STEPS * mean(logs), variance: STEPS * spread }
    expectMoments(growthOf(planOver([returns], { model, ...changes })), expected)
  })

  it('without drift is expected to stay where it is', () => {
    const { mean: found, meanError } = reportOf(planOver([returns], { model, drift: false }))
    expect(Math.abs(found)).toBeLessThan(4 * meanError)
  })

  it('finds jumps that stand out, and leaves the calm rest to the diffusion', () => {
    const jumpy = returns.map((value, row) => (row % 100 === 50 ? value - 0.05 : value))
    const { jumps, covariance: calm } = fitJumps(logReturns([jumpy]), true, { type: 'fitted' }, 60_000)
    expect(jumps!.rate).toBeCloseTo(0.01, 3)
    expect(jumps!.mean[0]).toBeCloseTo(log(0.95), 2)
    expect(Math.sqrt(calm[0]!)).toBeCloseTo(0.001, 4)
    const { notes } = reportOf(
      planOver([jumpy], { model: { type: 'jump-diffusion', jumps: { type: 'fitted' } } }),
    )
    expect(notes).toEqual(['Of 2,000 returns 20 are taken for jumps.'])
  })

  it('adds what jumps spread beyond the diffusion, so that both together spread as the returns do', () => {
    const apart = (row: number): number => (row % 10 === 5 ? (row % 20 < 10 ? 0.008 : -0.008) : 0)
    const first = logReturns([returns.map((value, row) => value + apart(row))])[0]!
    const second = logReturns([seededReturns('beside', 2000, 0.001)])[0]!
    const fit = fitJumps([first, second], true, { type: 'fitted' }, 60_000)
    const { rate, mean: size, covariance: jump } = fit.jumps!
    for (const [product, row] of [first, second].entries()) {
      const at = product * 3
      const all = fit.covariance[at]! + rate * (jump[at]! + size[product]! ** 2)
      expect(Math.abs(all / variance(row, 'sample') - 1)).toBeLessThan(0.015)
    }
    expect(rate).toBeCloseTo(0.1, 2)
    expect(jump[0]! / 0.008 ** 2).toBeCloseTo(1, 1)
  })

  it('says so where nothing jumped', () => {
    const flat = planOver([new Float64Array(50)], {
      model: { type: 'jump-diffusion', jumps: { type: 'fitted' } },
    })
    const { deviation: spread, notes } = reportOf(flat)
    expect(spread).toBe(0)
    expect(notes).toEqual(['No return stands out as a jump: paths are without jumps.'])
  })
})

describe('the stationary bootstrap', () => {
  const meanBlock = 15
  const returns = seededReturns('kept', 800, 0.002, 0.6)
  const model: PathModel = { type: 'bootstrap', meanBlock }

  /** Variance of a sum by the circular autocovariances, each as often as two rows so far apart share a block. */
  function varianceOfSums(rows: Float64Array): number {
    const centre = mean(rows)
    let sum = 0
    for (let apart = 0; apart < STEPS; apart += 1) {
      let products = 0
      rows.forEach((value, row) => {
        products += (value - centre) * (rows[(row + apart) % rows.length]! - centre)
      })
      const weight = (STEPS - apart) * (1 - 1 / meanBlock) ** apart
      sum += ((apart === 0 ? 1 : 2) * weight * products) / rows.length
    }
    return sum
  }

  it.each([
    ['step by step', {}],
    ['at the end only', { endsOnly: true }],
  ])('keeps mean, variance and what follows from what: %s', (_, changes) => {
    const rows = factorsOf([returns], true)[0]!.map(log)
    const expected = { mean: STEPS * mean(rows), variance: varianceOfSums(rows) }
    // Blocks matter: rows drawn one by one would spread less than half as far.
    expect(expected.variance).toBeGreaterThan(2 * STEPS * variance(rows, 'population'))
    expectMoments(growthOf(planOver([returns], { model, ...changes })), expected)
  })

  it('without drift is expected to stay where it is when rows are drawn one by one', () => {
    const single: PathModel = { type: 'bootstrap', meanBlock: 1 }
    const { mean: found, meanError } = reportOf(planOver([returns], { model: single, drift: false }))
    expect(Math.abs(found)).toBeLessThan(4 * meanError)
  })

  it('takes the same rows for all products', () => {
    const against = returns.map((value) => 1 / (1 + value) - 1)
    const { profits } = allOf(planOver([returns, against], { model, steps: 1 }))
    for (const profit of profits) expect(profit).toBeGreaterThan(-1e-9)
  })

  /** Rows and lengths of so many blocks. */
  function drawn(blocks: Blocks, count: number): readonly (readonly [row: number, length: number])[] {
    const stream = new RandomStream(RandomStream.keyOf('blocks'), 0)
    return Array.from({ length: count }, () => {
      const word = stream.int32()
      return [rowOf(blocks, word), lengthOf(blocks, word)] as const
    })
  }

  it('draws blocks of geometric length, from any row', () => {
    const lengths = new Array<number>(1001).fill(0)
    const rows = new Array<number>(10).fill(0)
    for (const [row, length] of drawn(blocksOf(10, 4, 1000), PATHS)) {
      rows[row]! += 1
      lengths[length]! += 1
    }
    const isNear = (count: number, share: number): void =>
      expect(Math.abs(count - PATHS * share)).toBeLessThan(4 * Math.sqrt(PATHS * share * (1 - share)))
    for (const count of rows) isNear(count, 0.1)
    for (let length = 1; length <= 12; length += 1) isNear(lengths[length]!, 0.25 * 0.75 ** (length - 1))
    expect(lengths[0]).toBe(0)
  })

  it('draws lengths of a given row as of any other, of however many rows', () => {
    const blocks = blocksOf(500_000, 4, 1000)
    const perRow = 2 ** 32 / 500_000
    for (const row of [0, 1, 249_999, 499_999]) {
      const first = Math.ceil(row * perRow - 2 ** 31)
      const words = Array.from({ length: Math.floor(perRow) - 1 }, (_, index) => first + index)
      expect(words.every((word) => rowOf(blocks, word) === row)).toBe(true)
      const lengths = words.map((word) => lengthOf(blocks, word))
      for (let length = 1; length <= 8; length += 1) {
        const share = lengths.filter((each) => each === length).length / words.length
        expect(Math.abs(share - 0.25 * 0.75 ** (length - 1))).toBeLessThan(0.003)
      }
    }
  })

  it.each([
    [60, 10],
    [7, 1],
    [1, 5],
    [1440, 500],
  ])('adds up whole paths of these very blocks: %i steps, mean block %i', (steps, mean) => {
    const [rows, ends] = [seededReturns('sums', 37, 0.01), new Float64Array(512)]
    const sums = new Float64Array(37 + steps + 1)
    for (let row = 0; row < 37 + steps; row += 1) sums[row + 1] = sums[row]! + rows[row % 37]!
    const blocks = blocksOf(37, mean, steps)
    const stream = (): RandomStream => new RandomStream(RandomStream.keyOf('ends'), 5)
    endsOfBlocks(stream(), blocks, sums, steps, ends)
    const drawing = stream()
    for (const end of ends) {
      let [total, left] = [0, steps]
      while (left > 0) {
        const word = drawing.int32()
        const length = Math.min(lengthOf(blocks, word), left)
        for (let step = 0; step < length; step += 1) total += rows[(rowOf(blocks, word) + step) % 37]!
        left -= length
      }
      expect(Math.abs(end - total)).toBeLessThan(1e-11)
    }
  })

  it('cuts blocks at the longest wanted, and makes blocks of one where that is their mean', () => {
    expect(Math.max(...drawn(blocksOf(5, 5, 3), 1000).map(([, length]) => length))).toBe(3)
    expect(drawn(blocksOf(5, 1, 100), 1000).every(([, length]) => length === 1)).toBe(true)
  })
})
