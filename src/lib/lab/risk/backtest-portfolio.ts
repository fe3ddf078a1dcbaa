import { decimalToNumber } from '../../core/decimal'
import { type ProductSpec, productIndex } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, durationMs } from '../../core/time'
import type { BarBlock } from '../../engine/block/bar-block'
import { runFromLog } from '../../engine/block/run-from-log'
import type { MatchConfig } from '../../engine/config'
import { instantText } from '../catalog/instant-text'
import type { SimulationGround } from '../simulation/plan'
import { fallsOf } from './falls'
import type { HeldPortfolio } from './held-portfolio'
import { lastHoldings } from './last-holdings'
import { PriceColumns } from './price-columns'

/** A finished backtest: its log and its bars. */
export interface PlayedBacktest {
  readonly products: readonly ProductSpec[]
  readonly config: Pick<MatchConfig, 'initialCash'>
  readonly block: BarBlock
  readonly records: readonly Uint8Array[]
}

const ONE_STRATEGY =
  'The strategy is one product here, and its equity the price: what it would do at other prices is not simulated.'

/** What a backtest holds after its last bar. */
export function backtestPortfolio(backtest: PlayedBacktest): Result<HeldPortfolio, string> {
  const { products, config, block, records } = backtest
  const run = runFromLog(records, block)
  if (!run.ok) return run
  const last = lastHoldings(records, products.length, config.initialCash)
  if (!last.ok) return last
  const closes = block.products.map(({ close }) => close)
  const begin = decimalToNumber(config.initialCash)
  const prices = PriceColumns.of(timesOf(block), closes, spanOf(block))
  const end = instantText(prices.from + prices.steps * prices.span)
  return ok({
    ...{ ...last.value, specs: products, ...fallsOf(run.value.equity, begin), prices, notes: [] },
    standing: `What the backtest held at its end, ${end}, and the drawdowns it had.`,
  })
}

/** A backtest's equity as the price of one product, all of which is held. `name`: how the run is called. */
export function backtestGround(backtest: PlayedBacktest, name: string): Result<SimulationGround, string> {
  const { block, records } = backtest
  const run = runFromLog(records, block)
  if (!run.ok) return run
  const { equity } = run.value
  if (!equity.every((dollars) => dollars > 0)) return err('The equity of this backtest fell to nothing.')
  const prices = PriceColumns.of(timesOf(block), [equity], spanOf(block))
  const value = prices.close(productIndex(0), prices.newest)
  return ok({ cash: 0, holdings: [{ id: name, value, column: 0 }], prices, notes: [ONE_STRATEGY] })
}

function timesOf({ products }: BarBlock): Float64Array {
  return products[0]?.time ?? new Float64Array(0)
}

function spanOf({ granularity }: BarBlock): DurationMs {
  return durationMs(granularity * 1000)
}
