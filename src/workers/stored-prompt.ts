import { type Result, err } from '../lib/core/result'
import { decisionPrompt } from '../lib/replay/decision-prompt'
import type { MatchLibrary } from '../lib/storage/match-library'
import type { PromptView } from './api/agents'
import { unhurried } from './unhurried'

/** The first prompt of a stored decision. Lets the match go on meanwhile: decisions that fall due must not wait. */
export async function storedPrompt(
  matches: MatchLibrary,
  matchId: string,
  run: number,
  tick: number,
): Promise<Result<PromptView, string>> {
  const whole = await matches.wholeMatch(matchId)
  if (!whole.ok) return err(whole.error.message)
  return unhurried(decisionPrompt(whole.value, run, tick))
}
