import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '$lib/agents/decide'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { decimalToString, scaleDecimal } from '$lib/core/decimal'
import { VirtualClock } from '../../fixtures/virtual-clock'
import {
  FakeCaller,
  FakeHost,
  PEPE,
  PRODUCTS,
  ScriptedBrain,
  agentTick,
  calling,
  closing,
} from '../../unit/agents/fixtures'

const products = [...PRODUCTS, PEPE]
const tools = arenaTools(products, true)
const SIX_SECONDS = 6000
const SEVEN_DAYS = 604_800_000
const LONGEST_REASON = 280

const name = fc.oneof(fc.constantFrom('execute_trade', 'get_portfolio', 'calculator'), fc.string())
const argument = fc.oneof(
  fc.anything(),
  fc.constantFrom(
    'buy',
    'sell',
    'SOL-USD',
    '0.5',
    '1e5',
    '-0',
    '999999999999999999999',
    '0.000000000000000001',
  ),
  fc.double(),
  fc.constantFrom(null, 0, -0, '0', 95, '120.004', 1e-30, 'because \ud83d\u202e'),
)
const input = fc.oneof(
  fc.anything(),
  fc.record(
    {
      product_id: fc.oneof(argument, fc.constantFrom(...products.map(({ id }) => id))),
      quantity: argument,
      action: fc.oneof(argument, fc.constantFrom('buy', 'sell')),
      expression: argument,
      stop_loss: argument,
      take_profit: argument,
      time_stop: argument,
      reason: fc.oneof(argument, fc.string({ unit: 'binary', maxLength: 600 })),
    },
    { requiredKeys: [] },
  ),
)
const figure = (max: number) =>
  fc.oneof(fc.constant(undefined), fc.double({ min: 0, max, noNaN: true }), argument)
const likelyInput = fc.record({
  product_id: fc.constantFrom(...products.map(({ id }) => id)),
  quantity: fc.constantFrom(0, 1, '2'),
  action: fc.constantFrom('buy', 'sell'),
  stop_loss: figure(1e16),
  take_profit: figure(1e6),
  time_stop: figure(20_000),
  reason: fc.oneof(fc.constant(null), fc.string({ unit: 'binary', maxLength: 600 })),
})

describe('the tools', () => {
  it('answer anything with one sentence at least, and never reject', async () => {
    await fc.assert(
      fc.asyncProperty(name, input, async (tool, given) => {
        const answer = await tools.call(tool, given, new FakeCaller())
        expect(typeof answer.ok).toBe('boolean')
        expect(answer.text.length).toBeGreaterThan(0)
        if (!answer.ok) expect(answer.text).toMatch(/\.$/)
      }),
      { numRuns: 3000 },
    )
  })

  it('let no wish through whose exits or reason are out of bounds, whatever is asked', async () => {
    let passed = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof(input, likelyInput), async (given) => {
        const caller = new FakeCaller()
        await tools.call('execute_trade', given, caller)
        for (const { quantity, exits, reason } of caller.wishes) {
          passed += 1
          expect(quantity > 0 || (exits !== undefined && Object.keys(exits).length > 0)).toBe(true)
          const { stopLoss = 'none', takeProfit = 'none', timeStop = 'none' } = exits ?? {}
          for (const [least, most, value] of [
            [1, Number.MAX_SAFE_INTEGER, stopLoss],
            [1, Number.MAX_SAFE_INTEGER, takeProfit],
            [SIX_SECONDS, SEVEN_DAYS, timeStop],
          ] as const) {
            if (value === 'none') continue
            expect(Number.isSafeInteger(value) && value >= least && value <= most).toBe(true)
          }
          expect(reason === undefined || (reason.length > 0 && reason.length <= LONGEST_REASON)).toBe(true)
          expect(reason ?? '').not.toMatch(/[\p{Cc}\p{Cs}]/u)
          expect((reason ?? '').trim()).toBe(reason ?? '')
        }
      }),
      { numRuns: 3000 },
    )
    expect(passed).toBeGreaterThan(30)
  })

  it('take every whole number of steps exactly, and nothing between two steps', async () => {
    const choice = fc.constantFrom(...products)
    await fc.assert(
      fc.asyncProperty(choice, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), async (spec, units) => {
        const caller = new FakeCaller()
        const exact = scaleDecimal(spec.baseIncrement, BigInt(units))
        const wish = { product_id: spec.id, action: 'sell' }
        await tools.call('execute_trade', { ...wish, quantity: decimalToString(exact) }, caller)
        expect(caller.wishes.map((one) => one.quantity)).toEqual([units])
        const between = decimalToString((exact + 1n) as typeof exact)
        const refused = await tools.call('execute_trade', { ...wish, quantity: between }, caller)
        expect(refused.text).toContain(`the nearest allowed quantity is ${decimalToString(exact)}.`)
        expect(caller.wishes).toHaveLength(1)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a decision', () => {
  it('never submits one trade key twice nor more trades than allowed, whatever the brain asks for', async () => {
    const call = fc.record({ tool: name, input })
    const trade = fc.constant({
      tool: 'execute_trade',
      input: { product_id: 'SOL-USD', quantity: 1, action: 'buy' },
    })
    const script = fc.array(fc.array(fc.oneof(call, trade), { maxLength: 6 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(script, async (turns) => {
        const host = new FakeHost()
        const record = await decide(
          agentTick(),
          new ScriptedBrain([...turns.map((calls) => calling(...calls)), closing('Done.')]),
          {
            tools,
            host,
            clock: new VirtualClock(),
            bounds: { turns: 6, toolCalls: 8, trades: 5 },
            abandon: new AbortController().signal,
          },
        )
        expect(host.requests.map((one) => one.ordinal)).toEqual(host.requests.map((_, at) => at))
        expect(host.requests.length).toBeLessThanOrEqual(5)
        expect(record.exchanges).toHaveLength(callsHeard(turns.slice(0, 6), 8))
        expect(record.outcome).toBe(turns.length < 6 ? 'completed' : 'failed')
        expect(record.exchanges.every((one) => JSON.parse(one.input) !== undefined)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

/** Of each turn's calls those that may still be made are answered, and one that hears it is too many. */
function callsHeard(turns: readonly (readonly unknown[])[], most: number): number {
  return turns.reduce((made, calls) => made + Math.min(calls.length, Math.max(0, most - made) + 1), 0)
}
