/**
 * Does one thing at a time for wishes that come faster than they can be met: while one is under way the
 * newest waits, and those it replaces are never met.
 */
export class Latest<Wish> {
  readonly #meet: (wish: Wish) => Promise<void>
  #running = false
  #waiting: { readonly wish: Wish } | undefined

  /** @param meet must not reject */
  constructor(meet: (wish: Wish) => Promise<void>) {
    this.#meet = meet
  }

  /** Settles when nothing waits any more; at once when one is under way, which then sees to it. */
  async ask(wish: Wish): Promise<void> {
    this.#waiting = { wish }
    if (this.#running) return
    this.#running = true
    while (this.#waiting !== undefined) {
      const { wish: next } = this.#waiting
      this.#waiting = undefined
      await this.#meet(next)
    }
    this.#running = false
  }
}
