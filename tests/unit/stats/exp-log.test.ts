import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { exp } from '$lib/stats/exp'
import { log } from '$lib/stats/log'
import { ulpsApart } from './ulps'

const LOG_BITS = [
  -2.3025850929940455, 0.6931471805599453, 1.0986122886681096, 2.302585092994046, -690.7755278982137,
]
const EXP_BITS = [1.1051709180756477, Math.E, 0.0820849986238988, 22026.465794806718, 1.0142320547350045e304]
/** The greatest distance from the engine's own function, itself within one unit of the truth. */
function worst(ours: (x: number) => number, theirs: (x: number) => number, points: Iterable<number>): number {
  let most = 0
  for (const x of points) most = Math.max(most, ulpsApart(ours(x), theirs(x)))
  return most
}

function* between(low: number, high: number, count: number): Generator<number> {
  const random = Random.fromSeed(`${low} to ${high}`)
  for (let i = 0; i < count; i++) yield low + (high - low) * random.uniform()
}

function* everyMagnitude(count: number): Generator<number> {
  const random = Random.fromSeed('magnitudes')
  for (let i = 0; i < count; i++) yield (1 + random.uniform()) * 2 ** (random.integer(2098) - 1074)
}

describe('exp', () => {
  it.each([
    [-1e-9, 1e-9],
    [-1, 1],
    [-40, 40],
    [-745.2, 709.8],
  ])('is within one unit of Math.exp between %s and %s', (low, high) => {
    expect(worst(exp, Math.exp, between(low, high, 50_000))).toBeLessThanOrEqual(1)
  })

  it('is right where halves of ln 2 meet', () => {
    const points = Array.from({ length: 2000 }, (_, index) => ((index - 1000) / 2) * Math.LN2)
    expect(worst(exp, Math.exp, points)).toBeLessThanOrEqual(1)
  })

  it.each([
    [0, 1],
    [-0, 1],
    [-Infinity, 0],
    [Infinity, Infinity],
    [709.782712893384, 1.797693134862273e308],
    [709.7827128933841, Infinity],
    [-745.1332191019411, 5e-324],
    [-745.2, 0],
    [NaN, NaN],
  ])('of %s is %s', (x, expected) => {
    expect(ulpsApart(exp(x), expected)).toBeLessThanOrEqual(x < 709 ? 0 : 1)
  })

  it('gives these very bits in every engine', () => {
    expect([0.1, 1, -2.5, 10, 700].map(exp)).toEqual(EXP_BITS)
  })
})

describe('log', () => {
  it.each([
    [1 - 1e-9, 1 + 1e-9],
    [0.5, 2],
    [2, 1e6],
    [1e300, 1.7e308],
  ])('is within one unit of Math.log between %s and %s', (low, high) => {
    expect(worst(log, Math.log, between(low, high, 50_000))).toBeLessThanOrEqual(1)
  })

  it('is within one unit at every magnitude, subnormals included', () => {
    expect(worst(log, Math.log, everyMagnitude(50_000))).toBeLessThanOrEqual(1)
  })

  it.each([
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
    [5e-324, -744.4400719213812],
  ])('of %s is %s', (x, expected) => {
    expect(log(x)).toBe(expected)
  })

  it('gives these very bits in every engine', () => {
    expect([0.1, 2, 3, 10, 1e-300].map(log)).toEqual(LOG_BITS)
  })
})
