import { createSubscriber } from 'svelte/reactivity'

const REFRESH_MS = 250

/**
 * The page's one clock for countdowns: reading `now` in a component or `$derived` runs it again four
 * times a second. The timer stops when nothing on the page reads it.
 */
class PageClock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, REFRESH_MS)
    return () => clearInterval(timer)
  })

  /** Milliseconds since the page was opened; never goes back. */
  get now(): number {
    this.#subscribe()
    return performance.now()
  }
}

export const pageClock = new PageClock()
