import type { RunRecord } from '../analytics/run-record'
import { decimalToString } from '../core/decimal'
import type { ProductSpec } from '../core/product'
import { type Result, ok } from '../core/result'
import type { BarBlock } from '../engine/block/bar-block'
import { Backtest } from '../engine/block/backtest'
import type { FillModel } from '../engine/block/fill-model'
import { type LoggedRun, runFromLog } from '../engine/block/run-from-log'
import type { MatchConfig } from '../engine/config'
import { BuyAndHold } from '../engine/stages/alpha/buy-and-hold'

/** What analytics looks at, and how often the run was told no. */
export type MeasuredRun = RunRecord & Pick<LoggedRun, 'refused'>

/**
 * What analytics looks at, read out of a backtest's log and its bars alone, beside buy-and-hold on the same bars
 * under the same costs, without limits.
 */
export function runRecordOf(
  records: readonly Uint8Array[],
  block: BarBlock,
  { config, fills }: { readonly config: MatchConfig; readonly fills: FillModel },
): Result<MeasuredRun, string> {
  const run = runFromLog(records, block)
  if (!run.ok) return run
  const span = block.granularity * 1000
  return ok({
    ...run.value,
    granularity: block.granularity,
    time: (block.products[0]?.time ?? new Float64Array(0)).map((start) => start + span),
    benchmark: benchmarkOf(config, fills, block),
    initialCash: Number(decimalToString(config.initialCash)),
    prices: block.products.map(({ high, low, close }, index) => {
      const spec = config.products[index]
      const dollarsPerTick = spec === undefined ? Number.NaN : dollarsOf(spec)
      return { id: spec?.id ?? '', dollarsPerTick, high, low, close }
    }),
  })
}

/** The quote increment as the nearest double. */
function dollarsOf({ quoteIncrement }: ProductSpec): number {
  return Number(decimalToString(quoteIncrement))
}

function benchmarkOf(config: MatchConfig, fills: FillModel, block: BarBlock): Float64Array {
  const free = { ...config, rules: { ...config.rules, risk: {} } }
  const backtest = new Backtest({ config: free, block, alpha: new BuyAndHold(), fills })
  while (!backtest.done) backtest.step()
  return backtest.equity
}
