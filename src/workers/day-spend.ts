import type { Clock } from '../lib/core/clock'
import { type Decimal, DECIMAL_ZERO, addDecimal, decimalToString, parseDecimal } from '../lib/core/decimal'
import { type Result, err, ok } from '../lib/core/result'
import { worstCost } from '../lib/llm/budget'
import type { ChatNode } from '../lib/llm/chat-node'
import type { CompletionRequest } from '../lib/llm/completion'
import type { SettingsRepository } from '../lib/storage/settings'
import { MODEL_SPEND } from '../lib/storage/model-settings'

/** Length of `2026-10-03`. */
const DATE_LETTERS = 10

/**
 * Keeps each chat node within its budget for a day (UTC): the most a call can cost is set aside before it
 * is made, and what it did cost is kept on this device, so that a reload begins no new day.
 */
export class DaySpend {
  #day: string
  #spent = new Map<string, Decimal>()
  /** Set aside, by node; a call that lasts past midnight counts for the day on which it ends. */
  readonly #reserved = new Map<string, Decimal>()

  constructor(
    private readonly settings: SettingsRepository,
    private readonly clock: Clock,
    private readonly warn: (sentence: string) => void,
  ) {
    this.#day = this.#today()
  }

  async load(): Promise<void> {
    const { value } = await this.settings.get(MODEL_SPEND)
    if (value.day !== this.#day) return
    for (const [node, text] of Object.entries(value.byNode)) {
      const spent = parseDecimal(text)
      if (spent.ok) this.#spent.set(node, spent.value)
    }
  }

  /** Sets aside what a call may cost, and answers how to say, once, what it did; or why it must not be made. */
  reserve(node: ChatNode, request: CompletionRequest): Result<(cost: Decimal) => void, string> {
    this.#turnDay()
    const worst = worstCost(node.prices, request)
    const budget = node.dayBudget === undefined ? undefined : parseDecimal(node.dayBudget)
    const reserved = this.#reserved.get(node.id) ?? DECIMAL_ZERO
    const spent = this.#spent.get(node.id) ?? DECIMAL_ZERO
    if (budget?.ok === true && worst > 0n && spent + reserved + worst > budget.value) {
      return err(overBudget(node, spent + worst > budget.value))
    }
    this.#reserved.set(node.id, addDecimal(reserved, worst))
    return ok((cost) => {
      const left = (this.#reserved.get(node.id) ?? DECIMAL_ZERO) - worst
      this.#reserved.set(node.id, left as Decimal)
      this.#settle(node.id, cost)
    })
  }

  #settle(node: string, cost: Decimal): void {
    this.#turnDay()
    if (cost === 0n) return
    this.#spent.set(node, addDecimal(this.#spent.get(node) ?? DECIMAL_ZERO, cost))
    const byNode = Object.fromEntries([...this.#spent].map(([id, spent]) => [id, decimalToString(spent)]))
    void this.settings.put(MODEL_SPEND, { day: this.#day, byNode }).then((saved) => {
      if (!saved.ok) this.warn(`What models cost today could not be kept. ${saved.error}`)
    })
  }

  #turnDay(): void {
    const today = this.#today()
    if (today === this.#day) return
    this.#day = today
    this.#spent = new Map()
  }

  #today(): string {
    return new Date(this.clock.now()).toISOString().slice(0, DATE_LETTERS)
  }
}

function overBudget({ name, dayBudget }: ChatNode, isSpent: boolean): string {
  return isSpent
    ? `What is left of the $${dayBudget ?? ''} a day that “${name}” may cost does not pay for another call. Raise the budget of the chat node, or wait until midnight UTC.`
    : `Other calls under way take up what is left of the $${dayBudget ?? ''} a day that “${name}” may cost.`
}
