/** feed.worker's two faces: one for the page, one for match.worker over a port the page connects. */
import type { ProductIndex } from '../../lib/core/product'
import type { Result } from '../../lib/core/result'
import type { TimeMs } from '../../lib/core/time'
import type { MatchConfig } from '../../lib/engine/config'
import type { FeedCounters, FeedEvent } from '../../lib/market/feed-event'
import type { Ticker } from '../../lib/market/types'
import type { LogLine, Settings } from './match'

/** One product a match may be played on. Increments are the exchange's decimal text. */
export interface ProductListing {
  readonly id: string
  readonly base: string
  readonly quote: string
  readonly quoteIncrement: string
  readonly baseIncrement: string
  readonly minMarketFunds: string
}

/** Sources whose products can be listed; a recording has its own. */
export type ListedSource = 'coinbase' | 'demo'

/** For the page. */
export interface FeedWorkerApi {
  configure(settings: Settings): Promise<void>
  /** Whether a valid frame or REST answer came within 5 s. Must not throw. */
  probe(): Promise<{ readonly reachable: boolean; readonly detail: string }>
  /** Products a match of this source may be played on, by id. */
  listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>>
  /** Gives match.worker its end; a later call replaces the earlier (match.worker was restarted). */
  connectMatch(port: MessagePort): Promise<void>
  onLog(listener: (lines: readonly LogLine[]) => void): Promise<void>
  ping(): Promise<number>
}

/** For match.worker, by Comlink over the port. */
export interface FeedSourceApi {
  listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>>
  open(config: MatchConfig, resumeAt: TimeMs | undefined, onEvents: FeedListener): Promise<void>
  refreshQuote(product: ProductIndex): Promise<Ticker | undefined>
  setPaused(paused: boolean): Promise<void>
  setThinking(thinking: boolean): Promise<void>
  close(): Promise<void>
  ping(): Promise<number>
}

/** Events in order, with the counters as of then. */
export type FeedListener = (events: readonly FeedEvent[], counters: FeedCounters) => void
