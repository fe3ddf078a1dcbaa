/** What a strategy's parameters begin with in the form. Pure. */
import type { Dataset, StrategyView } from '../../../workers/api/lab'
import { checkParameter } from './setup-form'

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/**
 * Spans in seconds, by strategy: usual numbers of bars come from daily charts. On bars of minutes they trade so
 * often that fees take everything.
 */
const SPANS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'sma-cross': { fast: 4 * HOUR_S, slow: DAY_S },
  'ema-cross': { fast: 4 * HOUR_S, slow: DAY_S },
  'donchian-breakout': { entry: DAY_S, exit: DAY_S / 2 },
  'volatility-momentum': { lookback: DAY_S, window: DAY_S },
}

/** Texts of the parameters that should not begin with the strategy's own values; empty on bars of an hour or more. */
export function firstParameters(
  strategy: StrategyView,
  granularity: Dataset['granularity'] | undefined,
): Readonly<Record<string, string>> {
  if (granularity === undefined || granularity >= HOUR_S) return {}
  const texts = Object.entries(SPANS[strategy.id] ?? {}).map(
    ([name, span]) => [name, String(span / granularity)] as const,
  )
  const fits = texts.filter(([name, text]) => {
    const spec = strategy.parameters.find((one) => one.name === name)
    return spec !== undefined && checkParameter(spec, text).ok
  })
  return Object.fromEntries(fits)
}
