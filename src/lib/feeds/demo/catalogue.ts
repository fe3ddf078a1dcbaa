import { decimalToNumber } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { ProductListing } from '../../../workers/api/feed'

/** What makes one product's simulated prices its own. */
export interface DemoCharacter {
  /** The level its price starts near and is drawn back to over weeks, in quote currency. */
  readonly level: number
  /** Standard deviation of a year's log returns; 0.6 is 60 % a year. */
  readonly volatility: number
  /** Share of its moves that is the whole market's, 0 … 1: the loading on the one factor. */
  readonly loading: number
  /** Spread between bid and ask in quiet times, basis points of the price; never below one increment. */
  readonly spreadBasisPoints: number
  /** Base currency traded on an ordinary day. */
  readonly dailyVolume: number
  /** How likely it is that anything trades within one step of the tape, 0 … 1. */
  readonly activity: number
}

interface CatalogueRow extends DemoCharacter {
  readonly base: string
  readonly quoteIncrement: string
  readonly baseIncrement: string
}

/** Increments are the exchange's own; levels, volatilities and volumes are of the right order. */
const CATALOGUE: readonly CatalogueRow[] = [
  row('BTC', '0.01', '0.00000001', 84_000, 0.6, 0.88, 0.02, 9_000, 0.99),
  row('ETH', '0.01', '0.00000001', 3_100, 0.75, 0.85, 0.3, 110_000, 0.99),
  row('SOL', '0.01', '0.00000001', 146, 1, 0.78, 0.8, 1_300_000, 0.98),
  row('FARTCOIN', '0.0001', '0.01', 0.3127, 2, 0.5, 9, 48_000_000, 0.8),
  row('DOGE', '0.00001', '0.1', 0.16842, 1.1, 0.72, 0.9, 520_000_000, 0.96),
  row('XRP', '0.0001', '0.000001', 2.2416, 0.9, 0.7, 0.6, 95_000_000, 0.97),
  row('PEPE', '0.00000001', '1', 0.0000041, 1.7, 0.62, 5, 2_400_000_000_000, 0.88),
  row('LINK', '0.001', '0.01', 13.862, 1, 0.74, 1.2, 2_600_000, 0.93),
  row('AVAX', '0.01', '0.00000001', 14.77, 1.1, 0.75, 1.5, 1_500_000, 0.9),
  row('LTC', '0.01', '0.00000001', 92.4, 0.8, 0.68, 1.1, 260_000, 0.9),
  row('ADA', '0.0001', '0.00000001', 0.4731, 1, 0.72, 1.4, 90_000_000, 0.92),
  row('WIF', '0.001', '0.01', 0.412, 1.8, 0.58, 6, 31_000_000, 0.8),
  row('SHIB', '0.00000001', '1', 0.00000873, 1.3, 0.66, 3, 620_000_000_000, 0.86),
]

/** Ticks at which an unlisted product starts: fine enough to move, far from the least price. */
const UNLISTED_TICKS = 12_500

/** Every product the demo market offers, by the exchange's own ids and increments. */
export function demoProducts(): readonly ProductListing[] {
  return CATALOGUE.map(({ base, quoteIncrement, baseIncrement }) => {
    return { id: `${base}-USD`, base, quote: 'USD', quoteIncrement, baseIncrement, minMarketFunds: '1' }
  })
}

/** How a product behaves. One that is not in the catalogue behaves like a small coin. */
export function demoCharacter(spec: ProductSpec): DemoCharacter {
  const listed = CATALOGUE.find(({ base }) => `${base}-USD` === spec.id)
  if (listed !== undefined) return listed
  const level = decimalToNumber(spec.quoteIncrement) * UNLISTED_TICKS
  const dailyVolume = 10_000_000 / level
  return { level, volatility: 1.3, loading: 0.6, spreadBasisPoints: 4, dailyVolume, activity: 0.85 }
}

function row(
  base: string,
  quoteIncrement: string,
  baseIncrement: string,
  level: number,
  volatility: number,
  loading: number,
  spreadBasisPoints: number,
  dailyVolume: number,
  activity: number,
): CatalogueRow {
  return {
    ...{ base, quoteIncrement, baseIncrement, level, volatility },
    ...{ loading, spreadBasisPoints, dailyVolume, activity },
  }
}
