import { describe, expect, it } from 'vitest'
import type { PortfolioView } from '$lib/accounts/portfolio-view'
import { decide } from '$lib/agents/decide'
import { HOUSE_BOUNDS, houseCharacter } from '$lib/agents/house/characters'
import { HouseBrain } from '$lib/agents/house/house-brain'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { productIndex, quantityUnits } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { SignalOutcome } from '$lib/engine/events'
import type { HouseModel } from '$lib/engine/stages/alpha/house-models'
import { packSnapshot } from '$lib/market/snapshot-codec'
import { VIRTUAL_START, VirtualClock } from '../../fixtures/virtual-clock'
import { FakeHost, SOL, agentTick, portfolioView, position } from './fixtures'

const MINUTE = 60_000
const product = productIndex(0)

/** Wants to buy at every look. */
const eager: HouseModel = {
  name: 'eager',
  version: '1',
  update: (_, sink) => sink.quantity(product, 'buy', quantityUnits(50_000_000), 'Because.'),
  explain: () => 'Figures for waiting.',
}

const refusedBy = (rule: string): SignalOutcome => ({
  status: 'refused',
  product,
  side: 'buy',
  refusal: { type: 'risk', rule, figure: 553, threshold: 100 },
})

/** One agent over several decisions, under a limit that refuses all it asks for. */
function agent(rule: string, brain = 'house:brainrot') {
  const character = houseCharacter(brain)
  if (character === undefined) throw new Error(`no character ${brain}`)
  const mind = new HouseBrain(eager, character, [SOL])
  return async (minutes: number, portfolio: PortfolioView = portfolioView()) => {
    const host = new FakeHost(
      () => refusedBy(rule),
      () => portfolio,
    )
    const matchTime = timeMs(VIRTUAL_START + minutes * MINUTE)
    const snapshot = packSnapshot({ tick: 7, time: matchTime, products: [] })
    const record = await decide(agentTick({ matchTime, snapshot, portfolio }), mind, {
      tools: arenaTools([SOL], false),
      host,
      clock: new VirtualClock(),
      bounds: HOUSE_BOUNDS,
      abandon: new AbortController().signal,
    })
    return { asked: host.requests.length, reasoning: record.reasoning }
  }
}

const withLimit = (tailRiskBasisPoints: number): PortfolioView => ({
  ...portfolioView(),
  risk: { rules: { tailRiskBasisPoints }, gauges: [], news: [] },
})

describe('a house agent whose purchase a limit on an estimate refused', () => {
  it('says so once, also where it would spend what is left, and waits for ten minutes', async () => {
    const decides = agent('tail-risk')
    const first = await decides(0)
    expect(first.asked).toBe(1)
    expect(first.reasoning.match(/Refused by risk/g)).toHaveLength(1)
    expect(await decides(9)).toEqual({
      asked: 0,
      reasoning:
        'SOL-USD waits: refused by tail risk in the last 10 min. Figures for waiting. Account worth $100,000.00.',
    })
    expect((await decides(10)).asked).toBe(1)
    expect((await decides(11)).asked).toBe(0)
  })

  it('asks again once it holds something else, or its limits are others', async () => {
    const decides = agent('volatility-target')
    const holding = portfolioView({ positions: [position({ product: productIndex(1) })] })
    expect((await decides(0)).asked).toBe(1)
    expect((await decides(1, holding)).asked).toBe(1)
    expect((await decides(2, holding)).asked).toBe(0)
    expect((await decides(3, withLimit(100))).asked).toBe(1)
    expect((await decides(4, withLimit(100))).asked).toBe(0)
    expect((await decides(5, withLimit(200))).asked).toBe(1)
  })

  it('asks at every tick where another rule refused, which may let it pass the next time', async () => {
    const decides = agent('price-collar', 'house:scalper')
    expect((await decides(0)).asked).toBe(1)
    expect((await decides(1)).asked).toBe(1)
  })
})
