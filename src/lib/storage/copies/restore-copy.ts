/** From a copy back into the database: folded first, then written as any match is, in batches. */
import { type Result, err, ok } from '../../core/result'
import { StoreFailure } from '../../core/store-failure'
import type { MatchConfig } from '../../engine/config'
import type { SegmentSeal } from '../../engine/log/event-log'
import { SEGMENT_RECORDS } from '../../engine/log/event-log'
import { replay } from '../../engine/log/replay'
import type { CommitBatch, MatchHead, MatchStore, StoredDecision, StoredStep } from '../../match/ports'
import type { CopyContents } from './copy-contents'

/** A copy whose log follows from its inputs. */
export interface CheckedCopy {
  readonly config: MatchConfig
  readonly contents: CopyContents
  readonly seals: readonly SegmentSeal[]
  /** `seq` of the event that closed each decision, by tick and run. */
  readonly closedAt: ReadonlyMap<string, number>
}

/** Folds the copy's inputs again and compares all that follows from them, and the digest, with the copy. */
export function checkedCopy(contents: CopyContents): Result<CheckedCopy, string> {
  const closedAt = new Map<string, number>()
  const records = contents.steps.map(({ record }) => record)
  const folded = replay(records, { seals: [] }, ({ seq, input }) => {
    if (input.type === 'DecisionClosed') closedAt.set(keyOf(input.decision), seq)
  })
  if (!folded.ok) {
    return err(`The copy does not follow from its own inputs at event ${folded.error.divergedAt}.`)
  }
  const { engine, log } = folded.value
  const { digest, matchId } = contents.head
  if (log.digest !== digest || engine.config.matchId !== matchId) {
    return err('The copy’s digest is not that of its events.')
  }
  return ok({ config: engine.config, contents, seals: log.seals, closedAt })
}

/**
 * Writes events `from` on. Cut off anywhere it has written a beginning of the match, which it can be called
 * again to go on from; until the last batch the match's row says `halted`.
 */
export async function writeCopy(
  copy: CheckedCopy,
  from: number,
  store: MatchStore,
): Promise<Result<undefined, string>> {
  try {
    for (const batch of batchesOf(copy, from)) await store.commit(batch)
    return ok(undefined)
  } catch (cause) {
    if (cause instanceof StoreFailure) return err(cause.message)
    throw cause
  }
}

/** One a segment, so that each batch's head has a digest that is known. */
function* batchesOf(copy: CheckedCopy, from: number): Generator<CommitBatch> {
  const { head, steps, prompts } = copy.contents
  const decisions = bySegment(copy)
  for (let first = from; first < steps.length;) {
    const segment = Math.floor(first / SEGMENT_RECORDS)
    const stretch = steps.slice(first, (segment + 1) * SEGMENT_RECORDS)
    yield {
      matchId: head.matchId,
      steps: stretch,
      decisions: (decisions.get(segment) ?? []).filter(({ seq }) => seq >= first).map(({ row }) => row),
      equity: [],
      prompts: first === from ? prompts : [],
      head: first + stretch.length === steps.length ? head : headWithin(copy, stretch),
    }
    first += stretch.length
  }
}

/** Created when it was started, so that a list shows it where it was. */
function headWithin({ contents, config, seals }: CheckedCopy, stretch: readonly StoredStep[]): MatchHead {
  const seq = stretch.at(-1)?.seq ?? 0
  const digest = seals.findLast((seal) => seal.seq <= seq)?.digest ?? ''
  return { ...contents.head, status: 'halted', wallTime: config.startedAt, seq, digest }
}

interface ClosedDecision {
  readonly seq: number
  readonly row: StoredDecision
}

/** Decisions that the log knows nothing of are none of its. */
function bySegment({ contents, closedAt }: CheckedCopy): ReadonlyMap<number, readonly ClosedDecision[]> {
  const segments = new Map<number, ClosedDecision[]>()
  for (const row of contents.decisions) {
    const seq = closedAt.get(keyOf(row))
    if (seq === undefined) continue
    const segment = Math.floor(seq / SEGMENT_RECORDS)
    const found = segments.get(segment)
    if (found === undefined) segments.set(segment, [{ seq, row }])
    else found.push({ seq, row })
  }
  return segments
}

function keyOf({ run, tick }: { readonly run: number; readonly tick: number }): string {
  return `${tick}/${run}`
}
