import type { AgentTick } from '../match/ports'
import type { DecisionModel } from './decision'
import type { ToolAnswer, ToolDescription } from './tools/tool'

/**
 * What decides for an agent: a model of rules or a language model. It sees the tick and the tools'
 * answers, and speaks in turns; it can do nothing else.
 */
export interface Brain {
  /** Opens the conversation of one decision. May throw: the decision then counts as failed. */
  begin(briefing: Briefing): BrainSession
}

export interface Briefing {
  readonly tick: AgentTick
  readonly tools: readonly ToolDescription[]
  readonly bounds: DecisionBounds
}

export interface BrainSession {
  /** The next turn. May reject: the decision then counts as failed; what was traded stays. */
  nextTurn(input: TurnInput): Promise<BrainTurn>
  /** What a language model was asked and said so far; asked once, when the decision is over. Must not throw. */
  account?(): DecisionModel
}

export interface TurnInput {
  /** From 0. */
  readonly turn: number
  /** Answers to the calls of the turn before, in their order; empty at the first. */
  readonly replies: readonly ToolReply[]
  /** Aborted when the decision is over; a brain that waits for others should stop then. */
  readonly signal: AbortSignal
}

export type BrainTurn =
  | { readonly type: 'calls'; readonly calls: readonly ToolRequest[]; readonly words?: string }
  /** Plain text; what follows its last "Reasoning:" is kept apart. */
  | { readonly type: 'closing'; readonly words: string }
  /** It cannot go on; the sentence says why and what to do. */
  | { readonly type: 'trouble'; readonly sentence: string; readonly words?: string }

export interface ToolRequest {
  readonly tool: string
  readonly input: unknown
  /** A call that must not run, such as one that came torn: this sentence is its answer. */
  readonly refused?: string
}

export interface ToolReply {
  readonly request: ToolRequest
  readonly answer: ToolAnswer
}

/** How much one decision may do. */
export interface DecisionBounds {
  readonly turns: number
  readonly toolCalls: number
  readonly trades: number
}
