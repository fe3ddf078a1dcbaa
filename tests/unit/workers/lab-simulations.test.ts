/** The desk's risk profiles and simulations over its real pieces, hands in place of workers. */
import { beforeAll, describe, expect, test } from 'vitest'
import { durationMs } from '$lib/core/time'
import type { RiskSource, SimulationRequest, SimulationSettings } from '$workers/api/lab'
import { SharePool } from '$workers/lab/pool'
import { SimulationHand } from '$workers/lab/simulations'
import { DAY, START, desk, setup, value } from '../../fixtures/lab-desk'
import { VirtualClock } from '../../fixtures/virtual-clock'

type Desk = Awaited<ReturnType<typeof desk>>

/** The end of the desk’s bars. */
const RANGE = { from: START + 28 * DAY, to: START + 30 * DAY }
const ROWS = 2880
const BTC = 'demo:BTC-USD:60'
const SOL = 'demo:SOL-USD:60'

const GBM: SimulationSettings = {
  ...{ model: { type: 'gbm' }, paths: 8000, steps: 20, seed: 'desk' },
  ...{ antithetic: false, drift: true, ruin: 0.5, drawdown: 0.02 },
}

function held(btc: string, sol: string, cash = '50000'): Extract<RiskSource, { type: 'datasets' }> {
  const holdings = [
    { dataset: BTC, quantity: btc },
    { dataset: SOL, quantity: sol },
  ]
  return { type: 'datasets', range: RANGE, holdings, cash }
}

/** What the page does, with so many hands in this thread. */
async function simulated(lab: Desk, request: SimulationRequest, cores: number, stopAt = Infinity) {
  const planned = await lab.simulations.plan(request)
  if (!planned.ok) return planned
  const { plan, pathsAtOnce } = planned.value
  const pool = new SharePool(new VirtualClock(), cores, ({ done }) => {
    if (done >= stopAt) pool.stop()
  })
  const done = await pool.run({
    ...{ of: plan.settings.paths, hands: 99, unit: pathsAtOnce },
    hire: async () => {
      const hand = new SimulationHand()
      hand.take(structuredClone(plan))
      return { take: (share, told) => hand.simulate(share, told), end: () => undefined }
    },
    collect: (part) => lab.simulations.gather(part),
  })
  return done.ok ? lab.simulations.judge(12) : done
}

describe('risk of a portfolio in the lab', () => {
  let lab: Desk
  const makeSol = async (granularity: 60 | 300 = 60): Promise<void> => {
    value(await lab.library.makeDemo({ product: 'SOL-USD', granularity, range: RANGE, seed: 'lab' }))
  }
  beforeAll(async () => {
    lab = await desk()
    await makeSol()
  })

  test('a profile values what is held at the last close and says whose prices they are', async () => {
    const profile = value(await lab.simulations.profile({ source: held('0.5', '100'), rules: {} }))
    expect(profile.holdings.map(({ id }) => id)).toEqual(['BTC-USD', 'SOL-USD'])
    const [btc, sol] = profile.holdings.map((one) => one.value)
    expect(profile.exposure).toBeCloseTo((btc ?? 0) + (sol ?? 0), 6)
    expect(profile.equity).toBeCloseTo(50_000 + profile.exposure, 6)
    expect(profile.tailValueAtRisk).toBeGreaterThan(profile.valueAtRisk)
    expect(profile.holdings.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(
      profile.tailValueAtRisk,
      6,
    )
    expect(profile.maxDrawdown).toBeGreaterThan(profile.drawdown)
    expect(profile.notes.join(' ')).toContain('made up by a seed')
    expect(profile.notes.join(' ')).toContain('As of 2026-01-31')
  })

  test('a product of which nothing is held can be bought in a what-if, and limits judge it', async () => {
    const source = held('0', '100')
    const idea = { product: 'BTC-USD', side: 'buy', quantity: '0.1' } as const
    const free = value(await lab.simulations.profileTrade({ source, rules: {} }, idea))
    expect(free.before.holdings.map(({ id }) => id)).toEqual(['SOL-USD'])
    expect(free.after.holdings.map(({ id }) => id)).toEqual(['BTC-USD', 'SOL-USD'])
    expect(free.after.equity).toBeCloseTo(free.before.equity, 6)
    expect(free.sentence).toMatch(/^Buy 0\.1 BTC: tail value at risk [\d.]+ % → [\d.]+ % of equity\.$/)
    expect(free.verdict).toBe('')
    const bound = value(
      await lab.simulations.profileTrade({ source, rules: { tailRiskBasisPoints: 1 } }, idea),
    )
    expect(bound.verdict).toMatch(/^The risk layer would refuse it \(tail risk: /)
    const wide = { tailRiskBasisPoints: 9000 }
    expect(value(await lab.simulations.profileTrade({ source, rules: wide }, idea)).verdict).toContain(
      'let it through',
    )
  })

  test.each([
    [held('0.5', '-1'), 'SOL-USD: a quantity must not be below zero.'],
    [held('half', '1'), 'BTC-USD: "half" is not a decimal number.'],
    [held('0.5', '1', '-3'), 'Cash must not be below zero.'],
    [held('0.5', '1', 'much'), 'Cash: "much" is not a decimal number.'],
    [held('0', '0', '0'), 'The portfolio is empty: enter cash or a quantity.'],
    [held('50000000', '1'), 'A portfolio must be worth at most $1,000,000,000,000.'],
    [{ ...held('1', '1'), holdings: [] }, 'Choose the bars of at least one product.'],
    [
      { ...held('1', '1'), holdings: [{ dataset: 'demo:X-USD:60', quantity: '1' }] },
      'The library has no bars "demo:X-USD:60" any more.',
    ],
    [{ ...held('1', '1'), range: { from: START, to: START } }, 'The range ends before it begins.'],
    [{ type: 'run', id: 'gone' }, 'This run is not kept here any more.'],
  ] as const)('%j: a sentence', async (source, sentence) => {
    const answer = { ok: false, error: sentence }
    expect(await lab.simulations.profile({ source, rules: {} })).toEqual(answer)
    expect(await lab.simulations.plan({ source, settings: GBM })).toEqual(answer)
  })

  test('bars outside of what is stored, mixed or deleted meanwhile: a sentence', async () => {
    const late = { ...held('1', '1'), range: { from: START, to: START + 31 * DAY } }
    expect(await lab.simulations.profile({ source: late, rules: {} })).toMatchObject({
      ok: false,
      error: expect.stringContaining('The library lacks'),
    })
    await makeSol(300)
    const holdings = [
      { dataset: BTC, quantity: '1' },
      { dataset: 'demo:SOL-USD:300', quantity: '1' },
    ]
    expect(await lab.simulations.profile({ source: { ...late, range: RANGE, holdings }, rules: {} })).toEqual(
      {
        ok: false,
        error: 'The bars of one portfolio must be of one source and one granularity.',
      },
    )
    const twice = [holdings[0], holdings[0]].flatMap((one) => one ?? [])
    expect(
      await lab.simulations.profile({ source: { ...late, range: RANGE, holdings: twice }, rules: {} }),
    ).toEqual({
      ok: false,
      error: 'BTC-USD is in the portfolio twice.',
    })
    value(await lab.simulations.profile({ source: held('1', '1'), rules: {} }))
    value(await lab.library.remove(SOL))
    expect(await lab.simulations.profile({ source: held('1', '1'), rules: {} })).toEqual({
      ok: false,
      error: `The library has no bars "${SOL}" any more.`,
    })
    await makeSol()
  })

  test('limits that cannot be are a sentence', async () => {
    const rules = { tailRiskLevel: 10_000 }
    const error = 'Tail level must be at least 50 % and at most 99.99 %, in steps of 0.01 %.'
    expect(await lab.simulations.profile({ source: held('1', '1'), rules })).toEqual({ ok: false, error })
  })

  test('a backtest’s last holdings are looked at, and its equity is simulated as one product', async () => {
    const view = value(
      await lab.runs.run(setup({ strategy: { type: 'listed', id: 'buy-and-hold', parameters: {} } })),
    )
    const source = { type: 'run', id: view.summary.id } as const
    const profile = value(await lab.simulations.profile({ source, rules: {} }))
    const last = view.sheet.equity.value.at(-1) ?? NaN
    expect(profile.equity).toBeCloseTo(last, 4)
    expect(profile.holdings.map(({ id }) => id)).toEqual(['BTC-USD'])
    expect(profile.maxDrawdown).toBeCloseTo(statistic(view, 'max-drawdown'), 6)
    const report = value(await simulated(lab, { source, settings: { ...GBM, paths: 2000 } }, 2))
    expect(report.portfolio).toEqual({
      cash: 0,
      holdings: [{ id: 'Buy and hold', value: expect.closeTo(last, 4) }],
    })
    expect(report.rows).toBe(43_199)
    expect(report.notes.join(' ')).toContain('The strategy is one product here')
    await lab.runs.remove(view.summary.id)
    expect(await lab.simulations.profile({ source, rules: {} })).toMatchObject({ ok: false })
  })

  test.each<SimulationSettings>([
    GBM,
    { ...GBM, model: { type: 'bootstrap', meanBlock: 20 } },
    { ...GBM, model: { type: 'jump-diffusion', jumps: { type: 'fitted' } }, antithetic: true, paths: 5000 },
  ])('the same figures, to the last bit, from one hand or sixteen: $model.type', async (settings) => {
    const request = { source: held('0.5', '100'), settings }
    const alone = value(await simulated(lab, request, 1))
    const shared = value(await simulated(lab, request, 16))
    expect(shared).toEqual(alone)
    expect(alone.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(alone.rows).toBe(ROWS - 1)
    const other = value(await simulated(lab, { ...request, settings: { ...settings, seed: 'else' } }, 3))
    expect(other.digest).not.toBe(alone.digest)
  })

  test('a simulation agrees with the profile where both assume the same', async () => {
    const source = held('0.5', '100')
    // All returns there are, as far ahead as the simulation looks.
    const rules = { riskWindow: ROWS - 1, tailRiskHorizon: durationMs(20 * 60_000) }
    const profile = value(await lab.simulations.profile({ source, rules }))
    const settings = { ...GBM, paths: 50_000 }
    const report = value(await simulated(lab, { source, settings }, 1))
    const tail = report.tails.find(({ level }) => level === 0.99)
    expect(Math.abs((tail?.tailValueAtRisk ?? NaN) / profile.tailValueAtRisk - 1)).toBeLessThan(0.03)
  })

  test('stopped half-way it says so, and the next one is whole', async () => {
    const request = { source: held('0.5', '100'), settings: { ...GBM, paths: 50_000 } }
    expect(await simulated(lab, request, 4, 10_000)).toEqual({ ok: false, error: 'It was stopped.' })
    value(await simulated(lab, { ...request, settings: { ...GBM, paths: 1000 } }, 2))
  })

  test('what was not planned cannot be judged', () => {
    expect(lab.simulations.judge(1)).toEqual({
      ok: false,
      error: 'The simulation is not known here any more; start it again.',
    })
  })
})

function statistic(
  { sheet }: { readonly sheet: { readonly statistics: readonly { key: string; value: number }[] } },
  key: string,
): number {
  return sheet.statistics.find((row) => row.key === key)?.value ?? NaN
}
