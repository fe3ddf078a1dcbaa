import { groupDigits } from '../core/group-digits'
import { type Result, err, ok } from '../core/result'
import type { Engine, Step } from '../engine/engine'
import { SEGMENT_RECORDS } from '../engine/log/event-log'
import { replayInSlices } from '../engine/log/replay'
import type { WholeMatch } from '../match/whole-match'
import type { ExportChoices } from '../../workers/api/replay'
import { configJson } from './config-json'
import { markOf } from './digests'
import { inputRow } from './input-rows'
import { LogIndex } from './log-index'
import { ProductCells } from './product-cells'
import { RowTrail } from './row-trail'
import { resultsOf, tradesOf } from './results'
import {
  type Json,
  type SharedSegment,
  type SharedSignature,
  type SharedTrade,
  HASH_DIGITS,
  SHARE_FORMAT,
  SHARE_LIMITS,
  SHARE_VERSION,
} from './share-file'
import { type ShareBody, type ShareTexts, canonical, fileText, hashesOf, shareTexts } from './share-text'
import {
  type WeighedWords,
  newestWords,
  sharedPrompts,
  weighedWords,
  wordsBody,
  wordsNotice,
} from './shared-words'

/** What a file says of its making. */
export interface ShareAbout {
  /** The arena's version. */
  readonly software: string
  /** ISO 8601, UTC. */
  readonly exportedAt: string
  /** Bytes the text may have; {@link SHARE_LIMITS} `plain` unless a smaller file is wanted. */
  readonly most?: number
}

export interface WrittenShare {
  /** `hashes.whole`: what a signature is made over. */
  readonly whole: string
  /** Of the text, in UTF-8, without a signature. */
  readonly bytes: number
  /** What was left out and why, in sentences; empty when all is there. */
  readonly notice: string
  /** The file's text, in pieces. */
  parts(signature?: SharedSignature): readonly string[]
}

/** Room for hashes and a signature. */
const MARGIN = 4000
const HASH = 70

/**
 * Writes a match as a file. The log is folded again on the way: one that does not follow from its inputs is
 * refused with a sentence, and so is a match that is too long for any file. Where only the words are too many, the
 * oldest are left out. What is written here can be read and verified again.
 */
export async function* writeShare(
  match: WholeMatch,
  choices: Pick<ExportChoices, 'prompts' | 'words'>,
  about: ShareAbout,
): AsyncGenerator<undefined, Result<WrittenShare, string>> {
  const scribe = new Scribe(match)
  const folded = yield* replayInSlices(
    match.steps.map(({ record }) => record),
    { seals: [] },
    (step, engine) => scribe.follow(step, engine),
  )
  if (!folded.ok)
    return err(`The stored log does not follow from its own inputs at event ${folded.error.divergedAt}.`)
  const weighed = choices.words ? yield* weighedWords(match.decisions, scribe.index) : []
  const most =
    (about.most ?? SHARE_LIMITS.plain) - MARGIN - Math.ceil(match.steps.length / SEGMENT_RECORDS) * HASH
  const { engine, log } = folded.value
  let kept = weighed
  for (;;) {
    const texts = yield* shareTexts(scribe.body(engine, log, kept, choices.prompts, about))
    const bytes = bytesOf(fileText(texts))
    const excess = bytes - most
    if (excess <= 0) {
      const damaged = choices.words ? match.decisions.length - weighed.length : 0
      return ok(await written(texts, bytes, wordsNotice(kept[0], weighed.length - kept.length, damaged)))
    }
    if (kept.length === 0) return err(tooLong(about.most ?? SHARE_LIMITS.plain))
    kept = newestWords(kept, excess)
  }
}

/** @param bytes of the file without its hashes */
async function written(texts: ShareTexts, bytes: number, notice: string): Promise<WrittenShare> {
  const hashes = await hashesOf(texts)
  return {
    ...{ whole: hashes.whole, notice, bytes: bytes + `,"hashes":${canonical(hashes)}`.length },
    parts: (signature) => fileText(texts, hashes, signature),
  }
}

/** Learns of each step while the log is folded, and has all but the words of the file afterwards. */
class Scribe {
  readonly index = new LogIndex()
  readonly #rows: Row[] = []
  readonly #marks: string[] = []
  readonly #trades: SharedTrade[] = []
  #products: ProductCells | undefined
  readonly #trail = new RowTrail()

  constructor(private readonly match: WholeMatch) {}

  follow(step: Step, { config }: Engine): void {
    this.#products ??= new ProductCells(config.products)
    this.index.follow(step.input)
    this.#rows.push(inputRow(step.input, this.#trail, this.#products))
    this.#trail.follow(step.input)
    this.#marks.push(markOf(step.record))
    this.#trades.push(...tradesOf(step, config.products))
  }

  body(
    engine: Engine,
    log: Sealed,
    kept: readonly WeighedWords[],
    openPrompts: boolean,
    { software, exportedAt }: ShareAbout,
  ): ShareBody {
    return {
      ...{ format: SHARE_FORMAT, version: SHARE_VERSION, software, exportedAt },
      match: configJson(engine.config),
      prompts: sharedPrompts(this.match.prompts, this.index, openPrompts),
      segments: this.#segments(log, this.#rowsBeside(kept)),
      ...wordsBody(kept),
      results: resultsOf(engine, this.#trades, this.match.head.status === 'halted'),
    }
  }

  /** All rows; a decision whose words are in the file has but the first digits of their hash. */
  #rowsBeside(kept: readonly WeighedWords[]): readonly Row[] {
    const rows = [...this.#rows]
    for (const { seq } of kept) rows[seq] = withShortHash(rows[seq] ?? [])
    return rows
  }

  #segments({ seals, tip }: Sealed, rows: readonly Row[]): readonly SharedSegment[] {
    const count = Math.ceil(rows.length / SEGMENT_RECORDS)
    return Array.from({ length: count }, (_, segment) => {
      const [from, to] = [segment * SEGMENT_RECORDS, (segment + 1) * SEGMENT_RECORDS]
      const marks = this.#marks.slice(from, to).join('')
      const digest = seals[segment]?.digest ?? tip
      return { firstSeq: from, inputs: rows.slice(from, to), marks, digest }
    })
  }
}

type Row = readonly Json[]

interface Sealed {
  readonly seals: readonly { readonly digest: string }[]
  readonly tip: string
}

/** The hash is the last cell of a decision's row. */
function withShortHash(row: Row): Row {
  const hash = row.at(-1)
  return typeof hash === 'string' ? [...row.slice(0, -1), hash.slice(0, HASH_DIGITS)] : row
}

function bytesOf(pieces: readonly string[]): number {
  const encoder = new TextEncoder()
  return pieces.reduce((sum, piece) => sum + encoder.encode(piece).length, 0)
}

function tooLong(most: number): string {
  const size = groupDigits(String(Math.round(most / 1_000_000)))
  return `This match is too long for one file, which may have ${size} MB. Its tables can still be exported.`
}
