import { type DurationMs, type TimeMs, between, durationMs } from '../../core/time'
import { ALL_IS_WELL } from '../../market/feed-event'
import type { FeedState } from '../../market/types'
import { POLL_EVERY } from './quote-desk'

/** The socket gets this long to come (back) before polling counts as a way of its own. */
const SOCKET_PATIENCE = durationMs(5000)

/** Answers by request keep the feed live this long: one lost round is forgiven, two are not. */
const ANSWER_LASTS: DurationMs = durationMs(2 * POLL_EVERY)

/** So many failures in a row before a person is told; single ones are retried and counted. */
const FAILURES_TOLD = 3

export interface StateWithDetail {
  readonly state: FeedState
  readonly detail: string
}

/**
 * One state out of the two ways prices come. The socket leads; while it is away for more than a moment,
 * prices by request make the feed live too, and the sentence says so.
 */
export class FeedStateComposer {
  #socket: StateWithDetail = { state: 'connecting', detail: 'Connecting to Coinbase.' }
  #socketAwaySince: TimeMs | undefined
  #answeredAt: TimeMs | undefined
  #restFailure = ''
  #restFailures = 0

  socketChanged(socket: StateWithDetail, now: TimeMs): void {
    if (socket.state === 'live') this.#socketAwaySince = undefined
    else this.#socketAwaySince ??= now
    this.#socket = socket
  }

  /** A request was answered with a good quote. */
  quoteAnswered(now: TimeMs): void {
    this.#answeredAt = now
    this.restAnswered()
  }

  restAnswered(): void {
    this.#restFailures = 0
  }

  restFailed(sentence: string): void {
    this.#restFailures += 1
    if (this.#restFailures <= FAILURES_TOLD) this.#restFailure = sentence
  }

  /** Whether the socket has been away so long that requests must replace it. */
  isPolling(now: TimeMs): boolean {
    return this.#socketAwaySince !== undefined && between(this.#socketAwaySince, now) >= SOCKET_PATIENCE
  }

  current(now: TimeMs): StateWithDetail {
    if (this.#socket.state === 'live') return { state: 'live', detail: this.#liveDetail() }
    if (this.isPolling(now) && this.#answeredLately(now)) {
      const every = POLL_EVERY / 1000
      return {
        state: 'live',
        detail: `Coinbase's WebSocket cannot be reached; prices come by request every ${every} s.`,
      }
    }
    return this.#socket
  }

  #liveDetail(): string {
    if (this.#restFailures < FAILURES_TOLD) return ALL_IS_WELL
    return `Live prices by WebSocket alone; candles are built from them. ${this.#restFailure}`
  }

  #answeredLately(now: TimeMs): boolean {
    return this.#answeredAt !== undefined && between(this.#answeredAt, now) <= ANSWER_LASTS
  }
}
