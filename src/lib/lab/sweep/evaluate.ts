import { quickStatistics } from '../../analytics/quick-statistics'
import { periodsPerYear } from '../../analytics/sampling'
import { decimalToNumber } from '../../core/decimal'
import { invariant } from '../../core/result'
import { rulesWith, withoutRisk } from '../../core/risk-parameter'
import { type BarBlock, sliceBlock } from '../../engine/block/bar-block'
import { Backtest } from '../../engine/block/backtest'
import type { MatchConfig } from '../../engine/config'
import { rulesOf, underRules } from '../run-rules'
import { strategyById } from '../strategies/registry'
import type { RowRange, SweepPlan, SweepShare, TrialResult } from './types'

/**
 * Runs a share of a sweep's trials, one between two yields, so that whoever drives it can report, breathe and
 * end it. Each trial is a backtest of its own over the window's rows of the block, which are not copied; its
 * log is thrown away.
 */
export function* evaluate(share: SweepShare, config: MatchConfig, block: BarBlock): Generator<TrialResult> {
  const { plan } = share
  let ground: Ground | undefined
  for (let trial = share.from; trial < share.to; trial += 1) {
    const window = Math.floor(trial / plan.sets.length)
    if (ground?.window !== window) ground = groundOf(plan, config, block, window, 'train')
    yield tryOn(ground, trial % plan.sets.length)
  }
}

/** One set on the rows that a window keeps out of the search. */
export function testTrial(
  plan: SweepPlan,
  config: MatchConfig,
  block: BarBlock,
  window: number,
  set: number,
): TrialResult {
  return tryOn(groundOf(plan, config, block, window, 'test'), set)
}

/** What the trials on the same rows share. */
interface Ground {
  readonly plan: SweepPlan
  readonly config: MatchConfig
  readonly window: number
  readonly block: BarBlock
  /** Of each row's close. */
  readonly time: Float64Array
  readonly initial: number
}

function groundOf(
  plan: SweepPlan,
  config: MatchConfig,
  whole: BarBlock,
  window: number,
  part: 'train' | 'test',
): Ground {
  const range: RowRange | undefined = plan.windows[window]?.[part]
  invariant(range !== undefined && range.to <= whole.rows, 'a window of other bars than the sweep')
  const block = sliceBlock(whole, range.from, range.to)
  const span = block.granularity * 1000
  const time = (block.products[0]?.time ?? new Float64Array(0)).map((start) => start + span)
  return { plan, config, window, block, time, initial: decimalToNumber(config.initialCash) }
}

function tryOn({ plan, config, window, block, time, initial }: Ground, set: number): TrialResult {
  const { strategy, fills } = plan.request.setup
  const descriptor = strategyById(strategy.id)
  const values = plan.sets[set]
  invariant(descriptor !== undefined && values !== undefined, 'a trial that is not in the plan')
  const alpha = descriptor.make(withoutRisk(values), block.granularity)
  const limited = underRules(config, rulesWith(rulesOf(config), values))
  const backtest = new Backtest({ config: limited, block, alpha, fills })
  while (!backtest.done) backtest.step()
  const { equity, opened } = backtest
  const { sampling, ...figures } = quickStatistics({ equity, time, granularity: block.granularity, initial })
  return { window, set, ...figures, trades: opened, periodsPerYear: periodsPerYear(sampling) }
}
