import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import type { DerivedEvent, InputEvent } from '$lib/engine/events'
import { runIndex } from '$lib/engine/events'
import { Engine, type Step } from '$lib/engine/engine'
import { FRESH_FOR } from '$lib/engine/freshness'
import { EventLog } from '$lib/engine/log/event-log'
import { resumeEngine } from '$lib/engine/log/resume'
import { decodeStep } from '$lib/engine/log/step-codec'
import { outcomeOf } from '$lib/engine/outcome'
import { SyntheticMatch, matchConfig, modelMatchConfig } from '../../fixtures/synthetic-match'

const RUNS = 1000
const LENGTH = 40
const seeds = fc.string({ minLength: 1, maxLength: 12 })
const CONFIG = matchConfig(undefined, 2)
const RUN_INDEXES = CONFIG.runs.map((_, index) => runIndex(index))
const INITIAL = decimal('100000')

function inputsOf(seed: string, length = LENGTH): InputEvent[] {
  return new SyntheticMatch(seed, CONFIG).inputs(length)
}

/** People change the roster, and language models cost money. */
function livelyInputsOf(seed: string): InputEvent[] {
  return new SyntheticMatch(seed, modelMatchConfig(), true).inputs(2 * LENGTH)
}

const allRuns = (engine: Engine) => engine.runs.map((_, index) => runIndex(index))

/** Everything one may ask an engine. */
function stateOf(engine: Engine): unknown {
  const { time, status, seq, tick, lastTickAt, feedState } = engine
  const runs = allRuns(engine).map((run) => ({
    config: engine.runs[run],
    benched: engine.isBenched(run),
    modelled: engine.usedModel(run),
    cost: [engine.modelCost(run), engine.hasEstimatedCost(run)],
    portfolio: engine.portfolio(run, time),
    equity: engine.equity(run),
    maxDrawdown: engine.maxDrawdown(run),
    trades: engine.tradeCount(run),
  }))
  const spend = [engine.spendCap, engine.modelCost(), engine.modelCostOf('gpt'), engine.modelCostOf('late')]
  return { time, status, seq, tick, lastTickAt, feedState, runs, spend, snapshot: engine.snapshot(time) }
}

type Fill = Extract<DerivedEvent, { type: 'OrderFilled' }>
const fillsOf = (step: Step): Fill[] =>
  step.derived.filter((event): event is Fill => event.type === 'OrderFilled')

describe('Engine', () => {
  it('[E4] fold(log) = state: rebuilt at any point, it ends in the same state, bytes and digest', () => {
    fc.assert(
      fc.property(seeds, fc.nat(LENGTH), (seed, cut) => {
        const inputs = inputsOf(seed)
        const straight = new Engine()
        const log = new EventLog()
        const records = inputs.map((input) => {
          const { record } = straight.apply(input)
          log.append(record)
          return record
        })
        const resumed = resumeEngine(records.slice(0, cut + 1))
        if (!resumed.ok) throw new Error(resumed.error.got)
        const { engine, log: again } = resumed.value
        for (const input of inputs.slice(cut + 1)) again.append(engine.apply(input).record)
        expect(stateOf(engine)).toEqual(stateOf(straight))
        expect(again.tip).toBe(log.tip)
      }),
      { numRuns: RUNS },
    )
  })

  it('[L2][L4][E5] after every input each run keeps cash and holdings above zero and its equity identity', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        for (const input of inputsOf(seed)) {
          const step = engine.apply(input)
          for (const run of RUN_INDEXES) {
            const view = engine.portfolio(run, engine.time)
            expect(view.cash >= 0n).toBe(true)
            expect(view.equity).toBe(INITIAL + view.realised + view.unrealised)
            for (const { quantity } of view.positions) expect(quantity).toBeGreaterThan(0)
          }
          for (const event of step.derived) {
            if (event.type !== 'EquitySampled') continue
            expect(event.equity).toBe(engine.portfolio(event.run, engine.time).equity)
          }
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('[E4][G4][R1][M1] with a roster that changes, fold(log) = state at any cut, to the byte', () => {
    fc.assert(
      fc.property(seeds, fc.nat(2 * LENGTH), (seed, cut) => {
        const inputs = livelyInputsOf(seed)
        const straight = new Engine()
        const records = inputs.map((input) => straight.apply(input).record)
        const resumed = resumeEngine(records.slice(0, cut + 1))
        if (!resumed.ok) throw new Error(resumed.error.got)
        const { engine } = resumed.value
        for (const [index, input] of inputs.slice(cut + 1).entries()) {
          expect(engine.apply(input).record).toEqual(records[cut + 1 + index])
        }
        expect(stateOf(engine)).toEqual(stateOf(straight))
      }),
      { numRuns: RUNS },
    )
  })

  it('[L1][L4][E5][R2] with a roster that changes, every run’s books balance and every sample has every run', () => {
    let joined = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        for (const input of livelyInputsOf(seed)) {
          const step = engine.apply(input)
          for (const run of allRuns(engine)) {
            const view = engine.portfolio(run, engine.time)
            expect(view.cash >= 0n).toBe(true)
            expect(view.equity).toBe(INITIAL + view.realised + view.unrealised)
          }
          const sampled = step.derived.flatMap((event) => (event.type === 'EquitySampled' ? [event.run] : []))
          if (sampled.length > 0) expect(sampled).toEqual(allRuns(engine))
        }
        joined += engine.runs.length - 3
      }),
      { numRuns: RUNS },
    )
    expect(joined).toBeGreaterThan(RUNS / 10)
  })

  it('[M1][M2] what models cost is the sum of what was settled: by run, by node, in all', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        const inputs = livelyInputsOf(seed)
        for (const input of inputs) engine.apply(input)
        const calls = inputs.flatMap((input) => (input.type === 'ModelCallSettled' ? [input.call] : []))
        const sum = (of: typeof calls): bigint => of.reduce((total, { cost }) => total + cost, 0n)
        expect(engine.modelCost()).toBe(sum(calls))
        for (const run of allRuns(engine)) {
          const own = calls.filter((call) => call.run === run)
          expect(engine.modelCost(run)).toBe(sum(own))
          expect(engine.hasEstimatedCost(run)).toBe(own.some(({ estimated }) => estimated))
        }
        for (const node of ['gpt', 'other', 'late']) {
          expect(engine.modelCostOf(node)).toBe(sum(calls.filter((call) => call.node === node)))
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('[F1][F5][V1] fills from fresh, uncrossed quotes only, at their ask or bid', () => {
    let fills = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        const quotes = new Map<number, { at: number; tradeId: number; bid: number; ask: number }>()
        let live = false
        let now = 0
        for (const input of inputsOf(seed)) {
          const step = engine.apply(input)
          now = Math.max(now, input.time)
          if (input.type === 'FeedStateChanged') {
            if (live && input.state !== 'live') for (const quote of quotes.values()) quote.at = -Infinity
            live = input.state === 'live'
          }
          if (input.type === 'TickerReceived')
            quotes.set(input.ticker.product, { ...input.ticker, at: input.time })
          if (input.type === 'HeartbeatReceived') {
            const quote = quotes.get(input.product)
            if (quote?.tradeId === input.lastTradeId && quote.at > -Infinity) {
              quote.at = Math.max(quote.at, input.time)
            }
          }
          for (const { product, side, price } of fillsOf(step)) {
            const quote = quotes.get(product)!
            fills += 1
            expect(live).toBe(true)
            expect(now - quote.at).toBeLessThanOrEqual(FRESH_FOR)
            expect(quote.bid).toBeLessThanOrEqual(quote.ask)
            expect(price).toBe(side === 'buy' ? quote.ask : quote.bid)
          }
        }
      }),
      { numRuns: RUNS },
    )
    expect(fills).toBeGreaterThan(RUNS)
  })

  it('[K1][K2][E7][E8] answers every signal once, trades a key once, and only while running', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        const keys = new Set<string>()
        for (const input of inputsOf(seed)) {
          const status = engine.seq < 0 ? 'running' : engine.status
          const step = engine.apply(input)
          if (fillsOf(step).length > 0) expect(status).toBe('running')
          if (input.type !== 'SignalSubmitted') continue
          const { run, tick, ordinal } = input.signal
          const key = `${run}/${tick}/${ordinal}`
          const outcome = outcomeOf(step)
          const duplicate = outcome.status === 'refused' && outcome.refusal.type === 'duplicate'
          expect(duplicate).toBe(keys.has(key))
          keys.add(key)
          expect(fillsOf(step).length).toBe(outcome.status === 'filled' ? 1 : 0)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('[G1][G2] decode(encode) is the same; mutated records decode to their own bytes or a sentence', () => {
    const mutation = fc.tuple(fc.nat(1e6), fc.nat(255), fc.boolean())
    fc.assert(
      fc.property(seeds, fc.array(mutation, { minLength: 5, maxLength: 5 }), (seed, mutations) => {
        const engine = new Engine()
        const inputs = seed.length % 2 === 0 ? inputsOf(seed, 20) : livelyInputsOf(seed).slice(0, 23)
        const steps = inputs.map((input) => engine.apply(input))
        for (const { seq, input, derived, record } of steps) {
          expect(decodeStep(record)).toEqual({ ok: true, value: { seq, input, derived } })
        }
        for (const [place, value, cuts] of mutations) {
          const { record } = steps[place % steps.length]!
          const at = place % record.length
          const damaged = cuts ? record.slice(0, at) : record.slice()
          if (!cuts) damaged[at] = value
          const decoded = decodeStep(damaged)
          if (decoded.ok) expect(decoded.value.seq).toBeGreaterThanOrEqual(0)
          else expect(decoded.error).toMatch(/^The record is damaged: .+\.$/)
          if (cuts) expect(decoded.ok).toBe(false)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
