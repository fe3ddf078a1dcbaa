/** What is asked of a language model and what comes back, in our own words: no provider's field names. */
import type { Decimal } from '../core/decimal'
import type { DurationMs } from '../core/time'

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | AssistantMessage
  | { readonly role: 'tool'; readonly callId: string; readonly content: string }

export interface AssistantMessage {
  readonly role: 'assistant'
  readonly content: string
  readonly calls: readonly ModelToolCall[]
  /** Thoughts a provider wants back with the turns that follow in the same conversation. */
  readonly thinking?: string
}

/** A tool call as the model wrote it: nothing of it has been checked. */
export interface ModelToolCall {
  readonly id: string
  readonly name: string
  /** JSON text, or what was meant as such. */
  readonly arguments: string
  /** An opaque token of the provider that must be sent back with the call. */
  readonly signature?: string
}

export interface ToolSpec {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: object
}

export interface CompletionRequest {
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly ToolSpec[]
  /** `none`: the model must answer in words. */
  readonly toolChoice: 'auto' | 'none'
  /** Reasoning included. */
  readonly maxOutputTokens: number
  /** Wall time left for it all, queueing and retries included. */
  readonly deadline: DurationMs
  /** USD set aside for it all; no attempt is made that might pass it. Unlimited when undefined. */
  readonly spendable?: Decimal
}

export interface ModelReply {
  readonly words: string
  readonly calls: readonly ModelToolCall[]
  readonly finish: Finish
  readonly thinking?: string
}

export type Finish = 'stop' | 'tool-calls' | 'length' | 'content-filter' | 'refusal'

/** Tokens, as the provider reported them; `estimated` when it did not and we counted characters. */
export interface TokenUsage {
  /** All of the prompt, what was cached included. */
  readonly input: number
  readonly cachedInput: number
  /** All of the answer, reasoning included. */
  readonly output: number
  readonly reasoning: number
  readonly estimated: boolean
}

export const NO_USAGE: TokenUsage = {
  input: 0,
  cachedInput: 0,
  output: 0,
  reasoning: 0,
  estimated: false,
}

/** How one call to a model ended. It never rejects; usage and cost are zero when nothing was spent. */
export interface Completion {
  readonly outcome:
    | { readonly type: 'reply'; readonly reply: ModelReply }
    | { readonly type: 'fault'; readonly fault: ModelFault }
  readonly usage: TokenUsage
  /** USD, exact at the node's prices. */
  readonly cost: Decimal
  /** Wall time, queueing and retries included. */
  readonly latency: DurationMs
  readonly queued: DurationMs
  /** Requests that left, retries included. */
  readonly attempts: number
}

export interface ModelFault {
  readonly kind: FaultKind
  /** For a person: what happened and what to do. Never a key, a header or a body. */
  readonly sentence: string
}

export type FaultKind =
  /** Nothing was asked: no such node, no key, nothing left of a budget, the worker is being restarted. */
  | 'no-node'
  | 'no-key'
  | 'budget'
  | 'gateway-lost'
  /** Ours: the time was over, or the decision closed. */
  | 'deadline'
  | 'aborted'
  /** The provider's answers: 401; 402 or spent credit; 403; 404; 400; a prompt too long; 429; 408, 409, 5xx. */
  | 'unauthorized'
  | 'no-credit'
  | 'forbidden'
  | 'unknown-model'
  | 'bad-request'
  | 'context-overflow'
  | 'rate-limited'
  | 'unavailable'
  /** The browser's word for anything between DNS and CORS. */
  | 'unreachable'
  /** 60 s without a byte; a stream that ended early; an answer that is none. */
  | 'silent'
  | 'cut-short'
  | 'malformed'
