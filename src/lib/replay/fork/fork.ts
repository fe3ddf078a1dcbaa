/** Another life of one run, from a decision on: the same prices, the same rivals, another mind. */
import { type Decimal, decimalToString } from '../../core/decimal'
import type { Clock } from '../../core/clock'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, type TimeMs, between, durationMs, timeMs } from '../../core/time'
import { decide } from '../../agents/decide'
import type { DecisionRecord, TradeRequest } from '../../agents/decision'
import { type Mind, chatMind, houseMind } from '../../agents/mind'
import { arenaTools } from '../../agents/tools/arena-tools'
import type { LoggedStep } from '../../engine/log/step-codec'
import type { RunAssignment, RunIndex, SignalOutcome } from '../../engine/events'
import { runIndex } from '../../engine/events'
import { outcomeOf } from '../../engine/outcome'
import { houseModel } from '../../engine/stages/alpha/house-models'
import type { ChatNode } from '../../llm/chat-node'
import type { Completion, CompletionRequest } from '../../llm/completion'
import type { CallWatch } from '../../llm/gateway'
import type { Labels } from '../../core/labels'
import { decisionBudget, effectiveDecisions } from '../../match/decision-budget'
import type { AgentHost } from '../../match/ports'
import { assign } from '../../match/roster-entry'
import type { ForkAnswer, ForkChoice, ForkLife } from '../../../workers/api/replay'
import { ForkSpend } from './fork-spend'
import { type ForkGround, ForkTape, type OpenTick } from './fork-tape'

export interface ForkWorld {
  readonly clock: Clock
  /** The chat node that decides; undefined for house rules. */
  readonly node: ChatNode | undefined
  /** As `routerComplete`; never rejects. */
  complete(node: ChatNode, request: CompletionRequest, labels: Labels, watch: CallWatch): Promise<Completion>
  /** USD that the fork's own calls may cost. */
  readonly spendCap: Decimal
  /** Aborted when the person has seen enough: what was lived until then is the answer. */
  readonly signal: AbortSignal
  onProgress(progress: { readonly tick: number; readonly ofTicks: number }): void
  /** Sees each step of the forked life, what it was told of the market included. */
  onStep?(step: LoggedStep): void
  /** Lets others have their turn; asked between decisions. */
  breathe(): Promise<void>
}

const STOPPED = 'Stopped before the end of the match; the comparison ends there.'
const NO_RULES = 'This match was played before language models could trade: fork it with house rules.'
/** Decisions that fail one after the other before the fork gives up. */
const MOST_FAILURES = 5

/** A clock that stands still: rules take no time. */
const AT_ONCE: Clock = { now: () => timeMs(0), after: () => () => undefined }

/**
 * Lives the run's match again from `choice.tick` on. Answers both lives, or a
 * sentence why there can be no other one. Thinking costs the time it takes: trades meet the prices of then.
 */
export async function liveOn(
  recorded: ForkGround,
  choice: ForkChoice,
  world: ForkWorld,
): Promise<Result<ForkAnswer, string>> {
  const lived = await liveAnew(recorded, choice, world)
  if (!lived.ok) return lived
  const { tape, forkedAt, spent, notice } = lived.value
  const run = runIndex(choice.run)
  const name = recorded.match.config.runs[run]?.name ?? choice.name
  const until = notice === '' ? Infinity : tape.engine.time
  return ok({
    forkedAt,
    original: originalLife(recorded, run, name, until),
    forked: describeLife(tape, run, choice.name),
    cost: decimalToString(spent),
    notice,
  })
}

/** A life that came to its end. */
export interface LivedAnew {
  /** Folded to that end. */
  readonly tape: ForkTape
  readonly forkedAt: TimeMs
  /** USD that its model calls cost. */
  readonly spent: Decimal
  /** Why it ended before the match did, a sentence; else empty. */
  readonly notice: string
}

/** {@link liveOn} for whoever does not compare it with another life. */
export async function liveAnew(
  recorded: ForkGround,
  choice: ForkChoice,
  world: ForkWorld,
): Promise<Result<LivedAnew, string>> {
  const { config } = recorded.match
  const nodes = world.node === undefined ? [] : [world.node]
  const place = { name: choice.name, index: choice.run, matchId: config.matchId }
  const assigned = assign({ ...choice, strategy: 'own', color: '' }, place, nodes)
  if (!assigned.ok) return assigned
  const { assignment } = assigned.value
  if (assignment.model !== undefined && config.decisions === undefined) return err(NO_RULES)
  const run = runIndex(choice.run)
  const tape = new ForkTape(recorded, run, choice.tick, (step) => world.onStep?.(step))
  if (!tape.toFork()) return err(`The match has no tick ${choice.tick} to fork at.`)
  if (tape.engine.runs[run]?.role !== 'agent') return err('Only an agent can live on otherwise.')
  const forkedAt = tape.engine.time
  tape.write({
    type: 'CommandIssued',
    time: forkedAt,
    command: { kind: 'reassign', run, assignment: withColor(assignment, tape, run) },
  })
  const life = new ForkedLife(tape, run, { recorded, choice, assignment, world })
  const notice = await life.live()
  return ok({ tape, forkedAt, spent: life.spend.spent, notice })
}

interface LifeParts {
  readonly recorded: ForkGround
  readonly choice: ForkChoice
  readonly assignment: RunAssignment
  readonly world: ForkWorld
}

class ForkedLife {
  readonly spend: ForkSpend
  readonly #mind: Mind
  readonly #clock: Clock
  readonly #tools
  readonly #budget: DurationMs
  #ordinal = { tick: -1, calls: 0 }
  #open: { readonly tick: OpenTick; readonly startedAt: TimeMs } | undefined

  constructor(
    private readonly tape: ForkTape,
    private readonly run: RunIndex,
    private readonly parts: LifeParts,
  ) {
    const { recorded, assignment, world } = parts
    const { config } = recorded.match
    const { products, formatVersion } = config
    this.spend = new ForkSpend(world.spendCap)
    this.#clock = assignment.model === undefined ? AT_ONCE : world.clock
    this.#tools = arenaTools(products, formatVersion > 2)
    this.#budget = decisionBudget(config, assignment.model)
    this.#mind = this.#newMind()
  }

  /** Until the match, the person or the model ends it; a sentence when it was not the match. */
  async live(): Promise<string> {
    const { world, recorded } = this.parts
    const ofTicks = recorded.match.head.tick
    let failures = 0
    for (let open = this.tape.nextTick(); open !== undefined; open = this.tape.nextTick()) {
      if (world.signal.aborted) return STOPPED
      const record = await this.#decide(open)
      failures = record.outcome === 'failed' ? failures + 1 : 0
      if (failures === MOST_FAILURES) return `Stopped at tick ${open.tick}. ${record.problem ?? ''}`.trim()
      world.onProgress({ tick: open.tick, ofTicks })
      await world.breathe()
    }
    return ''
  }

  async #decide(open: OpenTick): Promise<DecisionRecord> {
    this.#open = { tick: open, startedAt: this.#clock.now() }
    const { brain, bounds, memory } = this.#mind
    const { snapshot, portfolio } = open.scene
    const tick = {
      ...{ tick: open.tick, matchTime: open.time, budget: this.#budget, portfolio },
      snapshot: snapshot.slice(),
    }
    const record = await decide(tick, brain, {
      ...{ tools: this.#tools, host: this.#host, bounds },
      ...{ clock: this.#clock, abandon: this.parts.world.signal },
    })
    if (record.outcome !== 'abandoned') memory?.remember(tick, record)
    this.tape.close(record, this.tape.advance(open, record.latency))
    this.#open = undefined
    return record
  }

  #newMind(): Mind {
    const { recorded, choice, assignment, world } = this.parts
    const { config } = recorded.match
    const { products, formatVersion } = config
    const decisions = effectiveDecisions(config)
    const { model, brain } = assignment
    if (model === undefined || decisions === undefined)
      return houseMind({ brain, products }, houseModel(brain))
    const chat = {
      ...{ nodeName: model.nodeName, modelId: model.modelId, prompt: choice.prompt, decisions },
      history: this.tape.history(),
    }
    return chatMind({ products, exits: formatVersion > 2 }, chat, this.#host, world.clock)
  }

  readonly #host: AgentHost = {
    executeTrade: (request) => Promise.resolve(this.#trade(request)),
    getPortfolio: () => Promise.resolve(this.tape.engine.portfolio(this.run, this.#now())),
    complete: (tick, request) => this.#complete(tick, request),
  }

  #trade(request: TradeRequest): SignalOutcome {
    const { tick, ordinal, product, side, quantity, exits, reason } = request
    if (this.#open?.tick.tick !== tick) return { status: 'refused', product, side, refusal: { type: 'late' } }
    const time = this.#now()
    if (quantity > 0) this.tape.confirmQuote(product, time)
    const signal = {
      ...{ run: this.run, tick, ordinal, product, side, quantity, latency: this.#elapsed() },
      ...(exits === undefined ? {} : { exits }),
      ...(reason === undefined ? {} : { reason }),
    }
    return outcomeOf(this.tape.write({ type: 'SignalSubmitted', time, signal }))
  }

  async #complete(tick: number, request: CompletionRequest): Promise<Completion> {
    const { world, assignment } = this.parts
    const { node } = world
    if (node === undefined) throw new Error('house rules asked a language model')
    const watch = { signal: world.signal, onText: () => undefined }
    const completion = await this.spend.within(node, request, (within) =>
      world.complete(node, within, assignment.labels, watch),
    )
    this.#settle(tick, node, completion)
    return completion
  }

  #settle(tick: number, node: ChatNode, { usage, cost, latency }: Completion): void {
    const calls = this.#ordinal.tick === tick ? this.#ordinal.calls : 0
    this.#ordinal = { tick, calls: calls + 1 }
    const call = {
      ...{ run: this.run, tick, ordinal: calls, node: node.id, cost, latency },
      inputTokens: usage.input,
      cachedInputTokens: usage.cachedInput,
      outputTokens: usage.output,
      estimated: usage.estimated || node.prices.estimated,
    }
    this.tape.write({ type: 'ModelCallSettled', time: this.#now(), call })
  }

  /** Match time, once the market has gone on for as long as was thought. */
  #now(): TimeMs {
    const open = this.#open
    return open === undefined ? this.tape.engine.time : this.tape.advance(open.tick, this.#elapsed())
  }

  #elapsed(): DurationMs {
    const startedAt = this.#open?.startedAt
    if (startedAt === undefined) return durationMs(0)
    return durationMs(Math.max(0, between(startedAt, this.#clock.now())))
  }
}

/** A run keeps its colour through all its lives. */
function withColor(assignment: RunAssignment, { engine }: ForkTape, run: RunIndex): RunAssignment {
  return { ...assignment, color: engine.runs[run]?.color ?? assignment.color }
}

/** The run as it was played, up to match time `until`: where its other life ended. */
function originalLife(recorded: ForkGround, run: RunIndex, name: string, until: number): ForkLife {
  const tape = new ForkTape(recorded, run, Infinity)
  tape.foldThrough(until)
  return describeLife(tape, run, name)
}

function describeLife({ engine, curve }: ForkTape, run: RunIndex, name: string): ForkLife {
  const { equity, feesPaid } = engine.portfolio(run, engine.time)
  return {
    name,
    equity: decimalToString(equity),
    trades: engine.tradeCount(run),
    fees: decimalToString(feesPaid),
    curve,
  }
}
