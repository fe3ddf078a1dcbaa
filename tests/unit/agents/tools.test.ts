import { describe, expect, it } from 'vitest'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { ToolRegistry } from '$lib/agents/tools/registry'
import { defineTool } from '$lib/agents/tools/tool'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { ok } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import type { Refusal } from '$lib/engine/events'
import { FakeCaller, PEPE, PRODUCTS, filled, portfolioView, position } from './fixtures'

const tools = arenaTools(PRODUCTS, false)

const trade = async (input: unknown, caller = new FakeCaller()): Promise<string> =>
  (await tools.call('execute_trade', input, caller)).text

const refused = (refusal: Refusal, quantity: string | number = '0.5', action = 'buy'): Promise<string> =>
  trade(
    { product_id: 'SOL-USD', quantity, action },
    new FakeCaller({
      status: 'answered',
      outcome: { status: 'refused', product: productIndex(2), side: 'buy', refusal },
    }),
  )

describe('execute_trade checks what it is given', () => {
  it.each([
    [{ product_id: 'SOL-USD', quantity: 1, action: 'hold' }, 'Invalid action "hold": use "buy" or "sell".'],
    [
      { product_id: 'SOL-USD', quantity: 1, action: 5 },
      'Invalid action of type number: use "buy" or "sell".',
    ],
    [
      { product_id: 'DOGE-USD', quantity: 1, action: 'buy' },
      'Unknown product "DOGE-USD". Available: BTC-USD, FARTCOIN-USD, SOL-USD.',
    ],
    [{ product_id: 'SOL-USD', quantity: 0, action: 'buy' }, 'Quantity must be more than zero; 0 was given.'],
    [
      { product_id: 'SOL-USD', quantity: '-1', action: 'buy' },
      'Quantity must be more than zero; -1 was given.',
    ],
    [
      { product_id: 'FARTCOIN-USD', quantity: 0.005, action: 'buy' },
      'Quantity 0.005 is below the smallest step of FARTCOIN-USD, 0.01 FARTCOIN.',
    ],
    [
      { product_id: 'FARTCOIN-USD', quantity: '12.347', action: 'sell' },
      'Quantity 12.347 is not a multiple of 0.01 FARTCOIN, the step of FARTCOIN-USD; the nearest allowed quantity is 12.35.',
    ],
    [
      { product_id: 'SOL-USD', quantity: NaN, action: 'buy' },
      'Quantity must be an ordinary number; NaN was given.',
    ],
    [
      { product_id: 'SOL-USD', quantity: 'lots', action: 'buy' },
      'Invalid quantity: "lots" is not a decimal number.',
    ],
    [
      { product_id: 'SOL-USD', quantity: '1,000', action: 'buy' },
      'Invalid quantity: "1,000" is not a decimal number. Leave out the thousands separators.',
    ],
    [{ product_id: 'SOL-USD', quantity: true, action: 'buy' }, 'Quantity must be a number, for example 0.5.'],
    [
      { product_id: 'SOL-USD', quantity: '9999999999', action: 'buy' },
      'Quantity 9999999999 SOL is too large.',
    ],
    [{ quantity: 1 }, 'Missing product_id, action: the call is execute_trade(product_id, quantity, action).'],
    [
      'buy SOL',
      'Invalid arguments: execute_trade(product_id, quantity, action) takes an object with these names.',
    ],
  ])('%j', async (input, sentence) => {
    const caller = new FakeCaller()
    expect(await trade(input, caller)).toBe(sentence)
    expect(caller.wishes).toEqual([])
  })

  it('takes a quantity exactly, as text or as a number', async () => {
    const caller = new FakeCaller()
    for (const quantity of ['0.00000001', 1e-8, ' 0.5 ', 0.1, 3]) {
      await trade({ product_id: 'sol-usd', quantity, action: 'BUY' }, caller)
    }
    expect(caller.wishes.map((wish) => wish.quantity)).toEqual([1, 1, 50_000_000, 10_000_000, 300_000_000])
    expect(caller.wishes.every((wish) => wish.product === 2 && wish.side === 'buy')).toBe(true)
  })
})

describe('execute_trade says what became of a wish', () => {
  it('tells a fill with its figures', async () => {
    expect(await trade({ product_id: 'SOL-USD', quantity: 0.5, action: 'buy' })).toBe(
      'Bought 0.5 SOL-USD @ $131.43 for $65.72 (fee $0.39). Cash remaining: $99,933.89.',
    )
  })

  it('tells what risk left of it', async () => {
    const resized = { rule: 'product-exposure', figure: 6213, threshold: 5000 }
    const outcome = filled({
      side: 'sell',
      requested: quantityUnits(500_000_000),
      quantity: quantityUnits(300_000_000),
      resized,
    })
    const text = await trade(
      { product_id: 'SOL-USD', quantity: 5, action: 'sell' },
      new FakeCaller({ status: 'answered', outcome }),
    )
    expect(text).toContain(
      'Sold 3 of 5 requested SOL-USD (product exposure: would be 62.13 % of equity, limit 50 %) @ $131.43',
    )
  })

  it.each<{ refusal: Refusal; sentence: string }>([
    { refusal: { type: 'no-live-price' }, sentence: 'No live price for SOL-USD yet; nothing was traded.' },
    {
      refusal: { type: 'stale-price', age: durationMs(14_200) },
      sentence: 'Stale price: the last quote of SOL-USD is 14 s old; nothing was traded.',
    },
    {
      refusal: { type: 'quantity-not-positive' },
      sentence: 'Quantity must be more than zero; nothing was traded.',
    },
    {
      refusal: { type: 'below-minimum-funds', notional: decimal('0.66'), minimum: decimal('1') },
      sentence: 'Below the minimum: buying 0.5 SOL-USD is worth $0.66, and the least SOL-USD takes is $1.00.',
    },
    {
      refusal: { type: 'insufficient-cash', needed: decimal('66.10929'), available: decimal('12.5') },
      sentence: 'Insufficient cash: buying 0.5 SOL-USD needs $66.11 including its fee; you have $12.50.',
    },
    {
      refusal: { type: 'insufficient-cash', needed: decimal('66.1094'), available: decimal('66.1091') },
      sentence: 'Insufficient cash: buying 0.5 SOL-USD needs $66.1094 including its fee; you have $66.1091.',
    },
    {
      refusal: {
        type: 'insufficient-holdings',
        requested: quantityUnits(50_000_000),
        held: quantityUnits(30_000_000),
      },
      sentence: 'Insufficient holdings: asked to sell 0.5 SOL-USD; you hold 0.3.',
    },
    {
      refusal: { type: 'risk', rule: 'price-collar', figure: 62, threshold: 50 },
      sentence:
        'Refused by risk (price collar): the quote moved 0.62 % since the snapshot, limit 0.5 %; nothing was traded.',
    },
    { refusal: { type: 'paused' }, sentence: 'The match is paused; nothing was traded.' },
    { refusal: { type: 'ended' }, sentence: 'The match has ended; nothing was traded.' },
    {
      refusal: { type: 'duplicate' },
      sentence: 'Duplicate: this trade was already submitted and is not made twice.',
    },
    { refusal: { type: 'late' }, sentence: 'Deadline passed: this decision is closed; nothing was traded.' },
    {
      refusal: { type: 'unknown-product' },
      sentence: 'Unknown product: SOL-USD is not in this match; nothing was traded.',
    },
  ])('$refusal.type: $sentence', async ({ refusal, sentence }) => {
    expect(await refused(refusal)).toBe(sentence)
  })

  it('tells when the decision was over or had traded enough', async () => {
    const wish = { product_id: 'SOL-USD', quantity: 1, action: 'buy' }
    expect(await trade(wish, new FakeCaller({ status: 'late', budget: durationMs(45_000) }))).toBe(
      'Deadline passed: the decision had 45 s; nothing was traded.',
    )
    expect(await trade(wish, new FakeCaller({ status: 'too-many', limit: 5 }))).toBe(
      'Not traded: a decision may make at most 5 trades.',
    )
  })

  it('keeps the precision of tiny prices', async () => {
    const outcome = filled({
      product: productIndex(0),
      quantity: quantityUnits(1_000_000),
      requested: quantityUnits(1_000_000),
      price: priceTicks(410),
      notional: decimal('4.1'),
      fee: decimal('0.0246'),
    })
    const answer = await arenaTools([PEPE], false).call(
      'execute_trade',
      { product_id: 'PEPE-USD', quantity: 1_000_000, action: 'buy' },
      new FakeCaller({ status: 'answered', outcome }),
    )
    expect(answer.text).toContain('PEPE-USD @ $0.00000410 for $4.10 (fee $0.02)')
  })
})

describe('get_portfolio', () => {
  it('shows cash and total alone while nothing is held', async () => {
    const answer = await tools.call('get_portfolio', {}, new FakeCaller())
    expect(answer.text).toBe('Cash: $100,000.00\n\nNo positions.\n\nTotal value: $100,000.00')
  })

  it('shows positions as a Markdown table at each product’s precision', async () => {
    const view = portfolioView({
      cash: decimal('99933.89'),
      equity: decimal('99999.6'),
      positions: [
        position(),
        position({
          product: productIndex(1),
          quantity: quantityUnits(1234),
          averageCost: decimal('0.31415'),
          costBasis: decimal('3.87661'),
          price: undefined,
          marketValue: decimal('3.87661'),
          profit: decimal('0.5'),
          held: durationMs(11_100_000),
        }),
      ],
    })
    const { text } = await tools.call('get_portfolio', {}, new FakeCaller(undefined, view))
    const lines = text.split('\n')
    expect(lines).toContain(
      '| Product | Quantity | Average cost | Total cost | Price | Market value | P&L | Average time held |',
    )
    expect(lines).toContain('| SOL-USD | 0.5 | $132.22 | $66.11 | $131.43 | $65.72 | -$0.40 | 12 min |')
    expect(lines).toContain(
      '| FARTCOIN-USD | 12.34 | $0.3142 | $3.88 | none yet | $3.88 | +$0.50 | 3 h 05 min |',
    )
    expect(lines.at(-1)).toBe('Total value: $99,999.60')
  })
})

describe('the registry', () => {
  it('describes its tools with a schema each', () => {
    const described = tools.describe()
    expect(described.map((tool) => tool.name)).toEqual(['execute_trade', 'get_portfolio', 'calculator'])
    expect(described[0]?.parameters).toMatchObject({
      type: 'object',
      required: ['product_id', 'quantity', 'action'],
      additionalProperties: false,
      properties: {
        product_id: { enum: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'] },
        action: { enum: ['buy', 'sell'] },
      },
    })
    expect(JSON.parse(JSON.stringify(described))).toEqual(described)
  })

  it('answers an unknown tool by naming those there are', async () => {
    const answer = await tools.call('buy_everything', {}, new FakeCaller())
    expect(answer).toEqual({
      ok: false,
      text: 'Unknown tool "buy_everything". Available: execute_trade, get_portfolio, calculator.',
    })
  })

  it('turns whatever a tool throws into a sentence', async () => {
    const lost = new FakeCaller()
    lost.portfolio = async () => {
      throw new Error('The match did not answer.')
    }
    expect((await tools.call('get_portfolio', {}, lost)).text).toBe(
      'get_portfolio failed: The match did not answer. Check get_portfolio before trying again.',
    )
  })

  it('refuses two tools of one name', () => {
    const tool = defineTool({
      name: 'twin',
      description: '',
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
      prepare: () => ok(undefined),
      execute: async () => undefined,
      finalise: () => ({ ok: true, text: '' }),
    })
    expect(() => new ToolRegistry([tool, tool])).toThrow('share a name')
  })

  it('computes through the calculator', async () => {
    const calculate = async (input: unknown) => (await tools.call('calculator', input, new FakeCaller())).text
    expect(await calculate({ expression: '2 * 3' })).toBe('6')
    expect(await calculate({ expression: 5 })).toBe('5')
    expect(await calculate({ expression: ['1'] })).toBe('The expression must be text, for example "2 * 3".')
    expect(await calculate({})).toBe('Missing expression: the call is calculator(expression).')
  })
})
