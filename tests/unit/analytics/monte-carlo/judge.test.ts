import { describe, expect, it } from 'vitest'
import { judge } from '$lib/analytics/monte-carlo/judge'
import { logReturns } from '$lib/analytics/monte-carlo/diffusion-fit'
import { probabilityOf } from '$lib/analytics/monte-carlo/standard-errors'
import { simulate } from '$lib/analytics/monte-carlo/simulation'
import {
  FAN_PARTS,
  type PathModel,
  type SimulationReport,
  type SimulationSettings,
} from '$lib/analytics/monte-carlo/types'
import { exp } from '$lib/stats/exp'
import { deviation, mean } from '$lib/stats/moments'
import { InvPhi, Phi } from '$lib/stats/normal'
import { GBM, WORTH, allOf, planOver, reportOf, seededReturns } from '../../../fixtures/simulation-plans'

const STEPS = 60
const returns = seededReturns('judge', 400, 0.004)
const logs = logReturns([returns])[0]!
const [centre, spread] = [STEPS * mean(logs), Math.sqrt(STEPS) * deviation(logs, 'sample')]
const BOOTSTRAP: PathModel = { type: 'bootstrap', meanBlock: 10 }

/** Of a lognormal end: at the level, and beyond it on average. */
function exactTail(level: number): { valueAtRisk: number; tailValueAtRisk: number } {
  const z = InvPhi(level)
  return {
    valueAtRisk: WORTH * (1 - exp(centre - z * spread)),
    tailValueAtRisk: WORTH * (1 - (exp(centre + spread ** 2 / 2) * Phi(-z - spread)) / (1 - level)),
  }
}

describe('the tails of a simulation', () => {
  it.each([false, true])(
    'are those of the lognormal distribution, within their errors (antithetic: %s)',
    (antithetic) => {
      const { tails } = reportOf(planOver([returns], { antithetic, paths: 30_000 }))
      expect(tails.map(({ level }) => level)).toEqual([0.95, 0.99])
      for (const tail of tails) {
        const exact = exactTail(tail.level)
        expect(tail.valueAtRiskError).toBeGreaterThan(0)
        expect(Math.abs(tail.valueAtRisk - exact.valueAtRisk)).toBeLessThan(4 * tail.valueAtRiskError)
        expect(Math.abs(tail.tailValueAtRisk - exact.tailValueAtRisk)).toBeLessThan(
          4 * tail.tailValueAtRiskError,
        )
      }
    },
  )

  it.each([false, true])(
    'scatter from seed to seed as far as their errors say (antithetic: %s)',
    (antithetic) => {
      const reports = Array.from({ length: 100 }, (_, seed) =>
        reportOf(
          planOver([returns], { antithetic, paths: 2000, endsOnly: true, seed: String(seed), ruin: 0.04 }),
        ),
      )
      const ratio = (
        value: (report: SimulationReport) => number,
        error: (report: SimulationReport) => number,
      ): number => deviation(reports.map(value), 'sample') / mean(reports.map(error))
      const ratios = [
        ratio(
          (one) => one.mean,
          (one) => one.meanError,
        ),
        ratio(
          (one) => one.tails[0]!.valueAtRisk,
          (one) => one.tails[0]!.valueAtRiskError,
        ),
        ratio(
          (one) => one.tails[0]!.tailValueAtRisk,
          (one) => one.tails[0]!.tailValueAtRiskError,
        ),
        ratio(
          (one) => one.tails[1]!.tailValueAtRisk,
          (one) => one.tails[1]!.tailValueAtRiskError,
        ),
        ratio(
          (one) => one.loss.value,
          (one) => one.loss.error,
        ),
        ratio(
          (one) => one.ruin.value,
          (one) => one.ruin.error,
        ),
      ]
      for (const each of ratios) {
        expect(each).toBeGreaterThan(0.75)
        expect(each).toBeLessThan(1.3)
      }
    },
  )
})

describe('antithetic paths', () => {
  it('are mirror images: log growth of two in a row adds up to the mean', () => {
    const { profits } = allOf(planOver([returns], { antithetic: true, paths: 1000 }))
    for (let path = 0; path < profits.length; path += 2) {
      const product = (1 + profits[path]! / WORTH) * (1 + profits[path + 1]! / WORTH)
      expect(product).toBeCloseTo(exp(2 * centre), 10)
    }
  })

  it('make the mean far more certain', () => {
    const [plain, paired] = [false, true].map(
      (antithetic) => reportOf(planOver([returns], { antithetic })).meanError,
    )
    expect(paired!).toBeLessThan(plain! / 5)
  })

  it('have no effect on a bootstrap, and the report says so', () => {
    const [plain, paired] = [false, true].map((antithetic) =>
      reportOf(planOver([returns], { model: BOOTSTRAP, antithetic })),
    )
    expect(paired!.digest).toBe(plain!.digest)
    expect(paired!.meanError).toBe(plain!.meanError)
    expect(paired!.notes).toHaveLength(1)
  })
})

describe('falls', () => {
  const falling = new Float64Array(10).fill(-0.01)
  const chances = (ruin: number, drawdown: number): number[] => {
    const report = reportOf(planOver([falling], { model: BOOTSTRAP, ruin, drawdown, paths: 1000 }))
    return [report.ruin.value, report.drawdown.value, report.loss.value]
  }

  it('are found by equity, which loses 45 % in sixty steps of -1 %', () => {
    expect(chances(0.4, 0.4)).toEqual([1, 1, 1])
    expect(chances(0.46, 0.4)).toEqual([0, 1, 1])
    expect(chances(1, 1)).toEqual([0, 0, 1])
  })

  it('keep an error where no path or every path fell', () => {
    const { ruin, loss } = reportOf(planOver([falling], { model: BOOTSTRAP, ruin: 1, paths: 1000 }))
    expect(ruin.error).toBeCloseTo(0.001, 4)
    expect(loss.error).toBeCloseTo(0.001, 4)
  })

  it('keep an error where one of every pair fell', () => {
    const marks = Float64Array.from({ length: 1000 }, (_, path) => path % 2)
    const { value, error } = probabilityOf(marks, true)
    expect(value).toBe(0.5)
    expect(error).toBeCloseTo(0.002, 4)
    expect(probabilityOf(marks, false).error).toBeCloseTo(Math.sqrt(0.25 / 1000), 4)
  })

  it('count a drawdown from any high, ruin from the start alone', () => {
    const wave = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 0.02 : -0.02))
    const plan = planOver([wave], { model: { type: 'bootstrap', meanBlock: 40 }, ruin: 0.25, drawdown: 0.25 })
    const { ruin, drawdown } = reportOf(plan)
    expect(drawdown.value).toBeGreaterThan(ruin.value + 0.2)
  })

  it('are softened by cash', () => {
    const plan = planOver([falling], { model: BOOTSTRAP, ruin: 0.4, drawdown: 0.4, paths: 1000 })
    const {
      ruin,
      drawdown,
      mean: found,
    } = reportOf({ ...plan, portfolio: { ...plan.portfolio, cash: WORTH } })
    expect([ruin.value, drawdown.value]).toEqual([0, 0])
    expect(found).toBeCloseTo(WORTH * (0.99 ** 60 - 1), 6)
  })
})

describe('the fan', () => {
  it('follows the quantiles of the lognormal distribution, from the start on', () => {
    const { fan } = reportOf(planOver([returns], { paths: 30_000 }))
    expect(fan).toHaveLength(FAN_PARTS.length)
    FAN_PARTS.forEach((part, index) => {
      const curve = fan[index]!
      expect(curve).toHaveLength(STEPS + 1)
      expect(curve[0]).toBe(WORTH)
      for (const step of [1, 7, 30, 60]) {
        const log = (centre / STEPS) * step + (spread / Math.sqrt(STEPS)) * Math.sqrt(step) * InvPhi(part)
        expect(Math.abs(curve[step]! / (WORTH * exp(log)) - 1)).toBeLessThan(0.05 * spread)
      }
    })
  })

  it('is wide enough for returns that follow from one another, and for wild ones', () => {
    const kept = seededReturns('persistent', 600, 0.01, 0.9)
    const wild = seededReturns('wild', 600, 0.01).map((value, row) =>
      row % 97 === 0 ? 4 * Math.sign(value) * 0.2 : value,
    )
    for (const rows of [kept, wild]) {
      const plan = planOver([rows], { model: { type: 'bootstrap', meanBlock: 100 } })
      const { profits } = allOf(plan)
      const rising = profits.slice().sort()
      const { fan } = reportOf(plan)
      FAN_PARTS.forEach((part, index) => {
        const exact = WORTH + rising[Math.floor(part * rising.length)]!
        expect(Math.abs(fan[index]![STEPS]! / exact - 1)).toBeLessThan(0.05)
      })
    }
  })

  it('of ends alone has two points', () => {
    const { fan } = reportOf(planOver([returns], { endsOnly: true }))
    expect(fan.every((curve) => curve.length === 2)).toBe(true)
  })
})

describe('a simulation', () => {
  it('ends when told so', () => {
    const plan = planOver([returns], { paths: 1_000_000 })
    let asked = 0
    const part = simulate(plan, { from: 0, to: 1_000_000 }, (done) => {
      asked += 1
      return done < 2000
    })
    expect(part).toBeUndefined()
    expect(asked).toBeLessThan(10)
  })

  it('is made in slices, also where only the ends of paths are looked at', () => {
    const model: PathModel = { type: 'bootstrap', meanBlock: 1 }
    const plan = planOver([returns], { model, steps: 1440, endsOnly: true, paths: 5120 })
    const told: number[] = []
    simulate(plan, { from: 0, to: 5120 }, (done) => told.push(done) > 0)
    expect(told).toEqual(Array.from({ length: 10 }, (_, slice) => (slice + 1) * 512))
  })

  it('makes no report while paths are missing', () => {
    const plan = planOver([returns], { paths: 2000 })
    const half = simulate(plan, { from: 0, to: 1000 })!
    expect(() => judge(plan, [half], 1)).toThrow()
  })

  it.each<PathModel>([GBM, BOOTSTRAP])('tells the same of logarithms as of dollars: $type', (model) => {
    const plan = planOver([returns], { model, paths: 2000, drawdown: 0.02, ruin: 0.03 })
    // With any cash heights are dollars.
    const withCash = { ...plan, portfolio: { ...plan.portfolio, cash: 1e-6 } }
    const [bare, other] = [reportOf(plan), reportOf(withCash)]
    expect(bare.mean).toBeCloseTo(other.mean, 4)
    expect(bare.tails[1]!.tailValueAtRisk).toBeCloseTo(other.tails[1]!.tailValueAtRisk, 4)
    expect(bare.ruin).toEqual(other.ruin)
    expect(bare.drawdown).toEqual(other.drawdown)
    expect(bare.ruin.value).toBeGreaterThan(0)
    bare.fan.forEach((curve, part) =>
      curve.forEach((equity, look) => expect(equity / other.fan[part]![look]!).toBeCloseTo(1, 2)),
    )
  })

  const jumping: PathModel = {
    type: 'jump-diffusion',
    jumps: { type: 'given', perDay: 100, mean: -0.01, deviation: 0.02 },
  }
  it.each<[string, number, Partial<SimulationSettings>, string[]]>([
    [
      'of two products',
      2,
      {},
      [
        '8c447457f14b25e3661bb67b4b0d29b2389c489237d3dadbb46c33ea7e1ce589',
        '85ba9b40312149f7d7e6d882c1741df59bf868877ce19ec174ac4eee8e8f72c0',
        '12fd04487117b97718001f11f2d2ddf3a89e34f041fabd243f2aa2424ba94eb7',
      ],
    ],
    [
      'of one',
      1,
      {},
      [
        '5bade52109462c681758aa42ef277bb5421f668105f36d930a07a1474cfbd289',
        '7485eea4728bed10a0c3c44aeafb1cb6ed4cbe8dc148fff9c7215f6df1685da8',
        '93c0c6868276e9ffd392e83e21c0f7efd574fb5e3ea8e4db403141cef614b59f',
      ],
    ],
    [
      'of pairs',
      1,
      { antithetic: true },
      [
        '321dcd1b690a3917360644db3e258a4cb058ed6c29c2a120641c1a306fd5dfd7',
        '7485eea4728bed10a0c3c44aeafb1cb6ed4cbe8dc148fff9c7215f6df1685da8',
        'ca67e42c2f4171b8355ca7f466296d4bba23e791cfc3375da7cd2c8a3988a3d6',
      ],
    ],
    [
      'of ends alone',
      1,
      { endsOnly: true },
      [
        'd3ddb8206d5b8278c2bb243030f5193deb3d895e19c2299468126c28e3731ea7',
        '479239f70a975a3dc7feac0ee22b40708f57d059fa5dd6fd0ed8a9c296d87021',
        'fda71d468f8a16df3903436c362eb3147523d0c841d2dcf0e5c2443edd792fa6',
      ],
    ],
  ])('gives the same to the last bit, today and in any engine: %s', (_, products, changes, expected) => {
    const rows = [returns, seededReturns('b', 400, 0.01)].slice(0, products)
    const digests = [GBM, BOOTSTRAP, jumping].map(
      (model) => reportOf(planOver(rows, { model, paths: 1000, ...changes })).digest,
    )
    expect(digests).toEqual(expected)
  })
})
