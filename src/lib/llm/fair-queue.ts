/** Gives the place back. Safe to call twice. */
export type Release = () => void

interface Waiter {
  readonly admit: (release: Release) => void
}

/**
 * Places for calls under way, a limited number at once. Whoever waits is served in turn: one of each agent,
 * round and round, and each agent's own in their order, so that none can crowd out the others.
 */
export class FairQueue {
  #limit: number
  #taken = 0
  /** Agents that wait, the next to be served first. */
  readonly #waiting = new Map<string, Waiter[]>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** A lower limit takes no place away; places given back are then not given again. */
  setLimit(limit: number): void {
    this.#limit = limit
    this.#admit()
  }

  /** Resolves with the way to leave, or with undefined when the signal was aborted before its turn came. */
  enter(agent: string, signal: AbortSignal): Promise<Release | undefined> {
    if (signal.aborted) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#remove(agent, waiter)
        resolve(undefined)
      }
      const admit = (release: Release): void => {
        signal.removeEventListener('abort', leave)
        resolve(release)
      }
      const waiter: Waiter = { admit }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.set(agent, [...(this.#waiting.get(agent) ?? []), waiter])
      this.#admit()
    })
  }

  #admit(): void {
    while (this.#taken < this.#limit) {
      const next = this.#next()
      if (next === undefined) return
      this.#taken += 1
      next.admit(this.#place())
    }
  }

  #next(): Waiter | undefined {
    for (const [agent, [first, ...rest]] of this.#waiting) {
      // To the end of the round, if more of it wait.
      this.#waiting.delete(agent)
      if (rest.length > 0) this.#waiting.set(agent, rest)
      if (first !== undefined) return first
    }
    return undefined
  }

  #place(): Release {
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#taken -= 1
      this.#admit()
    }
  }

  #remove(agent: string, waiter: Waiter): void {
    const rest = (this.#waiting.get(agent) ?? []).filter((other) => other !== waiter)
    if (rest.length > 0) this.#waiting.set(agent, rest)
    else this.#waiting.delete(agent)
  }
}
