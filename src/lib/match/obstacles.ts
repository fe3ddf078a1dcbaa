import type { Engine } from '../engine/engine'
import type { RunIndex } from '../engine/events'
import type { ModelBudget } from './model-budget'
import type { ModelPort } from './ports'

/** What keeps a run from deciding for now. */
export interface Obstacle {
  readonly reason: 'benched' | 'no-node' | 'no-key' | 'spend-cap'
  /** For its card: what is amiss and what to do. */
  readonly sentence: string
}

/** Looked at anew before every decision, so that a run recovers by itself. House rules can only be benched. */
export function obstacleTo(
  run: RunIndex,
  engine: Engine,
  models: ModelPort,
  budget: ModelBudget,
): Obstacle | undefined {
  if (engine.isBenched(run)) return { reason: 'benched', sentence: 'Benched: it sits out the ticks.' }
  const model = engine.runs[run]?.model
  if (model === undefined) return undefined
  const node = models.node(model.node)
  if (node === undefined || models.readiness(node.id) === 'no-node') {
    const sentence = `The chat node “${model.nodeName}” is no more. Give the agent another brain.`
    return { reason: 'no-node', sentence }
  }
  if (models.readiness(node.id) === 'no-key') {
    return { reason: 'no-key', sentence: `Waiting for key: enter the key of “${node.name}” under Models.` }
  }
  const spent = budget.spentFor(run, node) ?? models.spentToday(node)
  return spent === undefined ? undefined : { reason: 'spend-cap', sentence: spent }
}
