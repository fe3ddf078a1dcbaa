import { rebuildPrompt, scenesNeeded } from '../agents/chat/rebuild'
import { type Result, err, ok } from '../core/result'
import { runIndex } from '../engine/events'
import { effectiveDecisions } from '../match/decision-budget'
import type { PastTick } from '../match/ports'
import { scenesInSlices } from '../match/scenes'
import type { WholeMatch } from '../match/whole-match'
import type { PromptView } from '../../workers/api/agents'

const NO_DECISION = 'No language model was asked by this agent on this tick.'
const HIDDEN = 'The system prompts are not in this file: their owner kept them. The log names their hashes.'

/**
 * The first prompt of a decision, rebuilt from the match's log and checked against its hash. `decisions` are all that
 * are known. Stands still after every few thousand events.
 */
export function* decisionPrompt(
  match: Pick<WholeMatch, 'config' | 'steps' | 'decisions' | 'prompts'>,
  run: number,
  tick: number,
): Generator<undefined, Result<PromptView, string>> {
  const { config, steps, prompts } = match
  const records = match.decisions.filter((decision) => decision.run === run && decision.tick <= tick)
  const record = records.find((decision) => decision.tick === tick)?.record
  const bounds = effectiveDecisions(config)
  if (record === undefined || bounds === undefined) return err(NO_DECISION)
  const from = scenesNeeded({ record })
  if (from === undefined) return err(NO_DECISION)
  if (prompts.length === 0) return err(HIDDEN)
  const ticks = new Set(records.map((each) => each.tick).filter((each) => each >= from))
  const scenes = yield* scenesInSlices(steps, runIndex(run), ticks)
  if (!scenes.ok) return scenes
  const past = records.map((each): PastTick => {
    const scene = scenes.value.get(each.tick)
    return scene === undefined ? { record: each.record } : { record: each.record, scene }
  })
  const { products, formatVersion } = config
  const parts = { decisions: bounds, products, exits: formatVersion > 2, past: past.slice(0, -1) }
  const decision = past.at(-1) ?? { record }
  // A run may have had several system prompts; the hash tells which was the one.
  const rebuilt = prompts.map(({ text }) => rebuildPrompt({ ...parts, decision, prompt: text }))
  const best = rebuilt.find((each) => each.ok && each.value.verified) ?? rebuilt[0]
  if (best === undefined) return err(NO_DECISION)
  return best.ok ? ok({ run, tick, ...best.value }) : best
}
