/** A match as a file for others: JSON that verifies, or a table for a spreadsheet. */
import { type Result, err, ok } from '../lib/core/result'
import type { TimeMs } from '../lib/core/time'
import type { WholeMatch } from '../lib/match/whole-match'
import { gzip } from '../lib/core/compressed'
import { SHARE_LIMITS, type SharedSignature } from '../lib/share/share-file'
import { newSigningKey, signShare } from '../lib/share/signature'
import { tableOf } from '../lib/share/tables'
import { type WrittenShare, writeShare } from '../lib/share/write-share'
import { signingKey } from '../lib/storage/signing-key'
import { SOFTWARE } from '../lib/share/software'
import type { ExportChoices, ExportTable, ExportedFile } from './api/replay'
import { unhurried } from './unhurried'

/** A file that came out too large is written again with fewer words, aiming a little below the limit. */
const AIM = 0.9
const ATTEMPTS = 3

const TOO_LARGE = 'This match is too long for one file, even without its words.'

/** Writes the match within the limits that an import keeps. */
export async function exportFile(
  match: WholeMatch,
  choices: ExportChoices,
  now: TimeMs,
): Promise<Result<ExportedFile, string>> {
  const about = { software: SOFTWARE, exportedAt: new Date(now).toISOString() }
  let most: number = SHARE_LIMITS.plain
  // What Import takes.
  const limit = choices.compressed ? SHARE_LIMITS.compressed : SHARE_LIMITS.plain
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const written = await unhurried(writeShare(match, choices, { ...about, most }))
    if (!written.ok) return written
    const signature = choices.signed ? await signatureOf(written.value) : ok(undefined)
    if (!signature.ok) return signature
    const parts = written.value.parts(signature.value)
    const blob = choices.compressed ? await gzip(parts) : new Blob([...parts], { type: 'application/json' })
    if (blob.size <= limit) {
      const ending = choices.compressed ? '.arena.json.gz' : '.arena.json'
      return ok({ name: nameOf(match) + ending, blob, notice: written.value.notice })
    }
    most = Math.floor(Math.min(most, written.value.bytes) * (limit / blob.size) * AIM)
  }
  return err(TOO_LARGE)
}

export function exportTable(match: WholeMatch, table: ExportTable): Result<ExportedFile, string> {
  const text = tableOf(match, table)
  if (!text.ok) return text
  const blob = new Blob([text.value], { type: 'text/csv' })
  return ok({ name: `${nameOf(match)}-${table}.csv`, blob, notice: '' })
}

async function signatureOf({ whole }: WrittenShare): Promise<Result<SharedSignature, string>> {
  const { indexedDB, IDBKeyRange } = globalThis
  let problem = ''
  const key = await signingKey({ indexedDB, IDBKeyRange }, async () => {
    const made = await newSigningKey()
    if (made.ok) return made.value
    problem = made.error
    return undefined
  })
  return key === undefined ? err(problem) : signShare(whole, key)
}

/** `arena-2026-11-21-1a2b3c4d`: the day it began and the first digits of its id. */
function nameOf({ config }: WholeMatch): string {
  const day = new Date(config.startedAt).toISOString().slice(0, 10)
  return `arena-${day}-${config.matchId.replace(/[^a-z0-9]/gi, '').slice(0, 8)}`
}
