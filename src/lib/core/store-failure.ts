/**
 * Why a store could not do what it was asked. `quota`: no room; `fenced`: another writer holds the match;
 * `aborted`: this attempt broke off and may be retried as it was; `unavailable`: the store does not answer;
 * `damaged`: what is stored contradicts what was asked.
 */
export type StoreFailureKind = 'quota' | 'fenced' | 'aborted' | 'unavailable' | 'damaged'

export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  constructor(
    readonly kind: StoreFailureKind,
    /** A sentence for a person. */
    message: string,
  ) {
    super(message)
  }
}
