import {
  type Decimal,
  DECIMAL_ZERO,
  addDecimal,
  decimal,
  decimalToString,
  parseDecimal,
  scaleDecimal,
  subtractDecimal,
} from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import type { RunConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import type { RunIndex } from '../engine/events'
import { isFree, worstCost } from '../llm/budget'
import type { ChatNode } from '../llm/chat-node'
import type { CompletionRequest } from '../llm/completion'
import { formatUsd } from '../market/price-format'

/** A call may be attempted so often; each attempt may cost as much as the first. */
const ATTEMPTS_RESERVED = 3n

/** What was set aside for a call. */
export interface Reservation {
  /** USD that the call may cost, its retries included. */
  readonly amount: Decimal
  /** Gives it back. To be called once, when what the call did cost is logged. */
  release(): void
}

export interface BudgetRefusal {
  readonly sentence: string
  /** It would fit but for the calls under way: worth asking again when one of them ends. */
  readonly isCrowded: boolean
}

interface Outgrown {
  readonly limits: string
  /** The run as it was assigned: another model or prompt may need less. */
  readonly assignment: RunConfig | undefined
}

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
  /** Runs whose decision could not even begin with nothing set aside, and the limits of that moment. */
  readonly #outgrown = new Map<RunIndex, Outgrown>()

  constructor(private readonly engine: Engine) {}

  /**
   * Sets aside what a call may cost, with room for its retries as far as there is any; or says why it must
   * not be made. `isFirst`: the first of its decision; when even that does not fit, the run can do nothing.
   */
  reserve(
    run: RunIndex,
    node: ChatNode,
    request: CompletionRequest,
    isFirst: boolean,
  ): Result<Reservation, BudgetRefusal> {
    const spent = this.spentFor(run, node)
    if (spent !== undefined) return err({ sentence: spent, isCrowded: false })
    const worst = worstCost(node.prices, request)
    const limits = this.#limitsOn(node)
    const hopeless = limits.find(({ cap, settled }) => settled + worst > cap)
    if (worst > 0n && hopeless !== undefined) {
      if (isFirst) this.#outgrown.set(run, this.#outgrownNow(run, node, limits))
      return err({ sentence: remainder(hopeless), isCrowded: false })
    }
    const crowded = limits.find((limit) => worst > roomIn(limit))
    if (worst > 0n && crowded !== undefined) {
      const sentence = `Other agents’ calls under way take up what is left of ${crowded.name}.`
      return err({ sentence, isCrowded: true })
    }
    return ok(this.#setAside(node.id, least(scaleDecimal(worst, ATTEMPTS_RESERVED), limits)))
  }

  /** Why the run can make no call at all until somebody changes a limit; undefined when it can. */
  spentFor(run: RunIndex, node: ChatNode): string | undefined {
    const limits = this.#limitsOn(node)
    const free = isFree(node.prices)
    const spent = limits.find(({ cap, settled }) => cap === 0n || (!free && settled >= cap))
    if (spent !== undefined) return `${capitalised(spent.name)} is spent. ${spent.remedy}`
    const [first] = limits
    const before = this.#outgrown.get(run)
    const now = this.#outgrownNow(run, node, limits)
    const isOutgrown = !free && before?.limits === now.limits && before.assignment === now.assignment
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

  #setAside(node: string, amount: Decimal): Reservation {
    this.#shift(node, amount)
    return { amount, release: () => this.#shift(node, subtractDecimal(DECIMAL_ZERO, amount)) }
  }

  #outgrownNow(run: RunIndex, node: ChatNode, limits: readonly Limit[]): Outgrown {
    const { input, cachedInput, output } = node.prices
    const caps = limits.map(({ cap }) => cap)
    return {
      limits: [node.id, node.modelId, input, cachedInput, output, ...caps].join('/'),
      assignment: this.engine.runs[run],
    }
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

function roomIn({ cap, settled, reserved }: Limit): bigint {
  return cap - settled - reserved
}

/** `amount`, or what is left under the tightest limit. */
function least(amount: Decimal, limits: readonly Limit[]): Decimal {
  if (amount === 0n) return amount
  return limits
    .map(({ cap, settled, reserved }) => subtractDecimal(subtractDecimal(cap, settled), reserved))
    .reduce((lowest, room) => (room < lowest ? room : lowest), amount)
}

const CENT = decimal('0.01')

function dollars(amount: Decimal): string {
  return amount % CENT === 0n ? formatUsd(amount) : `$${decimalToString(amount)}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
