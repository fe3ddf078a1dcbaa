import type { Clock } from '../lib/core/clock'
import {
  type Decimal,
  DECIMAL_ZERO,
  addDecimal,
  decimalToString,
  parseDecimal,
  subtractDecimal,
} from '../lib/core/decimal'
import { type Result, err, ok } from '../lib/core/result'
import { type TimeMs, addTime, durationMs } from '../lib/core/time'
import { isFree, worstCost } from '../lib/llm/budget'
import type { ChatNode } from '../lib/llm/chat-node'
import type { CompletionRequest } from '../lib/llm/completion'
import { MODEL_SPEND, type ModelSpendOfDay } from '../lib/storage/model-settings'
import type { SettingsRepository } from '../lib/storage/settings'

/** Length of `2026-10-03`. */
const DATE_LETTERS = 10

/** After a decision's first call did not fit, the node is asked again this much later: prompts may shrink. */
const ASK_AGAIN_AFTER = durationMs(5 * 60 * 1000)

/** Set aside for one call. */
export interface DayReservation {
  /** USD that all attempts together may cost; undefined when there is no limit. */
  readonly spendable: Decimal | undefined
  /** Says, once, what the call did cost. */
  readonly settle: (cost: Decimal) => void
}

type Sums = Map<string, Decimal>

/**
 * Keeps each chat node within its budget for a day (UTC): what a call can cost is set aside before it is
 * made, and what it did cost is added to the sum on this device, so that neither a reload nor another tab
 * begins a new day.
 */
export class DaySpend {
  #day: string
  /** As it lies on this device: what all tabs have spent, by node. */
  #stored: Sums = new Map()
  /** Spent here, on its way to this device. */
  readonly #unsaved: Sums = new Map()
  /** Set aside; a call that lasts past midnight counts for the day on which it ends. */
  readonly #reserved: Sums = new Map()
  /** Nodes whose rest of the day did not pay for a decision's first call, with the limits of that moment. */
  readonly #outgrown = new Map<string, { readonly limits: string; readonly until: TimeMs }>()
  /** Reads and writes wait for one another. */
  #storing = Promise.resolve()

  constructor(
    private readonly settings: SettingsRepository,
    private readonly clock: Clock,
    private readonly warn: (sentence: string) => void,
  ) {
    this.#day = this.#today()
  }

  /** Reads what was spent: at the start, and again when this tab begins to lead, for others spent before it. */
  load(): Promise<void> {
    this.#storing = this.#storing.then(async () => {
      const { value } = await this.settings.get(MODEL_SPEND)
      this.#turnDay()
      this.#stored = sumsOf(value, this.#day)
    })
    return this.#storing
  }

  /** Sets aside what a call may cost, or says why it must not be made. */
  reserve(node: ChatNode, request: CompletionRequest): Result<DayReservation, string> {
    this.#turnDay()
    const worst = worstCost(node.prices, request)
    const budget = budgetOf(node)
    if (budget === undefined || worst === 0n) return ok(this.#setAside(node.id, worst, request.spendable))
    const left = subtractDecimal(budget, this.#spent(node.id))
    const free = subtractDecimal(left, sumIn(this.#reserved, node.id))
    if (left < worst && isFirst(request)) {
      this.#outgrown.set(node.id, {
        limits: limitsOf(node),
        until: addTime(this.clock.now(), ASK_AGAIN_AFTER),
      })
    }
    if (free < worst) return err(left < worst ? nothingLeft(node) : crowded(node))
    this.#outgrown.delete(node.id)
    const wished = request.spendable ?? worst
    const amount = wished < free ? wished : free
    const granted = amount < worst ? worst : amount
    return ok(this.#setAside(node.id, granted, granted))
  }

  /** A sentence why the node may cost nothing more today; undefined while it may. */
  spentToday(node: ChatNode): string | undefined {
    this.#turnDay()
    const budget = budgetOf(node)
    if (budget === undefined || isFree(node.prices)) return undefined
    const outgrown = this.#outgrown.get(node.id)
    const isOutgrown = outgrown?.limits === limitsOf(node) && this.clock.now() < outgrown.until
    return this.#spent(node.id) >= budget || isOutgrown ? nothingLeft(node) : undefined
  }

  /** Counts what was spent without having been set aside. */
  book(nodeId: string, cost: Decimal): void {
    this.#turnDay()
    if (cost === 0n) return
    addTo(this.#unsaved, nodeId, cost)
    this.#storing = this.#storing.then(() => this.#save())
  }

  #setAside(nodeId: string, amount: Decimal, spendable: Decimal | undefined): DayReservation {
    addTo(this.#reserved, nodeId, amount)
    return {
      spendable,
      settle: (cost) => {
        addTo(this.#reserved, nodeId, subtractDecimal(DECIMAL_ZERO, amount))
        this.book(nodeId, cost)
      },
    }
  }

  #spent(nodeId: string): Decimal {
    return addDecimal(sumIn(this.#stored, nodeId), sumIn(this.#unsaved, nodeId))
  }

  /** Must not reject. What could not be stored is tried again with the next cost. */
  async #save(): Promise<void> {
    const day = this.#day
    const costs = new Map(this.#unsaved)
    if (costs.size === 0) return
    const saved = await this.settings.update(MODEL_SPEND, (stored) => withCosts(stored, costs, this.#today()))
    if (!saved.ok) {
      this.warn(`What models cost today could not be kept. ${saved.error}`)
      return
    }
    this.#turnDay()
    this.#stored = sumsOf(saved.value, this.#day)
    if (day !== this.#day) return
    for (const [node, cost] of costs) addTo(this.#unsaved, node, subtractDecimal(DECIMAL_ZERO, cost))
  }

  #turnDay(): void {
    const today = this.#today()
    if (today === this.#day) return
    this.#day = today
    this.#stored = new Map()
    this.#unsaved.clear()
    this.#outgrown.clear()
  }

  #today(): string {
    return new Date(this.clock.now()).toISOString().slice(0, DATE_LETTERS)
  }
}

function sumIn(sums: Sums, node: string): Decimal {
  return sums.get(node) ?? DECIMAL_ZERO
}

function addTo(sums: Sums, node: string, amount: Decimal): void {
  const sum = addDecimal(sumIn(sums, node), amount)
  if (sum === 0n) sums.delete(node)
  else sums.set(node, sum)
}

/** None of another day. */
function sumsOf({ day, byNode }: ModelSpendOfDay, today: string): Sums {
  const entries = day === today ? Object.entries(byNode) : []
  return new Map(
    entries.flatMap(([node, text]): [string, Decimal][] => {
      const spent = parseDecimal(text)
      return spent.ok ? [[node, spent.value]] : []
    }),
  )
}

function withCosts(stored: ModelSpendOfDay, costs: Sums, today: string): ModelSpendOfDay {
  const sums = sumsOf(stored, today)
  for (const [node, cost] of costs) addTo(sums, node, cost)
  return { day: today, byNode: Object.fromEntries([...sums].map(([id, sum]) => [id, decimalToString(sum)])) }
}

function budgetOf({ dayBudget }: ChatNode): Decimal | undefined {
  const budget = dayBudget === undefined ? undefined : parseDecimal(dayBudget)
  return budget?.ok === true ? budget.value : undefined
}

function limitsOf({ dayBudget, modelId, prices }: ChatNode): string {
  return [dayBudget, modelId, prices.input, prices.cachedInput, prices.output].join('/')
}

/** A decision's first call; later ones carry what its tools answered, and their prompts are longer. */
function isFirst({ messages }: CompletionRequest): boolean {
  return messages.at(-1)?.role === 'user'
}

function nothingLeft({ name, dayBudget }: ChatNode): string {
  return `What is left of the $${dayBudget ?? ''} a day that “${name}” may cost does not pay for another call. Raise the budget of the chat node, or wait until midnight UTC.`
}

function crowded({ name, dayBudget }: ChatNode): string {
  return `Other calls under way take up what is left of the $${dayBudget ?? ''} a day that “${name}” may cost.`
}
