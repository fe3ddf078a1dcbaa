import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { sha256Hex } from '$lib/core/hash'
import { ok } from '$lib/core/result'
import { demoProducts } from '$lib/feeds/demo/catalogue'
import { configureMatch } from '$lib/match/new-match'
import { standardRoster } from '$lib/match/roster'
import type { RosterEntry } from '$workers/api/agents'
import type { NewMatchRequest } from '$workers/api/match'
import { chatNode } from '../../fixtures/scripted-models'
import { at } from './fixtures'

const REQUEST: NewMatchRequest = {
  source: 'demo',
  products: ['BTC-USD', 'SOL-USD'],
  intervalSeconds: 60,
  rules: 'realistic',
  initialCash: '100,000',
}

const NODES = [chatNode('gpt')]
const HASH = sha256Hex('Trade.')

const WORLD = {
  matchId: 'm1',
  now: at(61_000),
  listings: demoProducts(),
  freshSeed: 'fresh',
  nodes: NODES,
  defaultRoster: standardRoster(),
}

const configure = (over: Partial<NewMatchRequest>) => configureMatch({ ...REQUEST, ...over }, WORLD)

const configOf = (over: Partial<NewMatchRequest>) => {
  const match = configure(over)
  return match.ok ? ok(match.value.config) : match
}

const agents = (count: number, name = (index: number): string => `Agent ${index}`) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ strategy: 'scalper' as const, name: name(index), prompt: '' },
    ...{ brain: 'house:scalper', color: '' },
  }))

describe('configureMatch', () => {
  it('gives three house agents and the benchmark, in dollars, on the chosen products', () => {
    const config = configOf({})
    expect(config).toMatchObject({
      ok: true,
      value: {
        ...{ matchId: 'm1', source: 'demo', interval: 60_000, initialCash: decimal('100000') },
        demo: { seed: 'fresh', speed: 10 },
        products: [{ id: 'BTC-USD' }, { id: 'SOL-USD' }],
        rules: { preset: 'realistic' },
      },
    })
    if (!config.ok) return
    expect(config.value.runs.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      ...['Momentum: agent', 'Brainrot: agent', 'Scalper: agent', 'Buy and hold: benchmark'],
    ])
    expect(config.value.duration).toBeUndefined()
    expect(new Set(config.value.runs.map(({ labels }) => labels.agent_run_id)).size).toBe(4)
  })

  it('starts a live match now, and a demo on the quarter of an hour its candles need', () => {
    const live = configOf({ source: 'coinbase' })
    expect(live.ok && live.value.startedAt).toBe(at(61_000))
    expect(live.ok && live.value.demo).toBeUndefined()
    const demo = configOf({})
    expect(demo.ok && demo.value.startedAt).toBe(at(0))
  })

  it.each<[string, Partial<NewMatchRequest>, object]>([
    [
      'products in any case, with blanks, once each',
      { products: [' btc-usd', 'BTC-USD'] },
      { products: [{ id: 'BTC-USD' }] },
    ],
    ['an interval of 0', { intervalSeconds: 0 }, { interval: 0 }],
    ['cash with a dollar sign and cents', { initialCash: ' $1,234.50 ' }, { initialCash: decimal('1234.5') }],
    ['a duration in minutes', { durationMinutes: 90 }, { duration: 5_400_000 }],
    ['a seed without its blanks', { seed: ' lucky ' }, { demo: { seed: 'lucky', speed: 10 } }],
    ['a blank seed as none', { seed: '  ' }, { demo: { seed: 'fresh', speed: 10 } }],
    ['another speed', { speed: 60 }, { demo: { speed: 60 } }],
    ['the original rules', { rules: 'classic' }, { rules: { preset: 'classic', fees: { type: 'none' } } }],
  ])('takes %s', (_what, over, expected) => {
    expect(configOf(over)).toMatchObject({ ok: true, value: expected })
  })

  it('takes ten products and fifty agents', () => {
    const products = demoProducts().slice(0, 10)
    const config = configOf({ products: products.map(({ id }) => id), roster: agents(50) })
    expect(config.ok && [config.value.products.length, config.value.runs.length]).toEqual([10, 51])
  })

  const CHAT = {
    name: 'Nova',
    strategy: 'momentum',
    prompt: 'Trade.',
    brain: 'node:gpt',
    color: '--nova',
  } as const
  const chat = (over: Partial<RosterEntry>): Partial<NewMatchRequest> => ({ roster: [{ ...CHAT, ...over }] })

  it('gives a language model its node, the hash of its prompt and labels that name its version', () => {
    const match = configure(chat({}))
    expect(match.ok && match.value.config.runs[0]).toEqual({
      ...{
        name: 'Nova',
        role: 'agent',
        brain: 'node:gpt',
        color: '--nova',
        strategyVersion: HASH.slice(0, 8),
      },
      labels: expect.objectContaining({ strategy_id: `momentum@${HASH.slice(0, 8)}`, agent_run_id: 'm1/0' }),
      model: {
        node: 'gpt',
        nodeName: 'Node gpt',
        provider: 'openai',
        modelId: 'model-gpt',
        settings: 'at another address (6b3340d8)',
        promptHash: HASH,
      },
    })
    expect(match.ok && [...match.value.prompts]).toEqual([[HASH, 'Trade.']])
  })

  it('has the limits that were chosen, and per agent those that differ', () => {
    const risk = { trailingStopBasisPoints: '5', coolDown: '' }
    const [first, second, third] = agents(3)
    if (first === undefined || second === undefined || third === undefined) throw new Error('no agents')
    const roster = [
      first,
      { ...second, risk: { trailingStopBasisPoints: '2', ordersPerMinute: '6' } },
      { ...third, risk: { trailingStopBasisPoints: '5.0' } },
    ]
    const config = configOf({ risk, roster })
    if (!config.ok) throw new Error(config.error)
    expect(config.value.rules.risk).toEqual({ trailingStopBasisPoints: 500 })
    expect(config.value.runs.map((run) => run.risk)).toEqual([
      undefined,
      { trailingStopBasisPoints: 200, ordersPerMinute: 6 },
      undefined,
      undefined,
    ])
    expect(configOf({})).toMatchObject({ value: { rules: { risk: {} } } })
  })

  it('refuses limits that cannot be, of the match and of an agent', () => {
    const sentence = 'Trailing stop must be more than 0 % and at most 100 %, in steps of 0.01 %.'
    const risk = { trailingStopBasisPoints: '101' }
    expect(configOf({ risk })).toEqual({ ok: false, error: sentence })
    const roster = agents(1).map((agent) => ({ ...agent, risk }))
    expect(configOf({ roster })).toEqual({ ok: false, error: `The limits of Agent 0: ${sentence}` })
  })

  it('bounds decisions and spending as chosen, or by default', () => {
    expect(configOf({})).toMatchObject({
      value: {
        formatVersion: 4,
        spendCap: decimal('1'),
        decisions: {
          ...{ turns: 6, toolCalls: 8, trades: 5, deadline: 45_000 },
          ...{ memoryTokens: 24_000, outputTokens: 4096 },
        },
      },
    })
    const decisions = {
      turns: 2,
      toolCalls: 0,
      trades: 1,
      deadlineSeconds: 90,
      memoryTokens: 8000,
      outputTokens: 512,
    }
    expect(configOf({ decisions, spendCap: '$0' })).toMatchObject({
      value: { spendCap: 0n, decisions: { turns: 2, toolCalls: 0, trades: 1, deadline: 90_000 } },
    })
  })

  it('takes the color given, if it is one, else the one of its place', () => {
    const colorOf = (color: string) => {
      const match = configOf(chat({ color }))
      return match.ok && match.value.runs[0]?.color
    }
    expect(colorOf('--agent-7')).toBe('--agent-7')
    expect(colorOf('red; background: url(//x)')).toBe('--agent-1')
  })

  const CAP = /^The cap on model calls must be /
  const INTERVAL = 'The interval must be a whole number of seconds from 0 to 86400.'
  const DURATION = 'The duration must be a whole number of minutes from 1 to 525600.'
  const CASH = /^The initial cash must be /
  const NAME = 'Every agent needs a name of at most 40 characters.'
  const SAME = /^Two agents have the name “.*”\. Rename one on the Agents page\.$/
  const BENCHMARK = '“Buy and hold” is the benchmark’s name. Choose another.'

  it.each<[string, Partial<NewMatchRequest>, string | RegExp]>([
    ['no product', { products: [] }, 'Choose at least one product to trade.'],
    [
      'eleven products',
      {
        products: demoProducts()
          .slice(0, 11)
          .map(({ id }) => id),
      },
      'A match has at most 10 products; 11 were chosen.',
    ],
    [
      'an unknown product',
      { products: ['NOPE-USD'] },
      'NOPE-USD cannot be traded here now; it is unknown, delisted or halted.',
    ],
    [
      'garbage for a product',
      { products: ['<script>'.repeat(50)] },
      /^<SCRIPT>.{32} cannot be traded here now/,
    ],
    ['a negative interval', { intervalSeconds: -1 }, INTERVAL],
    ['an absurd interval', { intervalSeconds: 1e9 }, INTERVAL],
    ['a fractional interval', { intervalSeconds: 1.5 }, INTERVAL],
    ['an interval that is no number', { intervalSeconds: Number.NaN }, INTERVAL],
    ['an infinite interval', { intervalSeconds: Number.POSITIVE_INFINITY }, INTERVAL],
    ['no cash', { initialCash: '0' }, CASH],
    ['negative cash', { initialCash: '-5' }, CASH],
    ['absurd cash', { initialCash: '1000000000.01' }, CASH],
    ['cash that is no number', { initialCash: 'plenty' }, CASH],
    ['cash in powers', { initialCash: '1e5' }, CASH],
    ['empty cash', { initialCash: '' }, CASH],
    ['a duration of 0', { durationMinutes: 0 }, DURATION],
    ['a fractional duration', { durationMinutes: 0.5 }, DURATION],
    ['a duration beyond a year', { durationMinutes: 525_601 }, DURATION],
    ['a duration that is no number', { durationMinutes: Number.NaN }, DURATION],
    ['a seed as long as a book', { seed: 'x'.repeat(65) }, 'A seed has at most 64 characters.'],
    ['a cap below zero', { spendCap: '-1' }, CAP],
    ['a cap beyond all reason', { spendCap: '1000.01' }, CAP],
    ['a cap that is no amount', { spendCap: 'much' }, CAP],
    ['no turn at all', { decisions: { turns: 0 } }, /^Turns per decision must be a whole number/],
    ['half a trade', { decisions: { trades: 0.5 } }, /^Trades per decision must be a whole number/],
    ['a deadline of an hour', { decisions: { deadlineSeconds: 3600 } }, /^The deadline must be /],
    ['a memory of nothing', { decisions: { memoryTokens: 0 } }, /^The memory must be /],
    ['a language model without a prompt', chat({ prompt: ' ' }), /^Nova needs a system prompt/],
    ['a prompt of a megabyte', chat({ prompt: 'x'.repeat(1_000_000) }), /longer than 20,000 characters/],
    ['an unknown chat node', chat({ brain: 'node:none' }), /^There is no such brain for Nova/],
    ['unknown house rules', chat({ brain: 'house:own' }), /^There is no such brain for Nova/],
    ['no agent', { roster: [] }, 'A match needs at least one agent.'],
    ['fifty-one agents', { roster: agents(51) }, 'A match has at most 50 agents; 51 were chosen.'],
    ['an agent without a name', { roster: agents(2, (index) => ' '.repeat(index)) }, NAME],
    ['a name too long for its card', { roster: agents(1, () => 'x'.repeat(41)) }, NAME],
    ['two agents of one name', { roster: agents(2, (index) => `Twin${' '.repeat(index)}`) }, SAME],
    ['an agent named as the benchmark', { roster: agents(1, () => 'Buy and hold') }, BENCHMARK],
  ])('answers a sentence to %s', (_what, over, sentence) => {
    const config = configure(over)
    expect(config.ok).toBe(false)
    if (config.ok) return
    if (typeof sentence === 'string') expect(config.error).toBe(sentence)
    else expect(config.error).toMatch(sentence)
  })

  it.each([0, -10, 7, Number.NaN])('refuses a speed of %s, from wherever it came', (speed) => {
    const request: NewMatchRequest = JSON.parse(JSON.stringify(REQUEST)) as NewMatchRequest
    const config = configureMatch(Object.assign(request, { speed }), WORLD)
    expect(config).toEqual({ ok: false, error: 'The demo plays at 1, 10, 60 times the speed of the clock.' })
  })

  it('refuses a product whose increments cannot be held exactly', () => {
    const listings = [{ ...demoProducts()[0], quoteIncrement: '0.0000000001', baseIncrement: '0.0000000001' }]
    const world = { ...WORLD, listings: listings as unknown as typeof WORLD.listings }
    const config = configureMatch({ ...REQUEST, products: ['BTC-USD'] }, world)
    expect(config).toMatchObject({
      ok: false,
      error: 'BTC-USD has increments finer than this arena can hold exactly.',
    })
  })
})
