import { checkPeriod } from './period'

/**
 * The greatest of the last `period` inputs, the newest among them; NaN before there are so many. It keeps
 * only those that may yet become the greatest, falling from the front, so an input costs the same whatever
 * the period. An input that is not a finite number leaves everything as it is.
 */
export class RollingMax {
  readonly #values: Float64Array
  readonly #turns: Float64Array
  #front = 0
  #size = 0
  #turn = 0
  #value = NaN

  constructor(period: number) {
    this.#values = new Float64Array(checkPeriod(period))
    this.#turns = new Float64Array(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const period = this.#values.length
    this.#turn += 1
    if (this.#size > 0 && (this.#turns[this.#front] ?? 0) <= this.#turn - period) this.#dropFront(period)
    while (this.#size > 0 && (this.#values[this.#place(this.#size - 1, period)] ?? NaN) <= input)
      this.#size -= 1
    const back = this.#place(this.#size, period)
    this.#values[back] = input
    this.#turns[back] = this.#turn
    this.#size += 1
    if (this.#turn >= period) this.#value = this.#values[this.#front] ?? NaN
    return this.#value
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }

  #dropFront(period: number): void {
    this.#front = this.#front + 1 === period ? 0 : this.#front + 1
    this.#size -= 1
  }

  #place(index: number, period: number): number {
    const place = this.#front + index
    return place >= period ? place - period : place
  }
}

/** The least of the last `period` inputs: {@link RollingMax} upside down. */
export class RollingMin {
  readonly #negated: RollingMax

  constructor(period: number) {
    this.#negated = new RollingMax(period)
  }

  /** The last answer. */
  get value(): number {
    return -this.#negated.value
  }

  next(input: number): number {
    return -this.#negated.next(-input)
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link RollingMax} of a whole column; `out` may be `input`. */
export function rollingMaxColumn(out: Float64Array, input: Float64Array, period: number): void {
  new RollingMax(period).advance(out, input, input.length)
}

/** {@link RollingMin} of a whole column; `out` may be `input`. */
export function rollingMinColumn(out: Float64Array, input: Float64Array, period: number): void {
  new RollingMin(period).advance(out, input, input.length)
}
