import type { RunIndex } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'

interface Pinned {
  readonly tick: number
  readonly node: ChatNode
}

/**
 * Keeps each decision with the model it began with: an edited chat node plays from the next tick on. Its
 * budgets, its key and how many calls may be under way are what they are now.
 */
export class DecisionNodes {
  readonly #pinned = new Map<RunIndex, Pinned>()

  /** `now`: the chat node as it is; the first of a decision is the one that is kept. */
  of(run: RunIndex, tick: number, now: ChatNode): ChatNode {
    const before = this.#pinned.get(run)
    if (before?.tick !== tick || before.node.id !== now.id) {
      this.#pinned.set(run, { tick, node: now })
      return now
    }
    const { provider, baseUrl, modelId, prices, effort, temperature } = before.node
    const { id, name, maxConcurrent, hasOwnKey, matchBudget, dayBudget } = now
    return {
      ...{ id, name, maxConcurrent, hasOwnKey, provider, baseUrl, modelId, prices },
      ...(matchBudget !== undefined && { matchBudget }),
      ...(dayBudget !== undefined && { dayBudget }),
      ...(effort !== undefined && { effort }),
      ...(temperature !== undefined && { temperature }),
    }
  }
}
