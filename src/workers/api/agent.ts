/** agent.worker's API for match.worker. The other direction is AgentHost, exposed by match.worker over a port. */
import type { Labels } from '../../lib/core/labels'
import type { ProductSpec } from '../../lib/core/product'
import type { DecisionRecord } from '../../lib/agents/decision'
import type { DecisionSettings } from '../../lib/engine/config'
import type { AgentTick, PastTick } from '../../lib/match/ports'

export interface AgentSetup {
  readonly name: string
  /** `house:momentum`, `house:brainrot`, `house:scalper`, or `node:<chat node id>`. */
  readonly brain: string
  readonly products: readonly ProductSpec[]
  /** Fork label for the agent's own chance, unique in the match. */
  readonly seed: string
  readonly labels: Labels
  /** Whether signals of this match may name exits, and a risk layer watches. */
  readonly exits: boolean
  /** For language models only. */
  readonly chat?: ChatSetup
}

/** What makes a language model an agent. */
export interface ChatSetup {
  readonly nodeName: string
  readonly modelId: string
  /** System prompt. */
  readonly prompt: string
  readonly decisions: DecisionSettings
  /** Oldest first. */
  readonly history: readonly PastTick[]
}

export interface AgentWorkerApi {
  /** `host` speaks {@link AgentHost} by Comlink; it is bound to this agent's run. */
  setup(setup: AgentSetup, host: MessagePort): Promise<void>
  decide(tick: AgentTick): Promise<DecisionRecord>
  abandon(tick: number): Promise<void>
  ping(): Promise<number>
}
