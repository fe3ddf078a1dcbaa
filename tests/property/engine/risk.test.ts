import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { RISK_FIELDS, type RiskRules } from '$lib/core/risk-rules'
import { Engine, type Step } from '$lib/engine/engine'
import { type DerivedEvent, runIndex } from '$lib/engine/events'
import { eventsOf } from '../../fixtures/engine-driver'
import {
  HIGHEST_PRICE,
  type PositionEvent,
  deskAfter,
  positionEvents,
  riskRules,
  sellable,
} from '../../fixtures/risk-arbitraries'
import type { RiskDesk } from '../../fixtures/risk-context'
import { SyntheticMatch, riskMatchConfig } from '../../fixtures/synthetic-match'

const AAA = productIndex(0)
const ALL_FIELDS = RISK_FIELDS.map(({ field }) => field)
const seeds = fc.string({ minLength: 1, maxLength: 12 })
const fees = fc.constantFrom(0, 10, 60, 300)
const MATCHES = { numRuns: 300 }
const DESKS = { numRuns: 400 }
const LENGTH = 120

/** Folds a busy match under these rules and shows each step as it is made. */
function playMatch(seed: string, risk: RiskRules, see: (step: Step, engine: Engine) => void): void {
  const engine = new Engine()
  for (const input of new SyntheticMatch(seed, riskMatchConfig(risk)).inputs(LENGTH))
    see(engine.apply(input), engine)
}

function ofRun(step: Step, run: number): readonly DerivedEvent[] {
  return step.derived.filter((event) => event.run === run)
}

describe('the risk stage in a match', () => {
  it('[P5] a refused target places no order, and every refusal is recorded with its rule', () => {
    fc.assert(
      fc.property(seeds, riskRules(ALL_FIELDS), (seed, risk) => {
        playMatch(seed, risk, (step) => {
          if (step.input.type !== 'SignalSubmitted') return
          const refused = eventsOf(step, 'RiskEvent').filter(({ verdict }) => verdict === 'refused')
          const answers = eventsOf(step, 'SignalRefused')
          if (refused.length === 0) return
          expect(eventsOf(step, 'OrderPlaced')).toEqual([])
          expect([refused.length, answers.length]).toEqual([1, 1])
          expect(refused[0]?.to).toBe(0)
        })
      }),
      MATCHES,
    )
  })

  it('[P5] of a cut target no more is ordered than every rule left of it, in turn', () => {
    fc.assert(
      fc.property(seeds, riskRules(ALL_FIELDS), (seed, risk) => {
        playMatch(seed, risk, (step) => {
          if (step.input.type !== 'SignalSubmitted') return
          const verdicts = eventsOf(step, 'RiskEvent')
          for (const [index, verdict] of verdicts.entries()) {
            expect(Math.abs(verdict.to)).toBeLessThanOrEqual(Math.abs(verdict.from))
            if (index > 0) expect(Math.abs(verdict.to)).toBeLessThan(Math.abs(verdicts[index - 1]?.to ?? 0))
          }
          for (const order of eventsOf(step, 'OrderPlaced')) {
            expect(order.quantity).toBe(Math.abs(verdicts.at(-1)?.to ?? Number.NaN))
          }
        })
      }),
      MATCHES,
    )
  })

  it('[P7] no purchase takes exposure past its cap, whatever came before', () => {
    const capped = riskRules([
      'productExposureBasisPoints',
      'grossExposureBasisPoints',
      'trailingStopBasisPoints',
    ])
    fc.assert(
      fc.property(seeds, capped, (seed, risk) => {
        playMatch(seed, risk, (step, engine) => {
          for (const { run, product, side } of eventsOf(step, 'OrderFilled')) {
            if (side === 'sell' || engine.riskRules(run) === undefined) continue
            const { equity, positions } = engine.portfolio(run, engine.time)
            // Commands give runs other limits meanwhile.
            const limits = engine.riskRules(run)
            const most = (basisPoints: number | undefined): bigint => equity * BigInt(basisPoints ?? 10_000)
            const own = positions.find((position) => position.product === product)?.marketValue ?? 0n
            const gross = positions.reduce((sum, position) => sum + position.marketValue, 0n)
            expect(own * 10_000n <= most(limits?.productExposureBasisPoints)).toBe(true)
            expect(gross * 10_000n <= most(limits?.grossExposureBasisPoints)).toBe(true)
          }
        })
      }),
      MATCHES,
    )
  })

  it('[S8] a stopped run buys nothing until it is re-armed', () => {
    const limits = riskRules(['runDrawdownBasisPoints', 'dailyLossBasisPoints'])
    const tight = limits.map((risk) => ({ ...risk, runDrawdownBasisPoints: 5 }))
    fc.assert(
      fc.property(seeds, tight, (seed, risk) => {
        const stopped = new Set<number>()
        playMatch(seed, risk, (step, engine) => {
          for (const { run, side } of eventsOf(step, 'OrderFilled')) {
            expect(side === 'buy' && stopped.has(run)).toBe(false)
          }
          for (const { run } of eventsOf(step, 'TradingHalted')) stopped.add(run)
          const command = step.input.type === 'CommandIssued' ? step.input.command : undefined
          if (command?.kind === 're-arm' || command?.kind === 'set-risk') stopped.delete(command.run)
          for (const run of stopped) expect(engine.isHalted(runIndex(run))).toBe(true)
        })
      }),
      MATCHES,
    )
  })

  it('[S15] sales of the stage are of whole holdings, told before they are made, and keep the books', () => {
    fc.assert(
      fc.property(seeds, riskRules(ALL_FIELDS), (seed, risk) => {
        playMatch(seed, risk, (step, engine) => {
          engine.runs.forEach((_, run) => {
            const events = ofRun(step, run)
            events.forEach((event, index) => {
              if (event.type !== 'RiskEvent' || event.verdict !== 'liquidated') return
              const order = events.slice(index).find(({ type }) => type === 'OrderPlaced')
              expect(order).toMatchObject({ product: event.product, side: 'sell', quantity: -event.to })
            })
            const { cash, positions, equity, realised, unrealised } = engine.portfolio(
              runIndex(run),
              engine.time,
            )
            const worth = positions.reduce((sum, { marketValue }) => sum + marketValue, 0n)
            expect(cash + worth).toBe(equity)
            expect(engine.config.initialCash + realised + unrealised).toBe(equity)
          })
        })
      }),
      MATCHES,
    )
  })
})

/** What a look could change, as far as it shows. */
function stateOf(trader: RiskDesk): unknown {
  return { sales: trader.sales.length, band: trader.band(AAA), equity: trader.equityBand() }
}

describe('quiet bands', () => {
  const stops = riskRules(['trailingStopBasisPoints', 'productDrawdownBasisPoints'])

  it('[S16] a look does something exactly at the prices outside the band', () => {
    fc.assert(
      fc.property(stops, fees, positionEvents, (rules, basisPoints, events) => {
        const trader = deskAfter(rules, basisPoints, events)
        const { below, above } = trader.band(AAA)
        if (trader.holding(AAA) === 0) {
          expect([below, above]).toEqual([0, Number.POSITIVE_INFINITY])
          return
        }
        const before = stateOf(trader)
        for (let price = 1; price <= HIGHEST_PRICE + 1; price += 1) {
          const looked = deskAfter(rules, basisPoints, [...events, { type: 'price', price }])
          const isQuiet = price > below && price < above
          if (isQuiet) expect(stateOf(looked)).toEqual(before)
          else expect(stateOf(looked)).not.toEqual(before)
        }
      }),
      DESKS,
    )
  })

  it('[S16] within the band of equity a look does nothing', () => {
    const limits = riskRules(['runDrawdownBasisPoints', 'dailyLossBasisPoints'])
    fc.assert(
      fc.property(limits, fees, positionEvents, (rules, basisPoints, events) => {
        const others = events.filter(({ type }) => type !== 'exits')
        const trader = deskAfter(rules, basisPoints, others)
        const { below, above } = trader.equityBand()
        const before = stateOf(trader)
        for (let price = 1; price <= HIGHEST_PRICE; price += 1) {
          const looked = deskAfter(rules, basisPoints, [...others, { type: 'price', price }])
          const { equity } = looked.account
          if (equity > below && equity < above) expect(stateOf(looked)).toEqual(before)
        }
      }),
      DESKS,
    )
  })
})

/** A trailing stop in fractions of big integers, written down as the rule is told. */
class NaiveTrailingStop {
  #peak: readonly [bigint, bigint] | undefined
  #resting = false
  #cost = 0
  #held = 0

  constructor(private readonly limit: number) {}

  /** Without fees, so that the cost is a whole number. @returns Whether it sells. */
  take(event: PositionEvent): boolean {
    if (event.type === 'buy') this.#buy(event.price, event.quantity)
    if (event.type === 'sell' && this.#held > 0) this.#sell(sellable(this.#held, event.part))
    return event.type === 'price' && this.#look(BigInt(event.price))
  }

  #buy(price: number, quantity: number): void {
    this.#cost += price * quantity
    this.#held += quantity
    const average = [BigInt(this.#cost), BigInt(this.#held)] as const
    const peak = this.#resting ? undefined : this.#peak
    this.#resting = false
    this.#peak = peak === undefined || average[0] * peak[1] > peak[0] * average[1] ? average : peak
  }

  #sell(quantity: number): void {
    this.#cost -= (this.#cost * quantity) / this.#held
    this.#held -= quantity
    this.#resting = false
    if (this.#held === 0) [this.#peak, this.#cost] = [undefined, 0]
  }

  #look(last: bigint): boolean {
    if (this.#peak === undefined || this.#resting) return false
    if (last * this.#peak[1] > this.#peak[0]) this.#peak = [last, 1n]
    const [top, bottom] = this.#peak
    this.#resting = (top - last * bottom) * 10_000n > BigInt(this.limit) * top
    return this.#resting
  }
}

describe('TrailingStopRiskManagementModel', () => {
  it('[S5] sells when the rule in fractions does', () => {
    const limits = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(500, 1000, 2500, 5000))
    const whole = positionEvents.map((events) =>
      // Parts of a cost need not be whole; all or nothing is.
      events.map((event) => (event.type === 'sell' ? { ...event, part: 1 } : event)),
    )
    fc.assert(
      fc.property(limits, whole, (limit, events) => {
        const naive = new NaiveTrailingStop(limit)
        const expected = events.filter((event) => naive.take(event)).length
        const others = events.filter(({ type }) => type !== 'exits')
        expect(deskAfter({ trailingStopBasisPoints: limit }, 0, others).sales).toHaveLength(expected)
      }),
      { numRuns: 2000 },
    )
  })
})
