import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, addDecimal, decimal, decimalToString, ratioHalfEven } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { Engine } from '$lib/engine/engine'
import { runIndex } from '$lib/engine/events'
import { worstCost } from '$lib/llm/budget'
import type { ChatNode } from '$lib/llm/chat-node'
import { ModelBudget, type Reservation } from '$lib/match/model-budget'
import { request } from '../../fixtures/model-agents'
import { chatNode } from '../../fixtures/scripted-models'
import { START, modelMatchConfig, modelRun, runModel } from '../../fixtures/synthetic-match'

const ASKED = request()

interface World {
  /** USD per million tokens, in thousandths. */
  readonly prices: readonly [number, number, number]
  /** In hundredths of what one attempt may cost. */
  readonly cap: number
  readonly nodeCap: number
}

type Action =
  | { readonly kind: 'call'; readonly node: number; readonly run: number; readonly isFirst: boolean }
  /** Ends the oldest call: an attempt each, at so many per cent of the most it could cost. */
  | { readonly kind: 'end'; readonly attempts: readonly number[] }
  | { readonly kind: 'cap'; readonly hundredths: number }

const world = fc.record({
  prices: fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.nat(90_000), fc.nat(90_000)),
  cap: fc.nat(1500),
  nodeCap: fc.nat(900),
})

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      ...{ node: fc.nat(1), run: fc.nat(1), isFirst: fc.boolean() },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      attempts: fc.array(fc.nat(100), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cap' as const), hundredths: fc.nat(1500) }) },
)

interface Call {
  readonly node: string
  readonly reservation: Reservation
}

/** Settles and reserves by hand, beside the budget under test. */
class Ledger {
  readonly engine = new Engine()
  readonly budget = new ModelBudget(this.engine)
  readonly nodes: readonly [ChatNode, ChatNode]
  readonly worst: Decimal
  readonly nodeCap: bigint
  readonly #open: Call[] = []

  constructor({ prices, cap, nodeCap }: World) {
    const [input, cachedInput, output] = prices.map((price) => (price / 1000).toFixed(3))
    const asked = { input: input ?? '0', cachedInput: cachedInput ?? '0', output: output ?? '0' }
    const over = { prices: { ...asked, estimated: false } }
    this.worst = worstCost(over.prices, ASKED)
    this.nodeCap = this.share(nodeCap)
    const matchBudget = decimalToString(this.share(nodeCap))
    this.nodes = [chatNode('a', { ...over, matchBudget }), chatNode('b', over)]
    this.engine.apply({
      type: 'MatchStarted',
      time: START,
      config: { ...modelMatchConfig(), spendCap: this.share(cap) },
    })
  }

  share(hundredths: number): Decimal {
    return ratioHalfEven(this.worst, BigInt(hundredths), 100n)
  }

  reserved(node?: string): bigint {
    return this.#open
      .filter((call) => node === undefined || call.node === node)
      .reduce((sum, { reservation }) => sum + reservation.amount, 0n)
  }

  act(next: Action): void {
    if (next.kind === 'cap') {
      const command = { kind: 'set-spend-cap', cap: this.share(next.hundredths) } as const
      this.engine.apply({ type: 'CommandIssued', time: START, command })
    } else if (next.kind === 'call') this.#call(next.node, next.run, next.isFirst)
    else this.#end(next.attempts)
  }

  #call(index: number, run: number, isFirst: boolean): void {
    const node = this.nodes[index === 0 ? 0 : 1]
    const { engine, worst } = this
    const room = [
      engine.spendCap - engine.modelCost() - this.reserved(),
      ...(index === 0 ? [this.nodeCap - engine.modelCostOf('a') - this.reserved('a')] : []),
    ]
    const fits = room.every((left) => left >= worst)
    const spent = this.budget.spentFor(runIndex(run), node)
    const reserved = this.budget.reserve(runIndex(run), node, ASKED, isFirst)
    // Refused is what does not fit, and what could not even begin before under the same limits.
    expect(reserved.ok).toBe(fits && spent === undefined)
    if (!reserved.ok) {
      expect(reserved.error.sentence).toMatch(/^[A-Z].*\.$/)
      return
    }
    const { amount } = reserved.value
    expect(amount).toBe([worst * 3n, ...room].reduce((low, left) => (left < low ? left : low)))
    this.#open.push({ node: node.id, reservation: reserved.value })
  }

  /** As a retried call does: another attempt only while the most it may cost is still set aside. */
  #end(attempts: readonly number[]): void {
    const call = this.#open.shift()
    if (call === undefined) return
    const { reservation, node } = call
    const cost = attempts.reduce(
      (sum, percent) => (sum + this.worst > reservation.amount ? sum : addDecimal(sum, this.share(percent))),
      decimal('0'),
    )
    reservation.release()
    const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: true }
    const outcome = { run: runIndex(0), tick: 1, ordinal: 0, node, cost, latency: durationMs(1) }
    this.engine.apply({ type: 'ModelCallSettled', time: START, call: { ...outcome, ...tokens } })
  }
}

describe('ModelBudget', () => {
  it('never lets what was spent and what is set aside pass the cap or the node’s budget', () => {
    fc.assert(
      fc.property(world, fc.array(action, { maxLength: 40 }), (given, script) => {
        const ledger = new Ledger(given)
        const { engine } = ledger
        let highest = engine.spendCap as bigint
        for (const next of script) {
          ledger.act(next)
          // A cap that is lowered takes nothing back.
          const used = engine.modelCost() + ledger.reserved()
          highest = engine.spendCap > used ? engine.spendCap : highest
          expect(used <= highest).toBe(true)
          expect(engine.modelCostOf('a') + ledger.reserved('a') <= ledger.nodeCap).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('lets a run go on when its model became cheaper, or it was given another prompt', () => {
    const dear = { input: '5000', cachedInput: '0', output: '5000', estimated: false }
    const run = runIndex(0)
    const { engine, budget } = new Ledger({ prices: [1, 1, 1], cap: 100, nodeCap: 100 })
    const cap = decimal('1')
    engine.apply({ type: 'CommandIssued', time: START, command: { kind: 'set-spend-cap', cap } })
    const node = chatNode('gpt', { prices: dear })
    // A later call that has grown too long says nothing of the next decision.
    expect(budget.reserve(run, node, ASKED, false).ok).toBe(false)
    expect(budget.spentFor(run, node)).toBeUndefined()
    expect(budget.reserve(run, node, ASKED, true).ok).toBe(false)
    expect(budget.spentFor(run, node)).toContain('does not pay for another call')
    expect(budget.spentFor(run, chatNode('gpt'))).toBeUndefined()
    const { brain, strategyVersion, labels, color } = modelRun('Nova')
    const assignment = { brain, strategyVersion, labels, color, model: runModel('gpt') }
    engine.apply({ type: 'CommandIssued', time: START, command: { kind: 'reassign', run, assignment } })
    expect(budget.spentFor(run, node)).toBeUndefined()
  })

  it('lets a model that costs nothing be asked whatever others spent, but not at a cap of zero', () => {
    const ledger = new Ledger({ prices: [1000, 100, 2000], cap: 0, nodeCap: 100 })
    const ofCap = (cap: string) => ({ kind: 'set-spend-cap', cap: decimal(cap) }) as const
    ledger.engine.apply({ type: 'CommandIssued', time: START, command: ofCap('1') })
    const free = chatNode('free', {
      prices: { input: '0', cachedInput: '0.00', output: '0', estimated: false },
    })
    const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false }
    const call = {
      run: runIndex(0),
      tick: 1,
      ordinal: 0,
      node: 'b',
      cost: decimal('1'),
      latency: durationMs(1),
    }
    ledger.engine.apply({ type: 'ModelCallSettled', time: START, call: { ...call, ...tokens } })
    expect(ledger.budget.reserve(runIndex(0), free, ASKED, true).ok).toBe(true)
    expect(ledger.budget.spentFor(runIndex(0), ledger.nodes[1])).toBe(
      'The match’s $1.00 for model calls is spent. Raise the cap to go on.',
    )
    ledger.engine.apply({ type: 'CommandIssued', time: START, command: ofCap('0') })
    expect(ledger.budget.reserve(runIndex(0), free, ASKED, true).ok).toBe(false)
  })
})
