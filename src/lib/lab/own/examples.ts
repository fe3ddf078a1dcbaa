/** A strategy to start from. */
export interface OwnExample {
  readonly name: string
  readonly code: string
}

const CROSS = `// In when the fast average is above the slow one, out when it is not.
export default {
  name: 'My cross',
  parameters: {
    fast: { min: 2, max: 100, initial: 20, help: 'Bars of the fast average.' },
    slow: { min: 5, max: 500, initial: 100, help: 'Bars of the slow average.' },
  },
  onBar(bars, account, order, p) {
    const fast = bars.sma(p.fast)
    const slow = bars.sma(p.slow)
    if (Number.isNaN(slow)) return
    if (fast > slow) order.target(bars.product, 1, 'The fast average is above the slow one.')
    else order.target(bars.product, 0, 'The fast average is not above the slow one.')
  },
}
`

const ROTATION = `// Holds whichever product rose most, looks again once a day, and stays in cash when none did.
const DAY = 24 * 60 * 60 * 1000

export default {
  name: 'Strongest of all',
  parameters: {
    back: { label: 'Look back', min: 10, max: 5000, initial: 1000, step: 10 },
  },
  start() {
    return { next: 0 }
  },
  onBar(bars, account, order, p, state) {
    if (bars.time < state.next) return
    state.next = bars.time + DAY
    let best
    let most = 0
    for (const product of bars.products) {
      const one = bars.of(product)
      const rise = one.close() / one.close(p.back) - 1
      if (rise > most) {
        best = product
        most = rise
      }
    }
    for (const product of bars.products) {
      if (product !== best) order.target(product, 0, 'Another one is stronger.')
    }
    if (best) order.target(best, 1, 'It rose most.')
  },
}
`

export const OWN_EXAMPLES: readonly OwnExample[] = [
  { name: 'Two averages', code: CROSS },
  { name: 'Strongest of several', code: ROTATION },
]
