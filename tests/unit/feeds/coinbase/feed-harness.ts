import type { FeedEvent } from '$lib/market/feed-event'
import type { Candle } from '$lib/market/types'
import { CoinbaseFeed } from '$lib/feeds/coinbase/feed'
import { CoinbaseRest } from '$lib/feeds/coinbase/rest'
import type { ProductSpec } from '$lib/core/product'
import { type TimeMs, durationMs } from '$lib/core/time'
import { heartbeatFrame, microTime, tickerFrame } from '../../../fixtures/coinbase/frames'
import { FakeRestServer } from '../../../fixtures/coinbase/fake-rest'
import { type FakeConnection, FakeSocketServer } from '../../../fixtures/coinbase/fake-socket'
import { matchOf } from '../../../fixtures/coinbase/products'
import { VirtualClock } from '../../../fixtures/virtual-clock'

/** A feed between a fake exchange's two ends, with what it reported. */
export class FeedHarness {
  readonly clock = new VirtualClock()
  readonly sockets = new FakeSocketServer(this.clock)
  readonly rest = new FakeRestServer(this.clock)
  readonly events: FeedEvent[] = []
  readonly log: string[] = []
  readonly client = new CoinbaseRest({
    url: 'https://exchange.test',
    fetch: this.rest.fetch,
    clock: this.clock,
    chance: () => 0.5,
  })
  readonly feed = new CoinbaseFeed({
    rest: this.client,
    socketUrl: 'wss://exchange.test',
    connect: this.sockets.connect,
    clock: this.clock,
    chance: () => 0.5,
    log: (level, text) => this.log.push(`${level} ${text}`),
  })
  #sequence = 0

  constructor(readonly products: readonly ProductSpec[]) {}

  open(resumeAt?: TimeMs): void {
    this.feed.open(matchOf(this.products), resumeAt, (events) => this.events.push(...events))
  }

  /** From now on the socket accepts and sends a ticker and a heartbeat a second of each product. */
  async healthySocket(only: readonly ProductSpec[] = this.products): Promise<void> {
    this.sockets.onAttempt = (connection) => {
      queueMicrotask(() => {
        connection.accept()
        this.#pulse(connection, only)
      })
    }
  }

  #pulse(connection: FakeConnection, only: readonly ProductSpec[]): void {
    if (connection.closedByPage) return
    for (const spec of only) connection.deliver(this.ticker(spec.id), this.heartbeat(spec.id))
    this.clock.after(durationMs(1000), () => this.#pulse(connection, only))
  }

  /** A trade of the current second. */
  ticker(productId: string, over: Readonly<Record<string, unknown>> = {}): string {
    const now = this.clock.now()
    this.#sequence += 1
    const tradeId = Math.floor(now / 1000)
    return tickerFrame(productId, this.#sequence, { trade_id: tradeId, time: microTime(now), ...over })
  }

  heartbeat(productId: string): string {
    this.#sequence += 1
    return heartbeatFrame(productId, this.#sequence, Math.floor(this.clock.now() / 1000))
  }

  get states(): string[] {
    return this.events.flatMap((event) => (event.type === 'state' ? [event.state] : []))
  }

  get details(): string[] {
    return this.events.flatMap((event) => (event.type === 'state' ? [event.detail] : []))
  }

  candles(product: number, granularity: number): Candle[] {
    return this.events
      .flatMap((event) => (event.type === 'candles' ? event.candles : []))
      .filter((candle) => candle.product === product && candle.granularity === granularity)
  }

  tickers(product: number): FeedEvent[] {
    return this.events.filter((event) => event.type === 'ticker' && event.ticker.product === product)
  }
}
