/** Expected failure is a value: every fallible public function answers one of these. */
export type Result<T, E> = Ok<T> | Err<E>

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

export interface Err<E> {
  readonly ok: false
  readonly error: E
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}

/** Marks a branch the types prove unreachable; throws should the proof be wrong at run time. */
export function assertNever(value: never): never {
  throw new InvariantError(`unexpected variant: ${variantName(value)}`)
}

/** The tag of a variant, never its contents: those may be secret, circular or a bigint. */
function variantName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const tags = ['type', 'kind', 'status'].flatMap((key): string[] => {
    const tag: unknown = Reflect.get(value, key)
    return typeof tag === 'string' ? [`${key} "${tag}"`] : []
  })
  return tags.length === 0 ? 'an object without a tag' : tags.join(', ')
}

/** A broken invariant: a defect of ours, never a person's mistake. It stops the match visibly. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** Throws an {@link InvariantError} unless `condition` holds. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}
