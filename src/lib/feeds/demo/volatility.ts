import type { Pace } from './tape-time'

/** Keeps one wild hour from turning into a wild week. */
const MOST_VARIANCE = 25

/**
 * Volatility that comes in clusters: the variance of a GARCH(1,1) process (Bollerslev, "Generalized
 * Autoregressive Conditional Heteroskedasticity", 1986) around a mean of 1; its pace
 * says how fast shocks fade.
 */
export class VolatilityCluster {
  readonly #reaction: number
  readonly #persistence: number
  readonly #baseline: number
  #variance = 1

  constructor({ reaction, persistence }: Pace) {
    this.#reaction = reaction
    this.#persistence = persistence
    this.#baseline = 1 - reaction - persistence
  }

  /** Of the next shock; 1 on average. */
  get variance(): number {
    return this.#variance
  }

  /** Standard deviation of the next shock. */
  get deviation(): number {
    return Math.sqrt(this.#variance)
  }

  /** Takes in the shock of this step, a standard normal before it was scaled. */
  absorb(normal: number): void {
    const reacted = this.#baseline + (this.#reaction * normal * normal + this.#persistence) * this.#variance
    this.#variance = Math.min(MOST_VARIANCE, reacted)
  }

  /** A jump leaves the market nervous. */
  startle(variance: number): void {
    this.#variance = Math.min(MOST_VARIANCE, this.#variance + variance)
  }
}
