import { describe, expect, it } from 'vitest'
import { sha256, toHex } from '$lib/core/hash'
import { signalsOf } from '$lib/engine/block/block-signals'
import { evaluate } from '$lib/lab/features/evaluate'
import { plan } from '$lib/lab/features/plan'
import { isLearned } from '$lib/lab/learned/learned-alpha'
import { USUAL_FEATURES } from '$lib/lab/learned/usual-features'
import type { StrategyDescriptor } from '$lib/lab/strategies/contract'
import { LEARNED_LOGISTIC } from '$lib/lab/strategies/learned-logistic'
import { LEARNED_RIDGE } from '$lib/lab/strategies/learned-ridge'
import { seededBars } from '../bench/seeded-bars'
import { plantedBars } from '../fixtures/planted-bars'
import { blockOf, modelOf, runOn } from '../fixtures/strategy-runs'

const SHORT = { horizon: 2, window: 500, retrain: 200, penalty: 0.1 }

/** What was learned and wanted, by hash: of all weights in all trainings, and of all signals. */
function goldenOf(strategy: StrategyDescriptor, threshold: number): object {
  const alpha = modelOf(strategy, { ...SHORT, threshold })
  const { trades, records } = runOn(blockOf([plantedBars(4000, 0.5, 'golden')]), alpha)
  const signals = signalsOf(records)
  if (!isLearned(alpha) || !signals.ok) throw new Error('a strategy that does not learn')
  const trainings = alpha.trainings()
  return { trades, trainings: trainings.length, learned: hashOf(trainings), wanted: hashOf(signals.value) }
}

const hashOf = (value: unknown): string => toHex(sha256(JSON.stringify(value))).slice(0, 16)

// Change only in a commit that says why: other figures mean that what is learned is not what it was.
describe('learned strategies, pinned to the last bit', () => {
  it('features', () => {
    const planned = plan(USUAL_FEATURES.map(({ feature }) => feature))
    const columns = planned.ok ? evaluate(planned.value, seededBars(10_000, 'features')) : []
    const hashes = columns.map((column) => hashOf([...column]))
    expect(hashes).toEqual([
      ...['68774c518526d21f', 'fa6467a3ee8bf7d6', '5e35c4ed7d8b1819', '37f2d95de68f2074'],
      ...['a497debc12bdb06f', '9ce27b71af8133e9', '9f76ec5f8df226af', '52dfede2cac6b99a'],
      ...['16e63cb9cf919490', '8cd7a27b34980672', '7cb08c7d7edbbc36'],
    ])
  })

  it('ridge', () => {
    expect(goldenOf(LEARNED_RIDGE, 10)).toEqual({
      trades: 878,
      trainings: 17,
      learned: '555f6166fb2fa806',
      wanted: '0283bd108772b1b8',
    })
  })

  it('logistic', () => {
    expect(goldenOf(LEARNED_LOGISTIC, 55)).toEqual({
      trades: 918,
      trainings: 17,
      learned: '80c7270d1358d1ab',
      wanted: 'b47387b1e659fdb1',
    })
  })
})
