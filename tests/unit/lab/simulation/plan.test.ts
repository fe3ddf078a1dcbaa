import { describe, expect, test } from 'vitest'
import type { SimulationPlan, SimulationSettings } from '$lib/analytics/monte-carlo/types'
import type { Result } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import { PriceColumns } from '$lib/lab/risk/price-columns'
import { type SimulatedHolding, simulationPlan } from '$lib/lab/simulation/plan'

const MINUTE = durationMs(60_000)
const T0 = Date.UTC(2026, 0, 1)
const ROWS = 400

const SETTINGS: SimulationSettings = {
  ...{ model: { type: 'gbm' }, paths: 1000, steps: 60, seed: 'plan' },
  ...{ antithetic: false, drift: true, ruin: 0.5, drawdown: 0.1 },
}

/** A price that goes up and down by a percent; absent outside of [from, to). */
function wave(from = 0, to = ROWS): Float64Array {
  return Float64Array.from({ length: ROWS }, (_, row) =>
    row < from || row >= to ? NaN : row % 2 === 0 ? 100 : 101,
  )
}

function holding(id: string, column: number, value = 500): SimulatedHolding {
  return { id, column, value }
}

function plan(
  columns: readonly Float64Array[],
  holdings: readonly SimulatedHolding[],
  change: Partial<SimulationSettings> = {},
): Result<SimulationPlan, string> {
  const time = Float64Array.from({ length: ROWS }, (_, row) => T0 + row * MINUTE)
  const prices = PriceColumns.of(time, columns, MINUTE)
  const ground = { cash: 1000, holdings, prices, notes: ['Demo.'] }
  return simulationPlan(ground, { ...SETTINGS, ...change })
}

const BTC = holding('BTC-USD', 0)
const SOL = holding('SOL-USD', 1, 300)

describe('a simulation’s plan', () => {
  test('has the returns of all that is held', () => {
    const made = plan([wave(), wave()], [BTC, SOL])
    if (!made.ok) throw new Error(made.error)
    expect(made.value).toMatchObject({ settings: SETTINGS, span: 60_000, notes: ['Demo.'] })
    expect(made.value.portfolio).toEqual({
      cash: 1000,
      holdings: [
        { id: 'BTC-USD', value: 500 },
        { id: 'SOL-USD', value: 300 },
      ],
    })
    expect(made.value.returns.map(({ length }) => length)).toEqual([ROWS - 1, ROWS - 1])
    expect(made.value.returns[0]?.[0]).toBe(101 / 100 - 1)
    expect(made.value.returns[1]?.[1]).toBe(100 / 101 - 1)
  })

  test('asks nothing of what is not held', () => {
    const made = plan([wave(), wave(390)], [BTC, { ...SOL, value: 0 }])
    if (!made.ok) throw new Error(made.error)
    expect(made.value.returns.map(({ length }) => length)).toEqual([ROWS - 1])
    expect(made.value.portfolio.holdings).toEqual([{ id: 'BTC-USD', value: 500 }])
  })

  test('begins where the youngest product begins, and says so', () => {
    const made = plan([wave(), wave(100)], [BTC, SOL])
    if (!made.ok) throw new Error(made.error)
    expect(made.value.returns.map(({ length }) => length)).toEqual([ROWS - 101, ROWS - 101])
    expect(made.value.notes).toContain(
      'It rests on returns from 2026-01-01 01:40 UTC on, the first bar of SOL-USD.',
    )
  })

  test('stands still where no product has a bar, and says so', () => {
    const still = wave()
    still.fill(NaN, 10, 12)
    const time = Float64Array.from({ length: ROWS }, (_, row) => T0 + (row < 50 ? row : row + 3) * MINUTE)
    const prices = PriceColumns.of(time, [still], MINUTE)
    const made = simulationPlan({ cash: 0, holdings: [BTC], prices, notes: [] }, SETTINGS)
    if (!made.ok) throw new Error(made.error)
    expect([...(made.value.returns[0]?.subarray(9, 12) ?? [])]).toEqual([0, 0, 100 / 101 - 1])
    expect([...(made.value.returns[0]?.subarray(49, 52) ?? [])]).toEqual([0, 0, 0])
    expect(made.value.notes).toEqual(['3 steps have no bar of any product: prices stand still there.'])
  })

  test('warns of few returns and of prices that never moved', () => {
    const made = plan([wave(), new Float64Array(ROWS).fill(7)], [BTC, SOL], { steps: 1000 })
    expect(made).toMatchObject({
      ok: true,
      value: {
        notes: [
          'Demo.',
          'It looks 1,000 steps ahead, on only 399 returns: read it with care.',
          'SOL-USD never moved in these bars: it is simulated without risk.',
        ],
      },
    })
  })

  test.each<[string, Result<SimulationPlan, string>]>([
    ['Nothing is held: there is nothing to simulate.', plan([wave()], [{ ...BTC, value: 0 }])],
    ['Nothing is held: there is nothing to simulate.', plan([wave()], [])],
    [
      'BTC-USD and SOL-USD have no bars in common: those of BTC-USD end at 2026-01-01 03:20 UTC, those of SOL-USD begin at 2026-01-01 05:00 UTC.',
      plan([wave(0, 200), wave(300)], [BTC, SOL]),
    ],
    [
      'The bars give 59 returns of all that is held; a simulation needs at least 60.',
      plan([wave(), wave(340)], [BTC, SOL]),
    ],
    ['Paths must be a whole number from 1,000 to 1,000,000.', plan([wave()], [BTC], { paths: 1_000_001 })],
    ['Steps must be a whole number from 1 to 1,440.', plan([wave()], [BTC], { steps: Number.NaN })],
    [
      'The mean block must be from 1 to 399 returns, as many as there are.',
      plan([wave()], [BTC], { model: { type: 'bootstrap', meanBlock: 400 } }),
    ],
  ])('%s', (sentence, made) => {
    expect(made).toEqual({ ok: false, error: sentence })
  })
})
