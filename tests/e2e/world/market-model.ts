// The world's own prices: a function of product and time alone, so that candles, tickers and a later
// look at either agree. Lively enough for rule traders to act within seconds.
import { createHash } from 'node:crypto'

export interface WorldProduct {
  readonly id: string
  readonly base: string
  readonly quoteIncrement: string
  readonly baseIncrement: string
  readonly level: number
  /** Growth per hour until the world began, and after: fractions of the level. */
  readonly trend: number
  /** Height of the waves around the trend, as a fraction. */
  readonly swing: number
  readonly status: 'online' | 'delisted'
}

export const WORLD_PRODUCTS: readonly WorldProduct[] = [
  product('BTC', '0.01', '0.00000001', 91_234.56, 0.01, 0.003),
  product('ETH', '0.01', '0.00000001', 3_120.4, 0.006, 0.004),
  product('SOL', '0.01', '0.00000001', 131.42, -0.008, 0.006),
  product('FARTCOIN', '0.0001', '0.01', 0.3127, 0.05, 0.015),
  product('PEPE', '0.00000001', '1', 0.0000041, 0.02, 0.02),
  product('DOGE', '0.00001', '0.1', 0.16842, 0.004, 0.005),
  { ...product('LUNA', '0.0001', '0.01', 1.2, 0, 0), status: 'delisted' },
]

/** One quote, in whole quote increments where it is a price. */
export interface WorldQuote {
  readonly price: number
  readonly bid: number
  readonly ask: number
  readonly tradeId: number
}

interface HeldPrice {
  /** Epoch milliseconds. */
  readonly from: number
  readonly price: number
}

/** Before this there was no trade; epoch milliseconds. */
export const LISTED_SINCE = Date.UTC(2016, 0, 4, 9, 30)

/** Trends do not reach back further than this: nobody can have traded at less than nothing. */
const TREND_HOURS = 12

/** Trades of the world happen on a grid of this many milliseconds. */
export const TRADE_SPACING = 500

export class MarketModel {
  readonly #held = new Map<string, HeldPrice[]>()

  constructor(private readonly origin: number) {}

  /** From the next trade on all trade at this price, between bid and ask; what was quoted before stays. */
  hold(id: string, price: number): void {
    const since = this.#held.get(id) ?? []
    since.push({ from: Date.now(), price })
    this.#held.set(id, since)
  }

  /** The quote as of the last trade at or before `time`, epoch milliseconds. */
  quote(of: WorldProduct, time: number): WorldQuote {
    const trade = Math.floor(time / TRADE_SPACING)
    const at = trade * TRADE_SPACING
    const held = this.#heldAt(of, at)
    const ticks = Math.round((held ?? this.#middle(of, at)) / Number(of.quoteIncrement))
    const half = Math.max(1, Math.round(ticks * 0.00005))
    const side = chance(of.id, trade) < 0.5 ? -half : half
    return {
      price: held === undefined ? ticks + side : ticks,
      bid: ticks - half,
      ask: ticks + half,
      tradeId: trade,
    }
  }

  /**
   * `[time, low, high, open, close, volume]` of the bucket that starts at `start`, epoch seconds; undefined where
   * nothing traded.
   */
  candle(of: WorldProduct, start: number, granularity: number): readonly number[] | undefined {
    if ((start + granularity) * 1000 <= LISTED_SINCE || isQuiet(of, start, granularity)) return undefined
    const samples = 20
    const prices = Array.from({ length: samples }, (_, at) => {
      const time = (start + ((at + 0.5) * granularity) / samples) * 1000
      return this.quote(of, time).price
    })
    const figure = (ticks: number | undefined) => Number(priceText(of, ticks ?? 0))
    return [
      start,
      figure(Math.min(...prices)),
      figure(Math.max(...prices)),
      figure(prices[0]),
      figure(prices.at(-1)),
      Number((1000 * chance(`${of.id}/volume`, start)).toFixed(8)),
    ]
  }

  #heldAt(of: WorldProduct, time: number): number | undefined {
    return this.#held.get(of.id)?.findLast(({ from }) => from <= time)?.price
  }

  #middle(of: WorldProduct, time: number): number {
    const hours = Math.max(-TREND_HOURS, (time - this.origin) / 3_600_000)
    const seconds = time / 1000
    const wave = (period: number) => Math.sin((2 * Math.PI * seconds) / period + of.level)
    const noise = chance(`${of.id}/noise`, Math.floor(time / TRADE_SPACING)) - 0.5
    const swing = of.swing * (0.5 * wave(47) + 0.3 * wave(211) + 0.2 * wave(1201) + 0.2 * noise)
    return of.level * (1 + of.trend * hours + swing)
  }
}

/** Exact decimal text of so many quote increments. */
export function priceText(of: WorldProduct, ticks: number): string {
  const places = of.quoteIncrement.split('.')[1]?.length ?? 0
  const digits = String(Math.abs(ticks)).padStart(places + 1, '0')
  const sign = ticks < 0 ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

function product(
  base: string,
  quoteIncrement: string,
  baseIncrement: string,
  level: number,
  trend: number,
  swing: number,
): WorldProduct {
  return { id: `${base}-USD`, base, quoteIncrement, baseIncrement, level, trend, swing, status: 'online' }
}

/** The smallest coin has minutes without a trade, long ago. */
function isQuiet(of: WorldProduct, start: number, granularity: number): boolean {
  const longAgo = start * 1000 < Date.now() - 24 * 3_600_000
  return of.id === 'PEPE-USD' && granularity === 60 && longAgo && chance('quiet', start) < 0.2
}

/** In [0, 1), decided by label and number. */
function chance(label: string, number: number): number {
  return createHash('sha256').update(`${label}:${number}`).digest().readUInt32BE() / 4_294_967_296
}
