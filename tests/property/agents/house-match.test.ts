import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affordableUnits, notionalOf } from '$lib/accounts/affordable'
import { decide } from '$lib/agents/decide'
import { HOUSE_BOUNDS, houseCharacter } from '$lib/agents/house/characters'
import { HouseBrain } from '$lib/agents/house/house-brain'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { productIndex } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import { houseModel } from '$lib/engine/stages/alpha/house-models'
import { hasReversed } from '$lib/engine/stages/alpha/momentum'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { PRODUCTS } from '../../fixtures/synthetic-match'
import { HOUSE, HouseMatch, MarketTape } from './house-match'

const MOMENTUM = 0
const BRAINROT = 1
const SCALPER = 2
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Plays to the end; `after` looks at each run right after it decided. */
function play(match: HouseMatch, after: (run: number) => void = () => {}): void {
  for (let minute = 0; minute < match.tape.minutes; minute += 1) {
    match.publish()
    HOUSE.forEach((_, run) => {
      match.decide(run)
      after(run)
    })
  }
}

const trades = (match: HouseMatch): readonly number[] =>
  HOUSE.map((_, run) => match.engine.tradeCount(runIndex(run)))

describe('the house agents against each other', () => {
  it('Scalper trades most and holds shortest, Momentum leaves whatever reversed, Brainrot gains on every sale', () => {
    const held: number[][] = HOUSE.map(() => [])
    let matches = 0
    let shorter = 0
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const match = new HouseMatch(new MarketTape(seed, 30))
        play(match, (run) => {
          if (run !== MOMENTUM) return
          const seen = match.context(run)
          PRODUCTS.forEach((_, at) => {
            if (hasReversed(seen, productIndex(at))) expect(seen.account.holding(productIndex(at))).toBe(0)
          })
        })
        const [momentum = 0, brainrot = 0, scalper = 0] = trades(match)
        expect(scalper).toBeGreaterThan(Math.max(momentum, brainrot))
        expect(scalper).toBeGreaterThan(30)
        for (const sale of match.sales) if (sale.run === BRAINROT) expect(sale.realised > 0n).toBe(true)
        HOUSE.forEach((_, run) => held[run]!.push(...match.heldBySales(run)))
        const others = [MOMENTUM, BRAINROT].flatMap((run) => match.heldBySales(run))
        matches += 1
        if (others.length === 0 || mean(match.heldBySales(SCALPER)) < mean(others)) shorter += 1
      }),
      { numRuns: 1000 },
    )
    // A single trade of Momentum may happen to be a short one; over matches it never is.
    expect(shorter / matches).toBeGreaterThan(0.97)
    expect(mean(held[SCALPER]!)).toBeLessThan(mean(held[MOMENTUM]!) / 2)
    expect(mean(held[SCALPER]!)).toBeLessThan(mean(held[BRAINROT]!) / 2)
  })

  it.each(['first', 'second', 'third'])('stay true to themselves for two days (%s tape)', (seed) => {
    const match = new HouseMatch(new MarketTape(seed, 2880))
    play(match)
    const [momentum = 0, brainrot = 0, scalper = 0] = trades(match)
    expect(Math.min(momentum, brainrot)).toBeGreaterThan(0)
    expect(scalper).toBeGreaterThan(10 * Math.max(momentum, brainrot))
    const heldOf = HOUSE.map((_, run) => mean(match.heldBySales(run)))
    expect(heldOf[SCALPER]).toBeLessThan(180_000)
    expect(heldOf[SCALPER]).toBeLessThan(heldOf[MOMENTUM]! / 2)
    // Small sizes keep the fees of thousands of trades bearable.
    expect(match.engine.equity(runIndex(SCALPER))).toBeGreaterThan(90_000)
    for (const sale of match.sales) if (sale.run === BRAINROT) expect(sale.realised > 0n).toBe(true)
  })
})

/** One decision through loop, tools and brain; quotes move by these factors while the order is on its way. */
async function decideThroughTools(match: HouseMatch, run: number, factors: readonly number[]) {
  const brain = new HouseBrain(
    houseModel(`house:${HOUSE[run]!}`)!,
    houseCharacter(`house:${HOUSE[run]!}`)!,
    PRODUCTS,
  )
  const portfolio = match.portfolio(run)
  const tick = {
    tick: match.tick,
    matchTime: match.now,
    snapshot: match.snapshot,
    portfolio,
    budget: durationMs(9000),
  }
  match.move(factors)
  return decide(tick, brain, {
    tools: arenaTools(PRODUCTS, false),
    host: {
      executeTrade: async ({ ordinal, ...wish }) => match.submit(run, ordinal, wish),
      getPortfolio: async () => match.portfolio(run),
      complete: () => Promise.reject(new Error('A house agent asked a language model.')),
    },
    clock: new VirtualClock(),
    bounds: HOUSE_BOUNDS,
    abandon: new AbortController().signal,
  })
}

describe('Brainrot through its tools, on quotes that moved since its snapshot', () => {
  // Less than the margin above cost that it sells with.
  const factor = fc.integer({ min: -30, max: 30 }).map((basisPoints) => 1 + basisPoints / 10_000)
  const moves = fc.array(fc.tuple(factor, factor, factor), { minLength: 3, maxLength: 6 })

  it('never sells below cost and leaves no idle cash it could spend', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 8 }), moves, async (seed, all) => {
        const match = new HouseMatch(new MarketTape(seed, all.length * 5))
        for (const [at, factors] of all.entries()) {
          for (let skipped = at === 0 ? 4 : 0; skipped < 5; skipped += 1) match.publish()
          const record = await decideThroughTools(match, BRAINROT, factors)
          expect(record.outcome).toBe('completed')
          const { cash, takerBasisPoints } = match.portfolio(BRAINROT)
          PRODUCTS.forEach((spec, index) => {
            const ask = match.engine.ticker(productIndex(index))!.ask
            const units = affordableUnits(spec, cash, ask, takerBasisPoints)
            expect(units > 0 && notionalOf(spec, ask, units) >= spec.minMarketFunds).toBe(false)
          })
        }
        for (const sale of match.sales) expect(sale.realised > 0n).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the tools', () => {
  it('do not change when an agent is added: each trades as if it were alone', async () => {
    const tools = JSON.stringify(arenaTools(PRODUCTS, false).describe())
    const seeds = fc.string({ minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(seeds, fc.subarray([MOMENTUM, BRAINROT]), async (seed, added) => {
        const alone = new HouseMatch(new MarketTape(seed, 3))
        const together = new HouseMatch(new MarketTape(seed, 3))
        for (let minute = 0; minute < 3; minute += 1) {
          alone.publish()
          together.publish()
          for (const run of added) await decideThroughTools(together, run, [1, 1, 1])
          const record = await decideThroughTools(together, SCALPER, [1, 1, 1])
          expect(record).toEqual(await decideThroughTools(alone, SCALPER, [1, 1, 1]))
        }
        expect(JSON.stringify(arenaTools(PRODUCTS, false).describe())).toBe(tools)
      }),
      { numRuns: 100 },
    )
  })
})
