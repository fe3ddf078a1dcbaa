import type { ProductSpec } from '../../core/product'
import type { ProductSnapshot } from '../../market/snapshot'
import { formatPrice } from '../../market/price-format'
import { SnapshotView } from '../../market/snapshot-view'
import type { AgentTick } from '../../match/ports'
import { accountText } from './account-text'
import { volumeText } from './candle-figures'
import { CANDLE_LEGEND, candleTable } from './candle-table'
import { dateTimeText } from './clock-text'

/** Rises whenever the words around a model's own change: another version rebuilds other prompts. */
export const PROMPT_TEMPLATE = 1

/** What of a tick a prompt is made of. */
export type TickScene = Pick<AgentTick, 'tick' | 'matchTime' | 'snapshot' | 'portfolio'>

/**
 * A tick in words: quotes, the candles closed before it, the account. Prices at each product's own precision,
 * times in UTC. `products` in the match's order.
 */
export function renderTick(scene: TickScene, products: readonly ProductSpec[]): string {
  const market = new SnapshotView(scene.snapshot).toSnapshot().products
  const known = products.flatMap((spec, at) => {
    const product = market[at]
    return product === undefined ? [] : [{ spec, product }]
  })
  const tables = known.map(({ spec, product }) => candleTable(spec, product)).filter((table) => table !== '')
  return [
    `Tick ${scene.tick}, ${dateTimeText(scene.matchTime)} UTC`,
    ['Quotes: last | bid = you sell at | ask = you buy at | 24 h volume', ...known.map(quoteText)].join('\n'),
    ...(tables.length === 0 ? [] : [`${CANDLE_LEGEND}\n${tables.join('\n')}`]),
    accountText(products, scene.portfolio),
  ].join('\n\n')
}

function quoteText({
  spec,
  product: { ticker, fresh },
}: {
  readonly spec: ProductSpec
  readonly product: ProductSnapshot
}): string {
  if (ticker === undefined) return `${spec.id} no quote yet`
  const prices = [ticker.price, ticker.bid, ticker.ask].map((price) => formatPrice(spec, price))
  const figures = [...prices, `${volumeText(ticker.volume24h)} ${spec.base}`].join(' | ')
  return `${spec.id} ${figures}${fresh ? '' : ' | not fresh'}`
}
