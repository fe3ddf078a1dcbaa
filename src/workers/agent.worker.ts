/** Composition root of one agent: its brain, the tools, and the decision loop all agents share. */
import * as Comlink from 'comlink'
import type { Brain, DecisionBounds } from '../lib/agents/brain'
import { systemMessage } from '../lib/agents/chat/arena-manual'
import { ChatBrain, chatBounds } from '../lib/agents/chat/chat-brain'
import { ChatMemory } from '../lib/agents/chat/memory'
import type { DecisionRecord } from '../lib/agents/decision'
import { decide } from '../lib/agents/decide'
import { HOUSE_BOUNDS, houseCharacter } from '../lib/agents/house/characters'
import { HouseBrain } from '../lib/agents/house/house-brain'
import { arenaTools } from '../lib/agents/tools/arena-tools'
import type { ToolRegistry } from '../lib/agents/tools/registry'
import { houseModel } from '../lib/engine/stages/alpha/house-models'
import type { AgentHost, AgentTick } from '../lib/match/ports'
import type { AgentSetup, AgentWorkerApi, ChatSetup } from './api/agent'
import { PlatformClock } from './clock'

const clock = new PlatformClock()

/** What decides for this agent, and what it takes with it from tick to tick. */
interface Mind {
  readonly brain: Brain
  readonly bounds: DecisionBounds
  /** Language models only. */
  readonly memory?: ChatMemory
}

interface Agent extends Mind {
  readonly tools: ToolRegistry
  readonly host: AgentHost
}

class AgentWorker implements AgentWorkerApi {
  #agent: Agent | undefined
  #open: { readonly tick: number; readonly abandon: AbortController } | undefined

  /** @throws when the brain is none this build knows */
  async setup(setup: AgentSetup, port: MessagePort): Promise<void> {
    const host = Comlink.wrap<AgentHost>(port)
    const mind = setup.chat === undefined ? houseMind(setup) : chatMind(setup, setup.chat, host)
    this.#agent = { ...mind, tools: arenaTools(setup.products), host }
  }

  async decide(tick: AgentTick): Promise<DecisionRecord> {
    const agent = this.#agent
    if (agent === undefined) throw new Error('The agent was asked before it was set up.')
    const abandon = new AbortController()
    this.#open = { tick: tick.tick, abandon }
    const record = await decide(tick, agent.brain, { ...agent, clock, abandon: abandon.signal })
    // What the match closed from outside it has recorded in its own words.
    if (record.outcome !== 'abandoned') agent.memory?.remember(tick, record)
    return record
  }

  async abandon(tick: number): Promise<void> {
    if (this.#open?.tick === tick) this.#open.abandon.abort()
    // The record may have crossed this message on its way, and then the match has dropped it.
    this.#agent?.memory?.forget(tick)
  }

  async ping(): Promise<number> {
    return clock.now()
  }
}

function houseMind({ brain, products }: AgentSetup): Mind {
  const model = houseModel(brain)
  const character = houseCharacter(brain)
  if (model === undefined || character === undefined) throw new Error(`There is no brain called ${brain}.`)
  return { brain: new HouseBrain(model, character, products), bounds: HOUSE_BOUNDS }
}

function chatMind({ products }: AgentSetup, chat: ChatSetup, host: AgentHost): Mind {
  const { nodeName: node, modelId, prompt, decisions, history } = chat
  const { memoryTokens, outputTokens } = decisions
  const system = systemMessage(prompt, decisions, products)
  const memory = new ChatMemory({ system, products, model: { node, modelId }, memoryTokens }, history)
  const brain = new ChatBrain({ node, modelId, outputTokens, memory, host, clock })
  return { brain, bounds: chatBounds(decisions), memory }
}

Comlink.expose(new AgentWorker())
