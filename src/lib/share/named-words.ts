import { valueHash } from '../core/value-hash'
import type { InputEvent } from '../engine/events'
import type { StoredDecision } from '../match/ports'
import { runIndex } from '../engine/events'
import type { ReadShare } from './read-share'
import { HASH_DIGITS } from './share-file'

const PER_SLICE = 500

/** A file's inputs with the hashes of all decisions, and the words that have them. */
export interface NamedWords {
  readonly inputs: readonly InputEvent[]
  readonly decisions: readonly StoredDecision[]
  /** By the event that closed the decision: words that are not those it names. Its hash stays as its row has it. */
  readonly faults: ReadonlyMap<number, WordsFault>
  /** The first decision the log knows nothing of, by its place in the file. */
  readonly stray: number | undefined
}

export interface WordsFault {
  /** Its place in the file's lists. */
  readonly at: number
  /** The hash of what is there, or what it lacks. */
  readonly found: string
}

/** Hashes what is said in each decision and puts the hash into the row that names its first digits. */
export function* namedWords({ inputs, decisions, index }: ReadShare): Generator<undefined, NamedWords> {
  const named = [...inputs]
  const sound: StoredDecision[] = []
  const faults = new Map<number, WordsFault>()
  for (const [at, { run, tick, record }] of decisions.entries()) {
    if (at % PER_SLICE === 0) yield
    const logged = index.decision(run, tick)
    if (logged === undefined || record === undefined) continue
    const { seq, recordHash } = logged
    const hash = record.ok ? valueHash(record.value) : ''
    if (record.ok && (hash === recordHash || hash.slice(0, HASH_DIGITS) === recordHash)) {
      sound.push({ run: runIndex(run), tick, record: record.value })
      rename(named, seq, hash)
    } else faults.set(seq, { at, found: record.ok ? `the hash ${hash}` : record.error })
  }
  const stray = decisions.findIndex(({ record }) => record === undefined)
  return { inputs: named, decisions: sound, faults, stray: stray < 0 ? undefined : stray }
}

function rename(inputs: InputEvent[], seq: number, recordHash: string): void {
  const input = inputs[seq]
  if (input?.type !== 'DecisionClosed') return
  inputs[seq] = { ...input, decision: { ...input.decision, recordHash } }
}
