/** What came so many inputs ago, NaN before; holes are kept where they are. */
export class Lag {
  readonly #waiting: Float64Array
  #at = 0

  constructor(bars: number) {
    this.#waiting = new Float64Array(bars).fill(NaN)
  }

  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    const waiting = this.#waiting
    if (waiting.length === 0) {
      out.set(inputs.subarray(0, length))
      return
    }
    for (let row = 0; row < length; row += 1) {
      const input = inputs[row] ?? NaN
      out[row] = waiting[this.#at] ?? NaN
      waiting[this.#at] = input
      this.#at = this.#at + 1 === waiting.length ? 0 : this.#at + 1
    }
  }
}
