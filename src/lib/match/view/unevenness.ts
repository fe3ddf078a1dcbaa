import type { Engine } from '../../engine/engine'
import { runIndex } from '../../engine/events'

/**
 * In what the agents of a match with language models differ besides their prompts, a sentence each. Empty
 * while they share node and rules, and in a match of house rules only.
 */
export function unevennessOf(engine: Engine): readonly string[] {
  const agents = engine.runs.flatMap((run, index) => (run.role === 'agent' ? [{ ...run, index }] : []))
  const byModel = new Map<string, string[]>()
  for (const { name, model } of agents) {
    if (model === undefined) continue
    const known = byModel.get(model.nodeName) ?? []
    byModel.set(model.nodeName, [...known, name])
  }
  if (byModel.size === 0) return []
  const house = agents.filter(({ model }) => model === undefined).map(({ name }) => name)
  const late = agents.filter(({ index }) => index >= engine.config.runs.length).map(({ name }) => name)
  const changed = agents.filter(({ index }) => engine.wasChanged(runIndex(index))).map(({ name }) => name)
  return [
    ...(byModel.size > 1 ? [modelSentence(byModel)] : []),
    ...(house.length > 0
      ? [`${verb(house, 'plays', 'play')} by house rules, without a language model.`]
      : []),
    ...(late.length > 0 ? [`${listed(late)} joined after the start.`] : []),
    ...(changed.length > 0 ? [`${verb(changed, 'was', 'were')} changed during the match.`] : []),
  ]
}

function modelSentence(byModel: ReadonlyMap<string, readonly string[]>): string {
  const parts = [...byModel].map(([node, names]) => `${verb(names, 'uses', 'use')} ${node}`)
  return `${parts.join('; ')}.`
}

function verb(names: readonly string[], one: string, many: string): string {
  return `${listed(names)} ${names.length === 1 ? one : many}`
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
