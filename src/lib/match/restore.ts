import { type Result, err, ok } from '../core/result'
import { resumeEngine } from '../engine/log/resume'
import { type LogReaders, type MatchBooks, newReaders, tellReaders } from './match-books'
import type { StoredDecision, StoredPrompt, StoredStep } from './ports'
import { PromptBook } from './prompt-book'

/** What a match left behind when its writer went: the fold of its log, and its story. */
export type RestoredMatch = MatchBooks

/**
 * Folds a stored match again, comparing every consequence with the stored one. `decisions` are those
 * whose words are to be told, and remembered by language models, again. A log that does not follow from
 * its inputs is refused with a sentence, and so is a match that lacks a system prompt, unless it is only to be
 * looked at.
 */
export function restoreMatch(
  steps: readonly StoredStep[],
  decisions: readonly StoredDecision[],
  prompts: readonly StoredPrompt[],
  purpose: 'to-go-on' | 'without-prompts' = 'to-go-on',
): Result<RestoredMatch, string> {
  const words = new Map(decisions.map(({ run, tick, record }) => [`${run}/${tick}`, record]))
  let readers: LogReaders | undefined
  const records = steps.map(({ record }) => record)
  const resumed = resumeEngine(records, (step, engine) => {
    readers ??= newReaders(engine)
    const { input } = step
    const closed = input.type === 'DecisionClosed' ? input.decision : undefined
    tellReaders(readers, step, closed && words.get(`${closed.run}/${closed.tick}`))
  })
  if (!resumed.ok) {
    return err(`The stored log does not follow from its own inputs at event ${resumed.error.divergedAt}.`)
  }
  if (readers === undefined) return err('The stored log is empty.')
  const book = new PromptBook(prompts)
  if (purpose === 'without-prompts') return ok({ ...readers, log: resumed.value.log, prompts: book })
  const speechless = readers.engine.runs.find((run) => book.of(run) === undefined)
  if (speechless !== undefined) return err(`The system prompt of ${speechless.name} is missing from storage.`)
  return ok({ ...readers, log: resumed.value.log, prompts: book })
}
