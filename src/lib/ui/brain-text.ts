/** What decides for an agent, in the words of the page. */
import type { BrainName } from '../../workers/api/agents'
import type { NodeState } from './models/client'

const NODE = 'node:'

/** Whether a brain is a language model. */
export function callsModel(brain: BrainName): boolean {
  return brain.startsWith(NODE)
}

/** The chat node a brain names; undefined for house rules and for a node that is no more. */
export function nodeOfBrain(brain: BrainName, nodes: readonly NodeState[]): NodeState | undefined {
  if (!callsModel(brain)) return undefined
  return nodes.find(({ node }) => node.id === brain.slice(NODE.length))
}

/** "House rules", "GPT-5 nano · gpt-5-nano", or that the node is no more. */
export function brainText(brain: BrainName, nodes: readonly NodeState[]): string {
  if (!callsModel(brain)) return 'House rules'
  const found = nodeOfBrain(brain, nodes)
  return found === undefined ? 'No such chat node' : nodeText(found.node.name, found.node.modelId)
}

/** A node's name and its model, once where both are the same. */
export function nodeText(name: string, modelId: string | undefined): string {
  return modelId === undefined || modelId === name ? name : `${name} · ${modelId}`
}

/** Names as people list them: "A", "A and B", "A, B and C". */
export function listText(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
