import { type ProductIndex, productIndex } from '../core/product'
import { type TimeMs, between } from '../core/time'
import { FRESH_FOR } from '../engine/freshness'
import { assertNever } from '../core/result'
import type { FeedEvent, HeartbeatReported } from '../market/feed-event'
import type { Candle, FeedState } from '../market/types'
import type { Journal } from './journal'

/** One REST answer's worth, and more than any window holds. */
const CANDLES_COMPARED = 300

/**
 * Turns what the feed reports into inputs of the log. Heartbeats come once a second and product, so they
 * are held back and logged only when the log would otherwise take a quote for stale that is not.
 */
export class FeedIntake {
  readonly #heartbeats: (HeartbeatReported | undefined)[] = []
  /** Products whose quote nothing but a new ticker can vouch for. */
  readonly #lost = new Set<ProductIndex>()
  #matchTime: TimeMs

  constructor(
    private readonly journal: Journal,
    startAt: TimeMs,
  ) {
    this.#matchTime = startAt
  }

  /** The latest instant the feed has spoken of. */
  get matchTime(): TimeMs {
    return this.#matchTime
  }

  take(event: FeedEvent): void {
    if (event.time > this.#matchTime) this.#matchTime = event.time
    const time = this.#matchTime
    switch (event.type) {
      case 'ticker':
        this.#heartbeats[event.ticker.product] = undefined
        this.#lost.delete(event.ticker.product)
        this.journal.write({ type: 'TickerReceived', time, ticker: event.ticker })
        return
      case 'heartbeat':
        this.#heartbeats[event.product] = event
        return
      case 'candles':
        for (const candle of event.candles) {
          if (!this.#isKnown(candle)) this.journal.write({ type: 'CandleClosed', time, candle })
        }
        return
      case 'state':
        this.#takeState(time, event.state, event.detail)
        return
      default:
        assertNever(event)
    }
  }

  /** A live market that was not heard since `leftAt` goes on; a tape knows no gaps. */
  recordGap(leftAt: TimeMs, now: TimeMs): void {
    const { config, status } = this.journal.engine
    if (config.source !== 'coinbase' || status === 'ended') return
    const gap = Math.round(between(leftAt, now) / 1000)
    this.take({
      type: 'state',
      time: now,
      state: 'connecting',
      detail: `Resumed after ${gap} s without market data.`,
    })
  }

  /** A feed that starts anew tells its history anew. */
  #isKnown(candle: Candle): boolean {
    const { product, granularity } = candle
    const known = this.journal.engine.candles.newest(product, granularity, CANDLES_COMPARED)
    return known.some((other) => isSameCandle(candle, other))
  }

  /** The log knows a state only by its changes; a new sentence for the same state is no change. */
  #takeState(time: TimeMs, state: FeedState, detail: string): void {
    if (state !== 'live') this.#loseQuotes()
    if (this.journal.engine.feedState === state) return
    this.journal.write({ type: 'FeedStateChanged', time, state, detail })
  }

  /** A feed that leaves Live takes its confirmations with it, those held back included. */
  #loseQuotes(): void {
    this.#heartbeats.length = 0
    for (const index of this.journal.engine.config.products.keys()) this.#lost.add(productIndex(index))
  }

  /** Like {@link confirmFresh}, for display: logs nothing. */
  looksFresh(product: ProductIndex, now: TimeMs): boolean {
    return this.journal.engine.isFresh(product, now) || this.#confirmation(product, now) !== undefined
  }

  /** Logs the held heartbeat of a product if that makes its quote fresh at `now`. Answers whether it is fresh. */
  confirmFresh(product: ProductIndex, now: TimeMs): boolean {
    const engine = this.journal.engine
    if (engine.isFresh(product, now)) return true
    const heartbeat = this.#confirmation(product, now)
    if (heartbeat === undefined) return false
    const { time, lastTradeId } = heartbeat
    this.#heartbeats[product] = undefined
    this.journal.write({ type: 'HeartbeatReceived', time, product, lastTradeId })
    return engine.isFresh(product, now)
  }

  /** The held heartbeat, if it vouches for the quote in the log and is young enough to. */
  #confirmation(product: ProductIndex, now: TimeMs): HeartbeatReported | undefined {
    const { engine } = this.journal
    const heartbeat = this.#heartbeats[product]
    if (heartbeat === undefined || engine.feedState !== 'live' || this.#lost.has(product)) return undefined
    // That nothing was traded makes no quote of one that is none.
    if (engine.freshness(product, now).type === 'no-price') return undefined
    const isSameTrade = heartbeat.lastTradeId === engine.ticker(product)?.tradeId
    return isSameTrade && between(heartbeat.time, now) <= FRESH_FOR ? heartbeat : undefined
  }
}

function isSameCandle(a: Candle, b: Candle): boolean {
  return (
    a.start === b.start &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume
  )
}
