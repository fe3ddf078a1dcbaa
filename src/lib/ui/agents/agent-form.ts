/** One agent as the form has it, and the checks that turn it into a profile. Pure. */
import { LONGEST_NAME, LONGEST_PROMPT } from '../../core/agent-bounds'
import { BENCHMARK_NAME, BENCHMARK_NAME_TAKEN } from '../../core/benchmark'
import { type Result, err, ok } from '../../core/result'
import type { RiskField } from '../../core/risk-rules'
import type { AgentProfile, RiskChoices, StrategyName, StrategyPreset } from '../../../workers/api/agents'
import { callsModel, nodeOfBrain } from '../brain-text'
import { countText } from '../format'
import type { NodeState } from '../models/client'
import { checkRisk, riskPart } from '../risk-form/risk-form'

/** As typed; nothing checked. */
export interface AgentForm {
  readonly name: string
  readonly strategy: StrategyName
  readonly prompt: string
  /** Empty while none is chosen. */
  readonly brain: string
  readonly color: string
  readonly enabled: boolean
  /** Limits of its own; an empty one is as in the match. */
  readonly risk?: RiskChoices
}

/** The button that opens the form, to give the focus back to. */
export const ADD_BUTTON = 'add-agent'

export type AgentField = 'name' | 'prompt' | 'brain' | RiskField

/** A sentence for each field that cannot be used as it is. */
export type AgentErrors = Readonly<Partial<Record<AgentField, string>>>

export const STRATEGY_NAMES: readonly StrategyName[] = ['default', 'momentum', 'brainrot', 'scalper', 'own']
const HOUSE_STRATEGIES: readonly StrategyName[] = ['momentum', 'brainrot', 'scalper']

/** The brain of a strategy that can also be played by plain rules; undefined for the others. */
export function houseBrain(strategy: StrategyName): string | undefined {
  return HOUSE_STRATEGIES.includes(strategy) ? `house:${strategy}` : undefined
}

/** An agent's fields for the form; house agents keep no prompt, so they show their strategy's. */
export function formOf(agent: AgentProfile, strategies: readonly StrategyPreset[]): AgentForm {
  const { name, strategy, brain, color, enabled, risk } = agent
  const prompt = agent.prompt || presetPrompt(strategy, strategies)
  return { name, strategy, prompt, brain, color, enabled, ...riskPart(risk) }
}

/** A strategy's name for people. */
export function strategyTitle(strategy: StrategyName, strategies: readonly StrategyPreset[]): string {
  const title = strategies.find((preset) => preset.strategy === strategy)?.title
  return title ?? strategy.slice(0, 1).toUpperCase() + strategy.slice(1)
}

/** What an agent plays: a strategy, or what somebody made of its prompt. */
export function strategyText(
  { strategy, prompt }: AgentProfile,
  strategies: readonly StrategyPreset[],
): string {
  const title = strategyTitle(strategy, strategies)
  const own = strategy !== 'own' && prompt !== '' && prompt !== presetPrompt(strategy, strategies)
  return own ? `${title} (own prompt)` : title
}

/** The prompt a strategy brings along; empty for the visitor's own. */
export function presetPrompt(strategy: StrategyName, strategies: readonly StrategyPreset[]): string {
  return strategies.find((preset) => preset.strategy === strategy)?.prompt ?? ''
}

/** Whether somebody wrote on the prompt: it is neither empty nor what a strategy brings along. */
export function isEdited(prompt: string, strategies: readonly StrategyPreset[]): boolean {
  return prompt !== '' && !strategies.some((preset) => preset.prompt === prompt)
}

/** The form with another strategy: its prompt, unless somebody wrote one, and a brain that can play it. */
export function withStrategy(
  form: AgentForm,
  strategy: StrategyName,
  strategies: readonly StrategyPreset[],
  nodes: readonly NodeState[],
): AgentForm {
  const keep = strategy === 'own' || isEdited(form.prompt, strategies)
  const prompt = keep ? form.prompt : presetPrompt(strategy, strategies)
  if (callsModel(form.brain)) return { ...form, strategy, prompt }
  const first = nodes[0] === undefined ? '' : `node:${nodes[0].node.id}`
  return { ...form, strategy, prompt, brain: houseBrain(strategy) ?? first }
}

/**
 * @param others the roster without this agent
 * @returns the profile without its id, or a sentence for each field at fault
 */
export function checkAgentForm(
  form: AgentForm,
  others: readonly AgentProfile[],
  nodes: readonly NodeState[],
): Result<Omit<AgentProfile, 'id'>, AgentErrors> {
  const name = checkName(form.name, others)
  const prompt = checkPrompt(form)
  const brain = checkBrain(form, nodes)
  const { risk: texts = {}, ...rest } = form
  const risk = checkRisk(texts, 'agent')
  if (name.ok && prompt.ok && brain.ok && risk.ok) {
    const checked = { name: name.value, prompt: prompt.value, brain: brain.value }
    return ok({ ...rest, ...checked, ...riskPart(risk.value) })
  }
  return err({
    ...(name.ok ? {} : { name: name.error }),
    ...(prompt.ok ? {} : { prompt: prompt.error }),
    ...(brain.ok ? {} : { brain: brain.error }),
    ...(risk.ok ? {} : risk.error),
  })
}

/** What keeps a roster from being saved, naming the agent; undefined when nothing does. */
export function rosterFault(
  agents: readonly AgentProfile[],
  nodes: readonly NodeState[],
): { readonly agent: AgentProfile; readonly sentence: string } | undefined {
  for (const agent of agents) {
    const others = agents.filter(({ id }) => id !== agent.id)
    const checked = checkAgentForm(agent, others, nodes)
    const sentence = checked.ok ? undefined : Object.values(checked.error)[0]
    if (sentence !== undefined) return { agent, sentence: `${agent.name || 'An agent'}: ${sentence}` }
  }
  return undefined
}

/** Names differ by more than case and spaces, or people would take one for the other. */
export function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}

function checkName(text: string, others: readonly AgentProfile[]): Result<string, string> {
  const name = text.trim()
  if (name === '') return err('Give the agent a name.')
  if (name.length > LONGEST_NAME) {
    return err(`A name has at most ${LONGEST_NAME} characters; this one has ${countText(name.length)}.`)
  }
  if (sameName(name, BENCHMARK_NAME)) return err(BENCHMARK_NAME_TAKEN)
  const taken = others.find((other) => sameName(other.name, name))
  return taken === undefined ? ok(name) : err(`Another agent is already called ${taken.name}.`)
}

/** House rules read no prompt, so none is kept for them. */
function checkPrompt({ prompt, brain }: AgentForm): Result<string, string> {
  if (prompt.length > LONGEST_PROMPT) {
    return err(
      `A system prompt has at most ${countText(LONGEST_PROMPT)} characters; this one has ${countText(prompt.length)}.`,
    )
  }
  if (!callsModel(brain)) return ok('')
  if (prompt.trim() === '') return err('Write a system prompt, or take a strategy’s.')
  return ok(prompt)
}

function checkBrain({ brain, strategy }: AgentForm, nodes: readonly NodeState[]): Result<string, string> {
  if (brain !== '' && brain === houseBrain(strategy)) return ok(brain)
  if (nodeOfBrain(brain, nodes) !== undefined) return ok(brain)
  return err(
    nodes.length === 0
      ? 'Choose a brain: add a chat node on the Models page first.'
      : 'Choose a brain: one of the chat nodes.',
  )
}
