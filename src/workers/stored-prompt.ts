import { type Result, err, ok } from '../lib/core/result'
import { rebuildPrompt, scenesNeeded } from '../lib/agents/chat/rebuild'
import { runIndex } from '../lib/engine/events'
import { effectiveDecisions } from '../lib/match/decision-budget'
import type { PastTick } from '../lib/match/ports'
import { scenesInSlices } from '../lib/match/scenes'
import type { MatchLibrary } from '../lib/storage/match-library'
import type { PromptView } from './api/agents'

const NO_DECISION = 'No language model was asked by this agent on this tick.'

/** The first prompt of a stored decision, rebuilt from the match's log and checked against its hash. */
export async function storedPrompt(
  matches: MatchLibrary,
  matchId: string,
  run: number,
  tick: number,
): Promise<Result<PromptView, string>> {
  const stored = await matches.loadMatch(matchId)
  if (!stored.ok) return err(stored.error.message)
  const decisions = await matches.decisions(matchId)
  if (!decisions.ok) return err(decisions.error.message)
  const records = decisions.value.filter((decision) => decision.run === run && decision.tick <= tick)
  const record = records.find((decision) => decision.tick === tick)?.record
  const { config, steps, prompts } = stored.value
  const bounds = effectiveDecisions(config)
  if (record === undefined || bounds === undefined) return err(NO_DECISION)
  const from = scenesNeeded({ record })
  if (from === undefined) return err(NO_DECISION)
  const ticks = new Set(records.map((each) => each.tick).filter((each) => each >= from))
  const scenes = await unhurried(scenesInSlices(steps, runIndex(run), ticks))
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

/** Lets the match go on between two slices: decisions that fall due must not wait for a reader. */
async function unhurried<T>(slices: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return slice.value
    await new Promise<void>((resolve) => setTimeout(resolve))
  }
}
