import type { AgentSetup, ChatSetup } from '../../workers/api/agent'
import type { Clock } from '../core/clock'
import type { HouseModel } from '../engine/stages/alpha/house-models'
import type { AgentHost } from '../match/ports'
import type { Brain, DecisionBounds } from './brain'
import { systemMessage } from './chat/arena-manual'
import { ChatBrain, chatBounds } from './chat/chat-brain'
import { ChatMemory } from './chat/memory'
import { HOUSE_BOUNDS, houseCharacter } from './house/characters'
import { HouseBrain } from './house/house-brain'

/** What decides for an agent, and what it takes with it from tick to tick. */
export interface Mind {
  readonly brain: Brain
  readonly bounds: DecisionBounds
  /** Language models only. */
  readonly memory?: ChatMemory
}

/**
 * `model`: the one of this name, undefined where there is none.
 * @throws when no house agent has this name
 */
export function houseMind(
  { brain, products }: Pick<AgentSetup, 'brain' | 'products'>,
  model: HouseModel | undefined,
): Mind {
  const character = houseCharacter(brain)
  if (model === undefined || character === undefined) throw new Error(`There is no brain called ${brain}.`)
  return { brain: new HouseBrain(model, character, products), bounds: HOUSE_BOUNDS }
}

/** A language model that is asked through `host`, with the past it was given. */
export function chatMind(
  { products, exits }: Pick<AgentSetup, 'products' | 'exits'>,
  chat: ChatSetup,
  host: AgentHost,
  clock: Clock,
): Mind {
  const { nodeName: node, modelId, prompt, decisions, history } = chat
  const { memoryTokens, outputTokens } = decisions
  const system = systemMessage(prompt, decisions, products, exits)
  const memory = new ChatMemory({ system, products, model: { node, modelId }, memoryTokens }, history)
  const brain = new ChatBrain({ node, modelId, outputTokens, memory, host, clock })
  return { brain, bounds: chatBounds(decisions), memory }
}
