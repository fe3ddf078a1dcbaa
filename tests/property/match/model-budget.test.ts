import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, decimal, decimalToString, ratioHalfEven } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { Engine } from '$lib/engine/engine'
import { runIndex } from '$lib/engine/events'
import { worstCost } from '$lib/llm/budget'
import { ModelBudget } from '$lib/match/model-budget'
import { request } from '../../fixtures/model-agents'
import { chatNode } from '../../fixtures/scripted-models'
import { START, modelMatchConfig } from '../../fixtures/synthetic-match'

const ASKED = request()
const WORST = worstCost(chatNode('a').prices, ASKED)
const NODES = [
  chatNode('a', { matchBudget: decimalToString((WORST * 3n) as Decimal) }),
  chatNode('b'),
] as const

type Action =
  | { readonly kind: 'call'; readonly node: number; readonly run: number }
  /** Ends the oldest call; it cost so many per cent of the most it could. */
  | { readonly kind: 'end'; readonly percent: number }
  | { readonly kind: 'cap'; readonly calls: number }

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('call' as const), node: fc.nat(1), run: fc.nat(1) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), percent: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cap' as const), calls: fc.nat(9) }) },
)

/** Settles and reserves by hand, beside the budget under test. */
class World {
  readonly engine = new Engine()
  readonly budget = new ModelBudget(this.engine)
  readonly #open: { readonly node: string; readonly release: () => void }[] = []

  constructor() {
    this.engine.apply({ type: 'MatchStarted', time: START, config: modelMatchConfig() })
  }

  reserved(node?: string): bigint {
    return BigInt(this.#open.filter((call) => node === undefined || call.node === node).length) * WORST
  }

  act(next: Action): void {
    if (next.kind === 'cap') {
      const command = { kind: 'set-spend-cap', cap: (WORST * BigInt(next.calls)) as Decimal } as const
      this.engine.apply({ type: 'CommandIssued', time: START, command })
    } else if (next.kind === 'call') this.#call(next.node, next.run)
    else this.#end(next.percent)
  }

  #call(index: number, run: number): void {
    const node = NODES[index === 0 ? 0 : 1]
    const { engine } = this
    const fitsMatch = engine.modelCost() + this.reserved() + WORST <= engine.spendCap
    const fitsNode = index !== 0 || engine.modelCostOf('a') + this.reserved('a') + WORST <= WORST * 3n
    const spent = this.budget.spentFor(runIndex(run), node)
    const reserved = this.budget.reserve(runIndex(run), node, ASKED)
    // Refused is what does not fit, and what did not fit this run before under the same limits.
    if (reserved.ok) expect(fitsMatch && fitsNode && spent === undefined).toBe(true)
    else expect(fitsMatch && fitsNode && spent === undefined).toBe(false)
    if (reserved.ok) this.#open.push({ node: node.id, release: reserved.value })
    else expect(reserved.error).toMatch(/^[A-Z].*\.$/)
  }

  #end(percent: number): void {
    const call = this.#open.shift()
    if (call === undefined) return
    call.release()
    const cost = ratioHalfEven(WORST, BigInt(percent), 100n)
    const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false }
    const outcome = { run: runIndex(0), tick: 1, ordinal: 0, node: call.node, cost, latency: durationMs(1) }
    this.engine.apply({ type: 'ModelCallSettled', time: START, call: { ...outcome, ...tokens } })
  }
}

describe('ModelBudget', () => {
  it('never lets what was spent and what is set aside pass the cap or the node’s budget', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (script) => {
        const world = new World()
        let highest = world.engine.spendCap as bigint
        for (const next of script) {
          world.act(next)
          const { engine } = world
          // A cap that is lowered takes nothing back.
          const used = engine.modelCost() + world.reserved()
          highest = engine.spendCap > used ? engine.spendCap : highest
          expect(used <= highest).toBe(true)
          expect(engine.modelCostOf('a') + world.reserved('a') <= WORST * 3n).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('lets a model that costs nothing be asked whatever others spent, but not at a cap of zero', () => {
    const world = new World()
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
    world.engine.apply({ type: 'ModelCallSettled', time: START, call: { ...call, ...tokens } })
    expect(world.budget.reserve(runIndex(0), free, ASKED).ok).toBe(true)
    expect(world.budget.spentFor(runIndex(0), NODES[1])).toBe(
      'The match’s $1.00 for model calls is spent. Raise the cap to go on.',
    )
    const command = { kind: 'set-spend-cap', cap: decimal('0') } as const
    world.engine.apply({ type: 'CommandIssued', time: START, command })
    expect(world.budget.reserve(runIndex(0), free, ASKED).ok).toBe(false)
  })
})
