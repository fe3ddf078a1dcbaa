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
import { SyntheticMatch, matchConfig } from '../../fixtures/synthetic-match'

const RUNS = 1000
const LENGTH = 40
const seeds = fc.string({ minLength: 1, maxLength: 12 })
const CONFIG = matchConfig(undefined, 2)
const RUN_INDEXES = CONFIG.runs.map((_, index) => runIndex(index))
const INITIAL = decimal('100000')

function inputsOf(seed: string, length = LENGTH): InputEvent[] {
  return new SyntheticMatch(seed, CONFIG).inputs(length)
}

/** Everything one may ask an engine. */
function stateOf(engine: Engine): unknown {
  const { time, status, seq, tick, lastTickAt, feedState } = engine
  const runs = RUN_INDEXES.map((run) => ({
    portfolio: engine.portfolio(run, time),
    equity: engine.equity(run),
    maxDrawdown: engine.maxDrawdown(run),
    trades: engine.tradeCount(run),
  }))
  return { time, status, seq, tick, lastTickAt, feedState, runs, snapshot: engine.snapshot(time) }
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
        const steps = inputsOf(seed, 20).map((input) => engine.apply(input))
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
