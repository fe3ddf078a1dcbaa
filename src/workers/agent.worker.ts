/** Composition root of one agent: its brain, the tools, and the decision loop all agents share. */
import * as Comlink from 'comlink'
import type { DecisionRecord } from '../lib/agents/decision'
import { decide } from '../lib/agents/decide'
import { HOUSE_BOUNDS, houseCharacter } from '../lib/agents/house/characters'
import { HouseBrain } from '../lib/agents/house/house-brain'
import { arenaTools } from '../lib/agents/tools/arena-tools'
import { houseModel } from '../lib/engine/stages/alpha/house-models'
import type { AgentHost, AgentTick } from '../lib/match/ports'
import type { AgentSetup, AgentWorkerApi } from './api/agent'
import { PlatformClock } from './clock'

const clock = new PlatformClock()

class AgentWorker implements AgentWorkerApi {
  #decide: ((tick: AgentTick, abandon: AbortSignal) => Promise<DecisionRecord>) | undefined
  #open: { readonly tick: number; readonly abandon: AbortController } | undefined

  /** @throws when the brain is none this build knows */
  async setup(setup: AgentSetup, port: MessagePort): Promise<void> {
    const model = houseModel(setup.brain)
    const character = houseCharacter(setup.brain)
    if (model === undefined || character === undefined)
      throw new Error(`There is no brain called ${setup.brain}.`)
    const brain = new HouseBrain(model, character, setup.products)
    const host = Comlink.wrap<AgentHost>(port)
    const tools = arenaTools(setup.products)
    this.#decide = (tick, abandon) =>
      decide(tick, brain, { tools, host, clock, bounds: HOUSE_BOUNDS, abandon })
  }

  async decide(tick: AgentTick): Promise<DecisionRecord> {
    if (this.#decide === undefined) throw new Error('The agent was asked before it was set up.')
    const abandon = new AbortController()
    this.#open = { tick: tick.tick, abandon }
    return this.#decide(tick, abandon.signal)
  }

  async abandon(tick: number): Promise<void> {
    if (this.#open?.tick === tick) this.#open.abandon.abort()
  }

  async ping(): Promise<number> {
    return clock.now()
  }
}

Comlink.expose(new AgentWorker())
