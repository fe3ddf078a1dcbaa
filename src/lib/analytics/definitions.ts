/** What each statistic is called and means, for the person who reads it. In the order they are shown. */
import type { StatisticKey, StatisticRow } from './tear-sheet'

export interface Definition {
  readonly label: string
  /** The formula in words, its conventions, and when there is no value. */
  readonly definition: string
  readonly unit: StatisticRow['unit']
}

const SAMPLED = 'Sampled returns are daily (00:00 UTC), or bar by bar in runs shorter than 30 days.'
const YEAR = 'A year has 365 days.'

export const DEFINITIONS: Readonly<Record<StatisticKey, Definition>> = {
  'total-return': {
    label: 'Total return',
    unit: 'fraction',
    definition: 'Equity at the end over the starting cash, less one.',
  },
  'benchmark-return': {
    label: 'Buy and hold',
    unit: 'fraction',
    definition:
      'Total return of buying all products in equal parts at the start and holding them, under the same fees.',
  },
  cagr: {
    label: 'CAGR',
    unit: 'fraction',
    definition: `Compound annual growth rate: the yearly return that would have made the total return in the run's own time. ${YEAR} Not defined for runs shorter than a day.`,
  },
  volatility: {
    label: 'Volatility',
    unit: 'fraction',
    definition: `Standard deviation (n − 1) of the sampled returns, times the root of how many make a year. ${SAMPLED} ${YEAR} Not defined for fewer than two returns.`,
  },
  sharpe: {
    label: 'Sharpe ratio',
    unit: 'ratio',
    definition: `Mean of the sampled returns over their standard deviation (n − 1), times the root of how many make a year; risk-free rate 0. ${SAMPLED} ${YEAR} Not defined when all returns are the same.`,
  },
  'probabilistic-sharpe': {
    label: 'Probabilistic Sharpe',
    unit: 'fraction',
    definition:
      'Probability that the true Sharpe ratio is above 0, given the number, skew and kurtosis of the sampled returns (Bailey and López de Prado, 2012). It knows nothing of how many strategies were tried. Not defined where the Sharpe ratio is not.',
  },
  sortino: {
    label: 'Sortino ratio',
    unit: 'ratio',
    definition: `Mean of the sampled returns over the root of the mean square of the negative ones (over all n), times the root of how many make a year. ${SAMPLED} ${YEAR} Not defined without a negative return.`,
  },
  calmar: {
    label: 'Calmar ratio',
    unit: 'ratio',
    definition: 'CAGR over the largest drawdown. Not defined without a drawdown, or where CAGR is not.',
  },
  'max-drawdown': {
    label: 'Max drawdown',
    unit: 'fraction',
    definition:
      'Largest fall of equity from an earlier peak, as a part of that peak, at the closes of all bars; the starting cash is the first peak.',
  },
  'var-95': tail(
    'VaR 95 %',
    'Loss of one sampled period that 95 % of the periods stayed below: the 5 % quantile of the sampled returns, between two by linear interpolation, as a loss.',
  ),
  'tvar-95': tail(
    'TVaR 95 %',
    'Mean loss of the worst 5 % of the sampled periods, at least one (also called expected shortfall).',
  ),
  'var-99': tail(
    'VaR 99 %',
    'Loss of one sampled period that 99 % of the periods stayed below: the 1 % quantile of the sampled returns, between two by linear interpolation, as a loss.',
  ),
  'tvar-99': tail(
    'TVaR 99 %',
    'Mean loss of the worst 1 % of the sampled periods, at least one (also called expected shortfall).',
  ),
  skew: {
    label: 'Skew',
    unit: 'ratio',
    definition: `Third central moment of the sampled returns over the 1.5th power of the second, moments over n. Below 0: the large returns are more often losses. ${SAMPLED} Not defined when all returns are the same.`,
  },
  kurtosis: {
    label: 'Excess kurtosis',
    unit: 'ratio',
    definition: `Fourth central moment of the sampled returns over the square of the second, moments over n, less 3. Above 0: more extreme returns than a normal distribution has. ${SAMPLED} Not defined when all returns are the same.`,
  },
  trades: {
    label: 'Round trips',
    unit: 'count',
    definition:
      'Positions, each from its opening until nothing of it was held; those still held at the end count.',
  },
  'win-rate': {
    label: 'Win rate',
    unit: 'fraction',
    definition: 'Part of the closed round trips that gained after fees. Not defined without a closed one.',
  },
  'profit-factor': {
    label: 'Profit factor',
    unit: 'ratio',
    definition:
      'Gains of all closed round trips over the losses of all closed round trips, after fees. Not defined without a loss.',
  },
  expectancy: {
    label: 'Expectancy',
    unit: 'usd',
    definition: 'Mean gain or loss of a closed round trip after fees. Not defined without a closed one.',
  },
  'average-holding': {
    label: 'Average holding',
    unit: 'hours',
    definition:
      'Mean time from the opening to the closing of a closed round trip. Not defined without a closed one.',
  },
  fees: { label: 'Fees paid', unit: 'usd', definition: 'All fees of all fills.' },
  slippage: {
    label: 'Slippage paid',
    unit: 'usd',
    definition: "What fills cost beyond the bar's own price, under the slippage model of the run.",
  },
  turnover: {
    label: 'Turnover a year',
    unit: 'ratio',
    definition: `Half of all that was bought and sold, over the mean equity, for a year: how often the whole was turned over. ${YEAR}`,
  },
  'time-in-market': {
    label: 'Time in market',
    unit: 'fraction',
    definition: 'Part of the bars at whose close anything was held.',
  },
  alpha: {
    label: 'Alpha a year',
    unit: 'fraction',
    definition: `Mean of the sampled returns less beta times those of buy and hold, compounded over a year. ${SAMPLED} ${YEAR} Not defined where beta is not.`,
  },
  beta: {
    label: 'Beta',
    unit: 'ratio',
    definition: `Covariance of the sampled returns with those of buy and hold, over the variance of the latter. ${SAMPLED} Not defined when buy and hold did not move.`,
  },
}

/** All of them, in the order they are shown. */
export const STATISTIC_KEYS = Object.keys(DEFINITIONS).filter(isKey)

function isKey(key: string): key is StatisticKey {
  return key in DEFINITIONS
}

function tail(label: string, what: string): Definition {
  return { label, unit: 'fraction', definition: `${what} ${SAMPLED} Not defined for fewer than 20 returns.` }
}
