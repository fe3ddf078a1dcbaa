import type { ProductListing } from '../../../workers/api/feed'

/**
 * Products whose increments are published and do not change, for a start while the exchange streams prices
 * but does not answer requests. Figures: Coinbase Exchange, `GET /products`.
 */
export const KNOWN_PRODUCTS: readonly ProductListing[] = [
  known('BTC', '0.01', '0.00000001'),
  known('ETH', '0.01', '0.00000001'),
  known('FARTCOIN', '0.0001', '0.01'),
  known('SOL', '0.01', '0.00000001'),
]

function known(base: string, quoteIncrement: string, baseIncrement: string): ProductListing {
  return { id: `${base}-USD`, base, quote: 'USD', quoteIncrement, baseIncrement, minMarketFunds: '1' }
}
