/** A named model behind a base URL: what agents target, and all a call needs to know but the key. */

export type ProviderId =
  | 'openai'
  | 'deepseek'
  | 'openrouter'
  | 'anthropic'
  | 'gemini'
  | 'groq'
  | 'xai'
  | 'mistral'
  | 'ollama'
  | 'lmstudio'
  | 'custom'

export type ReasoningEffort = 'minimal' | 'low' | 'medium' | 'high'

export interface ChatNode {
  /** Made once, never shown; brains and budgets refer to it. */
  readonly id: string
  /** Unique among the nodes. */
  readonly name: string
  readonly provider: ProviderId
  /** https, or http on this machine; without a slash at its end. */
  readonly baseUrl: string
  readonly modelId: string
  /** Not sent when undefined. */
  readonly effort?: ReasoningEffort
  /** Not sent when undefined. */
  readonly temperature?: number
  /** Calls in flight at once, 1 or more. */
  readonly maxConcurrent: number
  readonly prices: ModelPrices
  /** USD, decimal text; unlimited when undefined. */
  readonly matchBudget?: string
  /** USD per day (UTC), decimal text; unlimited when undefined. */
  readonly dayBudget?: string
  /** False: it uses the key all nodes of its origin share. */
  readonly hasOwnKey: boolean
}

/** USD per million tokens, decimal text. */
export interface ModelPrices {
  readonly input: string
  readonly cachedInput: string
  readonly output: string
  /** Nobody published these; costs computed from them are labelled as estimates. */
  readonly estimated: boolean
}

/** Where a node's key is kept: under its origin, or under the node when it has its own. */
export function keySlotOf(node: ChatNode): string {
  return node.hasOwnKey ? `node:${node.id}` : `origin:${originOf(node)}`
}

/** The only origin a node's key may ever be sent to. @throws TypeError when the base URL is none */
export function originOf(node: Pick<ChatNode, 'baseUrl'>): string {
  return new URL(node.baseUrl).origin
}
