import {
  type Decimal,
  DECIMAL_ZERO,
  addDecimal,
  decimal,
  parseDecimal,
  subtractDecimal,
} from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import type { Engine } from '../engine/engine'
import type { RunIndex } from '../engine/events'
import { worstCost } from '../llm/budget'
import type { ChatNode } from '../llm/chat-node'
import type { CompletionRequest } from '../llm/completion'
import { formatUsd } from '../market/price-format'

interface Limit {
  /** In a sentence, with the figure. */
  readonly name: string
  readonly remedy: string
  readonly cap: Decimal
  readonly settled: Decimal
  readonly reserved: Decimal
}

/**
 * Keeps model calls within the match's cap and their node's budget for a match: the most a call can cost is
 * set aside before it is made. What calls did cost is in the log; this knows only those under way.
 */
export class ModelBudget {
  /** Set aside, by node. */
  readonly #reserved = new Map<string, Decimal>()
  /** Runs whose last call did not fit even with nothing set aside, and the limits of that moment. */
  readonly #outgrown = new Map<RunIndex, string>()

  constructor(private readonly engine: Engine) {}

  /** Sets aside what a call may cost and answers how to give it back, once; or why it must not be made. */
  reserve(run: RunIndex, node: ChatNode, request: CompletionRequest): Result<() => void, string> {
    const spent = this.spentFor(run, node)
    if (spent !== undefined) return err(spent)
    const worst = worstCost(node.prices, request)
    const limits = this.#limitsOn(node)
    const hopeless = limits.find(({ cap, settled }) => settled + worst > cap)
    if (worst > 0n && hopeless !== undefined) {
      this.#outgrown.set(run, keyOf(node, limits))
      return err(remainder(hopeless))
    }
    const crowded = limits.find(({ cap, settled, reserved }) => settled + reserved + worst > cap)
    if (worst > 0n && crowded !== undefined) {
      return err(`Other agents’ calls under way take up what is left of ${crowded.name}.`)
    }
    this.#shift(node.id, worst)
    return ok(() => this.#shift(node.id, subtractDecimal(DECIMAL_ZERO, worst)))
  }

  /** Why the run can make no call at all until somebody changes a limit; undefined when it can. */
  spentFor(run: RunIndex, node: ChatNode): string | undefined {
    const limits = this.#limitsOn(node)
    const isFree = !/[1-9]/.test(node.prices.input + node.prices.cachedInput + node.prices.output)
    const spent = limits.find(({ cap, settled }) => cap === 0n || (!isFree && settled >= cap))
    if (spent !== undefined) return `${capitalised(spent.name)} is spent. ${spent.remedy}`
    const [first] = limits
    const isOutgrown = !isFree && this.#outgrown.get(run) === keyOf(node, limits)
    return isOutgrown && first !== undefined ? remainder(tightest(first, limits)) : undefined
  }

  #limitsOn(node: ChatNode): readonly Limit[] {
    const { engine } = this
    const reserved = [...this.#reserved.values()].reduce(addDecimal, DECIMAL_ZERO)
    const ofMatch = {
      name: `the match’s ${dollars(engine.spendCap)} for model calls`,
      remedy: 'Raise the cap to go on.',
      ...{ cap: engine.spendCap, settled: engine.modelCost(), reserved },
    }
    const budget = node.matchBudget === undefined ? undefined : parseDecimal(node.matchBudget)
    if (budget === undefined) return [ofMatch]
    const cap = budget.ok ? budget.value : DECIMAL_ZERO
    const ofNode = {
      name: `the ${dollars(cap)} a match that “${node.name}” may cost`,
      remedy: 'Raise the budget of the chat node to go on.',
      ...{ cap, settled: engine.modelCostOf(node.id), reserved: this.#reserved.get(node.id) ?? DECIMAL_ZERO },
    }
    return [ofMatch, ofNode]
  }

  #shift(node: string, amount: Decimal): void {
    this.#reserved.set(node, addDecimal(this.#reserved.get(node) ?? DECIMAL_ZERO, amount))
  }
}

function tightest(first: Limit, limits: readonly Limit[]): Limit {
  const left = ({ cap, settled }: Limit): bigint => cap - settled
  return limits.reduce((least, other) => (left(other) < left(least) ? other : least), first)
}

function remainder({ name, remedy }: Limit): string {
  return `What is left of ${name} does not pay for another call. ${remedy}`
}

function keyOf(node: ChatNode, limits: readonly Limit[]): string {
  return [node.id, node.modelId, ...limits.map(({ cap }) => cap)].join('/')
}

const CENT = decimal('0.01')

function dollars(amount: Decimal): string {
  return formatUsd(amount, amount % CENT === 0n ? 2 : 4)
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
