/** A language model led through stored bars by the lab's desk, the model in the test's hands. */
import { describe, expect, test } from 'vitest'
import { type Decimal, DECIMAL_ZERO, decimal, decimalToString } from '$lib/core/decimal'
import { priceTicks } from '$lib/core/product'
import { err, ok } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import type { AgentChoice } from '$lib/lab/backtest-setup'
import type { ChatNode } from '$lib/llm/chat-node'
import type { Completion, CompletionRequest } from '$lib/llm/completion'
import { formatPrice } from '$lib/market/price-format'
import { DAY, START, desk, setup, value } from '../../fixtures/lab-desk'
import { chatNode, reply } from '../../fixtures/scripted-models'

const NODE = chatNode('own')
const RANGE = { from: START, to: START + DAY }
const HOURS = 20

const choice = (over: Partial<AgentChoice> = {}): AgentChoice => ({
  ...{ type: 'agent', name: 'Own model', brain: 'node:own', prompt: 'Buy what falls.' },
  ...{ everyMinutes: 60, spendCap: '0.50' },
  ...over,
})

const plain = (over: Partial<AgentChoice> = {}) =>
  setup({
    ...{ range: RANGE, strategy: choice(over), fees: { type: 'none' } },
    fills: { slippage: { type: 'none' }, latency: durationMs(0) },
  })

function trade(action: 'buy' | 'sell', quantity: string, cost: Decimal = DECIMAL_ZERO): Completion {
  return says({ product_id: 'BTC-USD', quantity, action }, cost)
}

/** Calls execute_trade. */
function says(input: object, cost: Decimal = DECIMAL_ZERO): Completion {
  const call = { id: 'c', name: 'execute_trade', arguments: JSON.stringify(input) }
  return {
    ...reply(cost),
    outcome: { type: 'reply', reply: { words: '', calls: [call], finish: 'tool-calls' } },
  }
}

/** The last it was told, figures without commas. */
const wordsOf = (request: CompletionRequest | undefined): string =>
  request?.messages.at(-1)?.content.replaceAll(',', '') ?? ''

const STOPPED_BUY = { product_id: 'BTC-USD', quantity: '0.1', action: 'buy', time_stop: 30 }

const isFirst = ({ messages }: CompletionRequest): boolean => messages.at(-1)?.role === 'user'

function models(answer: (request: CompletionRequest, call: number) => Completion, node: ChatNode = NODE) {
  const asked: CompletionRequest[] = []
  return {
    asked,
    node: (id: string) =>
      Promise.resolve(id === node.id ? ok(node) : err('There is no such chat node any more.')),
    complete: (_: ChatNode, request: CompletionRequest) => {
      asked.push(request)
      return Promise.resolve(answer(request, asked.length))
    },
  }
}

describe('a language model on stored bars', () => {
  test('its signals are filled at the next open, and the run verifies like any other', async () => {
    const hand = models((request, call) =>
      isFirst(request) && call === 1 ? trade('buy', '0.5') : reply(decimal('0.001')),
    )
    const lab = await desk(hand)
    const view = value(await lab.runs.run(plain()))
    expect(hand.asked.filter(isFirst)).toHaveLength(HOURS)
    expect(view.summary).toMatchObject({ name: 'Own model', trades: 1 })
    const { block, datasets } = value(await lab.library.read(['demo:BTC-USD:60'], RANGE))
    const first = view.sheet.trades[0]
    // Four hours of candles come first.
    expect(first?.openedAt).toBe(START + 241 * 60_000)
    const open = priceTicks(block.products[0]?.open[241] ?? 0)
    const spec = datasets[0]?.spec
    if (spec === undefined) throw new Error('no bars')
    expect(first?.averageEntry).toBeCloseTo(open * Number(decimalToString(spec.quoteIncrement)), 6)
    // What the model is told of its trade is what the backtest books.
    expect(wordsOf(hand.asked[1])).toContain(formatPrice(spec, open))
    expect(wordsOf(hand.asked[0])).not.toContain(formatPrice(spec, open))
    expect(view.notes.join(' ')).toMatch(/decided 20 times; its calls cost \$0\.0200\./)
    expect(view.notes).toContain('The model may know this period from its training.')
    expect(lab.told.some(({ stage, of }) => stage === 'deciding' && of === HOURS)).toBe(true)
    expect(value(await lab.runs.verify(view.summary.id))).toMatchObject({
      status: 'verified',
      digest: view.digest,
    })
  })

  test('its file opens elsewhere with its prompt, and names no address', async () => {
    const lab = await desk(models((request) => (isFirst(request) ? trade('buy', '0.01') : reply())))
    const view = value(await lab.runs.run(plain()))
    const { blob } = value(await lab.runs.export(view.summary.id, 'json'))
    const text = await new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text()
    expect(text).not.toContain('models.test')
    const opened = value(await (await desk()).runs.open(blob))
    expect(opened.setup).toEqual(view.setup)
    expect(opened.digest).toBe(view.digest)
    expect(opened.notes).toContain('The model may know this period from its training.')
  })

  test('what it would cost is told before anybody is asked', async () => {
    const hand = models(() => reply())
    const lab = await desk(hand)
    const estimate = value(await lab.runs.estimateAgent(plain({ spendCap: '2' })))
    expect(estimate).toMatchObject({
      node: NODE.name,
      decisions: HOURS,
      atMost: '2',
      free: false,
      overCap: false,
    })
    expect(estimate.tokens).toBeGreaterThan(50_000)
    expect(Number(estimate.likely)).toBeGreaterThan(0.05)
    expect(Number(estimate.likely)).toBeLessThan(2)
    expect(hand.asked).toEqual([])
    const tight = value(await lab.runs.estimateAgent(plain({ spendCap: '0.01' })))
    expect(tight).toMatchObject({ atMost: '0.01', overCap: true })
  })

  test('stopped, it is a backtest of what was lived until then', async () => {
    const hand = models((request, call) => {
      if (call === 9) lab.work.stop()
      return isFirst(request) && call === 1 ? trade('buy', '0.5') : reply(decimal('0.001'))
    })
    const lab = await desk(hand)
    const view = value(await lab.runs.run(plain()))
    expect(view.rows).toBeLessThan(240 + 9 * 60)
    expect(view.rows).toBeGreaterThan(240 + 6 * 60)
    expect(view.setup.range).toEqual({ from: START, to: START + view.rows * 60_000 })
    expect(view.notes.join(' ')).toMatch(/You stopped it after \d of 20 decisions/)
    expect(view.summary.trades).toBe(1)
    expect(value(await lab.runs.verify(view.summary.id))).toMatchObject({ status: 'verified' })
  })

  test('the cap binds: no call is made that it does not pay for', async () => {
    const hand = models(() => reply(decimal('0.02')))
    const lab = await desk(hand)
    const view = value(await lab.runs.run(plain({ spendCap: '0.10' })))
    expect(hand.asked.length).toBeLessThanOrEqual(5)
    expect(view.notes.join(' ')).toMatch(/does not pay for another call/)
    expect(view.notes.join(' ')).toMatch(/cost \$0\.(0[0-9]|10)00/)
    const broke = await lab.runs.run(plain({ spendCap: '0' }))
    expect(broke).toMatchObject({ ok: false, error: expect.stringContaining('does not pay') as string })
  })

  test('what its own account could not know of the backtest is told', async () => {
    const hand = models((request, at) => (isFirst(request) && at === 1 ? says(STOPPED_BUY) : reply()))
    const lab = await desk(hand)
    const late = { slippage: { type: 'none' }, latency: durationMs(1000) } as const
    const { notes } = value(await lab.runs.run({ ...plain(), fills: late }))
    expect(notes.join(' ')).toContain('without latency')
    expect(notes.join(' ')).toContain('worst price of their bar')
    const { notes: none } = value(await (await desk(models(() => reply()))).runs.run(plain()))
    expect(none.join(' ')).not.toContain('It was told')
    expect(none).toContain('The strategy never traded.')
  })

  test('more decisions than anybody should pay for are refused', async () => {
    const lab = await desk(models(() => reply()))
    const much = setup({ strategy: choice({ everyMinutes: 15 }) })
    const answer = await lab.runs.estimateAgent(much)
    expect(answer.ok ? '' : answer.error).toMatch(/2,000 decisions, and these are 2,8\d\d/)
  })

  test.each([
    ['a node that is gone', { brain: 'node:gone' }, /no such chat node/],
    ['no prompt', { prompt: ' ' }, /needs a system prompt/],
    ['a cap that is none', { spendCap: 'much' }, /amount in dollars/],
  ])('%s is a sentence', async (_, over, sentence) => {
    const lab = await desk(models(() => reply()))
    const answer = await lab.runs.run(plain(over))
    expect(answer.ok ? '' : answer.error).toMatch(sentence)
  })
})
