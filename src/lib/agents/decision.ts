import type { QuantityUnits, ProductIndex } from '../core/product'
import type { DurationMs, TimeMs } from '../core/time'
import type { Side } from '../engine/events'

/** A checked wish to trade, as a tool hands it to the runtime. The run is the caller's, never given. */
export interface TradeRequest {
  readonly tick: number
  /** Counts the trades of this decision from 0; with run and tick it is the trade key. */
  readonly ordinal: number
  readonly product: ProductIndex
  readonly side: Side
  readonly quantity: QuantityUnits
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
}
