import { type ProductIndex, type ProductSpec, productIndex } from '../../core/product'
import type { TimeMs } from '../../core/time'
import type { HeartbeatReported, TickerReported } from '../../market/feed-event'
import type { Ticker } from '../../market/types'
import type { FaultTally } from '../fault-tally'
import type { HeartbeatFrame, TickerFrame } from './messages'
import { OrderGuard } from './order-guard'
import { type ProductIdentity, parseTickerFrame } from './parse'

interface Line extends ProductIdentity {
  readonly guard: OrderGuard
  last: Ticker | undefined
  /** Whether a ticker came since the connection opened; before that a heartbeat proves nothing. */
  quoted: boolean
}

/**
 * The one way of quotes into the arena, for live frames, answers by request and recordings alike: only
 * well-formed, uncrossed quotes in order pass; the rest is counted. Crossed quotes are dropped, so the
 * last good quote stays and ages into a stale one.
 */
export class MarketIntake {
  readonly #lines: readonly Line[]
  readonly #byId: ReadonlyMap<string, Line>

  constructor(
    products: readonly ProductSpec[],
    private readonly tally: FaultTally,
  ) {
    this.#lines = products.map((spec, index) => ({
      product: productIndex(index),
      spec,
      guard: new OrderGuard(),
      last: undefined,
      quoted: false,
    }))
    this.#byId = new Map(this.#lines.map((line) => [line.spec.id, line]))
  }

  get products(): readonly ProductIdentity[] {
    return this.#lines
  }

  /** A new connection numbers anew, and every product must be quoted again before its heartbeats count. */
  connectionOpened(): void {
    for (const line of this.#lines) {
      line.guard.connectionOpened()
      line.quoted = false
    }
  }

  /** Products not quoted since the connection opened. */
  unquoted(): readonly ProductIdentity[] {
    return this.#lines.filter((line) => !line.quoted)
  }

  /** A frame to an event, or undefined when it is of no use. Frames of other products are passed over. */
  ticker(frame: TickerFrame, now: TimeMs): TickerReported | undefined {
    const line = this.#byId.get(frame.product_id)
    if (line === undefined) return undefined
    const quote = parseTickerFrame(frame, line)
    if (!quote.ok) {
      this.tally.fault(quote.error.kind, quote.error.sentence)
      return undefined
    }
    return this.#admit(line, quote.value, frame.sequence, now)
  }

  /** A quote had by request. One the market has moved past in the meantime is dropped. */
  answered(ticker: Ticker, now: TimeMs): TickerReported | undefined {
    const line = this.#lines[ticker.product]
    return line === undefined ? undefined : this.#admit(line, ticker, undefined, now)
  }

  /** The last quote that passed. */
  lastTicker(product: ProductIndex): Ticker | undefined {
    return this.#lines[product]?.last
  }

  heartbeat(frame: HeartbeatFrame, now: TimeMs): HeartbeatReported | 'unproven' | undefined {
    const line = this.#byId.get(frame.product_id)
    if (line === undefined) return undefined
    if (!line.guard.acceptsHeartbeat(frame.sequence)) {
      this.tally.fault('outOfOrder', `A heartbeat of ${line.spec.id} came out of order.`)
      return undefined
    }
    if (!line.quoted) return 'unproven'
    return { type: 'heartbeat', time: now, product: line.product, lastTradeId: frame.last_trade_id }
  }

  #admit(line: Line, ticker: Ticker, sequence: number | undefined, now: TimeMs): TickerReported | undefined {
    if (!line.guard.accepts(ticker, sequence)) {
      this.tally.fault('outOfOrder', `A quote of ${line.spec.id} came out of order.`)
      return undefined
    }
    line.last = ticker
    line.quoted = true
    return { type: 'ticker', time: now, ticker }
  }
}
