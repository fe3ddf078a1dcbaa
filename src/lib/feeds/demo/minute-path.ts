import type { ProductSpec } from '../../core/product'
import { Random } from '../../core/random'
import { normalVariate } from '../../stats/variates'
import { type DemoCharacter, demoCharacter } from './catalogue'
import { ShockSource } from './shocks'
import { MINUTE_PACE } from './tape-time'

/** Four weeks: long against the ten days in which prices come half the way home, and whole in every granularity. */
export const STRETCH_MINUTES = 28 * 1440
const MINUTES_PER_YEAR = 525_960
const TAPE_STEPS_PER_MINUTE = 12

const MARKET_JUMPS_PER_DAY = 1
const OWN_JUMPS_PER_DAY = 2

/** No minute moves a price by more than this, whatever shocks coincide. */
const MOST_MOVE = 0.25

/** Half of the distance to the product's usual level is lost in ten days. */
const HOMESICKNESS = 0.693_147 / (10 * 1440)

/** Where prices with this homesickness are found: deviation from the level per yearly volatility, √(10 days / 2 ln 2). */
const WANDERING = 0.1405
const FARTHEST = 2

/** Minutes of one product within one stretch of time, reused from stretch to stretch. */
export interface MinutePath {
  /** Middle between bid and ask at the end of each minute, in quote currency. */
  readonly middles: Float64Array
  /** How wild the market is in each minute; 1 on average. */
  readonly turbulences: Float64Array
  /** The middle before the first minute. */
  start: number
}

/**
 * The demo market a minute at a time: the tape's regimes, clusters and jumps at a slower pace. Time is cut into
 * stretches; each begins at a level drawn for it, and its path is bent so that it ends where the next begins. So
 * what a minute holds follows from seed, product and time, whatever range is asked for.
 */
export class MinutePaths {
  readonly path: MinutePath = {
    middles: new Float64Array(STRETCH_MINUTES),
    turbulences: new Float64Array(STRETCH_MINUTES),
    start: 0,
  }
  readonly character: DemoCharacter
  readonly #random: Random

  constructor(
    private readonly spec: ProductSpec,
    seed: string,
  ) {
    this.character = demoCharacter(spec)
    this.#random = Random.fromSeed(seed).fork('minutes')
  }

  /** Fills {@link path} with stretch number `stretch` since the epoch; answers the chance for what else it needs. */
  walk(stretch: number): Random {
    const random = this.#random.fork(`product:${this.spec.id}:${stretch}`)
    const market = new ShockSource(this.#random.fork(`market:${stretch}`), MARKET_JUMPS_PER_DAY, MINUTE_PACE)
    const own = new ShockSource(random.fork('shocks'), OWN_JUMPS_PER_DAY, MINUTE_PACE)
    this.path.start = this.#levelAt(stretch)
    const end = this.#wander(market, own)
    this.#bend(this.#levelAt(stretch + 1) / end)
    return random.fork('trades')
  }

  #wander(market: ShockSource, own: ShockSource): number {
    const { level, loading, volatility } = this.character
    const { middles, turbulences, start } = this.path
    const deviation = volatility / Math.sqrt(MINUTES_PER_YEAR)
    const ownLoading = Math.sqrt(1 - loading * loading)
    let middle = start
    let anchor = start
    for (let minute = 0; minute < STRETCH_MINUTES; minute += 1) {
      market.step()
      own.step()
      if (own.regimeBegan) anchor = middle
      const shock = loading * market.shock + ownLoading * own.shock
      const pull = minutePull(own.regime.current.pull) * (anchor / middle - 1)
      const move = deviation * shock + pull + HOMESICKNESS * (level / middle - 1)
      middle *= 1 + Math.max(-MOST_MOVE, Math.min(MOST_MOVE, move))
      middles[minute] = middle
      turbulences[minute] = own.turbulence
    }
    return middle
  }

  /** Grows from nothing to the whole of `ratio`: over four weeks too little a minute to be seen. */
  #bend(ratio: number): void {
    const { middles } = this.path
    for (let minute = 0; minute < STRETCH_MINUTES; minute += 1) {
      middles[minute] = (middles[minute] ?? 0) * (1 + ((ratio - 1) * (minute + 1)) / STRETCH_MINUTES)
    }
  }

  /** As far from the usual level as prices come by themselves, together with the whole market's. */
  #levelAt(stretch: number): number {
    const { level, loading, volatility } = this.character
    const market = normalVariate(this.#random.fork(`level:${stretch}`))
    const own = normalVariate(this.#random.fork(`level:${this.spec.id}:${stretch}`))
    const drawn = loading * market + Math.sqrt(1 - loading * loading) * own
    const deviations = Math.max(-FARTHEST, Math.min(FARTHEST, drawn))
    return level * Math.max(1 / FARTHEST ** 2, 1 + WANDERING * volatility * deviations)
  }
}

/** What a pull at every step of the tape comes to in a minute. */
function minutePull(pull: number): number {
  return 1 - (1 - pull) ** TAPE_STEPS_PER_MINUTE
}
