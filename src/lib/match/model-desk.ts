import { type Result, err, ok } from '../core/result'
import { type DurationMs, type TimeMs, durationMs } from '../core/time'
import type { RunConfig } from '../engine/config'
import type { RunIndex } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'
import type { Completion, CompletionRequest } from '../llm/completion'
import { failedCompletion } from '../llm/failed-completion'
import type { Journal } from './journal'
import { DecisionNodes } from './decision-nodes'
import { ModelBudget, type Reservation } from './model-budget'
import { type Obstacle, obstacleTo } from './obstacles'
import type { ModelPort } from './ports'
import { saneCompletion } from './sane-completion'

/** As much of a model's running words as a card can show. */
const WORDS_SHOWN = 400

const CLOSED = 'The decision was closed before the model was asked.'
const STANDING_STILL = 'The match stands still because it cannot be stored; nothing was asked.'

/** What the desk must know of the decision a call belongs to. */
export interface DeskContext {
  isOpen(run: RunIndex, tick: number): boolean
  /** Wall time the open decision may still think. */
  timeLeft(run: RunIndex): DurationMs
  matchTime(): TimeMs
  /** Storage refuses to write: what a call leads to could not be kept. */
  isHalted(): boolean
}

interface Reserved {
  readonly node: ChatNode
  readonly reservation: Reservation
}

/**
 * Takes an agent's call to its language model: within its decision, within the budgets, and answered only
 * once what it cost is durable. A call ends when its decision does; what it cost until then is still logged.
 */
export class ModelDesk {
  readonly #budget: ModelBudget
  readonly #underWay = new Map<RunIndex, Set<AbortController>>()
  readonly #ordinals = new Map<RunIndex, { readonly tick: number; readonly calls: number }>()
  readonly #words = new Map<RunIndex, string>()
  readonly #nodes = new DecisionNodes()
  /** Calls that wait until others give back what is set aside for them. */
  #waiting = new Set<() => void>()
  #released = false

  constructor(
    private readonly journal: Journal,
    private readonly models: ModelPort,
    private readonly context: DeskContext,
  ) {
    this.#budget = new ModelBudget(journal.engine)
  }

  /** What keeps the run from deciding now, if anything. */
  obstacleTo(run: RunIndex): Obstacle | undefined {
    return obstacleTo(run, this.journal.engine, this.models, this.#budget)
  }

  /** `config`: the run as it was when the agent that asks was given its place. */
  async complete(
    run: RunIndex,
    config: RunConfig,
    tick: number,
    request: CompletionRequest,
  ): Promise<Completion> {
    const reserved = await this.#reserve(run, config, tick, request)
    if (!reserved.ok) return reserved.error
    const { node, reservation } = reserved.value
    const ordinal = this.#nextOrdinal(run, tick)
    const spending = { ...request, spendable: reservation.amount }
    const completion = saneCompletion(await this.#call(run, config, node, spending))
    // In one go: between the two the cost would count twice, or not at all.
    reservation.release()
    if (!this.#released) this.#settle(run, tick, ordinal, node, completion)
    this.#wakeWaiting()
    if (!this.#released) await this.journal.durable()
    return completion
  }

  /** The newest words of the run's model while it speaks. */
  speaking(run: RunIndex): string | undefined {
    return this.#words.get(run)
  }

  /** Ends the calls of the run's decision. */
  decisionClosed(run: RunIndex): void {
    for (const call of this.#underWay.get(run) ?? []) call.abort()
    this.#wakeWaiting()
  }

  /** Ends all calls; nothing is written of them any more. */
  release(): void {
    this.#released = true
    for (const run of this.#underWay.keys()) this.decisionClosed(run)
    this.#wakeWaiting()
  }

  /** Where only other calls are in the way it waits for them, as long as its decision is open. */
  async #reserve(
    run: RunIndex,
    config: RunConfig,
    tick: number,
    request: CompletionRequest,
  ): Promise<Result<Reserved, Completion>> {
    for (;;) {
      if (this.#released || !this.context.isOpen(run, tick)) return err(failedCompletion('aborted', CLOSED))
      if (this.context.isHalted()) return err(failedCompletion('aborted', STANDING_STILL))
      const current = config.model && this.models.node(config.model.node)
      if (current === undefined) return err(failedCompletion('no-node', missingNode(config)))
      const node = this.#nodes.of(run, tick, current)
      const isFirst = this.#ordinals.get(run)?.tick !== tick
      const reserved = this.#budget.reserve(run, node, request, isFirst)
      if (reserved.ok) return ok({ node, reservation: reserved.value })
      if (!reserved.error.isCrowded) return err(failedCompletion('budget', reserved.error.sentence))
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** Each looks again, in the order in which they came. */
  #wakeWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const wake of waiting) wake()
  }

  async #call(
    run: RunIndex,
    { labels }: RunConfig,
    node: ChatNode,
    request: CompletionRequest,
  ): Promise<Completion> {
    const call = new AbortController()
    const calls = this.#underWay.get(run) ?? new Set()
    this.#underWay.set(run, calls.add(call))
    const onText = (text: string): void => {
      if (!call.signal.aborted && calls.has(call)) this.#words.set(run, text.slice(-WORDS_SHOWN))
    }
    const deadline = durationMs(Math.min(request.deadline, this.context.timeLeft(run)))
    try {
      const watch = { signal: call.signal, onText }
      return await this.models.routerComplete(node, { ...request, deadline }, labels, watch)
    } finally {
      calls.delete(call)
      if (calls.size === 0) this.#words.delete(run)
    }
  }

  /** A call that asked nothing of anybody is not logged. */
  #settle(run: RunIndex, tick: number, ordinal: number, node: ChatNode, completion: Completion): void {
    const { usage, cost, latency, outcome } = completion
    if (outcome.type === 'fault' && cost === 0n && usage.input === 0 && usage.output === 0) return
    const call = {
      ...{ run, tick, ordinal, node: node.id, cost, latency },
      inputTokens: usage.input,
      cachedInputTokens: usage.cachedInput,
      outputTokens: usage.output,
      estimated: usage.estimated || node.prices.estimated,
    }
    this.journal.write({ type: 'ModelCallSettled', time: this.context.matchTime(), call })
  }

  #nextOrdinal(run: RunIndex, tick: number): number {
    const before = this.#ordinals.get(run)
    const calls = before?.tick === tick ? before.calls : 0
    this.#ordinals.set(run, { tick, calls: calls + 1 })
    return calls
  }
}

function missingNode({ name, model }: RunConfig): string {
  if (model === undefined) return `${name} plays by house rules and has no language model.`
  return `The chat node “${model.nodeName}” is no more. Give ${name} another brain.`
}
