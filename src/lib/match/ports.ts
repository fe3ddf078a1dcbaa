/**
 * What a match session needs from the world, and nothing of how the world does it. Workers supply real
 * adapters; the simulation supplies virtual ones under one seed.
 */
import type { ProductIndex } from '../core/product'
import type { Labels } from '../core/labels'
import type { DurationMs, TimeMs } from '../core/time'
import type { PortfolioView } from '../accounts/portfolio-view'
import type { MatchConfig, RunConfig } from '../engine/config'
import type { RunIndex, SignalOutcome } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'
import type { Completion, CompletionRequest } from '../llm/completion'
import type { CallWatch, ModelReadiness } from '../llm/gateway'
import type { FeedCounters, FeedEvent } from '../market/feed-event'
import type { Ticker } from '../market/types'
import type { DecisionRecord, TradeRequest } from '../agents/decision'

/** The market's end of a session. Events arrive by the callback given to `open`, in order. */
export interface FeedPort {
  /** Starts (or after a restart resumes) delivery. `resumeAt` is the last match time in the log, if any. */
  open(
    config: MatchConfig,
    resumeAt: TimeMs | undefined,
    onEvents: (events: readonly FeedEvent[]) => void,
  ): void
  /** One fresh quote by request, or undefined when none could be had in time. Must not throw. */
  refreshQuote(product: ProductIndex): Promise<Ticker | undefined>
  /** A demo stands still while paused; a live feed ignores it. */
  setPaused(paused: boolean): void
  /**
   * While a language model thinks, a demo plays no faster than the clock, so that thinking costs the
   * same at every speed; other feeds ignore it.
   */
  setThinking(thinking: boolean): void
  counters(): FeedCounters
  close(): void
}

/** One agent's end of a session. Its worker may die and be replaced behind this port. */
export interface AgentPort {
  /** Workers lost and replaced so far. */
  readonly restarts: number
  /** Whether a replacement has been started but has not answered yet. */
  readonly restarting: boolean
  /**
   * Hands over a tick's packed snapshot and answers the decision's record when it is done.
   * Rejects with {@link AgentLost} when the worker died or hung and was replaced.
   */
  decide(tick: AgentTick): Promise<DecisionRecord>
  /** Ends the current decision, if any; its late trades are refused. */
  abandon(tick: number): void
  stop(): void
}

export interface AgentTick {
  readonly tick: number
  readonly matchTime: TimeMs
  /** See market/snapshot: one Float64Array, a private copy for this agent. */
  readonly snapshot: Float64Array
  readonly portfolio: PortfolioView
  /** Wall time left for the decision. */
  readonly budget: DurationMs
}

/** What an agent may ask of the session; bound to one run, so identity is never an argument. */
export interface AgentHost {
  executeTrade(request: TradeRequest): Promise<SignalOutcome>
  getPortfolio(): Promise<PortfolioView>
  /**
   * One call to the language model of this run, within the decision on this tick. Never rejects. The call
   * ends when the decision does: an agent has no other way, and needs none, to abort it.
   */
  complete(tick: number, request: CompletionRequest): Promise<Completion>
}

export interface AgentFactory {
  spawn(assignment: AgentAssignment, host: AgentHost): AgentPort
}

/** All that makes an agent. A run that is given another brain gets another agent. */
export interface AgentAssignment {
  readonly run: RunIndex
  readonly config: MatchConfig
  /** The run as it is now; commands may have changed it since the match began. */
  readonly runConfig: RunConfig
  /** System prompt; empty for house rules. */
  readonly prompt: string
  /** What this run did before, oldest first; empty at the start of a match. */
  readonly history: readonly PastTick[]
}

/** One earlier tick of a run: what it did and, for recent ones, what it saw. */
export interface PastTick {
  readonly record: DecisionRecord
  readonly scene?: { readonly snapshot: Float64Array; readonly portfolio: PortfolioView }
}

/** The session's way to language models. */
export interface ModelPort {
  /** The chat node as it is now; undefined when there is none of this id. */
  node(id: string): ChatNode | undefined
  /** Whether a call could be made now. */
  readiness(id: string): ModelReadiness
  /** A sentence why the node may cost nothing more today; undefined while it may. */
  spentToday(node: ChatNode): string | undefined
  /** The only way to a language model. Never rejects. */
  routerComplete(
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    watch: CallWatch,
  ): Promise<Completion>
}

export class AgentLost extends Error {
  override readonly name = 'AgentLost'
}

/** Durable storage of one match, held by one writer. */
export interface MatchStore {
  /** `false` for a store that forgets when the page closes (labelled "Not saved"). */
  readonly durable: boolean
  /**
   * Writes all or nothing, and resolves only once it is durable.
   * Rejects with {@link StoreFailure}; the caller halts visibly or retries the very same batch.
   */
  commit(batch: CommitBatch): Promise<void>
}

/** One or more whole engine steps with what belongs to them. */
export interface CommitBatch {
  readonly matchId: string
  readonly steps: readonly StoredStep[]
  readonly decisions: readonly StoredDecision[]
  readonly equity: readonly StoredEquity[]
  /** System prompts first used by these steps. */
  readonly prompts: readonly StoredPrompt[]
  readonly head: MatchHead
}

/** A system prompt's text, by the hash that the log names. */
export interface StoredPrompt {
  /** SHA-256, hex. */
  readonly hash: string
  readonly text: string
}

/** An input and all it derived, in the log's own encoding (engine/log). */
export interface StoredStep {
  readonly seq: number
  readonly record: Uint8Array
}

export interface StoredDecision {
  readonly run: RunIndex
  readonly tick: number
  readonly record: DecisionRecord
}

/** A rebuildable cache of equity for charts: one value per run, in roster order. */
export interface StoredEquity {
  readonly seq: number
  readonly time: TimeMs
  readonly values: Float64Array
}

export type MatchStatus = 'running' | 'paused' | 'ended' | 'halted'

/** The row a list of matches reads; replaced with every commit. */
export interface MatchHead {
  readonly matchId: string
  readonly status: MatchStatus
  readonly seq: number
  readonly tick: number
  readonly matchTime: TimeMs
  readonly wallTime: TimeMs
  /** Digest chain of the sealed segments, hex. */
  readonly digest: string
  readonly standings: readonly Standing[]
}

export interface Standing {
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly color: string
  /** Exact decimal text, USD. */
  readonly equity: string
  readonly trades: number
}

export { StoreFailure, type StoreFailureKind } from '../core/store-failure'
