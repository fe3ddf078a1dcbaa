import type { Labels } from '../core/labels'
import type { ChatNode } from './chat-node'
import type { Completion, CompletionRequest } from './completion'

/** The far end of every model call: the holder of the keys of one origin. */
export interface ModelGateway {
  /** Must not reject: every failure is a completion with a fault. */
  complete(node: ChatNode, request: CompletionRequest, labels: Labels, watch: CallWatch): Promise<Completion>
}

/** What a caller may know of and do to its call while it is under way. */
export interface CallWatch {
  /** Ends the call; what it spent is still told. */
  readonly signal: AbortSignal
  /** The words so far, a few times a second at most. Must not throw. */
  readonly onText: (text: string) => void
}

/** Whether a call to a node could be made now. */
export type ModelReadiness = 'ready' | 'no-node' | 'no-key'
