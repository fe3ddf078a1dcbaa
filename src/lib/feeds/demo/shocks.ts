import type { Random } from '../../core/random'
import { normalVariate } from '../../stats/variates'
import { type Regime, RegimeClock } from './regime'
import { STEPS_PER_DAY, STEPS_PER_HOUR } from './tape-time'
import { VolatilityCluster } from './volatility'

/** Hours count for drift and jumps, steps for shocks: an hour's deviation in deviations of a step. */
const HOUR_DEVIATION = Math.sqrt(STEPS_PER_HOUR)

/** Size of a jump, in standard deviations of an hour. */
const JUMP_SIZE = 1.2

/** How much nervousness a jump adds to the variance. */
const JUMP_STARTLE = 4

/**
 * One stream of shocks, the whole market's or one product's own: normal shocks in clusters, the drift of
 * the present regime, and rare jumps. All in standard deviations of one step.
 */
export class ShockSource {
  readonly regime: RegimeClock
  readonly #random: Random
  readonly #cluster = new VolatilityCluster()
  readonly #jumpChance: number
  #shock = 0
  #regimeBegan = false

  constructor(random: Random, jumpsPerDay: number) {
    this.#random = random
    this.#jumpChance = jumpsPerDay / STEPS_PER_DAY
    this.regime = new RegimeClock(random.fork('regime'))
  }

  /** Of the last {@link step}. */
  get shock(): number {
    return this.#shock
  }

  /** How far volatility is from its mean now, as a factor. */
  get turbulence(): number {
    return this.#cluster.deviation * this.regime.current.volatility
  }

  get regimeBegan(): boolean {
    return this.#regimeBegan
  }

  step(): void {
    this.#regimeBegan = this.regime.step()
    const normal = normalVariate(this.#random)
    this.#shock = normal * this.turbulence + driftOf(this.regime.current) + this.#jump()
    this.#cluster.absorb(normal)
  }

  #jump(): number {
    if (this.#random.uniform() >= this.#jumpChance) return 0
    this.#cluster.startle(JUMP_STARTLE)
    return normalVariate(this.#random) * JUMP_SIZE * HOUR_DEVIATION
  }
}

function driftOf(regime: Regime): number {
  return (regime.drift * HOUR_DEVIATION) / STEPS_PER_HOUR
}
