import type { Engine } from '../engine/engine'
import { timeMs } from '../core/time'
import { replayInSlices } from '../engine/log/replay'
import { describeHead } from '../match/head'
import type { StoredPrompt } from '../match/ports'
import type { WholeMatch } from '../match/whole-match'
import type { VerificationView } from '../../workers/api/replay'
import { type FoldedShare, type VerifyProgress, foldShare } from './fold-share'
import { type NamedWords, namedWords } from './named-words'
import { checkHashes, checkPrompts, checkStray, notesOn } from './part-checks'
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
 * Runs a file's match again and holds against it what the file says of it: event by event and with it what was said in
 * each decision, segment by segment, then trades, standings, prompts and the hashes of the parts. The first that differs is told. Stands still
 * now and then; `done` counts events.
 */
export async function* verifyShare(share: ReadShare): AsyncGenerator<VerifyProgress, VerifiedShare> {
  const of = share.inputs.length
  const words = yield* paced(namedWords(share), { done: 0, of })
  const fold = yield* foldShare(share, words)
  const { engine } = fold
  const progress = { done: of, of }
  if (fold.finding !== undefined || engine === undefined) return yield* parted(share, words, fold, progress)
  const texts = yield* paced(shareTexts(share.file), progress)
  // The hashes are made beside what follows.
  const hashes = hashesOf(texts)
  const results = resultsOf(engine, fold.trades, share.file.results.status === 'halted')
  const made = await hashes
  const finding =
    checkResults(results, share.file.results) ??
    checkStray(share.file, words.stray, engine) ??
    checkPrompts(share.file, fold.index) ??
    checkHashes(made, share.file.hashes)
  const notes = notesOn(share.file, fold.index, engine)
  const match = matchOf(share, words, fold, engine)
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
  words: NamedWords,
  fold: FoldedShare,
  progress: VerifyProgress,
): Generator<VerifyProgress, VerifiedShare> {
  const nothing = { at: 0, what: 'There is no event.', expected: 'a match', got: 'nothing' }
  const outcome = { status: 'diverged', ...(fold.finding ?? nothing), notes: [] } as const
  if (fold.steps.length === 0) return { outcome, match: undefined }
  const before = yield* paced(replayInSlices(fold.steps.map(({ record }) => record)), progress)
  return { outcome, match: before.ok ? matchOf(share, words, fold, before.value.engine) : undefined }
}

function matchOf(
  { file, config }: ReadShare,
  { decisions }: NamedWords,
  fold: FoldedShare,
  engine: Engine,
): WholeMatch {
  const { status, time } = file.results
  const head = describeHead(engine, fold.log, config, timeMs(time))
  return {
    config,
    head: status === 'halted' && engine.status !== 'ended' ? { ...head, status } : head,
    steps: fold.steps,
    decisions: decisions.filter(({ run, tick }) => fold.index.decision(run, tick) !== undefined),
    prompts: file.prompts.flatMap(({ hash, text }): StoredPrompt[] =>
      text === undefined ? [] : [{ hash, text }],
    ),
  }
}
