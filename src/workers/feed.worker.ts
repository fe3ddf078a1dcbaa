/** Composition root of the market feed: Coinbase or the demo market, behind one port for match.worker. */
import * as Comlink from 'comlink'
import type { ProductIndex } from '../lib/core/product'
import { type Result, err, ok } from '../lib/core/result'
import { type TimeMs, between, durationMs } from '../lib/core/time'
import type { MatchConfig } from '../lib/engine/config'
import { CoinbaseFeed } from '../lib/feeds/coinbase/feed'
import { lockTurnstile } from '../lib/feeds/coinbase/limiter'
import { probeCoinbase } from '../lib/feeds/coinbase/probe'
import { CoinbaseRest } from '../lib/feeds/coinbase/rest'
import { browserSocket } from '../lib/feeds/coinbase/socket-port'
import { demoProducts } from '../lib/feeds/demo/catalogue'
import { DemoFeed } from '../lib/feeds/demo/demo-feed'
import type { FeedEvent } from '../lib/market/feed-event'
import type { Ticker } from '../lib/market/types'
import type { FeedPort } from '../lib/match/ports'
import type { FeedListener, FeedSourceApi, FeedWorkerApi, ListedSource, ProductListing } from './api/feed'
import type { LogLine, Settings } from './api/match'
import { PlatformClock } from './clock'
import { Logger } from './logger'
import { ARENA_SETTINGS } from '../lib/storage/settings'

const clock = new PlatformClock()
const logger = new Logger(() => clock.now())
const log = (level: LogLine['level'], text: string): void => logger.log(level, 'feed', text)

interface Listing {
  readonly at: TimeMs
  readonly answer: ReturnType<CoinbaseRest['products']>
}

/** Products come and go by the week; a list this old still serves a dialog. */
const LISTING_KEPT = durationMs(5 * 60_000)

class FeedWorker implements FeedWorkerApi, FeedSourceApi {
  #settings: Settings = ARENA_SETTINGS.fallback
  #rest = this.#createRest()
  #listing: Listing | undefined
  #feed: FeedPort | undefined
  #port: MessagePort | undefined

  async configure(settings: Settings): Promise<void> {
    logger.level = settings.logLevel
    const moved = settings.restUrl !== this.#settings.restUrl
    this.#settings = settings
    // A running match keeps the addresses it was opened with.
    if (!moved) return
    this.#rest = this.#createRest()
    this.#listing = undefined
  }

  probe(): Promise<{ reachable: boolean; detail: string }> {
    // Whoever asks whether Coinbase is there will want to know next what it trades.
    void this.listProducts('coinbase')
    return probeCoinbase({
      rest: this.#rest,
      socketUrl: this.#settings.socketUrl,
      connect: browserSocket,
      clock,
    })
  }

  async listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>> {
    if (source === 'demo') return ok(demoProducts())
    const products = await this.#listed()
    return products.ok ? ok(products.value.map(listingOf)) : err(products.error.sentence)
  }

  /** The exchange's list, asked for once for all who want it at a time; a failure is not kept. */
  #listed(): Listing['answer'] {
    const kept = this.#listing
    if (kept !== undefined && between(kept.at, clock.now()) <= LISTING_KEPT) return kept.answer
    const listing: Listing = { at: clock.now(), answer: this.#rest.products() }
    this.#listing = listing
    void listing.answer.then(({ ok: listed }) => {
      if (!listed && this.#listing === listing) this.#listing = undefined
    })
    return listing.answer
  }

  async connectMatch(port: MessagePort): Promise<void> {
    await this.close()
    this.#port?.close()
    this.#port = port
    Comlink.expose(this, port)
  }

  async onLog(listener: (lines: readonly LogLine[]) => void): Promise<void> {
    logger.listen(listener)
  }

  async open(config: MatchConfig, resumeAt: TimeMs | undefined, onEvents: FeedListener): Promise<void> {
    await this.close()
    const feed = this.#createFeed(config)
    this.#feed = feed
    feed.open(config, resumeAt, (events: readonly FeedEvent[]) => onEvents(events, feed.counters()))
  }

  async refreshQuote(product: ProductIndex): Promise<Ticker | undefined> {
    return this.#feed?.refreshQuote(product)
  }

  async setPaused(paused: boolean): Promise<void> {
    this.#feed?.setPaused(paused)
  }

  async setThinking(thinking: boolean): Promise<void> {
    this.#feed?.setThinking(thinking)
  }

  async close(): Promise<void> {
    this.#feed?.close()
    this.#feed = undefined
  }

  async ping(): Promise<number> {
    return clock.now()
  }

  #createRest(): CoinbaseRest {
    const turnstile = 'locks' in navigator ? lockTurnstile(navigator.locks, clock) : undefined
    return new CoinbaseRest({
      url: this.#settings.restUrl,
      fetch: (url, init) => fetch(url, init),
      clock,
      chance: Math.random,
      ...(turnstile === undefined ? {} : { turnstile }),
    })
  }

  #createFeed(config: MatchConfig): FeedPort {
    if (config.source === 'demo') return new DemoFeed(clock)
    return new CoinbaseFeed({
      rest: this.#rest,
      socketUrl: this.#settings.socketUrl,
      connect: browserSocket,
      clock,
      chance: Math.random,
      log,
    })
  }
}

function listingOf(product: ProductListing): ProductListing {
  const { id, base, quote, quoteIncrement, baseIncrement, minMarketFunds } = product
  return { id, base, quote, quoteIncrement, baseIncrement, minMarketFunds }
}

Comlink.expose(new FeedWorker())
