import { LONGEST_NAME } from '../../core/agent-bounds'
import type { AgentProfile, RosterBook, StrategyPreset } from '../../../workers/api/agents'
import { type Answer, failure, success } from '../answer'
import type { ArenaClient } from '../client'
import type { NodeState } from '../models/client'
import { presetPrompt, rosterFault, sameName } from './agent-form'
import { freeColor } from './colors'
import { LARGEST_FILE, rosterFromJson, tooLarge } from './roster-file'

/** A file a person chose. */
export interface TextFile {
  readonly name: string
  readonly size: number
  text(): Promise<string>
}

type RosterClient = Pick<ArenaClient, 'roster' | 'saveRoster'>

/**
 * The roster as the Agents page has it. Every change is saved at once; while an agent cannot be saved (an
 * imported one without a brain), the changes stay on the page and {@link unsaved} says so.
 */
export class Roster {
  readonly #client: RosterClient
  readonly #nodes: () => readonly NodeState[]
  readonly #newId: () => string
  #book = $state.raw<RosterBook | undefined>(undefined)
  #agents = $state.raw<readonly AgentProfile[]>([])
  #answer = $state.raw<Answer | undefined>(undefined)
  #notices = $state.raw<readonly string[]>([])
  #unsaved = $state.raw(false)
  /** What was there before the last change of all agents at once. */
  #before = $state.raw<readonly AgentProfile[] | undefined>(undefined)
  #benched = $state.raw<string | undefined>(undefined)

  constructor(client: RosterClient, nodes: () => readonly NodeState[], newId: () => string) {
    this.#client = client
    this.#nodes = nodes
    this.#newId = newId
  }

  get loaded(): boolean {
    return this.#book !== undefined
  }
  get agents(): readonly AgentProfile[] {
    return this.#agents
  }
  get strategies(): readonly StrategyPreset[] {
    return this.#book?.strategies ?? []
  }
  /** What became of the last change. */
  get answer(): Answer | undefined {
    return this.#answer
  }
  /** A sentence for each imported agent that needs a brain; why a stored roster was not used. */
  get notices(): readonly string[] {
    return this.#notices
  }
  get unsaved(): boolean {
    return this.#unsaved
  }
  /** The name of the agent that was benched last, while nothing else was changed since. */
  get benched(): string | undefined {
    return this.#benched
  }
  get canUndo(): boolean {
    return this.#before !== undefined
  }

  /** What became of the last change is no news any more. */
  clearAnswer(): void {
    this.#answer = undefined
    this.#benched = undefined
  }

  /** Never throws. */
  async load(): Promise<void> {
    try {
      const book = await this.#client.roster()
      this.#book = book
      this.#agents = book.agents
      this.#notices = book.notice === '' ? [] : [book.notice]
    } catch (error) {
      this.#answer = failure('The roster could not be read.', error)
    }
  }

  /** A new agent to be filled in: the first chat node plays it, or house rules where there is none. */
  draft(): Omit<AgentProfile, 'id'> {
    const node = this.#nodes()[0]?.node
    const color = freeColor(this.#agents.map((agent) => agent.color))
    const common = { name: '', color, enabled: true }
    if (node === undefined) return { ...common, strategy: 'momentum', prompt: '', brain: 'house:momentum' }
    const prompt = presetPrompt('default', this.strategies)
    return { ...common, strategy: 'default', prompt, brain: `node:${node.id}` }
  }

  /** Adds an agent, or replaces the one with the id, and saves. */
  put(id: string | undefined, agent: Omit<AgentProfile, 'id'>): Promise<boolean> {
    const known = this.#agents.some((other) => other.id === id)
    if (id === undefined || !known) return this.#change([...this.#agents, { ...agent, id: this.#newId() }])
    return this.#change(this.#agents.map((other) => (other.id === id ? { ...agent, id } : other)))
  }

  clone(id: string): Promise<boolean> {
    const index = this.#agents.findIndex((agent) => agent.id === id)
    const agent = this.#agents[index]
    if (agent === undefined) return Promise.resolve(false)
    const color = freeColor(this.#agents.map((other) => other.color))
    const copy = { ...agent, id: this.#newId(), name: this.#copyName(agent.name), color }
    return this.#change([...this.#agents.slice(0, index + 1), copy, ...this.#agents.slice(index + 1)])
  }

  async setEnabled(id: string, enabled: boolean): Promise<boolean> {
    const saved = await this.#change(
      this.#agents.map((agent) => (agent.id === id ? { ...agent, enabled } : agent)),
    )
    const agent = this.#agents.find((other) => other.id === id)
    if (saved && agent !== undefined && !enabled) {
      this.#answer = success(`${agent.name} goes into no new match.`)
      this.#benched = agent.name
    }
    return saved
  }

  remove(id: string): Promise<boolean> {
    return this.#change(this.#agents.filter((agent) => agent.id !== id))
  }

  /** Every agent on one chat node; those that had house rules get their strategy's prompt. */
  async putAllOn(nodeId: string): Promise<boolean> {
    const before = this.#agents
    const saved = await this.#change(
      before.map((agent) => ({
        ...agent,
        brain: `node:${nodeId}`,
        prompt: agent.prompt || presetPrompt(agent.strategy, this.strategies),
      })),
    )
    const name = this.#nodes().find(({ node }) => node.id === nodeId)?.node.name ?? ''
    if (saved) this.#answer = success(allUse(before.length, name))
    this.#before = before
    return saved
  }

  /** Puts the roster of a file in the place of this one. Never throws. */
  async importFile(file: TextFile): Promise<void> {
    const text = await textOf(file)
    const read = text.ok ? rosterFromJson(text.value, this.#nodes(), this.#newId) : text
    if (!read.ok) {
      this.#answer = { good: false, text: read.error }
      return
    }
    const before = this.#agents
    const { agents, notices } = read.value
    if (await this.#change(agents)) this.#answer = success(`Imported ${agents.length} agents and saved them.`)
    this.#before = before
    this.#notices = notices
  }

  /** Brings back what was there before the last import, or before all were put on one chat node. */
  async undo(): Promise<void> {
    const before = this.#before
    if (before === undefined) return
    this.#notices = []
    await this.#change(before)
  }

  /** Whether all agents are saved now; else the answer says why not. Never throws. */
  async save(): Promise<boolean> {
    const fault = rosterFault(this.#agents, this.#nodes())
    if (fault !== undefined) {
      this.#answer = { good: false, text: `Not saved yet. ${fault.sentence}` }
      return false
    }
    try {
      const saved = await this.#client.saveRoster(this.#agents)
      this.#answer = saved.ok ? success('Saved.') : { good: false, text: saved.error }
      this.#unsaved = !saved.ok
      if (saved.ok) this.#notices = []
      return saved.ok
    } catch (error) {
      this.#answer = failure('The roster could not be saved.', error)
      return false
    }
  }

  async #change(agents: readonly AgentProfile[]): Promise<boolean> {
    this.#agents = agents
    this.#before = undefined
    this.#benched = undefined
    this.#unsaved = true
    return this.save()
  }

  /** "Momentum" → "Momentum 2", the first that is free. */
  #copyName(name: string): string {
    const stem = name.replace(/ \d+$/, '')
    for (let number = 2; ; number += 1) {
      const suffix = ` ${number}`
      const copy = stem.slice(0, LONGEST_NAME - suffix.length) + suffix
      if (!this.#agents.some((agent) => sameName(agent.name, copy))) return copy
    }
  }
}

function allUse(count: number, node: string): string {
  return count === 1 ? `The one agent now uses ${node}.` : `All ${count} now use ${node}.`
}

async function textOf(file: TextFile): Promise<{ ok: true; value: string } | { ok: false; error: string }> {
  if (file.size > LARGEST_FILE) return { ok: false, error: tooLarge(file.size) }
  try {
    return { ok: true, value: await file.text() }
  } catch {
    return { ok: false, error: 'The file could not be read.' }
  }
}
