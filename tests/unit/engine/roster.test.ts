import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { type ModelCallOutcome, runIndex } from '$lib/engine/events'
import { BTC, EngineDriver, eventsOf } from '../../fixtures/engine-driver'
import { modelMatchConfig, modelRun, runConfig, runModel } from '../../fixtures/synthetic-match'

const FIRST = runIndex(0)
const BENCHMARK = runIndex(2)
const JOINED = runIndex(3)
const NOVA = modelRun('nova')
const { brain, strategyVersion, labels, color } = runConfig('other')
const ASSIGNMENT = { brain, strategyVersion, labels, color }

function call(cost: string, over: Partial<ModelCallOutcome> = {}): ModelCallOutcome {
  return {
    ...{ run: FIRST, tick: 1, ordinal: 0, node: 'gpt', inputTokens: 100, cachedInputTokens: 0 },
    ...{ outputTokens: 10, estimated: false, cost: decimal(cost), latency: durationMs(800) },
    ...over,
  }
}

function driver(): EngineDriver {
  const match = new EngineDriver(modelMatchConfig())
  match.ticker(BTC, 6_000_000, 6_000_100)
  return match
}

describe('the roster', () => {
  it('[R2] a run that joins has the initial cash and the next index, trades, and is sampled', () => {
    const match = driver()
    match.tick()
    match.trade(0, 'buy', 1_000_000, BTC)
    const before = match.engine.portfolio(FIRST, match.time)
    match.order({ kind: 'add-run', run: NOVA })
    expect(match.engine.runs.map(({ name }) => name)).toEqual(['agent-0', 'agent-1', 'buy-and-hold', 'nova'])
    expect(match.engine.config.runs.length).toBe(3)
    expect(match.engine.portfolio(JOINED, match.time)).toMatchObject({
      cash: decimal('100000'),
      positions: [],
    })
    expect(match.engine.portfolio(FIRST, match.time)).toEqual(before)
    match.ticker(BTC, 6_000_000, 6_000_100)
    expect(match.trade(3, 'buy', 1_000_000, BTC).status).toBe('filled')
    expect(eventsOf(match.tick(), 'EquitySampled').map(({ run }) => run)).toEqual([0, 1, 2, 3])
    expect(match.engine.tradeCount(JOINED)).toBe(1)
  })

  it('[R2][R5] refuses a name that is taken, a second benchmark, and runs that are not there', () => {
    expect(() => driver().order({ kind: 'add-run', run: modelRun('agent-1') })).toThrow('same name')
    expect(() => driver().order({ kind: 'add-run', run: runConfig('x', 'benchmark') })).toThrow('only agents')
    for (const kind of ['bench', 'unbench'] as const) {
      expect(() => driver().order({ kind, run: JOINED })).toThrow('not in the roster')
      expect(() => driver().order({ kind, run: BENCHMARK })).toThrow('without an agent')
    }
    for (const run of [JOINED, BENCHMARK]) {
      expect(() => driver().order({ kind: 'reassign', run, assignment: ASSIGNMENT })).toThrow()
    }
    expect(() => driver().settle(call('1', { run: JOINED }))).toThrow('not in the roster')
  })

  it('[R3] benching is known, changes no account, and may be repeated', () => {
    const match = driver()
    match.trade(0, 'buy', 1_000_000, BTC)
    const before = match.engine.portfolio(FIRST, match.time)
    for (const kind of ['bench', 'bench', 'unbench', 'unbench'] as const) {
      match.order({ kind, run: FIRST })
      expect(match.engine.isBenched(FIRST)).toBe(kind === 'bench')
      expect(match.engine.portfolio(FIRST, match.time)).toEqual(before)
    }
  })

  it('[R1][R4] a reassigned run keeps name, account and used trade keys', () => {
    const match = driver()
    match.submit(0, 'buy', 1_000_000, BTC, 5)
    const before = match.engine.portfolio(FIRST, match.time)
    match.order({ kind: 'reassign', run: FIRST, assignment: ASSIGNMENT })
    expect(match.engine.runs[0]).toEqual({ name: 'agent-0', role: 'agent', ...ASSIGNMENT })
    expect(match.engine.portfolio(FIRST, match.time)).toEqual(before)
    const again = match.submit(0, 'buy', 1_000_000, BTC, 5)
    expect(eventsOf(again, 'SignalRefused')).toMatchObject([{ refusal: { type: 'duplicate' } }])
    expect(match.engine.usedModel(FIRST)).toBe(true)
    match.order({ kind: 'reassign', run: runIndex(1), assignment: { ...ASSIGNMENT, model: runModel('b') } })
    expect([match.engine.usedModel(runIndex(1)), match.engine.usedModel(BENCHMARK)]).toEqual([true, false])
  })

  it('[R5][E8] after the end nothing of it changes', () => {
    const match = driver()
    match.command('end')
    match.order({ kind: 'add-run', run: NOVA })
    match.order({ kind: 'bench', run: FIRST })
    match.order({ kind: 'reassign', run: FIRST, assignment: ASSIGNMENT })
    match.order({ kind: 'set-spend-cap', cap: decimal('9') })
    expect(match.engine.runs).toEqual(match.engine.config.runs)
    expect(match.engine.isBenched(FIRST)).toBe(false)
    expect(match.engine.spendCap).toBe(decimal('1'))
  })
})

describe('what models cost', () => {
  it('[M1][M2] adds up by run, node and match, after the end too', () => {
    const match = driver()
    match.settle(call('0.25'))
    match.settle(call('0.5', { run: runIndex(1), node: 'other', estimated: true }))
    match.command('end')
    match.settle(call('0.000000000000000001', { ordinal: 1 }))
    const { engine } = match
    expect(engine.modelCost(FIRST)).toBe(decimal('0.250000000000000001'))
    expect(engine.modelCostOf('other')).toBe(decimal('0.5'))
    expect(engine.modelCost()).toBe(decimal('0.750000000000000001'))
    expect([engine.hasEstimatedCost(FIRST), engine.hasEstimatedCost(runIndex(1))]).toEqual([false, true])
    expect(engine.portfolio(FIRST, match.time).cash).toBe(decimal('100000'))
  })

  it('[M3] the cap is the match’s until a command changes it; a match of version 1 begins with none', () => {
    const match = driver()
    expect(match.engine.spendCap).toBe(decimal('1'))
    match.order({ kind: 'set-spend-cap', cap: decimal('2.5') })
    expect(match.engine.spendCap).toBe(decimal('2.5'))
    expect(() => match.order({ kind: 'set-spend-cap', cap: decimal('-1') })).toThrow('below zero')
    expect(new EngineDriver().engine.spendCap).toBe(0n)
  })
})
