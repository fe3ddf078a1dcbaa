import { decimalToString } from '../core/decimal'
import type { ProductSpec } from '../core/product'
import { formatPrice, formatQuantity } from '../market/price-format'
import type { Engine } from '../engine/engine'
import type { LoggedStep } from '../engine/log/step-codec'
import { runIndex } from '../engine/events'
import type { MatchStatus } from '../match/ports'
import type { SharedResults, SharedStanding, SharedTrade } from './share-file'

/** The fills of a step. */
export function tradesOf(
  { seq, input, derived }: LoggedStep,
  products: readonly ProductSpec[],
): readonly SharedTrade[] {
  return derived.flatMap((event): SharedTrade[] => {
    const spec = event.type === 'OrderFilled' ? products[event.product] : undefined
    if (event.type !== 'OrderFilled' || spec === undefined) return []
    const { run, side, quantity, price, fee, cash } = event
    return [
      {
        ...{ seq, time: input.time, run, product: spec.id, side },
        quantity: formatQuantity(spec, quantity),
        price: formatPrice(spec, price),
        ...{ fee: decimalToString(fee), cash: decimalToString(cash) },
      },
    ]
  })
}

/** What has come of a match so far. `halted` is no state of the fold: a match that could not be stored any more. */
export function resultsOf(engine: Engine, trades: readonly SharedTrade[], halted: boolean): SharedResults {
  const status: MatchStatus = halted && engine.status !== 'ended' ? 'halted' : engine.status
  const standings = engine.runs.map((_, index) => standingOf(engine, index))
  return { events: engine.seq + 1, status, time: engine.time, standings, trades }
}

function standingOf(engine: Engine, index: number): SharedStanding {
  const run = runIndex(index)
  const { name, role } = engine.runs[run] ?? { name: '', role: 'agent' }
  const { equity, cash, feesPaid } = engine.portfolio(run, engine.time)
  return {
    ...{ name, role, equity: decimalToString(equity), cash: decimalToString(cash) },
    ...{ fees: decimalToString(feesPaid), modelCost: decimalToString(engine.modelCost(run)) },
    trades: engine.tradeCount(run),
  }
}
