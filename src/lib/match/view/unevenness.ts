import { sameRules } from '../../core/risk-rules'
import type { Engine } from '../../engine/engine'
import { runIndex } from '../../engine/events'
import { limitsBeside } from './limit-words'

/**
 * In what the agents of a match differ besides their prompts, a sentence each. Empty while they share node,
 * rules and limits; in a match of house rules only, limits are all that is compared.
 */
export function unevennessOf(engine: Engine): readonly string[] {
  return [...modelUnevenness(engine), ...limitUnevenness(engine)]
}

function modelUnevenness(engine: Engine): readonly string[] {
  const agents = agentsOf(engine)
  const modelled = agents.flatMap(({ name, model }) => (model === undefined ? [] : [{ name, ...model }]))
  if (modelled.length === 0) return []
  const byModel = namesBy(modelled, ({ nodeName }) => nodeName)
  const house = agents.filter(({ model }) => model === undefined).map(({ name }) => name)
  const late = agents.filter(({ index }) => index >= engine.config.runs.length).map(({ name }) => name)
  const changed = agents.filter(({ index }) => engine.wasChanged(runIndex(index))).map(({ name }) => name)
  return [
    ...(byModel.size > 1 ? [joined(byModel, (node, names) => `${verb(names, 'uses', 'use')} ${node}`)] : []),
    ...(house.length > 0
      ? [`${verb(house, 'plays', 'play')} by house rules, without a language model.`]
      : []),
    ...(late.length > 0 ? [`${listed(late)} joined after the start.`] : []),
    ...(changed.length > 0 ? [`${verb(changed, 'was', 'were')} changed during the match.`] : []),
  ]
}

function limitUnevenness(engine: Engine): readonly string[] {
  const agents = agentsOf(engine).map(({ name, index }) => {
    return { name, rules: engine.riskRules(runIndex(index)) ?? {} }
  })
  const [first] = agents
  if (first === undefined || agents.every(({ rules }) => sameRules(rules, first.rules))) return []
  const byLimits = namesBy(agents, ({ rules }) => limitsBeside(engine.config.rules.risk, rules))
  return [joined(byLimits, (limits, names) => `${verb(names, 'plays', 'play')} ${limits}`)]
}

function agentsOf(engine: Engine) {
  return engine.runs.flatMap((run, index) => (run.role === 'agent' ? [{ ...run, index }] : []))
}

function namesBy<Agent extends { readonly name: string }>(
  agents: readonly Agent[],
  keyOf: (agent: Agent) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const agent of agents) {
    const key = keyOf(agent)
    groups.set(key, [...(groups.get(key) ?? []), agent.name])
  }
  return groups
}

function joined(
  groups: ReadonlyMap<string, readonly string[]>,
  say: (key: string, names: readonly string[]) => string,
): string {
  return `${[...groups].map(([key, names]) => say(key, names)).join('; ')}.`
}

function verb(names: readonly string[], one: string, many: string): string {
  return `${listed(names)} ${names.length === 1 ? one : many}`
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
