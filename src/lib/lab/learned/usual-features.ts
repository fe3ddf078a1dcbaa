import { type Feature, atr, col } from '../features/expression'

export interface NamedFeature {
  readonly name: string
  readonly feature: Feature
}

const close = col('close')
const change = close.logReturn()

const named = (name: string, feature: Feature): NamedFeature => ({ name, feature })

/**
 * What a learned strategy looks at: returns, volatility, strength, distance from averages, range and volume.
 * None has a unit, so products of any price compare; none is unknown just because prices stand still.
 */
export const USUAL_FEATURES: readonly NamedFeature[] = [
  named('Log return, 1 bar', change),
  named('Log return, 5 bars', close.logReturn(5)),
  named('Log return, 20 bars', close.logReturn(20)),
  named('Log return, 60 bars', close.logReturn(60)),
  named('Volatility, 20 bars', change.rolling(20).std()),
  named('Volatility, 20 less 100 bars', change.rolling(20).std().sub(change.rolling(100).std())),
  named('Relative strength, 14 bars', close.rsi(14)),
  named('Distance from exponential average, 50 bars', close.div(close.ewm(50)).sub(1)),
  named('Score of the close, 50 bars', close.zscore(50)),
  named('True range, 14 bars', atr(14).div(close)),
  named('Score of volume, 100 bars', col('volume').zscore(100)),
]
