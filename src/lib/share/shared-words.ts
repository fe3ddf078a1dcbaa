import { canonicalJson } from '../core/canonical-json'
import { groupDigits } from '../core/group-digits'
import { sha256Hex } from '../core/hash'
import type { StoredDecision, StoredPrompt } from '../match/ports'
import { recordJson } from './decision-json'
import type { LogIndex } from './log-index'
import type { SharedDecision, SharedPrompt } from './share-file'

/** Bytes around a record: its run, its tick, a comma. */
const AROUND = 60
const PER_SLICE = 500

/** Words that may go along, and a sentence when some may not; else empty. */
export interface SharedWords {
  readonly decisions: readonly SharedDecision[]
  readonly notice: string
}

interface Weighed {
  readonly shared: SharedDecision
  readonly bytes: number
}

/**
 * The decisions' words that fit into `room` bytes, the newest ones if not all do. Only words that are those the
 * log names: others would make the file look forged.
 */
export function* sharedWords(
  decisions: readonly StoredDecision[],
  index: LogIndex,
  room: number,
): Generator<undefined, SharedWords> {
  const ordered = [...decisions].sort((a, b) => a.tick - b.tick || a.run - b.run)
  const weighed: Weighed[] = []
  for (const [at, decision] of ordered.entries()) {
    if (at % PER_SLICE === 0) yield
    const one = weigh(decision, index)
    if (one !== undefined) weighed.push(one)
  }
  const fitting = newestWithin(weighed, room)
  const kept = fitting.map(({ shared }) => shared)
  const damaged = ordered.length - weighed.length
  return { decisions: kept, notice: noticeOf(kept[0], weighed.length - kept.length, damaged) }
}

function weigh({ run, tick, record }: StoredDecision, index: LogIndex): Weighed | undefined {
  const json = recordJson(record)
  const text = canonicalJson(json)
  // Text torn in the middle of a character cannot be carried by JSON.
  if (!text.ok) return undefined
  const bytes = new TextEncoder().encode(text.value)
  if (record.tick !== tick || sha256Hex(bytes) !== index.recordHash(run, tick)) return undefined
  return { shared: { run, tick, record: json }, bytes: bytes.length + AROUND }
}

function newestWithin(weighed: readonly Weighed[], room: number): readonly Weighed[] {
  let left = room
  let from = weighed.length
  for (; from > 0; from -= 1) {
    left -= weighed[from - 1]?.bytes ?? 0
    if (left < 0) break
  }
  return weighed.slice(from)
}

function noticeOf(first: SharedDecision | undefined, tooOld: number, damaged: number): string {
  const old =
    first === undefined
      ? 'The words of all decisions are left out: with them the file would be too large to be opened.'
      : `The words of decisions before tick ${groupDigits(String(first.tick))} are left out: with them the file would be too large to be opened.`
  const torn = `The words of ${groupDigits(String(damaged))} decisions are left out: they are not those the log names, or hold broken characters.`
  return [...(tooOld > 0 ? [old] : []), ...(damaged > 0 ? [torn] : [])].join(' ')
}

/** The system prompts the log names; those that are kept back, or missing, as their hashes alone. */
export function sharedPrompts(
  prompts: readonly StoredPrompt[],
  index: LogIndex,
  open: boolean,
): readonly SharedPrompt[] {
  const texts = new Map(prompts.map(({ hash, text }) => [hash, text]))
  return [...index.prompts].sort().map((hash): SharedPrompt => {
    const text = open ? texts.get(hash) : undefined
    const isSound = text !== undefined && canonicalJson(text).ok && sha256Hex(text) === hash
    return isSound ? { hash, text } : { hash }
  })
}
