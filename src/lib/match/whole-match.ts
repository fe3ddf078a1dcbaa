import type { MatchConfig } from '../engine/config'
import type { MatchHead, StoredDecision, StoredPrompt, StoredStep } from './ports'

/** All that is kept of one match: what it was started with, its log, and the words beside the log. */
export interface WholeMatch {
  readonly config: MatchConfig
  readonly head: MatchHead
  /** From `seq` 0, without a gap. */
  readonly steps: readonly StoredStep[]
  /** By tick, then run; some or all may be missing. */
  readonly decisions: readonly StoredDecision[]
  /** Some or all may be missing: the log names their hashes. */
  readonly prompts: readonly StoredPrompt[]
}

/** A {@link WholeMatch} whose log is two arrays, which cross to another worker without a copy of each record. */
export interface PackedMatch extends Omit<WholeMatch, 'steps'> {
  /** All records, one behind the other. */
  readonly records: Uint8Array<ArrayBuffer>
  /** Bytes of each, in order of `seq`. */
  readonly lengths: Uint32Array<ArrayBuffer>
}

export function packMatch({ steps, ...rest }: WholeMatch): PackedMatch {
  const lengths = Uint32Array.from(steps, ({ record }) => record.length)
  const records = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { record } of steps) {
    records.set(record, at)
    at += record.length
  }
  return { ...rest, records, lengths }
}

/** The records are views of the packed bytes, not copies. */
export function unpackMatch({ records, lengths, ...rest }: PackedMatch): WholeMatch {
  let at = 0
  const steps = Array.from(lengths, (length, seq): StoredStep => {
    const record = records.subarray(at, at + length)
    at += length
    return { seq, record }
  })
  return { ...rest, steps }
}
