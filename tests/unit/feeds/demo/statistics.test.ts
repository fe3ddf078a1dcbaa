import { beforeAll, describe, expect, it } from 'vitest'
import { type ProductSpec, productIndex } from '$lib/core/product'
import { demoCharacter, demoProducts } from '$lib/feeds/demo/catalogue'
import { DemoTape } from '$lib/feeds/demo/tape'
import { START, demoSpecs } from './demo-config'

const DAYS = 10
const STEPS = DAYS * 17_280
const SPECS = demoSpecs(...demoProducts().map(({ base }) => base))
const PER_HOUR = 720
const HOURS_PER_YEAR = 8766

/** Middle, bid and ask of every product at every step. */
interface Course {
  readonly spec: ProductSpec
  readonly middles: Float64Array
  readonly bids: Float64Array
  readonly asks: Float64Array
}

let courses: readonly Course[] = []

beforeAll(() => {
  const tape = new DemoTape({ seed: 'ten days', products: SPECS, startedAt: START })
  courses = SPECS.map((spec) => {
    const columns = () => new Float64Array(STEPS)
    return { spec, middles: columns(), bids: columns(), asks: columns() }
  })
  for (let step = 0; step < STEPS; step += 1) {
    tape.skip()
    courses.forEach((course, index) => {
      const { bid, ask } = tape.ticker(productIndex(index))
      course.bids[step] = bid
      course.asks[step] = ask
      course.middles[step] = (bid + ask) / 2
    })
  }
})

function returnsOver(steps: number, { middles }: Course): number[] {
  const returns: number[] = []
  for (let at = steps; at < STEPS; at += steps) returns.push(Math.log(middles[at]! / middles[at - steps]!))
  return returns
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const covariance = a.reduce((sum, value, at) => sum + value * b[at]!, 0) / a.length
  return covariance / (deviation(a) * deviation(b))
}

describe('ten days of the demo market', () => {
  it('has volatility near what each product is said to have, at five minutes and at an hour', () => {
    for (const course of courses) {
      const said = demoCharacter(course.spec).volatility
      const yearly = (steps: number) => {
        return deviation(returnsOver(steps, course)) * Math.sqrt((HOURS_PER_YEAR * PER_HOUR) / steps)
      }
      expect(yearly(60) / said, `${course.spec.id} at 5 min`).toBeGreaterThan(0.8)
      expect(yearly(60) / said, `${course.spec.id} at 5 min`).toBeLessThan(1.25)
      expect(yearly(PER_HOUR) / said, `${course.spec.id} at 1 h`).toBeGreaterThan(0.75)
      expect(yearly(PER_HOUR) / said, `${course.spec.id} at 1 h`).toBeLessThan(1.6)
    }
  })

  it('moves all products together, the large ones most', () => {
    const [btc, ...others] = courses.map((course) => returnsOver(60, course))
    for (const other of others) expect(correlation(btc!, other)).toBeGreaterThan(0.15)
    expect(correlation(btc!, others[0]!)).toBeGreaterThan(correlation(btc!, others[2]!))
  })

  it('clusters volatility and has fat tails', () => {
    for (const course of courses.slice(0, 4)) {
      const returns = returnsOver(12, course)
      const sizes = returns.map(Math.abs)
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
      const centred = sizes.map((size) => size - mean)
      expect(correlation(centred.slice(0, -5), centred.slice(5))).toBeGreaterThan(0.05)
      const fourth = returns.reduce((sum, value) => sum + value ** 4, 0) / returns.length
      expect(fourth / deviation(returns) ** 4).toBeGreaterThan(3.5)
    }
  })

  it('never crosses a quote, never reaches zero, never locks', () => {
    for (const { spec, bids, asks } of courses) {
      const wrong = bids.findIndex((bid, at) => bid < 1 || asks[at]! <= bid)
      expect(wrong, spec.id).toBe(-1)
    }
  })

  it('stays within sight of the usual level', () => {
    for (const { spec, middles } of courses) {
      const first = middles[0]!
      const ratios = middles.map((middle) => middle / first)
      expect(Math.min(...returnsExtremes(ratios)), spec.id).toBeGreaterThan(0.25)
      expect(Math.max(...returnsExtremes(ratios)), spec.id).toBeLessThan(4)
    }
  })

  it('has spreads of the size each product is said to have', () => {
    for (const { spec, bids, asks, middles } of courses) {
      const spreads = bids.map((bid, at) => ((asks[at]! - bid) / middles[at]!) * 10_000).sort()
      const least = 10_000 / middles[0]!
      const said = Math.max(demoCharacter(spec).spreadBasisPoints, least)
      expect(spreads[STEPS / 2]! / said, spec.id).toBeGreaterThan(0.4)
      expect(spreads[STEPS / 2]! / said, spec.id).toBeLessThan(2.5)
    }
  })

  it('trends: some hours go one way by one and a half deviations or more', () => {
    for (const course of courses.slice(0, 4)) {
      const hours = returnsOver(PER_HOUR, course)
      const hour = demoCharacter(course.spec).volatility / Math.sqrt(HOURS_PER_YEAR)
      expect(hours.filter((move) => Math.abs(move) > 1.5 * hour).length).toBeGreaterThan(10)
    }
  })
})

function returnsExtremes(ratios: Float64Array): readonly [number, number] {
  return [ratios.reduce((a, b) => Math.min(a, b)), ratios.reduce((a, b) => Math.max(a, b))]
}
