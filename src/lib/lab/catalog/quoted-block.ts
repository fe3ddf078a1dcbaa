import type { BarBlock } from '../../engine/block/bar-block'
import type { BarQuotes, Bars, QuotedBars } from '../../market/bars'

/** Bars of several products as a block has them. */
type BlockColumns = Pick<BarBlock, 'products' | 'quotes'>

/** Bars and, if every product has them, quotes; those of only some are left out. Columns stay the same memory. */
export function splitQuotes(bars: readonly QuotedBars[]): BlockColumns {
  const products = bars.map(withoutQuotes)
  const quotes = bars.flatMap((one): readonly BarQuotes[] => (one.quotes === undefined ? [] : [one.quotes]))
  return quotes.length < bars.length ? { products } : { products, quotes }
}

/** A block's bars, each with its quotes where the block has them: as they are lent and sent. */
export function joinQuotes({ products, quotes }: BlockColumns): readonly QuotedBars[] {
  return products.map((bars, product) => {
    const theirs = quotes?.[product]
    return theirs === undefined ? bars : { ...bars, quotes: theirs }
  })
}

/** Of one shape, whatever the data has: the engine's loops read them. */
function withoutQuotes({ length, time, open, high, low, close, volume }: QuotedBars): Bars {
  return { length, time, open, high, low, close, volume }
}
