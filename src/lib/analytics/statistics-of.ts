import { sorted } from '../stats/quantile'
import { sum } from '../stats/moments'
import { alpha, beta } from './benchmark'
import { DEFINITIONS, STATISTIC_KEYS } from './definitions'
import { type Drawdown, worstDrawdown } from './drawdown'
import { calmar, shape, sharpe, sortino, volatility } from './performance'
import { growthPerYear, totalReturn } from './quick-statistics'
import type { RunRecord } from './run-record'
import { openingOf, periodsPerYear } from './sampling'
import { probabilisticSharpe } from './sharpe-evidence'
import { tailValueAtRisk, valueAtRisk } from './tail-risk'
import type { RoundTrip, StatisticKey, StatisticRow } from './tear-sheet'
import { timeInMarket, tradeStatistics, turnover } from './trade-statistics'

/** A run's curves, sampled evenly. */
export interface SampledRun {
  readonly returns: Float64Array
  /** The same in rising order. */
  readonly rising: Float64Array
  readonly benchmark: Float64Array
  /** Seconds from one sample to the next. */
  readonly seconds: number
}

type Values<K extends StatisticKey> = Readonly<Record<K, number>>

/** Every statistic with its label and definition, in the order they are shown. */
export function statisticRows(
  run: RunRecord,
  sampled: SampledRun,
  trips: readonly RoundTrip[],
): readonly StatisticRow[] {
  const { equity, time, initialCash, granularity } = run
  const drawdown = worstDrawdown(equity, time, initialCash, openingOf(time, granularity))
  const values: Values<StatisticKey> = {
    ...growthValues(run, drawdown),
    ...riskValues(sampled),
    ...tradeValues(run, trips),
  }
  return STATISTIC_KEYS.map((key) => {
    const row = { key, value: values[key], ...DEFINITIONS[key] }
    if (key !== 'max-drawdown') return row
    const { peak, trough, recovered } = drawdown
    return { ...row, dates: { peak, trough, recovered } }
  })
}

/** A sorted copy is made here. */
export function sampledRun(seconds: number, returns: Float64Array, benchmark: Float64Array): SampledRun {
  return { returns, rising: sorted(returns), benchmark, seconds }
}

function growthValues(
  { equity, benchmark, time, granularity, initialCash: initial }: RunRecord,
  { depth }: Drawdown,
): Values<'total-return' | 'benchmark-return' | 'cagr' | 'calmar' | 'max-drawdown'> {
  const run = { equity, time, granularity, initial }
  const cagr = growthPerYear(run)
  return {
    'total-return': totalReturn(run),
    'benchmark-return': totalReturn({ ...run, equity: benchmark }),
    cagr,
    calmar: calmar(cagr, depth),
    'max-drawdown': depth,
  }
}

type RiskKey =
  | ('volatility' | 'sharpe' | 'probabilistic-sharpe' | 'sortino' | 'skew' | 'kurtosis' | 'alpha' | 'beta')
  | ('var-95' | 'tvar-95' | 'var-99' | 'tvar-99')

function riskValues({ returns, rising, benchmark, seconds }: SampledRun): Values<RiskKey> {
  const periods = periodsPerYear(seconds)
  const { skew, kurtosis } = shape(returns)
  const evidence = { sharpe: sharpe(returns, 1), samples: returns.length, skew, kurtosis }
  return {
    volatility: volatility(returns, periods),
    sharpe: sharpe(returns, periods),
    'probabilistic-sharpe': probabilisticSharpe(evidence),
    sortino: sortino(returns, periods),
    skew,
    kurtosis,
    alpha: alpha(returns, benchmark, periods),
    beta: beta(returns, benchmark),
    'var-95': valueAtRisk(rising, 0.05),
    'tvar-95': tailValueAtRisk(rising, 0.05),
    'var-99': valueAtRisk(rising, 0.01),
    'tvar-99': tailValueAtRisk(rising, 0.01),
  }
}

type TradeKey =
  | ('trades' | 'win-rate' | 'profit-factor' | 'expectancy' | 'average-holding')
  | ('fees' | 'slippage' | 'turnover' | 'time-in-market')

function tradeValues(run: RunRecord, trips: readonly RoundTrip[]): Values<TradeKey> {
  const { winRate, profitFactor, expectancy, averageHolding } = tradeStatistics(trips)
  return {
    trades: trips.length,
    'win-rate': winRate,
    'profit-factor': profitFactor,
    expectancy,
    'average-holding': averageHolding,
    fees: sum(run.fills.fee.subarray(0, run.fills.length)),
    slippage: sum(run.fills.slippage.subarray(0, run.fills.length)),
    turnover: turnover(run),
    'time-in-market': timeInMarket(run.exposure),
  }
}
