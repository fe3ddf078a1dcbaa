import { type Result, ok } from '../../lib/core/result'
import { sealBlock, sliceBlock } from '../../lib/engine/block/bar-block'
import type { BacktestSetup } from '../../lib/lab/backtest-setup'
import type { ReadBlock } from '../../lib/lab/catalog/bar-catalog'

interface Ground {
  readonly setup: BacktestSetup
  readonly read: ReadBlock
}

/** The same backtest on the first `rows` rows: as if nobody had asked for more. */
export function shortened<G extends Ground>(ground: G, rows: number): Result<G, string> {
  const { setup, read } = ground
  if (rows >= read.block.rows) return ok(ground)
  const part = sliceBlock(read.block, 0, rows)
  const block = sealBlock(part.granularity, part.products, part.quotes)
  if (!block.ok) return block
  const to = (part.products[0]?.time[rows - 1] ?? setup.range.from) + part.granularity * 1000
  const range = { ...setup.range, to }
  return ok({ ...ground, setup: { ...setup, range }, read: { ...read, block: block.value } })
}
