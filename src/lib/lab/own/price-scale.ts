/** How far from a whole number a step's reciprocal may be, for rounding alone. */
const NEARLY = 1e-6

/** Turns prices in ticks into dollars, to the double nearest to what a person would write. */
export class PriceScale {
  readonly #dollars: number
  /** Ticks to a dollar where that is a whole number: dividing by it is exact to the last place. */
  readonly #ticks: number

  constructor(dollarsPerTick: number) {
    const ticks = Math.round(1 / dollarsPerTick)
    this.#dollars = dollarsPerTick
    this.#ticks = Math.abs(ticks * dollarsPerTick - 1) < NEARLY ? ticks : 0
  }

  dollars(ticks: number): number {
    return this.#ticks > 0 ? ticks / this.#ticks : ticks * this.#dollars
  }
}
