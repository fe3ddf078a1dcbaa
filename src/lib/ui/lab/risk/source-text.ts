/** What a simulation's returns are of, in words. Pure. */
import type { Dataset, RiskSource, RunSummary } from '../../../../workers/api/lab'
import { granularityText, rangeText, sourceText as barSourceText } from '../dataset-text'

/** What a source refers to. */
export interface SourceNames {
  readonly datasets: readonly Dataset[]
  readonly runs: readonly Pick<RunSummary, 'id' | 'name' | 'source' | 'range'>[]
}

/** `BTC-USD, ETH-USD (Demo — simulated prices), 1 minute bars, 2025-01-01 – 2025-03-31`. */
export function sourceText(source: RiskSource, { datasets, runs }: SourceNames): string {
  if (source.type === 'run') {
    const run = runs.find(({ id }) => id === source.id)
    if (run === undefined) return 'a backtest'
    return `equity of the backtest ${run.name} (${barSourceText(run.source)}), ${rangeText(run.range)}`
  }
  const held = source.holdings.flatMap(({ dataset }) => datasets.find(({ id }) => id === dataset) ?? [])
  const [first] = held
  if (first === undefined) return 'datasets'
  const products = held.map(({ spec }) => spec.id).join(', ')
  const bars = `${granularityText(first.granularity)} bars`
  return `${products} (${barSourceText(first.source)}), ${bars}, ${rangeText(source.range)}`
}
