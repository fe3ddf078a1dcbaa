import { cholesky, solveCholesky } from '../../stats/cholesky'

/** Keeps the intercept's equation solvable where every outcome is the same; too small to be felt. */
const INTERCEPT_PENALTY = 1e-9

/** Penalised least squares, added up row by row: (Σ u x xᵀ + P) w = Σ x t. */
export class LinearSystem {
  readonly #matrix: Float64Array
  readonly #right: Float64Array

  constructor(private readonly width: number) {
    this.#matrix = new Float64Array(width * width)
    this.#right = new Float64Array(width)
  }

  clear(): void {
    this.#matrix.fill(0)
    this.#right.fill(0)
  }

  /** Adds the row of inputs that begins at `start`, with its weight u and its target t. */
  add(inputs: Float64Array, start: number, weight: number, target: number): void {
    const { width } = this
    const matrix = this.#matrix
    const right = this.#right
    let at = 0
    for (let row = 0; row < width; row += 1) {
      const input = inputs[start + row] ?? NaN
      right[row] = (right[row] ?? NaN) + input * target
      const weighted = weight * input
      for (let column = 0; column <= row; column += 1) {
        matrix[at + column] = (matrix[at + column] ?? NaN) + weighted * (inputs[start + column] ?? NaN)
      }
      at += width
    }
  }

  /**
   * Pulls the weights towards 0, all but the first, the intercept. `from`: the weights where the pull is
   * reckoned.
   */
  penalise(strength: number, from?: Float64Array): void {
    for (let row = 0; row < this.width; row += 1) {
      const pull = row === 0 ? strength * INTERCEPT_PENALTY : strength
      const at = row * this.width + row
      this.#matrix[at] = (this.#matrix[at] ?? NaN) + pull
      if (from !== undefined) this.#right[row] = (this.#right[row] ?? NaN) - pull * (from[row] ?? NaN)
    }
  }

  /** The solution, valid until the next call; undefined where there is none. Uses the system up. */
  solve(): Float64Array | undefined {
    if (!cholesky(this.#matrix, this.width)) return undefined
    solveCholesky(this.#matrix, this.width, this.#right)
    return this.#right
  }
}
