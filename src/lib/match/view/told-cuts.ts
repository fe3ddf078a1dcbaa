import type { Signal } from '../../engine/events'
import type { RiskEvent } from './risk-rows'

/** Which cuts of an agent's present decision the feed has told: each rule is told once for each product. */
export class ToldCuts {
  readonly #told = new Map<number, { readonly tick: number; readonly keys: Set<string> }>()

  /** Whether the cut is the first of its kind in the decision that asked for the trade; counts it as told. */
  isNew({ run, rule, product }: RiskEvent, { tick }: Signal): boolean {
    const last = this.#told.get(run)
    const keys = last?.tick === tick ? last.keys : new Set<string>()
    this.#told.set(run, { tick, keys })
    const key = `${rule} ${product}`
    if (keys.has(key)) return false
    keys.add(key)
    return true
  }
}
