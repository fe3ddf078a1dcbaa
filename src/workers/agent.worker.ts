/** Composition root of one agent: its brain, the tools, and the decision loop all agents share. */
import * as Comlink from 'comlink'
import type { DecisionRecord } from '../lib/agents/decision'
import { decide } from '../lib/agents/decide'
import { type Mind, chatMind, houseMind } from '../lib/agents/mind'
import { arenaTools } from '../lib/agents/tools/arena-tools'
import type { ToolRegistry } from '../lib/agents/tools/registry'
import { houseModel } from '../lib/engine/stages/alpha/house-models'
import type { AgentHost, AgentTick } from '../lib/match/ports'
import type { AgentSetup, AgentWorkerApi } from './api/agent'
import { PlatformClock } from './clock'

const clock = new PlatformClock()

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
    const { brain, products, exits, chat } = setup
    const mind = chat === undefined ? houseMind(setup, houseModel(brain)) : chatMind(setup, chat, host, clock)
    this.#agent = { ...mind, tools: arenaTools(products, exits), host }
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

Comlink.expose(new AgentWorker())
