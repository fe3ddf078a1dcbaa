import type { Random } from '../../core/random'
import type { Pace } from './tape-time'

/** What a market does for a while; drift and volatility are multiples of the product's own. */
export interface Regime {
  readonly name: 'rally' | 'slide' | 'range' | 'calm' | 'storm'
  /** Expected move in one hour, in standard deviations of an hour. */
  readonly drift: number
  readonly volatility: number
  /** Share of the distance to where the regime began that is taken back at every step of the tape. */
  readonly pull: number
  readonly meanMinutes: number
  readonly weight: number
}

/** Trends for those who follow them, ranges for those who fade them, and storms for everybody. */
const REGIMES: readonly Regime[] = [
  { name: 'rally', drift: 1.5, volatility: 0.95, pull: 0, meanMinutes: 35, weight: 3 },
  { name: 'slide', drift: -1.5, volatility: 0.95, pull: 0, meanMinutes: 35, weight: 3 },
  { name: 'range', drift: 0, volatility: 1, pull: 0.02, meanMinutes: 40, weight: 3 },
  { name: 'calm', drift: 0, volatility: 0.55, pull: 0.005, meanMinutes: 30, weight: 2 },
  { name: 'storm', drift: 0, volatility: 1.6, pull: 0, meanMinutes: 12, weight: 1 },
]

const WEIGHTS = REGIMES.reduce((sum, { weight }) => sum + weight, 0)

/** The regime a market or product is in; each lasts a random time, independent of how long it has lasted. */
export class RegimeClock {
  readonly #random: Random
  readonly #stepsPerMinute: number
  #current: Regime

  constructor(random: Random, { stepsPerHour }: Pace) {
    this.#random = random
    this.#stepsPerMinute = stepsPerHour / 60
    this.#current = drawRegime(random)
  }

  get current(): Regime {
    return this.#current
  }

  /** Moves on by one step; answers whether a new regime began. */
  step(): boolean {
    if (this.#random.uniform() * this.#current.meanMinutes * this.#stepsPerMinute >= 1) return false
    this.#current = drawRegime(this.#random)
    return true
  }
}

function drawRegime(random: Random): Regime {
  let left = random.integer(WEIGHTS)
  for (const regime of REGIMES) {
    if (left < regime.weight) return regime
    left -= regime.weight
  }
  throw new RangeError('the weights of the regimes do not add up')
}
