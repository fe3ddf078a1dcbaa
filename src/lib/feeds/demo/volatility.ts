const REACTION = 0.03
const PERSISTENCE = 0.966
const BASELINE = 1 - REACTION - PERSISTENCE

/** Keeps one wild hour from turning into a wild week. */
const MOST_VARIANCE = 25

/**
 * Volatility that comes in clusters: the variance of a GARCH(1,1) process (Bollerslev, "Generalized
 * Autoregressive Conditional Heteroskedasticity", 1986) around a mean of 1; shocks fade with a half-life
 * of about a quarter of an hour.
 */
export class VolatilityCluster {
  #variance = 1

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
    const reacted = BASELINE + (REACTION * normal * normal + PERSISTENCE) * this.#variance
    this.#variance = Math.min(MOST_VARIANCE, reacted)
  }

  /** A jump leaves the market nervous. */
  startle(variance: number): void {
    this.#variance = Math.min(MOST_VARIANCE, this.#variance + variance)
  }
}
