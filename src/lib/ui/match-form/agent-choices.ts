/** Which agents of the roster play a match, and how many of each. Pure. */
import { LONGEST_NAME } from '../../core/agent-bounds'
import { type Result, err, ok } from '../../core/result'
import type { AgentProfile, RosterEntry } from '../../../workers/api/agents'
import { callsModel } from '../brain-text'
import { riskPart } from '../risk-form/risk-form'

/** One agent of the roster and how many of it are wanted, as typed. */
export interface AgentChoice {
  readonly agent: AgentProfile
  readonly count: string
}

export const MAX_AGENTS = 50
/** Tokens of the style sheet for agents beyond one of each kind. */
const EXTRA_COLORS = 8

/** Who plays where no roster could be read. */
export const HOUSE_PROFILES: readonly AgentProfile[] = [
  house('momentum', 'Momentum'),
  house('brainrot', 'Brainrot'),
  house('scalper', 'Scalper'),
]

function house(strategy: 'momentum' | 'brainrot' | 'scalper', name: string): AgentProfile {
  return {
    id: `house-${strategy}`,
    name,
    strategy,
    prompt: '',
    brain: `house:${strategy}`,
    color: `--${strategy}`,
    enabled: true,
  }
}

/** One of each agent that is enabled, none of those on the bench. */
export function choicesOf(agents: readonly AgentProfile[]): readonly AgentChoice[] {
  return agents.map((agent) => ({ agent, count: agent.enabled ? '1' : '0' }))
}

/** The agents that are enabled, as a match takes them. */
export function enabledEntries(agents: readonly AgentProfile[]): readonly RosterEntry[] {
  return agents.filter((agent) => agent.enabled).map((agent) => entryOf(agent))
}

/** Agents of which at least one is wanted; a count that is no number counts as wanted. */
export function chosenAgents(choices: readonly AgentChoice[]): readonly AgentProfile[] {
  return choices.filter(({ count }) => wholeNumber(count) !== 0).map(({ agent }) => agent)
}

export function usesModels(choices: readonly AgentChoice[]): boolean {
  return chosenAgents(choices).some(({ brain }) => callsModel(brain))
}

/** @returns every agent of the match by a name of its own, or a sentence */
export function checkAgents(choices: readonly AgentChoice[]): Result<readonly RosterEntry[], string> {
  const counted: { agent: AgentProfile; count: number }[] = []
  for (const { agent, count: text } of choices) {
    const count = wholeNumber(text)
    if (count === undefined) return err(`Give a whole number of ${agent.name} agents.`)
    counted.push({ agent, count })
  }
  const total = counted.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return err('A match needs at least one agent.')
  if (total > MAX_AGENTS) return err(`A match takes up to ${MAX_AGENTS} agents; these are ${total}.`)
  return ok(withCopies(counted))
}

/** "Momentum", "Momentum 2" …; a copy never takes a name that an agent of the roster has. */
function withCopies(
  counted: readonly { readonly agent: AgentProfile; readonly count: number }[],
): readonly RosterEntry[] {
  const taken = new Set(counted.map(({ agent }) => agent.name))
  const entries: RosterEntry[] = []
  for (const { agent, count } of counted) {
    if (count > 0) entries.push(entryOf(agent))
    for (let copy = 2, number = 2; copy <= count; number += 1) {
      const name = copyName(agent.name, number)
      if (taken.has(name)) continue
      taken.add(name)
      entries.push({ ...entryOf(agent), name, color: `--agent-${1 + (entries.length % EXTRA_COLORS)}` })
      copy += 1
    }
  }
  return entries
}

/** Cut where it must be, but never through a character of two units. */
function copyName(name: string, number: number): string {
  const suffix = ` ${number}`
  const kept = name.slice(0, LONGEST_NAME - suffix.length).replace(/[\uD800-\uDBFF]$/, '')
  return kept.trimEnd() + suffix
}

/** An agent of the roster as a match takes it. */
export function entryOf({ name, strategy, prompt, brain, color, risk }: AgentProfile): RosterEntry {
  return { name, strategy, prompt, brain, color, ...riskPart(risk) }
}

/** An empty field counts as none. */
function wholeNumber(text: string): number | undefined {
  const plain = text.trim()
  if (plain === '') return 0
  return /^\d{1,6}$/.test(plain) ? Number(plain) : undefined
}
