import type { Ticker } from '../../market/types'

/** So many frames in a row, in order among themselves, outvote the one they all seem to precede. */
const OUTVOTES = 5

interface Mark {
  /** Undefined for a quote had by request, which carries none. */
  readonly sequence: number | undefined
  readonly tradeId: number
  readonly tradedAt: number
}

/**
 * Lets one product's quotes through in order only. Within a connection the sequence must rise; always,
 * neither the trade id nor the trade's time may go back. Should one wild frame (or an exchange that
 * starts its numbers anew) put everything after it behind, the run of later frames wins after a while,
 * so that a single bad number cannot silence a product for good.
 */
export class OrderGuard {
  #last: Mark | undefined
  #heartbeat: number | undefined
  #lastRefused: Mark | undefined
  #refusedInOrder = 0

  /** Sequences of a new connection are not compared with those of the old. */
  connectionOpened(): void {
    if (this.#last !== undefined) this.#last = { ...this.#last, sequence: undefined }
    this.#heartbeat = undefined
    this.#refusedInOrder = 0
    this.#lastRefused = undefined
  }

  /** Whether this quote follows the last one accepted; if so it becomes the last. */
  accepts(ticker: Ticker, sequence: number | undefined): boolean {
    const mark: Mark = { sequence, tradeId: ticker.tradeId, tradedAt: ticker.tradedAt }
    if (follows(mark, this.#last)) this.#last = { ...mark, sequence: sequence ?? this.#last?.sequence }
    else if (this.#outvotes(mark)) this.#last = mark
    else return false
    this.#refusedInOrder = 0
    this.#lastRefused = undefined
    return true
  }

  /** Heartbeats of a product at rest repeat their sequence, so only a lower one is out of order. */
  acceptsHeartbeat(sequence: number): boolean {
    if (this.#heartbeat !== undefined && sequence < this.#heartbeat) return false
    this.#heartbeat = sequence
    return true
  }

  /** Only new trades vote: one old answer repeated by some cache does not. */
  #outvotes(mark: Mark): boolean {
    const before = this.#lastRefused
    const inOrder = before !== undefined && follows(mark, before) && mark.tradeId > before.tradeId
    this.#refusedInOrder = inOrder ? this.#refusedInOrder + 1 : 1
    this.#lastRefused = mark
    return this.#refusedInOrder >= OUTVOTES
  }
}

function follows(next: Mark, last: Mark | undefined): boolean {
  if (last === undefined) return true
  const rises = next.sequence === undefined || last.sequence === undefined || next.sequence > last.sequence
  return rises && next.tradeId >= last.tradeId && next.tradedAt >= last.tradedAt
}
