import { toHex } from '../../core/hash'
import { type Result, InvariantError, err, ok } from '../../core/result'
import { sameBytes } from '../../core/same-bytes'
import { Engine, type Step } from '../engine'
import { EventLog } from './event-log'
import { decodeStep } from './step-codec'

/** Where a log stops following from its inputs. */
export interface Divergence {
  readonly divergedAt: number
  /** What the fold says should stand there: a record or a digest in hex, or a sentence. */
  readonly expected: string
  /** What stands there. */
  readonly got: string
}

export interface Verification {
  readonly verified: true
  readonly events: number
  readonly engine: Engine
  readonly log: EventLog
}

/** Sealed digests that came with a log, by segment. */
export interface KnownDigests {
  readonly seals: readonly { readonly segment: number; readonly digest: string }[]
  /** Over everything, if it is known. */
  readonly tip?: string
}

/** Steps folded between two breaths of {@link replayInSlices}. */
const SLICE = 2000

/** {@link replay} for whoever has other work to do: it stands still after every few thousand steps. */
export function* replayInSlices(
  records: Iterable<Uint8Array>,
  known: KnownDigests = { seals: [] },
  onStep: (step: Step, engine: Engine) => void = () => undefined,
): Generator<undefined, Result<Verification, Divergence>> {
  const engine = new Engine()
  const log = new EventLog()
  const digests = new Map(known.seals.map(({ segment, digest }) => [segment, digest]))
  for (const record of records) {
    const step = foldRecord(engine, record)
    if (!step.ok) return step
    const seal = log.append(record)
    if (seal !== undefined) {
      const digest = digests.get(seal.segment) ?? seal.digest
      if (digest !== seal.digest) return diverged(seal.seq, seal.digest, digest)
    }
    onStep(step.value, engine)
    if (engine.seq % SLICE === 0) yield
  }
  if (known.tip !== undefined && known.tip !== log.tip) return diverged(engine.seq, log.tip, known.tip)
  return ok({ verified: true, events: log.records, engine, log })
}

/**
 * Folds a log's inputs again and compares, at every seq, what follows from them with what the log says
 * followed, byte by byte, and at every segment its digest with the known one. `onStep` sees each step.
 * No network, no clock; never throws for what the records hold.
 */
export function replay(
  records: Iterable<Uint8Array>,
  known: KnownDigests = { seals: [] },
  onStep: (step: Step, engine: Engine) => void = () => undefined,
): Result<Verification, Divergence> {
  const slices = replayInSlices(records, known, onStep)
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return slice.value
  }
}

/** Folds one stored record: its input again, then the comparison. */
function foldRecord(engine: Engine, record: Uint8Array): Result<Step, Divergence> {
  const seq = engine.seq + 1
  const logged = decodeStep(record)
  if (!logged.ok) return diverged(seq, 'a record of the log', logged.error)
  if (logged.value.seq !== seq) return diverged(seq, `event ${seq}`, `event ${logged.value.seq}`)
  const step = applyLogged(engine, logged.value.input)
  if (!step.ok) return diverged(seq, 'an input that can be folded', step.error)
  if (sameBytes(step.value.record, record)) return step
  return diverged(seq, toHex(step.value.record), toHex(record))
}

/** A log's inputs come from outside: what is a defect in a live match is a finding here. */
function applyLogged(engine: Engine, input: Step['input']): Result<Step, string> {
  try {
    return ok(engine.apply(input))
  } catch (cause) {
    if (cause instanceof InvariantError || cause instanceof RangeError) return err(cause.message)
    throw cause
  }
}

function diverged(divergedAt: number, expected: string, got: string): Result<never, Divergence> {
  return err({ divergedAt, expected, got })
}
