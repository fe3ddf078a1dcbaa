/** From what browsers and Dexie throw to the few kinds of failure a match knows what to do about. */
import { InvariantError } from '../core/result'
import { StoreFailure, type StoreFailureKind } from '../core/store-failure'

const MAX_CAUSES = 8

/** In order of precedence: an abort caused by a full disk is about the disk. */
const KINDS: readonly (readonly [StoreFailureKind, ReadonlySet<string>])[] = [
  ['quota', new Set(['QuotaExceededError'])],
  [
    'damaged',
    new Set(['ConstraintError', 'DataError', 'DataCloneError', 'NotReadableError', 'EncodingError']),
  ],
  [
    'unavailable',
    new Set([
      ...['DatabaseClosedError', 'InvalidStateError', 'OpenFailedError', 'MissingAPIError'],
      ...['SecurityError', 'VersionError', 'NotFoundError', 'NotAllowedError', 'UpgradeError'],
    ]),
  ],
  [
    'aborted',
    new Set([
      // Whether an unknown error was before or after the commit is unknown too; a retry finds out.
      ...['AbortError', 'UnknownError', 'TimeoutError', 'TransactionInactiveError'],
      ...['PrematureCommitError', 'InternalError'],
    ]),
  ],
]

const SENTENCES: Readonly<Record<StoreFailureKind, string>> = {
  quota: 'This browser has no room left for the match. Delete past matches or free disk space, then resume.',
  fenced: 'Another tab has taken over the match; this one only watches now.',
  aborted: 'The browser broke off a write to its storage. Nothing was written by halves.',
  unavailable: 'The browser’s storage does not answer. Reload the page to go on from the last saved event.',
  damaged: 'What the browser has stored contradicts what was to be written.',
}

/** A failure of this kind in the words a person gets when nothing more is known. */
export function storeFailure(kind: StoreFailureKind): StoreFailure {
  return new StoreFailure(kind, SENTENCES[kind])
}

/**
 * What `cause` means for the match. Looks through what libraries wrap around the browser's own error.
 * @throws InvariantError when `cause` is one: a defect is never dressed up as a storage failure
 */
export function storeFailureOf(cause: unknown): StoreFailure {
  if (cause instanceof StoreFailure) return cause
  if (cause instanceof InvariantError) throw cause
  const names = errorNames(cause)
  for (const [kind, known] of KINDS) {
    if (names.some((name) => known.has(name))) return storeFailure(kind)
  }
  return storeFailure('unavailable')
}

/** Names of the error and of those inside it: Dexie's `inner`, a bulk error's `failures`, `cause`. */
function errorNames(cause: unknown): string[] {
  const names: string[] = []
  const queue: unknown[] = [cause]
  for (let seen = 0; seen < MAX_CAUSES && queue.length > 0; seen += 1) {
    const error = queue.shift()
    if (typeof error !== 'object' || error === null) continue
    if ('name' in error && typeof error.name === 'string') names.push(error.name)
    if ('inner' in error) queue.push(error.inner)
    if ('cause' in error) queue.push(error.cause)
    if ('failures' in error && Array.isArray(error.failures)) queue.push(error.failures[0])
  }
  return names
}
