import type { ExitOrder } from '../accounts/exit-plan'
import type { QuantityUnits, ProductIndex } from '../core/product'
import type { DurationMs, TimeMs } from '../core/time'
import type { Side } from '../engine/events'
import type { FaultKind, Finish, ModelToolCall, TokenUsage } from '../llm/completion'

/** A checked wish to trade, as a tool hands it to the runtime. The run is the caller's, never given. */
export interface TradeRequest {
  readonly tick: number
  /** Counts the trades of this decision from 0; with run and tick it is the trade key. */
  readonly ordinal: number
  readonly product: ProductIndex
  readonly side: Side
  /** 0 only with exits. */
  readonly quantity: QuantityUnits
  readonly exits?: ExitOrder
  /** At most 280 characters. */
  readonly reason?: string
}

/** One tool call and its answer, as text the agent saw. */
export interface ToolExchange {
  readonly tool: string
  /** Arguments as canonical JSON text. */
  readonly input: string
  readonly output: string
  readonly ok: boolean
  /** Milliseconds from the snapshot to the answer. */
  readonly after: DurationMs
}

/** What one agent did on one tick: the unit the activity feed shows and the store keeps. */
export interface DecisionRecord {
  readonly tick: number
  readonly matchTime: TimeMs
  readonly outcome: 'completed' | 'failed' | 'timed-out' | 'abandoned'
  readonly exchanges: readonly ToolExchange[]
  /** The agent's closing words; plain text. */
  readonly response: string
  readonly reasoning: string
  /** A sentence, when the outcome is not `completed`. */
  readonly problem?: string
  /** Wall time from the snapshot's arrival to the end. */
  readonly latency: DurationMs
  /** Present when a language model decided. */
  readonly model?: DecisionModel
}

/**
 * What a language model was asked and what it said, so that every prompt of the decision can be rebuilt:
 * with the system prompt, the records and snapshots before it, this and the tools' answers above.
 */
export interface DecisionModel {
  /** The chat node's name. */
  readonly node: string
  readonly modelId: string
  /** Which prompt template this build had. */
  readonly template: number
  /**
   * SHA-256 of the first call's messages as canonical JSON, hex. Where the provider refused them as too long,
   * of the shortened ones that took their place; so are the two ticks below.
   */
  readonly promptHash: string
  /** Earlier ticks: whole from `wholeFrom` on, condensed from `condensedFrom` on, none before. */
  readonly condensedFrom: number
  readonly wholeFrom: number
  readonly turns: readonly ModelTurn[]
}

export interface ModelTurn {
  readonly words: string
  readonly thinking?: string
  /** Each has its exchange in the record, in this order, unless the decision ended before. */
  readonly calls: readonly ModelToolCall[]
  readonly ending: Finish | FaultKind
  readonly usage: TokenUsage
  /** USD, decimal text. */
  readonly cost: string
  readonly latency: DurationMs
  readonly queued: DurationMs
  readonly attempts: number
}
