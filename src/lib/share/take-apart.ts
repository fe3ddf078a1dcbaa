import { type Result, err } from '../core/result'
import { parseStrictJson } from '../core/strict-json'
import { plainText } from '../core/compressed'
import { otherBytes, otherJson, otherText } from './other-files'
import { type ReadShare, readShare } from './read-share'
import { SHARE_LIMITS } from './share-file'

/** {@link SHARE_LIMITS}, or others of their shape. */
export type OpeningLimits = Readonly<Record<'compressed' | 'plain' | 'depth' | 'parsing', number>>

/** What taking apart needs of the platform. */
export interface Platform {
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number
  /** Lets others have their turn between two long pieces of work. */
  readonly breathe: () => Promise<void>
}

/**
 * Takes a stranger's file apart: its text, its JSON, the match in it, each within limits. Not run again yet.
 * The error is a sentence that says what is wrong and where. Must not reject.
 */
export async function takeApart(
  file: Blob,
  { now, breathe }: Platform,
  limits: OpeningLimits = SHARE_LIMITS,
): Promise<Result<ReadShare, string>> {
  const deadline = now() + limits.parsing
  const late = (): boolean => now() > deadline
  const text = await plainText(file, {
    compressed: limits.compressed,
    plain: limits.plain,
    late,
    foreign: otherBytes,
  })
  if (!text.ok) return text
  await breathe()
  const value = jsonOf(text.value, limits.depth, late)
  if (!value.ok) return value
  await breathe()
  return readShare(value.value)
}

function jsonOf(text: string, depth: number, late: () => boolean): Result<unknown, string> {
  const notJson = otherText(text)
  if (notJson !== undefined) return err(notJson)
  const json = parseStrictJson(text, { depth, late })
  if (!json.ok) return err(`The file cannot be read. ${json.error.sentence}`)
  const notMatch = otherJson(json.value)
  return notMatch === undefined ? json : err(notMatch)
}
