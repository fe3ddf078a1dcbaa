import type { DecisionModel, DecisionRecord } from '../../agents/decision'
import { type Decimal, DECIMAL_ZERO, addDecimal, decimalToString } from '../../core/decimal'
import type { ModelCallOutcome, RunIndex } from '../../engine/events'
import type { UsageText } from '../../../workers/api/view'

/**
 * What a language model said beside its tool calls, by the exchange it said it with: its words stand with
 * the first call of their turn.
 */
export function wordsByExchange({ turns }: DecisionModel): ReadonlyMap<number, string> {
  const words = new Map<number, string>()
  let exchange = 0
  for (const turn of turns) {
    if (turn.calls.length > 0 && turn.words.trim() !== '') words.set(exchange, turn.words.trim())
    exchange += turn.calls.length
  }
  return words
}

/** What was said with calls that have no row of their own is told with the decision's end. */
export function withEarlierWords({ reasoning }: DecisionRecord, earlier: readonly string[]): string {
  return [...earlier, reasoning].filter((part) => part !== '').join('\n\n')
}

interface Tally {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  readonly calls: number
  readonly cost: Decimal
  readonly estimated: boolean
}

const NOTHING: Tally = {
  ...{ input: 0, cachedInput: 0, output: 0, calls: 0 },
  ...{ cost: DECIMAL_ZERO, estimated: false },
}

/** Adds up, decision by decision, what its model calls took, as the log has it. */
export class UsageBook {
  readonly #open = new Map<string, Tally>()
  readonly #closed = new Map<RunIndex, number>()

  /** Answers what the call took when its decision is closed, and told, already. */
  settle(call: ModelCallOutcome): UsageText | undefined {
    if (call.tick <= (this.#closed.get(call.run) ?? 0)) return textOf(added(NOTHING, call))
    const key = `${call.run}/${call.tick}`
    this.#open.set(key, added(this.#open.get(key) ?? NOTHING, call))
    return undefined
  }

  /** The decision is closed: what it took, if it asked a model at all. */
  close(run: RunIndex, tick: number): UsageText | undefined {
    const key = `${run}/${tick}`
    const tally = this.#open.get(key)
    this.#open.delete(key)
    this.#closed.set(run, tick)
    return tally === undefined ? undefined : textOf(tally)
  }
}

function added(before: Tally, call: ModelCallOutcome): Tally {
  return {
    input: before.input + call.inputTokens,
    cachedInput: before.cachedInput + call.cachedInputTokens,
    output: before.output + call.outputTokens,
    calls: before.calls + 1,
    cost: addDecimal(before.cost, call.cost),
    estimated: before.estimated || call.estimated,
  }
}

function textOf(tally: Tally): UsageText {
  return { ...tally, cost: decimalToString(tally.cost) }
}
