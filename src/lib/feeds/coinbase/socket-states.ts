import type { FeedState } from '../../market/types'

/** What happens to the stream of prices, as far as its state is concerned. */
export type SocketEvent =
  /** The first good price on this connection. */
  | 'priced'
  /** No heartbeat for too long. */
  | 'silent'
  /** The connection ended or never came about. */
  | 'dropped'
  /** A new attempt begins. */
  | 'retried'
  /** The exchange takes none of the products. */
  | 'rejected'

/** One line per legal pair; any other event leaves the state as it is. */
const NEXT: Readonly<Record<FeedState, Readonly<Partial<Record<SocketEvent, FeedState>>>>> = {
  connecting: { priced: 'live', silent: 'stale', dropped: 'reconnecting', rejected: 'stale' },
  live: { silent: 'stale', dropped: 'reconnecting', rejected: 'stale' },
  stale: { retried: 'reconnecting' },
  reconnecting: { priced: 'live', silent: 'stale', dropped: 'reconnecting', rejected: 'stale' },
}

/** The state after `event`, or undefined when the event means nothing in this state. */
export function nextSocketState(state: FeedState, event: SocketEvent): FeedState | undefined {
  return NEXT[state][event]
}
