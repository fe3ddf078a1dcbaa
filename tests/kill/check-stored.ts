/** What must hold of a match's storage whatever moment its browser was killed at. */
import { decodeStep, type LoggedStep } from '../../src/lib/engine/log/step-codec'
import { type Verification, replay } from '../../src/lib/engine/log/replay'
import { hashOfDecision } from '../../src/lib/match/decision-hash'
import type { StoredState } from './stored-state'

/** What the log said before the kill, for what it may never say differently after. */
export interface EarlierLog {
  readonly matchId: string
  readonly records: readonly Uint8Array[]
  readonly seals: readonly { readonly segment: number; readonly digest: string }[]
}

export interface CheckedState {
  /** Sentences; empty when the state is whole. */
  readonly torn: readonly string[]
  readonly steps: readonly LoggedStep[]
  readonly log: EarlierLog
}

/** Checks that nothing is torn, that all follows from its inputs, and that what was there is as it was. */
export function checkStored(state: StoredState, earlier: EarlierLog | undefined): CheckedState {
  const records = state.steps.map(({ record }) => record)
  const before = earlier?.matchId === state.matchId ? earlier : undefined
  const torn = [...unfitHead(state), ...changedRecords(records, before?.records ?? [])]
  const result = replay(records, { seals: before?.seals ?? [] })
  if (!result.ok) {
    const { divergedAt, expected, got } = result.error
    torn.push(`the log does not fold at event ${divergedAt}: ${brief(got)} instead of ${brief(expected)}`)
    return { torn, steps: [], log: { matchId: state.matchId, records, seals: before?.seals ?? [] } }
  }
  const steps = records.flatMap((record) => {
    const step = decodeStep(record)
    return step.ok ? [step.value] : []
  })
  torn.push(...unfitFold(state, result.value), ...unfitDecisions(state, steps))
  return { torn, steps, log: { matchId: state.matchId, records, seals: result.value.log.seals } }
}

/** The head, the log and the configuration were written together, so they speak of one moment. */
function unfitHead({ steps, firstSeq, lastSeq, headSeq, hasConfig }: StoredState): string[] {
  const torn: string[] = []
  if (!hasConfig) torn.push('the configuration is missing')
  if (headSeq !== lastSeq) torn.push(`the head is at event ${headSeq}, its row at event ${lastSeq}`)
  const gap = steps.findIndex(({ seq }, index) => seq !== firstSeq + index)
  if (gap !== -1) torn.push(`event ${firstSeq + gap} is missing`)
  const last = steps.at(-1)?.seq
  if (last !== lastSeq) torn.push(`the log ends at event ${last ?? 'none'}, its head at event ${lastSeq}`)
  return torn
}

function changedRecords(records: readonly Uint8Array[], before: readonly Uint8Array[]): string[] {
  if (records.length < before.length) {
    return [`the log had ${before.length} events and now has ${records.length}`]
  }
  const changed = before.findIndex((record, seq) => Buffer.compare(record, records[seq] ?? record) !== 0)
  return changed === -1 ? [] : [`event ${changed} is not what it was`]
}

function unfitFold(state: StoredState, { engine, log }: Verification): string[] {
  const torn: string[] = []
  if (log.digest !== state.digest) torn.push('the digest is not that of the log')
  if (engine.status !== state.status && state.status !== 'halted') {
    torn.push(`the head says ${state.status}, the log ${engine.status}`)
  }
  const kept = new Set(state.prompts)
  for (const { name, model } of engine.runs) {
    if (model !== undefined && !kept.has(model.promptHash)) torn.push(`the prompt of ${name} is missing`)
  }
  return torn
}

/** Every decision the log closed has its words, those and no others. */
function unfitDecisions(state: StoredState, steps: readonly LoggedStep[]): string[] {
  const hashes = new Map(
    state.decisions.map(({ run, tick, record }) => [`${run}/${tick}`, hashOfDecision(record)]),
  )
  const torn: string[] = []
  for (const { seq, input } of steps) {
    if (input.type !== 'DecisionClosed') continue
    const { run, tick, recordHash } = input.decision
    const hash = hashes.get(`${run}/${tick}`) ?? ''
    hashes.delete(`${run}/${tick}`)
    if (hash !== recordHash) torn.push(`the words of the decision closed at event ${seq} are not its own`)
  }
  for (const key of hashes.keys()) torn.push(`the decision ${key} has words, but the log did not close it`)
  return torn
}

const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
