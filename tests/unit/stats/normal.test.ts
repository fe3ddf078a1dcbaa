import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { InvPhi, Phi, phi } from '$lib/stats/normal'
import { normalVariate } from '$lib/stats/variates'

/** McNeil, Frey & Embrechts, Quantitative Risk Management, section 2.3. */
const QUANTILES = [
  { alpha: 0.9, z: 1.2815515655446004, density: 0.17549833193248685 },
  { alpha: 0.95, z: 1.6448536269514722, density: 0.10313564037537139 },
  { alpha: 0.975, z: 1.959963984540054, density: 0.05844506980503538 },
  { alpha: 0.99, z: 2.3263478740408408, density: 0.02665214220345808 },
  { alpha: 0.995, z: 2.5758293035489004, density: 0.014459743026917415 },
  { alpha: 0.999, z: 3.090232306167813, density: 0.003367090077063995 },
]

const VARIATE_BITS = [0.9125459249504373, 0.4811332761781951, -1.247937690990137]
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

describe('the standard normal distribution', () => {
  it.each(QUANTILES)('has the published quantile and density at $alpha', ({ alpha, z, density }) => {
    expect(relative(InvPhi(alpha), z)).toBeLessThan(1e-14)
    expect(relative(phi(z), density)).toBeLessThan(1e-14)
    expect(Math.abs(Phi(z) - alpha)).toBeLessThan(1e-15)
  })

  it.each([
    // 60-digit evaluation of erfc(-x / √2) / 2
    [-1, 0.1586552539314571],
    [-2.5, 0.006209665325776132],
    [-2.6, 0.00466118802371875],
    [-5, 2.866515718791939e-7],
    [-10, 7.61985302416053e-24],
    [-37, 5.725571222524577e-300],
    [0, 0.5],
    [1, 0.8413447460685429],
  ])('has the distribution function of %s', (x, expected) => {
    expect(relative(Phi(x), expected)).toBeLessThan(1e-13)
  })

  it('undoes its quantile in the middle and in both tails', () => {
    for (let exponent = -300; exponent <= -1; exponent++) {
      const p = 10 ** exponent
      expect(relative(Phi(InvPhi(p)), p)).toBeLessThan(1e-11)
    }
    for (let p = 0.001; p < 1; p += 0.001) expect(Math.abs(Phi(InvPhi(p)) - p)).toBeLessThan(1e-14)
  })

  it('rises everywhere, across the seams of its formulas too', () => {
    let last = 0
    for (let x = -8; x <= 8; x += 1 / 256) {
      expect(Phi(x)).toBeGreaterThanOrEqual(last)
      last = Phi(x)
    }
  })

  it('is defined at the ends and refuses what is no probability', () => {
    expect([InvPhi(0), InvPhi(1), InvPhi(0.5)]).toEqual([-Infinity, Infinity, 0])
    expect([Phi(-Infinity), Phi(Infinity)]).toEqual([0, 1])
    for (const bad of [-0.1, 1.1, NaN]) expect(InvPhi(bad)).toBeNaN()
    expect(Phi(NaN)).toBeNaN()
  })
})

describe('normalVariate', () => {
  it('has the moments of a standard normal within four standard errors', () => {
    const random = Random.fromSeed('normal')
    const count = 100_000
    const sums = [0, 0, 0, 0]
    for (let i = 0; i < count; i++) {
      const z = normalVariate(random)
      for (let power = 0; power < 4; power++) sums[power]! += z ** (power + 1)
    }
    const expected = [0, 1, 0, 3]
    const variances = [1, 2, 15, 96]
    sums.forEach((sum, index) => {
      const error = Math.abs(sum / count - expected[index]!) / Math.sqrt(variances[index]! / count)
      expect(error).toBeLessThan(4)
    })
  })

  it('gives these very bits in every engine', () => {
    const random = Random.fromSeed('golden')
    expect([1, 2, 3].map(() => normalVariate(random))).toEqual(VARIATE_BITS)
  })
})
