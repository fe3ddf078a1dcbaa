const MOST = 10
const EARNED_BY_SUCCESS = 0.2

/**
 * What all retries together may spend: each costs one, each success earns a fifth, so a server in
 * trouble is asked little more than once per request however many requests there are.
 */
export class RetryBudget {
  #left = MOST

  succeeded(): void {
    this.#left = Math.min(MOST, this.#left + EARNED_BY_SUCCESS)
  }

  /** Whether one more retry may be made; if so it is paid. */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
