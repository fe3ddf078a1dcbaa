import { listText, nodeOfBrain } from '../brain-text'
import type { ModelsState } from '../models/client'
import { type AgentChoice, chosenAgents } from './agent-choices'

/** A sentence on the chosen agents whose chat node has no key yet; empty when all have theirs. */
export function keyWarning(choices: readonly AgentChoice[], models: ModelsState): string {
  const waiting = chosenAgents(choices).filter(
    ({ brain }) => nodeOfBrain(brain, models.nodes)?.key === 'none',
  )
  if (waiting.length === 0) return ''
  const names = listText(waiting.map(({ name }) => name))
  const wait = waiting.length === 1 ? 'will wait for its key' : 'will wait for their key'
  return `${names} ${wait}.`
}
