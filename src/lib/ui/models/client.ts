import type { ChatNode } from '../../llm/chat-node'
import type { Result } from '../../core/result'
import type { NodeTest } from '../../../workers/api/llm'

/**
 * The page's way to chat nodes and their keys. A key passes through here once, on its way into the
 * worker of its origin, and nothing on the page can read it back. No method rejects.
 */
export interface ModelsClient {
  /** Called at once with what is known, and on every change. Answers how to stop. */
  subscribe(listener: (state: ModelsState) => void): () => void
  /** Adds the node, or replaces the one with its id. */
  saveNode(node: ChatNode): Promise<Result<undefined, string>>
  /** Refused, with their names, while agents use it. */
  deleteNode(id: string): Promise<Result<undefined, string>>
  /** Hands the key to the worker of the node's origin, for all its nodes that share one. */
  setKey(nodeId: string, key: string): Promise<Result<undefined, string>>
  /** From memory and from this device. */
  forgetKey(nodeId: string): Promise<Result<undefined, string>>
  /** Keeps all present keys on this device, encrypted under the passphrase. */
  remember(passphrase: string): Promise<Result<undefined, string>>
  /** Brings the kept keys back. */
  unlock(passphrase: string): Promise<Result<undefined, string>>
  /** Removes all kept keys from this device; those in memory stay. */
  forgetRemembered(): Promise<Result<undefined, string>>
  /** A tiny tool-calling request; says in words what works. */
  test(nodeId: string): Promise<NodeTest>
  /**
   * Pasting one OpenAI key: makes the default node, gives it the key and puts the agents of the three
   * strategies on it. Nothing is asked of the provider.
   */
  quickStart(key: string): Promise<Result<QuickStarted, string>>
  /** OpenRouter's consent page by PKCE; the page leaves and comes back. */
  signInOpenRouter(): Promise<Result<undefined, string>>
}

/** What a quick start did. */
export interface QuickStarted {
  readonly nodeId: string
  /** Names of the agents that use the node now. */
  readonly moved: readonly string[]
  /** Titles of the strategies that no agent of the roster plays. */
  readonly missing: readonly string[]
}

export interface ModelsState {
  readonly loaded: boolean
  readonly nodes: readonly NodeState[]
  /** Encrypted keys are on this device and not yet unlocked. */
  readonly locked: boolean
  /** A sentence; empty when there is nothing to say. */
  readonly notice: string
}

export interface NodeState {
  readonly node: ChatNode
  /**
   * `locked`: encrypted keys for its address are on this device and wait for their passphrase;
   * `session`: in memory, gone on reload; `remembered`: also encrypted on this device; `not-needed`:
   * a model on this machine.
   */
  readonly key: 'none' | 'locked' | 'session' | 'remembered' | 'not-needed'
}
