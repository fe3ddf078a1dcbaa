/** One indicator of one product, fed with its closed bars as they are asked for, and all it ever said. */
export class IndicatorTrack {
  #values = new Float64Array(FIRST_CAPACITY)
  #seen = 0

  /** `next(index)`: what the indicator says after the bar of this index, counted from the oldest; in order. */
  constructor(private readonly next: (index: number) => number) {}

  /** The value `back` bars before the newest of `count`; NaN before the first. */
  at(count: number, back: number): number {
    while (this.#seen < count) {
      if (this.#seen === this.#values.length) this.#grow()
      this.#values[this.#seen] = this.next(this.#seen)
      this.#seen += 1
    }
    return this.#values[count - 1 - back] ?? Number.NaN
  }

  #grow(): void {
    const longer = new Float64Array(this.#values.length * 2)
    longer.set(this.#values)
    this.#values = longer
  }
}

const FIRST_CAPACITY = 1024
