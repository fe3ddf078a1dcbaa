import type { Engine } from '../engine/engine'
import { timeMs } from '../core/time'
import { replayInSlices } from '../engine/log/replay'
import { describeHead } from '../match/head'
import type { StoredPrompt } from '../match/ports'
import type { WholeMatch } from '../match/whole-match'
import type { VerificationView } from '../../workers/api/replay'
import { type FoldedShare, type VerifyProgress, foldShare } from './fold-share'
import { checkHashes, checkPrompts, checkWords, notesOn } from './part-checks'
import type { ReadShare } from './read-share'
import { checkResults } from './result-check'
import { resultsOf } from './results'
import { hashesOf, shareTexts } from './share-text'

/** {@link VerificationView} without the time it took, which only a clock knows. */
export type VerifiedOutcome =
  | Omit<Extract<VerificationView, { status: 'verified' }>, 'milliseconds'>
  | Extract<VerificationView, { status: 'diverged' }>

export interface VerifiedShare {
  readonly outcome: VerifiedOutcome
  /** All that can be shown: up to the event before the one that parted. Undefined when that was the first. */
  readonly match: WholeMatch | undefined
}

/**
 * Runs a file's match again and holds against it what the file says of it: event by event, segment by segment,
 * then trades, standings, words, prompts and the hashes of the parts. The first that differs is told. Stands still
 * now and then; `done` counts events.
 */
export async function* verifyShare(share: ReadShare): AsyncGenerator<VerifyProgress, VerifiedShare> {
  const progress = { done: share.inputs.length, of: share.inputs.length }
  const fold = yield* foldShare(share)
  const { engine } = fold
  if (fold.finding !== undefined || engine === undefined) return yield* parted(share, fold, progress)
  const texts = yield* paced(shareTexts(share.file), progress)
  // The hashes are made beside what follows.
  const hashes = hashesOf(texts)
  const results = resultsOf(engine, fold.trades, share.file.results.status === 'halted')
  const words = yield* paced(checkWords(share.file, texts.decisions.records, fold.index, engine), progress)
  const made = await hashes
  const finding =
    checkResults(results, share.file.results) ??
    words ??
    checkPrompts(share.file, fold.index) ??
    checkHashes(made, share.file.hashes)
  const notes = notesOn(share.file, fold.index, engine)
  const match = matchOf(share, fold, engine)
  if (finding !== undefined) return { outcome: { status: 'diverged', ...finding, notes }, match }
  return { outcome: { status: 'verified', events: share.inputs.length, digest: fold.log.tip, notes }, match }
}

/** Another's pauses, as ours. */
function* paced<T>(slices: Generator<undefined, T>, progress: VerifyProgress): Generator<VerifyProgress, T> {
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return slice.value
    yield progress
  }
}

/** A log that parts from the file: what came before is folded anew, for its engine has gone past it. */
function* parted(
  share: ReadShare,
  fold: FoldedShare,
  progress: VerifyProgress,
): Generator<VerifyProgress, VerifiedShare> {
  const nothing = { at: 0, what: 'There is no event.', expected: 'a match', got: 'nothing' }
  const outcome = { status: 'diverged', ...(fold.finding ?? nothing), notes: [] } as const
  if (fold.steps.length === 0) return { outcome, match: undefined }
  const before = yield* paced(replayInSlices(fold.steps.map(({ record }) => record)), progress)
  return { outcome, match: before.ok ? matchOf(share, fold, before.value.engine) : undefined }
}

function matchOf({ file, config, decisions }: ReadShare, fold: FoldedShare, engine: Engine): WholeMatch {
  const { status, time } = file.results
  const head = describeHead(engine, fold.log, config, timeMs(time))
  return {
    config,
    head: status === 'halted' && engine.status !== 'ended' ? { ...head, status } : head,
    steps: fold.steps,
    decisions: decisions.filter(({ run, tick }) => fold.index.recordHash(run, tick) !== undefined),
    prompts: file.prompts.flatMap(({ hash, text }): StoredPrompt[] =>
      text === undefined ? [] : [{ hash, text }],
    ),
  }
}
