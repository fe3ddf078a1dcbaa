import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PortfolioView } from '$lib/accounts/portfolio-view'
import { decimal } from '$lib/core/decimal'
import { Random } from '$lib/core/random'
import { Engine, type Step } from '$lib/engine/engine'
import type { DerivedEvent, InputEvent, RunIndex } from '$lib/engine/events'
import { runIndex } from '$lib/engine/events'
import { replay } from '$lib/engine/log/replay'
import { decodeStep } from '$lib/engine/log/step-codec'
import { outcomeOf } from '$lib/engine/outcome'
import { classicRules, realisticRules } from '$lib/engine/rules'
import { SyntheticMatch, drawRules, riskMatchConfig } from '../../fixtures/synthetic-match'

const RUNS = 400
const LENGTH = 120
const AGENTS = 2
const INITIAL = decimal('100000')
const seeds = fc.string({ minLength: 1, maxLength: 12 })

/** A match under limits that bind often, with exits, pauses, stale feeds, and limits that change. */
function inputsOf(seed: string): InputEvent[] {
  const random = Random.fromSeed(`${seed} limits`)
  const fees = random.integer(2) === 0 ? classicRules() : realisticRules()
  const own = [drawRules(random), random.integer(2) === 0 ? drawRules(random) : undefined]
  const config = riskMatchConfig(drawRules(random), fees, AGENTS, own)
  return new SyntheticMatch(seed, config).inputs(LENGTH)
}

/** Folds a match, and shows every step with the engine after it. */
function follow(
  seed: string,
  see: (step: Step, engine: Engine, before: readonly PortfolioView[]) => void,
): void {
  const engine = new Engine()
  let before: readonly PortfolioView[] = []
  for (const input of inputsOf(seed)) {
    const step = engine.apply(input)
    see(step, engine, before)
    before = engine.runs.map((_, run) => engine.portfolio(runIndex(run), engine.time))
  }
}

type Of<Type extends DerivedEvent['type']> = Extract<DerivedEvent, { type: Type }>

function only<Type extends DerivedEvent['type']>(step: Step, type: Type): Of<Type>[] {
  return step.derived.filter((event): event is Of<Type> => event.type === type)
}

const heldIn = (view: PortfolioView | undefined, product: number): number =>
  view?.positions.find((position) => position.product === product)?.quantity ?? 0

const isAgent = (run: RunIndex): boolean => run < AGENTS
const keyOf = ({ run, product }: { run: number; product: number }): string => `${run}/${product}`

describe('Stops and limits', () => {
  it('[L1][L2][L4] keep the books: cash and holdings above zero, the identity exact, after every input', () => {
    let sales = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        follow(seed, (step, engine) => {
          sales += only(step, 'RiskEvent').filter(({ verdict }) => verdict === 'liquidated').length
          engine.runs.forEach((_, run) => {
            const view = engine.portfolio(runIndex(run), engine.time)
            expect(view.cash >= 0n).toBe(true)
            expect(view.equity).toBe(INITIAL + view.realised + view.unrealised)
            for (const { quantity } of view.positions) expect(quantity).toBeGreaterThan(0)
          })
        })
      }),
      { numRuns: RUNS },
    )
    expect(sales).toBeGreaterThan(RUNS / 4)
  })

  it('[P5][P7] a refused signal places no order; right after a purchase no cap is passed; a halted run buys nothing', () => {
    let capped = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        let halted: readonly boolean[] = []
        follow(seed, (step, engine) => {
          const was = halted
          halted = engine.runs.map((_, run) => engine.isHalted(runIndex(run)))
          if (step.input.type !== 'SignalSubmitted') return
          const { run, product } = step.input.signal
          const outcome = outcomeOf(step)
          const refused = step.derived.some((event) => event.type === 'SignalRefused')
          if (refused) expect(only(step, 'OrderPlaced')).toEqual([])
          if (outcome.status !== 'filled' || outcome.side !== 'buy') return
          expect(was[run]).toBe(false)
          const rules = engine.riskRules(run)!
          const { positions, equity } = engine.portfolio(run, engine.time)
          const part = (value: bigint, most = 10_000): boolean => value * 10_000n <= BigInt(most) * equity
          const own = positions.find((position) => position.product === product)!
          const gross = positions.reduce((sum, { marketValue }) => sum + marketValue, 0n)
          if (rules.productExposureBasisPoints !== undefined) {
            expect(part(own.marketValue, rules.productExposureBasisPoints)).toBe(true)
          }
          if (rules.grossExposureBasisPoints !== undefined) {
            expect(part(gross, rules.grossExposureBasisPoints)).toBe(true)
          }
          if (outcome.resized !== undefined) capped += 1
        })
      }),
      { numRuns: RUNS },
    )
    expect(capped).toBeGreaterThan(RUNS / 10)
  })

  it('[S9][S11][S16] the layer sells whole holdings, once a step, and only while the match runs on a fresh quote', () => {
    let sales = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        follow(seed, (step, engine, before) => {
          if (step.input.type === 'SignalSubmitted') return
          const orders = only(step, 'OrderPlaced').filter(({ run }) => isAgent(run))
          expect(new Set(orders.map(keyOf)).size).toBe(orders.length)
          const asked = only(step, 'RiskEvent').filter(({ verdict }) => verdict === 'liquidated')
          expect(new Set(asked.map(keyOf))).toEqual(new Set(orders.map(keyOf)))
          for (const { run, product, side, quantity } of orders) {
            sales += 1
            expect(engine.status).toBe('running')
            expect(engine.isFresh(product, engine.time)).toBe(true)
            expect([side, quantity]).toEqual(['sell', heldIn(before[run], product)])
          }
          for (const { run, product, from, to } of asked) {
            expect([from, to]).toEqual([0, -heldIn(before[run], product)])
          }
        })
      }),
      { numRuns: RUNS },
    )
    expect(sales).toBeGreaterThan(RUNS / 4)
  })

  it('[S11] what waits is told once by rule, is not sold until it is fresh, and never forgotten', () => {
    let waited = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const waiting = new Map<string, Set<string>>()
        follow(seed, (step, engine) => {
          for (const event of only(step, 'RiskEvent')) {
            const rules = waiting.get(keyOf(event)) ?? new Set<string>()
            if (event.verdict === 'waiting') {
              expect(engine.isFresh(event.product, engine.time)).toBe(false)
              expect(rules.has(event.rule)).toBe(false)
              waiting.set(keyOf(event), rules.add(event.rule))
              waited += 1
            }
            if (event.verdict === 'liquidated') waiting.delete(keyOf(event))
          }
          const products = new Set([...waiting.keys()].map((key) => Number(key.split('/')[1])))
          expect(new Set(engine.waitingFor)).toEqual(products)
          if (engine.status !== 'running') return
          for (const product of products) {
            expect(
              engine.isFresh(
                engine.waitingFor.find((known) => known === product)!,
                engine.time,
              ),
            ).toBe(false)
          }
        })
      }),
      { numRuns: RUNS },
    )
    expect(waited).toBeGreaterThan(RUNS / 20)
  })

  it('[S1][S5][S6] no stop that is shown is passed in silence', () => {
    let looked = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        follow(seed, (step, engine) => {
          if (step.input.type !== 'TickerReceived' || engine.status !== 'running') return
          const { product, price } = step.input.ticker
          engine.runs.forEach((_, run) => {
            const { positions } = engine.portfolio(runIndex(run), engine.time)
            const exits = positions.find((position) => position.product === product)?.exits
            if (exits === undefined || exits.waiting === true) return
            const { stopLoss = 0, trailingStop = 0, drawdownStop = 0, takeProfit = Infinity } = exits
            expect(Math.max(stopLoss, trailingStop, drawdownStop)).toBeLessThan(price)
            expect(takeProfit).toBeGreaterThan(price)
            looked += 1
          })
        })
      }),
      { numRuns: RUNS },
    )
    expect(looked).toBeGreaterThan(RUNS / 4)
  })

  it('[S3][S4] exits are of what is held only, and the clock is asked for what is still to come', () => {
    let changes = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        follow(seed, (step, engine) => {
          for (const { run, product, exits } of only(step, 'ExitsChanged')) {
            const view = engine.portfolio(run, engine.time)
            const position = view.positions.find((held) => held.product === product)
            expect(position).toBeDefined()
            expect(position?.exits ?? {}).toMatchObject(exits)
            changes += 1
          }
          if (engine.status !== 'running') expect(engine.dueAt).toBeUndefined()
          else if (step.input.type === 'ClockAdvanced') {
            expect(engine.dueAt ?? Infinity).toBeGreaterThan(engine.time)
          }
        })
      }),
      { numRuns: RUNS },
    )
    expect(changes).toBeGreaterThan(RUNS / 4)
  })

  it('[E4][G1][G4] replay to the same bytes, and every record decodes to its step', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const engine = new Engine()
        const steps = inputsOf(seed).map((input) => engine.apply(input))
        const again = replay(steps.map(({ record }) => record))
        expect(again.ok).toBe(true)
        if (!again.ok) return
        const other = again.value.engine
        expect([other.verdicts(), other.riskWorth(), other.dueAt]).toEqual([
          ...[engine.verdicts(), engine.riskWorth(), engine.dueAt],
        ])
        engine.runs.forEach((_, run) => {
          const index = runIndex(run)
          expect(other.portfolio(index, other.time)).toEqual(engine.portfolio(index, engine.time))
        })
        for (const { seq, input, derived, record } of steps) {
          expect(decodeStep(record)).toEqual({ ok: true, value: { seq, input, derived } })
        }
      }),
      { numRuns: RUNS / 4 },
    )
  })
})
