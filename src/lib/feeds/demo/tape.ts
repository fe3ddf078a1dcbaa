import { type ProductIndex, type ProductSpec, productIndex } from '../../core/product'
import { Random } from '../../core/random'
import { type TimeMs, addTime, timeMs } from '../../core/time'
import type { FeedEvent } from '../../market/feed-event'
import { type Candle, GRANULARITIES, type Granularity, type Ticker } from '../../market/types'
import { CandleBuilder } from './candle-builder'
import { ProductPath } from './product-path'
import { ShockSource } from './shocks'
import { STEP } from './tape-time'

const MARKET_JUMPS_PER_DAY = 1
const MINUTE = 60_000

/** How far the tape reaches back before the match, and how much of each granularity is told at its start. */
const HISTORY_MINUTES = 270
const HISTORY_TOLD: Readonly<Record<Granularity, number>> = { 900: 270, 300: 120, 60: 240 }

export interface DemoTapeOptions {
  readonly seed: string
  readonly products: readonly ProductSpec[]
  /** Match start; a whole quarter of an hour gives every match of a seed the same candles. */
  readonly startedAt: TimeMs
}

interface Track {
  readonly product: ProductIndex
  readonly path: ProductPath
  readonly builders: readonly CandleBuilder[]
  tradedAt: TimeMs
}

/**
 * A simulated market, a function of its seed alone: a step every 5 s of match time, prices by elapsed
 * time, the same in every browser. One factor moves all products, each has shocks of its own, both with
 * volatility in clusters, regimes and jumps. What one product does never depends on which others there are.
 */
export class DemoTape {
  readonly #startedAt: TimeMs
  readonly #market: ShockSource
  readonly #tracks: readonly Track[]
  readonly #history: Candle[] = []
  #next: TimeMs

  /** Plays the hours before the match, so that it starts with candles that what follows continues. */
  constructor(options: DemoTapeOptions) {
    const random = Random.fromSeed(options.seed)
    this.#startedAt = options.startedAt
    this.#market = new ShockSource(random.fork('market'), MARKET_JUMPS_PER_DAY)
    this.#next = timeMs(options.startedAt - HISTORY_MINUTES * MINUTE)
    this.#tracks = options.products.map((spec, index) => {
      return this.#track(productIndex(index), new ProductPath(spec, random.fork(`product:${spec.id}`)))
    })
    while (this.#next < this.#startedAt) this.#history.push(...this.#advance())
  }

  /** When the next step happens, in match time. */
  get nextAt(): TimeMs {
    return this.#next
  }

  /** The next step's events in order: the candles it closes, then tickers; a heartbeat where nothing traded. */
  step(): readonly FeedEvent[] {
    const time = this.#next
    const closed = this.#advance()
    const first = time === this.#startedAt
    const candles = first ? this.#told(closed) : closed
    const quotes = this.#tracks.map((track) => quoteEvent(track, time, first))
    return candles.length === 0 ? quotes : [{ type: 'candles', time, candles }, ...quotes]
  }

  /** Moves past one step without telling it. */
  skip(): void {
    this.#history.length = 0
    this.#advance()
  }

  /** The present quote. @throws RangeError for a product that is not on the tape. */
  ticker(product: ProductIndex): Ticker {
    const track = this.#tracks[product]
    if (track === undefined) throw new RangeError(`no product ${product} on this tape`)
    return tickerOf(track)
  }

  #track(product: ProductIndex, path: ProductPath): Track {
    const builders = GRANULARITIES.map((granularity) => new CandleBuilder(product, granularity))
    return { product, path, builders, tradedAt: this.#next }
  }

  #advance(): Candle[] {
    const now = this.#next
    const closed = this.#tracks.flatMap((track) => closedBy(track, now))
    this.#market.step()
    for (const track of this.#tracks) advanceTrack(track, this.#market, now)
    this.#next = addTime(now, STEP)
    return closed
  }

  #told(last: readonly Candle[]): readonly Candle[] {
    const all = [...this.#history.splice(0), ...last]
    const told = all.filter(({ start, granularity }) => {
      return this.#startedAt - start <= HISTORY_TOLD[granularity] * MINUTE
    })
    return told.sort((a, b) => b.granularity - a.granularity || a.product - b.product || a.start - b.start)
  }
}

function closedBy(track: Track, now: TimeMs): readonly Candle[] {
  return track.builders.map((builder) => builder.closeBy(now)).filter((candle) => candle !== undefined)
}

function advanceTrack(track: Track, market: ShockSource, now: TimeMs): void {
  const { path } = track
  path.step(market)
  if (!path.traded) return
  track.tradedAt = now
  for (const builder of track.builders) builder.add(now, path.price, path.volume)
}

function quoteEvent(track: Track, time: TimeMs, first: boolean): FeedEvent {
  if (first || track.path.traded) return { type: 'ticker', time, ticker: tickerOf(track) }
  return { type: 'heartbeat', time, product: track.product, lastTradeId: track.path.tradeId }
}

function tickerOf({ product, path, tradedAt }: Track): Ticker {
  return {
    product,
    price: path.price,
    bid: path.bid,
    ask: path.ask,
    volume24h: path.dayVolume,
    tradeId: path.tradeId,
    tradedAt,
  }
}
