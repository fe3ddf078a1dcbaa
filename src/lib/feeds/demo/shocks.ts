import type { Random } from '../../core/random'
import { normalVariate } from '../../stats/variates'
import { RegimeClock } from './regime'
import { type Pace, TAPE_PACE } from './tape-time'
import { VolatilityCluster } from './volatility'

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
  readonly #cluster: VolatilityCluster
  readonly #jumpChance: number
  readonly #stepsPerHour: number
  /** Hours count for drift and jumps, steps for shocks: an hour's deviation in deviations of a step. */
  readonly #hourDeviation: number
  #shock = 0
  #regimeBegan = false

  constructor(random: Random, jumpsPerDay: number, pace: Pace = TAPE_PACE) {
    this.#random = random
    this.#cluster = new VolatilityCluster(pace)
    this.#jumpChance = jumpsPerDay / (24 * pace.stepsPerHour)
    this.#stepsPerHour = pace.stepsPerHour
    this.#hourDeviation = Math.sqrt(pace.stepsPerHour)
    this.regime = new RegimeClock(random.fork('regime'), pace)
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
    this.#shock = normal * this.turbulence + this.#drift() + this.#jump()
    this.#cluster.absorb(normal)
  }

  #drift(): number {
    return (this.regime.current.drift * this.#hourDeviation) / this.#stepsPerHour
  }

  #jump(): number {
    if (this.#random.uniform() >= this.#jumpChance) return 0
    this.#cluster.startle(JUMP_STARTLE)
    return normalVariate(this.#random) * JUMP_SIZE * this.#hourDeviation
  }
}
