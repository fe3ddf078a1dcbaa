import { describe, expect, it } from 'vitest'
import type { ToolReply } from '$lib/agents/brain'
import { decide } from '$lib/agents/decide'
import { HOUSE_BOUNDS, houseCharacter } from '$lib/agents/house/characters'
import { HouseBrain } from '$lib/agents/house/house-brain'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { SignalOutcome } from '$lib/engine/events'
import { type HouseModel, houseModel } from '$lib/engine/stages/alpha/house-models'
import type { MarketSnapshot } from '$lib/market/snapshot'
import { packSnapshot } from '$lib/market/snapshot-codec'
import { VIRTUAL_START, VirtualClock } from '../../fixtures/virtual-clock'
import { FakeHost, SOL, agentTick, filled, portfolioView, position } from './fixtures'

const solOnly = [SOL]

function snapshot(last = 13_143): Float64Array {
  const market: MarketSnapshot = {
    tick: 7,
    time: VIRTUAL_START,
    products: [
      {
        product: productIndex(0),
        ticker: {
          product: productIndex(0),
          price: priceTicks(last),
          bid: priceTicks(last - 1),
          ask: priceTicks(last + 1),
          volume24h: 1000,
          tradeId: 1,
          tradedAt: timeMs(VIRTUAL_START - 1000),
        },
        fresh: true,
        candles: { 60: [], 300: [], 900: [] },
        forming: undefined,
      },
    ],
  }
  return packSnapshot(market)
}

const signalling = (...signals: readonly ['buy' | 'sell', number][]): HouseModel => ({
  name: 'scripted',
  version: '1',
  update(_context, sink) {
    for (const [side, units] of signals) {
      sink.quantity(productIndex(0), side, quantityUnits(units), `Figures for the ${side}.`)
    }
  },
  explain: () => 'Figures for waiting.',
})

function play(model: HouseModel, host: FakeHost, brain = 'house:scalper', portfolio = portfolioView()) {
  const character = houseCharacter(brain)
  if (character === undefined) throw new Error(`no character ${brain}`)
  return decide(agentTick({ snapshot: snapshot(), portfolio }), new HouseBrain(model, character, solOnly), {
    tools: arenaTools(solOnly, false),
    host,
    clock: new VirtualClock(),
    bounds: HOUSE_BOUNDS,
    abandon: new AbortController().signal,
  })
}

const fill = (overrides: Parameters<typeof filled>[0] = {}): SignalOutcome =>
  filled({ product: productIndex(0), ...overrides })
const shortOf = (needed: string, available: string): SignalOutcome => ({
  status: 'refused',
  product: productIndex(0),
  side: 'buy',
  refusal: { type: 'insufficient-cash', needed: decimal(needed), available: decimal(available) },
})
const holdingSol = () =>
  portfolioView({
    cash: decimal('99933.89'),
    equity: decimal('99999.6'),
    positions: [position({ product: productIndex(0) })],
  })

describe('a house brain', () => {
  it('trades by the tools, looks at what it has, and tells break-even and worth from what they answered', async () => {
    const host = new FakeHost(() => fill(), holdingSol)
    const record = await play(signalling(['buy', 50_000_000]), host)
    expect(record.outcome).toBe('completed')
    expect(record.exchanges.map((one) => [one.tool, one.input])).toEqual([
      ['execute_trade', '{"action":"buy","product_id":"SOL-USD","quantity":"0.5"}'],
      ['get_portfolio', '{}'],
      ['calculator', '{"expression":"round(66.11 / 0.5 / (1 - 60 / 10000), 2)"}'],
    ])
    expect(record.response).toMatch(/0\.5 SOL.* @ \$131\.43|0\.5 @ \$131\.43/)
    expect(record.reasoning).toBe(
      'Figures for the buy. SOL-USD breaks even at a bid of $133.02, fees included. Account worth $99,999.60.',
    )
  })

  it('says why it waits, without a tool call', async () => {
    const record = await play(signalling(), new FakeHost())
    expect(record.exchanges).toEqual([])
    expect(record.response.length).toBeGreaterThan(0)
    expect(record.reasoning).toBe('Figures for waiting. Account worth $100,000.00.')
  })

  it('cuts a purchase the cash no longer covers, and asks again in the same decision', async () => {
    const host = new FakeHost(({ ordinal }) => (ordinal === 0 ? shortOf('120', '100') : fill()), holdingSol)
    const record = await play(signalling(['buy', 90_000_000]), host)
    expect(host.requests.map(({ ordinal, quantity }) => [ordinal, quantity])).toEqual([
      [0, 90_000_000],
      [1, 75_000_000],
    ])
    expect(record.reasoning).not.toContain('Insufficient')
  })

  it('gives up after three cuts and says so', async () => {
    const host = new FakeHost(() => shortOf('120', '100'))
    const record = await play(signalling(['buy', 90_000_000]), host)
    expect(host.requests).toHaveLength(4)
    expect(record.reasoning).toContain('Insufficient cash: buying 0.52083333 SOL-USD needs $120.00')
  })

  it('does not ask again when nothing is left to spend, or when it was refused for another reason', async () => {
    const broke = new FakeHost(() => shortOf('120', '0'))
    await play(signalling(['buy', 90_000_000]), broke)
    expect(broke.requests).toHaveLength(1)
    const paused = new FakeHost(() => ({
      status: 'refused',
      product: productIndex(0),
      side: 'buy',
      refusal: { type: 'paused' },
    }))
    const record = await play(signalling(['buy', 90_000_000]), paused)
    expect(paused.requests).toHaveLength(1)
    expect(record.reasoning).toContain('The match is paused; nothing was traded.')
  })

  it('keeps the order of its model: sales before what they pay for', async () => {
    const host = new FakeHost(({ side }) => fill({ side }), holdingSol)
    await play(signalling(['sell', 10_000_000], ['buy', 50_000_000]), host, 'house:momentum')
    expect(host.requests.map((request) => request.side)).toEqual(['sell', 'buy'])
  })

  it('as Brainrot spends in the same decision what its trades left over', async () => {
    let cash = decimal('100000')
    const host = new FakeHost(
      () => {
        cash = host.requests.length === 1 ? decimal('700') : decimal('0.001')
        return fill({ cash })
      },
      () => portfolioView({ cash, positions: [position({ product: productIndex(0) })] }),
    )
    const model = houseModel('house:brainrot')
    if (model === undefined) throw new Error('no model')
    const record = await play(model, host, 'house:brainrot')
    expect(host.requests).toHaveLength(2)
    expect(host.requests[1]?.quantity).toBeCloseTo((700 / 1.006 / 131.44) * 1e8, -1)
    expect(record.outcome).toBe('completed')
  })

  it('turns weights into the quantity that reaches them', async () => {
    const host = new FakeHost(({ side }) => fill({ side }), holdingSol)
    const model = {
      ...signalling(),
      update: (_: unknown, sink: { weight(product: number, weight: number, reason: string): void }) =>
        sink.weight(productIndex(0), 0.5, 'Half of it.'),
    }
    await play(model, host)
    expect(host.requests[0]).toMatchObject({ side: 'buy', quantity: Math.floor((50_000 / 131.43) * 1e8) })
    const flat = {
      ...model,
      update: (_: unknown, sink: Parameters<typeof model.update>[1]) =>
        sink.weight(productIndex(0), 0, 'Out.'),
    }
    await play(flat, host, 'house:scalper', holdingSol())
    expect(host.requests[1]).toMatchObject({ side: 'sell', quantity: 50_000_000 })
  })

  it('fails with a sentence when the snapshot is none', async () => {
    const character = houseCharacter('house:scalper')!
    const record = await decide(agentTick(), new HouseBrain(signalling(), character, solOnly), {
      tools: arenaTools(solOnly, false),
      host: new FakeHost(),
      clock: new VirtualClock(),
      bounds: HOUSE_BOUNDS,
      abandon: new AbortController().signal,
    })
    expect(record.outcome).toBe('failed')
    expect(record.problem).toMatch(/^The agent could not go on: .+\.$/)
  })
})

describe('the characters', () => {
  const brains = ['house:momentum', 'house:brainrot', 'house:scalper']

  it('each have a model of their own and never claim to be a language model', () => {
    for (const brain of brains) {
      expect(houseModel(brain)?.name).toBe(brain.replace('house:', ''))
      const voice = houseCharacter(brain)!.voice
      const spoken = { quantity: '1', base: 'SOL', price: '$1' }
      const lines = [
        ...voice.waiting,
        ...voice.refused,
        ...[...voice.bought, ...voice.sold].map((line) => line(spoken)),
      ]
      for (const line of lines) {
        expect(line).not.toMatch(/reasoning:|language model|\bAI\b|GPT/i)
        expect(line).toMatch(/[.!?]$/)
      }
    }
    expect(houseModel('node:gpt')).toBeUndefined()
    expect(houseCharacter('node:gpt')).toBeUndefined()
  })

  it('speak the same words for the same decision, and other words at another tick', async () => {
    const say = async (tick: number): Promise<string> => {
      const brain = new HouseBrain(signalling(), houseCharacter('house:brainrot')!, solOnly)
      const session = brain.begin({
        tick: agentTick({ tick, snapshot: snapshot() }),
        tools: [],
        bounds: HOUSE_BOUNDS,
      })
      const turn = await session.nextTurn({
        turn: 0,
        replies: [] as readonly ToolReply[],
        signal: new AbortController().signal,
      })
      return turn.words ?? ''
    }
    expect(await say(3)).toBe(await say(3))
    expect(await say(3)).not.toBe(await say(4))
  })
})
