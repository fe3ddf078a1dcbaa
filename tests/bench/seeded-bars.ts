import { Random } from '../../src/lib/core/random'
import { type Bars, allocateBars } from '../../src/lib/market/bars'
import { exp } from '../../src/lib/stats/exp'
import { normalVariate } from '../../src/lib/stats/variates'

const MINUTE = 60_000
/** 2024-01-01T00:00:00Z. */
const START = 1_704_067_200_000
const FIRST_PRICE = 6_000_000
const VOLATILITY = 0.0006

/**
 * A seeded random walk of one-minute bars, prices in ticks (a cent): the same bars for the same seed, in every
 * engine. A bar opens at the close before it; its high and low reach beyond both by a random part of a step.
 */
export function seededBars(count: number, seed: string): Bars {
  const bars = allocateBars(count)
  const random = Random.fromSeed(seed)
  let price = FIRST_PRICE
  for (let i = 0; i < count; i++) {
    const open = price
    price = Math.max(Math.round(open * exp(VOLATILITY * normalVariate(random))), 1)
    const reach = open * VOLATILITY
    bars.time[i] = START + i * MINUTE
    bars.open[i] = open
    bars.high[i] = Math.max(open, price) + Math.round(reach * random.uniform())
    bars.low[i] = Math.max(Math.min(open, price) - Math.round(reach * random.uniform()), 1)
    bars.close[i] = price
    bars.volume[i] = random.uniform() * 10
  }
  return bars
}
