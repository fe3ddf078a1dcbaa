import { quickStatistics } from '../../analytics/quick-statistics'
import { sampledReturns } from '../../analytics/returns'
import { samplingGrid } from '../../analytics/sampling'
import { tailValueAtRisk } from '../../analytics/tail-risk'
import type { Backtest } from '../../engine/block/backtest'
import type { VariantFigures } from './types'

const TAIL = 0.05

/** What all runs that are compared have in common. */
export interface FiguresGround {
  /** Of each row's close. */
  readonly time: Float64Array
  readonly granularity: number
  readonly initial: number
}

/** Of a backtest that is done; the same figures as on its tear sheet. */
export function figuresOf(
  { equity, opened }: Pick<Backtest, 'equity' | 'opened'>,
  ground: FiguresGround,
): VariantFigures {
  const { totalReturn, maxDrawdown, sharpe } = quickStatistics({ equity, ...ground })
  const { time, granularity, initial } = ground
  const rising = sampledReturns(samplingGrid(time, granularity), equity, initial).sort()
  return {
    equity: equity[equity.length - 1] ?? initial,
    ...{ totalReturn, maxDrawdown, sharpe },
    tailLoss: tailValueAtRisk(rising, TAIL),
    trades: opened,
  }
}
