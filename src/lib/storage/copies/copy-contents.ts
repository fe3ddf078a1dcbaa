/** What a copy holds of its match: the log, and the words beside it. Charts' equity follows from the log. */
import * as v from 'valibot'
import { ByteReader, DecodeError } from '../../core/byte-reader'
import { ByteWriter } from '../../core/byte-writer'
import { type Result, err, ok } from '../../core/result'
import type { MatchHead, StoredDecision, StoredPrompt, StoredStep } from '../../match/ports'
import { decisionRowSchema, matchHeadSchema, promptRowSchema } from '../rows'
import { type CopyEnd, type Frame, type ReadFrame, copyStart, kindOfFile, soundFrames } from './copy-frames'

/** A stretch of a match, or all of it. */
export interface CopyContents {
  readonly head: MatchHead
  readonly steps: readonly StoredStep[]
  readonly decisions: readonly StoredDecision[]
  readonly prompts: readonly StoredPrompt[]
}

/** Events of a copy and where they end, the words unread. */
export interface CopiedLog {
  readonly records: readonly Uint8Array[]
  readonly end: CopyEnd
}

/** Why nothing can be read of a file. */
export type CopyFault = 'foreign' | 'newer' | 'damaged'

/** Words as JSON: halves of characters, which a model may well say, survive it. */
const wordsSchema = v.strictObject({
  head: matchHeadSchema,
  decisions: v.array(decisionRowSchema),
  prompts: v.array(promptRowSchema),
})

export function frameOf({ head, steps, decisions, prompts }: CopyContents): Frame {
  const { matchId } = head
  const writer = new ByteWriter(1024)
  writer.varint(steps.length)
  for (const { record } of steps) {
    writer.varint(record.length)
    writer.raw(record)
  }
  const words = {
    head,
    decisions: decisions.map(({ run, tick, record }) => ({ matchId, run, tick, record })),
    prompts: prompts.map(({ hash, text }) => ({ matchId, hash, text })),
  }
  writer.text(JSON.stringify(words))
  return { upTo: head.seq, payload: writer.take() }
}

/** The log in a file's sound part; no record at all for a file that is no copy of this match. */
export function copiedLog(bytes: Uint8Array, matchId: string): CopiedLog {
  const records: Uint8Array[] = []
  let end = copyStart(matchId)
  if (kindOfFile(bytes) !== 'copy') return { records, end }
  for (const frame of soundFrames(bytes, matchId)) {
    const read = recordsOf(frame)
    if (read === undefined || records.length + read.length !== frame.upTo + 1) break
    for (const record of read) records.push(record)
    end = frame.end
  }
  return { records, end }
}

/** All that the file's sound part holds. A decision or prompt that came twice is there once. */
export function readCopy(bytes: Uint8Array, matchId: string): Result<CopyContents, CopyFault> {
  const kind = kindOfFile(bytes)
  if (kind !== 'copy') return err(kind)
  const steps: StoredStep[] = []
  const decisions = new Map<string, StoredDecision>()
  const prompts = new Map<string, StoredPrompt>()
  let head: MatchHead | undefined
  for (const frame of soundFrames(bytes, matchId)) {
    const read = contentsOf(frame, matchId)
    if (read === undefined || read.head.seq !== steps.length + read.records.length - 1) break
    for (const record of read.records) steps.push({ seq: steps.length, record })
    for (const decision of read.decisions) decisions.set(`${decision.tick}/${decision.run}`, decision)
    for (const prompt of read.prompts) prompts.set(prompt.hash, prompt)
    head = read.head
  }
  if (head === undefined || steps.length === 0) return err('damaged')
  return ok({ head, steps, decisions: [...decisions.values()], prompts: [...prompts.values()] })
}

function recordsOf({ payload }: ReadFrame): Uint8Array[] | undefined {
  return decoded(() => readRecords(new ByteReader(payload)))
}

function contentsOf(
  { payload }: ReadFrame,
  matchId: string,
): (Omit<CopyContents, 'steps'> & { readonly records: readonly Uint8Array[] }) | undefined {
  return decoded(() => {
    const reader = new ByteReader(payload)
    const records = readRecords(reader)
    const words = v.safeParse(wordsSchema, JSON.parse(reader.text()), { abortEarly: true })
    reader.expectEnd()
    if (!words.success || words.output.head.matchId !== matchId) return undefined
    const { head, decisions, prompts } = words.output
    return {
      ...{ head, records },
      decisions: decisions.map(({ run, tick, record }) => ({ run, tick, record })),
      prompts: prompts.map(({ hash, text }) => ({ hash, text })),
    }
  })
}

function readRecords(reader: ByteReader): Uint8Array[] {
  return Array.from({ length: reader.varint() }, () => reader.raw(reader.varint()))
}

/** Sound frames hold what was once written, unless something else than the arena wrote them. */
function decoded<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof DecodeError || cause instanceof SyntaxError || cause instanceof RangeError) {
      return undefined
    }
    throw cause
  }
}
