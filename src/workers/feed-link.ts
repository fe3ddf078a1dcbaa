import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { ProductIndex } from '../lib/core/product'
import type { Result } from '../lib/core/result'
import { err } from '../lib/core/result'
import { type TimeMs, durationMs } from '../lib/core/time'
import type { MatchConfig } from '../lib/engine/config'
import type { FeedCounters, FeedEvent } from '../lib/market/feed-event'
import type { Ticker } from '../lib/market/types'
import type { FeedPort } from '../lib/match/ports'
import { NO_COUNTERS } from '../lib/market/feed-event'
import type { FeedSourceApi, ListedSource, ProductListing } from './api/feed'
import { WorkerWatch } from './watch'

/** A quote asked for by a trade must come while the trade still matters. */
const QUOTE_WITHIN = durationMs(4000)

interface OpenMatch {
  readonly config: MatchConfig
  readonly onEvents: (events: readonly FeedEvent[]) => void
}

/**
 * match.worker's end of feed.worker. The port outlives the worker: when the page connects a
 * successor, an open match is opened again where its market had come to.
 */
export class FeedLink implements FeedPort {
  #source: Comlink.Remote<FeedSourceApi> | undefined
  #watch: WorkerWatch | undefined
  #connected = 0
  #open: OpenMatch | undefined
  #latest: TimeMs | undefined
  #paused = false
  #thinking = false
  #counters = NO_COUNTERS

  constructor(
    private readonly clock: Clock,
    private readonly onLost: (reason: string) => void,
  ) {}

  /** Talks over `port` from now on; whatever the former source still sends is ignored. */
  connect(port: MessagePort): void {
    this.#watch?.stop()
    this.#source?.[Comlink.releaseProxy]()
    const source = Comlink.wrap<FeedSourceApi>(port)
    this.#source = source
    this.#connected += 1
    // Message handlers run in a hidden page too, so the match notices a dead feed where the page's timers would not.
    this.#watch = new WorkerWatch(undefined, () => source.ping(), this.clock, this.onLost)
    if (this.#open !== undefined) this.#openAtSource(this.#open)
  }

  async listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>> {
    if (this.#source === undefined) return err('The market feed is not running yet.')
    return this.#source.listProducts(source)
  }

  open(
    config: MatchConfig,
    resumeAt: TimeMs | undefined,
    onEvents: (events: readonly FeedEvent[]) => void,
  ): void {
    this.#open = { config, onEvents }
    this.#latest = resumeAt
    this.#paused = false
    this.#thinking = false
    this.#counters = NO_COUNTERS
    this.#openAtSource(this.#open)
  }

  async refreshQuote(product: ProductIndex): Promise<Ticker | undefined> {
    const source = this.#source
    if (source === undefined) return undefined
    const timeout = new Promise<undefined>((resolve) =>
      this.clock.after(QUOTE_WITHIN, () => resolve(undefined)),
    )
    return Promise.race([source.refreshQuote(product), timeout]).catch(() => undefined)
  }

  setPaused(paused: boolean): void {
    this.#paused = paused
    void this.#source?.setPaused(paused)
  }

  setThinking(thinking: boolean): void {
    this.#thinking = thinking
    void this.#source?.setThinking(thinking)
  }

  counters(): FeedCounters {
    return this.#counters
  }

  close(): void {
    this.#open = undefined
    void this.#source?.close()
  }

  #openAtSource(open: OpenMatch): void {
    const source = this.#source
    if (source === undefined) return
    const connection = this.#connected
    const listener = (events: readonly FeedEvent[], counters: FeedCounters): void => {
      if (this.#open !== open || this.#connected !== connection) return
      this.#counters = counters
      this.#latest = events.at(-1)?.time ?? this.#latest
      open.onEvents(events)
    }
    // A live market is heard from the beginning: its history may not have come yet, and what is known is not logged twice.
    const resumeAt = open.config.source === 'coinbase' ? undefined : this.#latest
    void source.open(open.config, resumeAt, Comlink.proxy(listener))
    if (this.#paused) void source.setPaused(true)
    if (this.#thinking) void source.setThinking(true)
  }
}
