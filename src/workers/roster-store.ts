import { LONGEST_NAME, LONGEST_PROMPT } from '../lib/core/agent-bounds'
import { type Result, err } from '../lib/core/result'
import { STRATEGIES, defaultRoster } from '../lib/agents/chat/strategies'
import type { ChatNode } from '../lib/llm/chat-node'
import { ownRisk } from '../lib/match/risk-choices'
import { houseStrategyOf } from '../lib/match/roster'
import { rosterSetting } from '../lib/storage/model-settings'
import type { SettingsRepository } from '../lib/storage/settings'
import type { AgentProfile, RosterBook } from './api/agents'

const ROSTER = rosterSetting(defaultRoster())

export async function readRoster(settings: SettingsRepository): Promise<RosterBook> {
  const { value, notice } = await settings.get(ROSTER)
  return { agents: value, strategies: STRATEGIES, notice }
}

/** Replaces the whole roster; whatever is wrong with it is a sentence. */
export async function saveRoster(
  settings: SettingsRepository,
  agents: readonly AgentProfile[],
  nodes: readonly ChatNode[],
): Promise<Result<undefined, string>> {
  const trimmed = agents.map((agent) => ({ ...agent, name: agent.name.trim() }))
  const wrong = trimmed.map((agent, index) => faultOf(agent, trimmed.slice(0, index), nodes))
  const first = wrong.find((sentence) => sentence !== undefined)
  return first === undefined ? settings.put(ROSTER, trimmed) : err(first)
}

function faultOf(
  { id, name, prompt, brain, risk }: AgentProfile,
  before: readonly AgentProfile[],
  nodes: readonly ChatNode[],
): string | undefined {
  if (name === '' || name.length > LONGEST_NAME) {
    return `Every agent needs a name of at most ${LONGEST_NAME} characters.`
  }
  if (before.some((other) => other.name === name || other.id === id)) {
    return `Two agents are called “${name}”; names must differ.`
  }
  if (prompt.length > LONGEST_PROMPT) {
    return `The system prompt of “${name}” is longer than ${LONGEST_PROMPT.toLocaleString('en-US')} characters.`
  }
  const limits = ownRisk({}, risk, `“${name}”`)
  if (!limits.ok) return limits.error
  if (houseStrategyOf(brain) !== undefined) return undefined
  if (!nodes.some((node) => brain === `node:${node.id}`)) {
    return `“${name}” has no brain that exists: choose house rules or a chat node.`
  }
  return prompt.trim() === '' ? `“${name}” needs a system prompt to play with a language model.` : undefined
}
