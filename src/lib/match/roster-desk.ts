import { type Result, err, ok } from '../core/result'
import type { TimeMs } from '../core/time'
import type { Engine } from '../engine/engine'
import type { ChatNode } from '../llm/chat-node'
import type { RosterChange } from '../../workers/api/agents'
import type { AgentCrew } from './agent-crew'
import type { Journal } from './journal'
import type { PromptBook } from './prompt-book'
import { type RosterOrder, ordersFor, ordersForNode } from './roster-change'
import { parseSpendCap } from './spend-cap'

export interface RosterDeskParts {
  readonly engine: Engine
  readonly journal: Journal
  readonly crew: AgentCrew
  readonly prompts: PromptBook
  readonly matchTime: () => TimeMs
  /** Why nothing can be changed any more; undefined while it can. */
  readonly refusal: () => string | undefined
}

/** Changes to a running match: each becomes a command of the log, and what it means for the agents. */
export class RosterDesk {
  constructor(private readonly parts: RosterDeskParts) {}

  /** Who plays and by what brain; each agent is as it was until its next tick. */
  change(change: RosterChange, nodes: readonly ChatNode[]): Result<undefined, string> {
    const refusal = this.parts.refusal()
    if (refusal !== undefined) return err(refusal)
    const orders = ordersFor(change, this.parts.engine, nodes)
    if (!orders.ok) return orders
    for (const order of orders.value) this.#carryOut(order)
    return ok(undefined)
  }

  /** A chat node was edited: its runs go on with what it is now, from their next tick. */
  nodeChanged(node: ChatNode): void {
    if (this.parts.refusal() !== undefined) return
    for (const order of ordersForNode(node, this.parts.engine)) this.#carryOut(order)
  }

  setSpendCap(usd: string): Result<undefined, string> {
    const refusal = this.parts.refusal()
    if (refusal !== undefined) return err(refusal)
    const cap = parseSpendCap(usd)
    if (!cap.ok) return cap
    this.#carryOut({ command: { kind: 'set-spend-cap', cap: cap.value }, prompts: [] })
    return ok(undefined)
  }

  #carryOut({ command, prompts }: RosterOrder): void {
    const { journal, crew, prompts: book, matchTime } = this.parts
    const fresh = book.take(prompts)
    journal.write({ type: 'CommandIssued', time: matchTime(), command }, fresh)
    crew.follow(command)
  }
}
