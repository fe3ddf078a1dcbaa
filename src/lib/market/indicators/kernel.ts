/**
 * An indicator of one input, row by row or many rows at a time: the same operations in the same order, so the
 * same bits. Each class has the loop of its own, which is what lets an engine compile it for that class.
 */
export interface Kernel {
  /** The last answer; NaN while warming up. */
  readonly value: number
  next(input: number): number
  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void
}
