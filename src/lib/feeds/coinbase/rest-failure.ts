/** Why a request brought nothing, with a sentence for a person. */
export interface RestFailure {
  readonly kind: RestFailureKind
  readonly sentence: string
}

export type RestFailureKind =
  /** No answer in time. */
  | 'timeout'
  /** The browser gives no reason: offline, name not resolved, or an answer without CORS headers. */
  | 'network'
  | 'rate-limited'
  | 'unavailable'
  | 'not-found'
  /** Delisted products are answered so. */
  | 'bad-request'
  /** Any other answer that says no; asking again would not help. */
  | 'refused'
  /** An answer that is not what was asked for. */
  | 'garbage'
  | 'closed'

const WORTH_ANOTHER_TRY: ReadonlySet<RestFailureKind> = new Set([
  'timeout',
  'network',
  'rate-limited',
  'unavailable',
  'garbage',
])

export function isWorthRetrying(failure: RestFailure): boolean {
  return WORTH_ANOTHER_TRY.has(failure.kind)
}

/** The failure a status other than success stands for. */
export function failureOfStatus(status: number): RestFailure {
  if (status === 429) return { kind: 'rate-limited', sentence: 'Coinbase asks for fewer requests (429).' }
  if (status === 404) return { kind: 'not-found', sentence: 'Coinbase does not know this product (404).' }
  if (status === 400) return { kind: 'bad-request', sentence: 'Coinbase does not serve this request (400).' }
  if (status >= 500) return { kind: 'unavailable', sentence: `Coinbase is unavailable (${status}).` }
  return { kind: 'refused', sentence: `Coinbase refused the request (${status}).` }
}
