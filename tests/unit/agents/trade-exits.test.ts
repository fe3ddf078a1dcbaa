import { describe, expect, it } from 'vitest'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import type { TradeAnswer } from '$lib/agents/tools/tool'
import { valueHash } from '$lib/core/value-hash'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { SignalOutcome } from '$lib/engine/events'
import { FakeCaller, PEPE, PRODUCTS, filled } from './fixtures'

const tools = arenaTools([...PRODUCTS, PEPE], true)
const NOON = timeMs(Date.UTC(2026, 9, 3, 12, 30))

const wishFor = async (given: Readonly<Record<string, unknown>>, product = 'SOL-USD') => {
  const caller = new FakeCaller()
  const input = { product_id: product, quantity: 1, action: 'buy', ...given }
  const { ok, text } = await tools.call('execute_trade', input, caller)
  return { ok, text, wish: caller.wishes[0] }
}

const answerTo = async (outcome: SignalOutcome, quantity = 0): Promise<{ ok: boolean; text: string }> => {
  const answer: TradeAnswer = { status: 'answered', outcome }
  const input = { product_id: 'SOL-USD', quantity, action: 'sell', stop_loss: 95 }
  const { ok, text } = await tools.call('execute_trade', input, new FakeCaller(answer))
  return { ok, text }
}

describe('a trade without exits', () => {
  it('is the tool it was before there were any', () => {
    expect(valueHash(arenaTools(PRODUCTS, false).describe())).toBe(
      '734a4e3af384e4e8562850c80a1404377f7bc8828b08d2f11a9d04326e3bdc05',
    )
  })

  it('passes over exits in a match that has none', async () => {
    const caller = new FakeCaller()
    const input = { product_id: 'SOL-USD', quantity: 1, action: 'buy', stop_loss: 95, reason: 'x' }
    await arenaTools(PRODUCTS, false).call('execute_trade', input, caller)
    expect(caller.wishes).toEqual([{ product: 2, side: 'buy', quantity: 100_000_000 }])
    const nothing = { ...input, quantity: 0 }
    const { text } = await arenaTools(PRODUCTS, false).call('execute_trade', nothing, caller)
    expect(text).toBe('Quantity must be more than zero; 0 was given.')
  })

  it('needs no more than the three parameters', async () => {
    expect(tools.describe()[0]?.parameters.required).toEqual(['product_id', 'quantity', 'action'])
    const { wish } = await wishFor({ stop_loss: null, take_profit: undefined, time_stop: null, reason: null })
    expect(wish).toEqual({ product: 2, side: 'buy', quantity: 100_000_000 })
  })
})

describe('exits of a trade', () => {
  it.each([
    [{ stop_loss: 95 }, { stopLoss: 9500 }],
    [{ stop_loss: '95.00' }, { stopLoss: 9500 }],
    [{ stop_loss: 95.005 }, { stopLoss: 9500 }],
    [{ stop_loss: '95.015' }, { stopLoss: 9502 }],
    [{ take_profit: 120.4 }, { takeProfit: 12_040 }],
    [{ time_stop: 30 }, { timeStop: 1_800_000 }],
    [{ time_stop: '0.5' }, { timeStop: 30_000 }],
    [{ time_stop: 10_080 }, { timeStop: 604_800_000 }],
    [{ time_stop: 0.1 }, { timeStop: 6000 }],
    [
      { stop_loss: 0, take_profit: '0.0', time_stop: -0 },
      { stopLoss: 'none', takeProfit: 'none', timeStop: 'none' },
    ],
    [
      { stop_loss: 95, take_profit: 120, time_stop: 1 },
      { stopLoss: 9500, takeProfit: 12_000, timeStop: 60_000 },
    ],
  ])('%j', async (given, exits) => {
    expect((await wishFor(given)).wish?.exits).toEqual(exits)
  })

  it('keep the precision of tiny prices', async () => {
    const { wish } = await wishFor({ stop_loss: 4.1e-6, take_profit: '0.000004355' }, 'PEPE-USD')
    expect(wish?.exits).toEqual({ stopLoss: 410, takeProfit: 436 })
  })

  it('stand alone with a quantity of 0', async () => {
    const { wish } = await wishFor({ quantity: 0, stop_loss: 95 })
    expect(wish).toEqual({ product: 2, side: 'buy', quantity: 0, exits: { stopLoss: 9500 } })
    expect((await wishFor({ quantity: '0.0', action: 'sell', time_stop: 0 })).wish?.quantity).toBe(0)
  })

  it.each([
    [{ stop_loss: -5 }, 'stop_loss must be a price above zero, or 0 to cancel it; -5 was given.'],
    [{ stop_loss: 1e-30 }, 'stop_loss must be a price above zero, or 0 to cancel it; 1e-30 was given.'],
    [{ stop_loss: 0.001 }, 'stop_loss 0.001 is below the smallest price of SOL-USD, 0.01.'],
    [{ stop_loss: NaN }, 'stop_loss must be an ordinary number; NaN was given.'],
    [{ take_profit: Infinity }, 'take_profit must be an ordinary number; Infinity was given.'],
    [{ take_profit: 1e20 }, 'take_profit 100000000000000000000 is too large.'],
    [{ take_profit: true }, 'take_profit must be a number, for example 0.5.'],
    [{ take_profit: [95] }, 'take_profit must be a number, for example 0.5.'],
    [{ stop_loss: '5 %' }, 'Invalid stop_loss: "5 %" is not a decimal number.'],
    [{ stop_loss: '' }, 'Invalid stop_loss: "" is not a decimal number.'],
    [
      { stop_loss: '64,000.5' },
      'Invalid stop_loss: "64,000.5" is not a decimal number. Leave out the thousands separators.',
    ],
    [
      { time_stop: 10_081 },
      'time_stop must be from 0.1 to 10080 minutes, or 0 to cancel it; 10081 was given.',
    ],
    [{ time_stop: -1 }, 'time_stop must be from 0.1 to 10080 minutes, or 0 to cancel it; -1 was given.'],
    [
      { time_stop: 1e-6 },
      'time_stop must be from 0.1 to 10080 minutes, or 0 to cancel it; 0.000001 was given.',
    ],
    [
      { time_stop: '0.0999999' },
      'time_stop must be from 0.1 to 10080 minutes, or 0 to cancel it; 0.0999999 was given.',
    ],
    [{ time_stop: {} }, 'time_stop must be a number, for example 0.5.'],
    [{ reason: 5 }, 'reason must be text.'],
    [{ quantity: 0 }, 'Quantity must be more than zero; 0 was given.'],
    [{ quantity: 0, reason: 'Why not.' }, 'Quantity must be more than zero; 0 was given.'],
    [{ quantity: 1e-30, stop_loss: 95 }, 'Quantity must be more than zero; 0 was given.'],
    [{ quantity: -1, stop_loss: 95 }, 'Quantity must be more than zero; -1 was given.'],
    [{ action: 'stop', quantity: 0, stop_loss: 95 }, 'Invalid action "stop": use "buy" or "sell".'],
  ])('%j: %s', async (given, sentence) => {
    expect(await wishFor(given)).toEqual({ ok: false, text: sentence, wish: undefined })
  })
})

describe('the reason of a trade', () => {
  it.each([
    ['  A bounce\n\toff   support. ', 'A bounce off support.'],
    ['a\u0000b\u001bc\u202ed', 'abcd'],
    ['half \ud83d', 'half'],
    ['\u{1f680} up', '\u{1f680} up'],
    ['\u200bin\u200cvi\u00adsi\ufeffble\u2060', 'invisible'],
    ['a\u200db \u200d', 'ab'],
    ['a \u200b b', 'a b'],
    [
      '\u{1f469}\u{1f3fd}\u200d\u{1f680} \u2764\ufe0f\u200d\u{1f525}',
      '\u{1f469}\u{1f3fd}\u200d\u{1f680} \u2764\ufe0f\u200d\u{1f525}',
    ],
    ['\u{1f469}\u200d\u200d x', '\u{1f469} x'],
    [`${'z'.repeat(277)}\u{1f469}\u200d\u{1f680}`, `${'z'.repeat(277)}\u{1f469}`],
    ['<b>bold</b>', '<b>bold</b>'],
    [`${'x'.repeat(279)}\u{1f680}`, 'x'.repeat(279)],
    ['y'.repeat(5000), 'y'.repeat(280)],
  ])('%j', async (reason, kept) => {
    expect((await wishFor({ reason })).wish?.reason).toBe(kept)
  })

  it.each([' \n\u0007 ', '\u200b\u200d\u2060', '\u200b \u{e0001}', '\ufe0f', '\u3164 \ufe0f'])(
    'is none when nothing is to be seen of it: %j',
    async (reason) => {
      expect((await wishFor({ reason })).wish).not.toHaveProperty('reason')
    },
  )
})

describe('an agent hears of its exits', () => {
  const plan = { stopLoss: priceTicks(9500), takeProfit: priceTicks(12_000), timeStopAt: NOON }
  const product = productIndex(2)

  it('when they were changed', async () => {
    expect(await answerTo({ status: 'exits-changed', product, exits: plan })).toEqual({
      ok: true,
      text: 'Exits of SOL-USD: stop-loss $95.00, take-profit $120.00, time stop at 12:30 UTC.',
    })
    expect((await answerTo({ status: 'exits-changed', product, exits: {} })).text).toBe(
      'No exits are set for SOL-USD.',
    )
  })

  it('with a fill', async () => {
    expect((await answerTo(filled({ exits: plan }), 0.5)).text).toBe(
      'Bought 0.5 SOL-USD @ $131.43 for $65.72 (fee $0.39). Cash remaining: $99,933.89. ' +
        'Exits of SOL-USD: stop-loss $95.00, take-profit $120.00, time stop at 12:30 UTC.',
    )
    expect((await answerTo(filled(), 0.5)).text).toMatch(/\$99,933\.89\.$/)
  })

  it('when one is on the wrong side, or there is nothing to sell', async () => {
    const wrong = { type: 'exit-wrong-side', level: priceTicks(9500), price: priceTicks(9490) } as const
    const refusals = [
      { ...wrong, exit: 'stop-loss' },
      { ...wrong, exit: 'take-profit', price: priceTicks(9500) },
      { type: 'no-position' },
    ] as const
    const answers = await Promise.all(
      refusals.map((refusal) => answerTo({ status: 'refused', product, side: 'sell', refusal })),
    )
    expect(answers).toEqual([
      {
        ok: false,
        text: 'Wrong side: a stop-loss at $95.00 is not below the last price of SOL-USD, $94.90; nothing was traded.',
      },
      {
        ok: false,
        text: 'Wrong side: a take-profit at $95.00 is not above the last price of SOL-USD, $95.00; nothing was traded.',
      },
      {
        ok: false,
        text: 'No position: you hold no SOL-USD, so it has no exits to change; nothing was traded.',
      },
    ])
  })

  it('when a purchase was cut', async () => {
    const resized = { rule: 'product-exposure', figure: 6213, threshold: 5000 }
    const outcome = filled({ resized, requested: quantityUnits(80_000_000), exits: {} })
    expect((await answerTo(outcome, 0.8)).text).toBe(
      'Bought 0.5 of 0.8 requested SOL-USD (product exposure: would be 62.13 % of equity, limit 50 %) ' +
        '@ $131.43 for $65.72 (fee $0.39). Cash remaining: $99,933.89. No exits are set for SOL-USD.',
    )
  })
})
