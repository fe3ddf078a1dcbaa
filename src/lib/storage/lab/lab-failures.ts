import { StoreFailure, type StoreFailureKind } from '../../core/store-failure'
import { storeFailureOf } from '../failures'

const SENTENCES: Readonly<Record<StoreFailureKind, string>> = {
  quota: 'This browser has no room left for these bars. Delete some, or past matches, or free disk space.',
  fenced: 'Another tab is writing to these bars. Try again when it is done.',
  aborted: 'The browser broke off a write to its storage. Nothing was written by halves.',
  unavailable: 'The browser’s storage does not answer. Reload the page; what was stored is still there.',
  damaged: 'Stored bars are not as they should be. Delete them and load them anew.',
}

/** What a failed access to the lab's storage means, in the words of the lab. */
export function labFailure(kind: StoreFailureKind): StoreFailure {
  return new StoreFailure(kind, SENTENCES[kind])
}

/** @throws InvariantError when `cause` is one */
function labFailureOf(cause: unknown): StoreFailure {
  if (cause instanceof StoreFailure) return cause
  if (cause instanceof DOMException && cause.name === 'NoModificationAllowedError')
    return labFailure('fenced')
  return labFailure(storeFailureOf(cause).kind)
}

/** Rejects with StoreFailure only, a broken invariant aside. */
export async function guarded<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw labFailureOf(cause)
  }
}
