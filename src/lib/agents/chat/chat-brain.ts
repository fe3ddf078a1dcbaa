import type { Clock } from '../../core/clock'
import type { DecisionSettings } from '../../engine/config'
import type { AgentHost } from '../../match/ports'
import type { Brain, BrainSession, Briefing, DecisionBounds } from '../brain'
import { ChatSession } from './chat-session'
import type { ChatMemory } from './memory'

/** All a language model needs to decide for an agent. */
export interface ChatParts {
  /** The chat node's name. */
  readonly node: string
  readonly modelId: string
  readonly outputTokens: number
  readonly memory: ChatMemory
  readonly host: AgentHost
  readonly clock: Clock
}

/** A language model behind the face of a brain: each turn is one call to its chat node through the match. */
export class ChatBrain implements Brain {
  constructor(private readonly parts: ChatParts) {}

  begin(briefing: Briefing): BrainSession {
    return new ChatSession(this.parts, briefing)
  }
}

/** How much a language model's decision may do in this match. */
export function chatBounds({ turns, toolCalls, trades }: DecisionSettings): DecisionBounds {
  return { turns, toolCalls, trades }
}
