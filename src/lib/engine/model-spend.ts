import { type Decimal, DECIMAL_ZERO, addDecimal } from '../core/decimal'
import { invariant } from '../core/result'
import type { ModelCallOutcome, RunIndex } from './events'

/** What the calls to language models have cost so far, in USD. Rules [M1]–[M3] of SPEC.md. */
export class ModelSpend {
  readonly #byRun = new Map<RunIndex, Decimal>()
  readonly #byNode = new Map<string, Decimal>()
  readonly #estimated = new Set<RunIndex>()
  #total = DECIMAL_ZERO
  #cap: Decimal

  constructor(cap: Decimal) {
    this.#cap = cap
    invariant(cap >= 0n, 'a spend cap below zero')
  }

  get cap(): Decimal {
    return this.#cap
  }

  get total(): Decimal {
    return this.#total
  }

  ofRun(run: RunIndex): Decimal {
    return this.#byRun.get(run) ?? DECIMAL_ZERO
  }

  /** Of a chat node, over all runs that used it. */
  ofNode(node: string): Decimal {
    return this.#byNode.get(node) ?? DECIMAL_ZERO
  }

  isEstimated(run: RunIndex): boolean {
    return this.#estimated.has(run)
  }

  settle({ run, node, cost, estimated }: ModelCallOutcome): void {
    invariant(cost >= 0n, 'a call that cost less than nothing')
    this.#total = addDecimal(this.#total, cost)
    this.#byRun.set(run, addDecimal(this.ofRun(run), cost))
    this.#byNode.set(node, addDecimal(this.ofNode(node), cost))
    if (estimated) this.#estimated.add(run)
  }

  setCap(cap: Decimal): void {
    invariant(cap >= 0n, 'a spend cap below zero')
    this.#cap = cap
  }
}
