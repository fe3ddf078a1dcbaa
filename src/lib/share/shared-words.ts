import { canonicalJson } from '../core/canonical-json'
import { groupDigits } from '../core/group-digits'
import { sha256Hex } from '../core/hash'
import type { StoredDecision, StoredPrompt } from '../match/ports'
import { recordJson } from './decision-json'
import type { LogIndex } from './log-index'
import type { Json, ShareFile, SharedPrompt } from './share-file'
import { type TerseDecision, terseDecision } from './terse-decision'

/** Bytes around a decision’s figures and texts, at least: its run, its tick, commas. */
const AROUND = 30
const PER_SLICE = 500
/** What a row gains whose words are left out: the rest of its hash. */
const HASH_LENGTH = 64

/** A decision whose words may go along. */
export interface WeighedWords extends TerseDecision {
  readonly run: number
  readonly tick: number
  /** Of the event that closed it. */
  readonly seq: number
  /** About what it takes in the file. */
  readonly bytes: number
}

/**
 * The decisions whose words are those the log names, in the order of the file: others would make it look forged.
 * Stands still now and then.
 */
export function* weighedWords(
  decisions: readonly StoredDecision[],
  index: LogIndex,
): Generator<undefined, readonly WeighedWords[]> {
  const ordered = [...decisions].sort((a, b) => a.tick - b.tick || a.run - b.run)
  const weighed: WeighedWords[] = []
  for (const [at, decision] of ordered.entries()) {
    if (at % PER_SLICE === 0) yield
    const one = weigh(decision, index)
    if (one !== undefined) weighed.push(one)
  }
  return weighed
}

function weigh({ run, tick, record }: StoredDecision, index: LogIndex): WeighedWords | undefined {
  const logged = index.decision(run, tick)
  const text = canonicalJson(recordJson(record))
  // Text torn in the middle of a character cannot be carried by JSON.
  if (logged === undefined || !text.ok || record.tick !== tick) return undefined
  if (sha256Hex(text.value) !== logged.recordHash) return undefined
  const terse = terseDecision(record, logged)
  const bytes = bytesOf(terse.record) + bytesOf(terse.texts) + (terse.asked?.length ?? 0) + AROUND
  return { run, tick, seq: logged.seq, bytes, ...terse }
}

function bytesOf(value: Json): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}

/** All but the oldest words, of which at least `excess` bytes are left out. */
export function newestWords(weighed: readonly WeighedWords[], excess: number): readonly WeighedWords[] {
  let freed = 0
  const first = weighed.findIndex(({ bytes }) => {
    if (freed >= excess) return true
    freed += bytes - HASH_LENGTH
    return false
  })
  return first < 0 ? [] : weighed.slice(first)
}

/** The list of figures and the lists of texts that they make. */
export function wordsBody(kept: readonly WeighedWords[]): Pick<ShareFile, 'decisions' | 'words'> {
  return {
    decisions: kept.map(({ run, tick, record }) => ({ run, tick, record })),
    words: { asked: kept.map(({ asked }) => asked ?? '').join(''), texts: kept.map(({ texts }) => texts) },
  }
}

/** What is said of words that were left out. */
export function wordsNotice(
  first: Pick<WeighedWords, 'tick'> | undefined,
  tooOld: number,
  damaged: number,
): string {
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
