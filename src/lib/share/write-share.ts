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
import { resultsOf, tradesOf } from './results'
import {
  type Json,
  type SharedSegment,
  type SharedSignature,
  type SharedTrade,
  SHARE_FORMAT,
  SHARE_LIMITS,
  SHARE_VERSION,
} from './share-file'
import { type ShareBody, type ShareTexts, decisionTexts, fileText, hashesOf, shareTexts } from './share-text'
import { sharedPrompts, sharedWords } from './shared-words'

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
  const body = scribe.body(folded.value.engine, folded.value.log, choices.prompts, about)
  const bare = yield* shareTexts(body)
  const room =
    (about.most ?? SHARE_LIMITS.plain) - MARGIN - body.segments.length * HASH - bytesOf(fileText(bare))
  if (room < 0) return err(tooLong(about.most ?? SHARE_LIMITS.plain))
  const words = choices.words ? yield* sharedWords(match.decisions, scribe.index, room) : undefined
  const decisions = yield* decisionTexts(words?.decisions ?? [])
  return ok(await written({ ...bare, decisions }, words?.notice ?? ''))
}

async function written(texts: ShareTexts, notice: string): Promise<WrittenShare> {
  const hashes = await hashesOf(texts)
  return {
    ...{ whole: hashes.whole, notice, bytes: bytesOf(fileText(texts, hashes)) },
    parts: (signature) => fileText(texts, hashes, signature),
  }
}

/** Learns of each step while the log is folded, and has all but the words of the file afterwards. */
class Scribe {
  readonly index = new LogIndex()
  readonly #rows: (readonly Json[])[] = []
  readonly #marks: string[] = []
  readonly #trades: SharedTrade[] = []
  #products: ProductCells | undefined
  #before = 0

  constructor(private readonly match: WholeMatch) {}

  follow(step: Step, { config }: Engine): void {
    this.#products ??= new ProductCells(config.products)
    this.index.follow(step)
    this.#rows.push(inputRow(step.input, this.#before, this.#products))
    this.#before = step.input.time
    this.#marks.push(markOf(step.record))
    this.#trades.push(...tradesOf(step, config.products))
  }

  body(engine: Engine, log: Sealed, openPrompts: boolean, { software, exportedAt }: ShareAbout): ShareBody {
    return {
      ...{ format: SHARE_FORMAT, version: SHARE_VERSION, software, exportedAt },
      match: configJson(engine.config),
      prompts: sharedPrompts(this.match.prompts, this.index, openPrompts),
      segments: this.#segments(log),
      decisions: [],
      results: resultsOf(engine, this.#trades, this.match.head.status === 'halted'),
    }
  }

  #segments({ seals, tip }: Sealed): readonly SharedSegment[] {
    const count = Math.ceil(this.#rows.length / SEGMENT_RECORDS)
    return Array.from({ length: count }, (_, segment) => {
      const [from, to] = [segment * SEGMENT_RECORDS, (segment + 1) * SEGMENT_RECORDS]
      const marks = this.#marks.slice(from, to).join('')
      const digest = seals[segment]?.digest ?? tip
      return { firstSeq: from, inputs: this.#rows.slice(from, to), marks, digest }
    })
  }
}

interface Sealed {
  readonly seals: readonly { readonly digest: string }[]
  readonly tip: string
}

function bytesOf(pieces: readonly string[]): number {
  const encoder = new TextEncoder()
  return pieces.reduce((sum, piece) => sum + encoder.encode(piece).length, 0)
}

function tooLong(most: number): string {
  const size = groupDigits(String(Math.round(most / 1_000_000)))
  return `This match is too long for one file, which may have ${size} MB. Its tables can still be exported.`
}
