import { DECIMAL_ZERO } from '../core/decimal'
import type { ProductSpec } from '../core/product'
import { durationMs, timeMs } from '../core/time'
import type { DecisionSettings, MatchConfig } from '../engine/config'
import { NEWEST_FORMAT } from '../engine/known-limits'
import type { MarketSource } from '../market/types'
import type { BacktestSetup } from './backtest-setup'
import type { BarSource } from './catalog/dataset'

/** A backtest asks no language model; the format of matches wants bounds all the same. */
const NO_DECISIONS: DecisionSettings = {
  ...{ turns: 1, toolCalls: 1, trades: 1, deadline: durationMs(1000) },
  ...{ memoryTokens: 1, outputTokens: 1 },
}

/** What the books of a match call where prices came from. */
function marketSource(source: BarSource): MarketSource {
  return source === 'demo' || source === 'coinbase' ? source : 'recorded'
}

/**
 * The one-run match that a backtest is, as its log's head holds it. The same setup gives the same bytes,
 * whenever and wherever it is run.
 * @param products in the block's order
 */
export function backtestConfig(
  { cash, fees, risk, range, strategy }: BacktestSetup,
  products: readonly ProductSpec[],
  source: BarSource,
): MatchConfig {
  const strategyId = strategy.type === 'listed' ? strategy.id : strategy.type
  const name = strategy.type === 'listed' ? strategy.id : strategy.name
  const labels = {
    project: 'arena',
    cost_center: 'lab',
    owner: 'visitor',
    data_classification: 'public',
    strategy_id: strategyId,
    agent_run_id: 'backtest',
  } as const
  return {
    formatVersion: NEWEST_FORMAT,
    matchId: 'backtest',
    source: marketSource(source),
    products,
    runs: [{ name, role: 'agent', labels, color: '--you', brain: `lab:${strategyId}`, strategyVersion: '1' }],
    rules: { preset: fees.type === 'none' ? 'classic' : 'realistic', fees, risk },
    initialCash: cash,
    interval: durationMs(0),
    startedAt: timeMs(range.from),
    decisions: NO_DECISIONS,
    spendCap: DECIMAL_ZERO,
  }
}
