/** What rounding may leave of a pivot that is 0, in parts of its row's diagonal. */
const DUST = 64 * Number.EPSILON

/**
 * Puts L with L Lᵀ = A in the place of A, a symmetric n × n matrix row by row, of which the lower triangle is looked
 * at. For covariances, which may be singular: a row that depends on those before it has a pivot of 0 (Higham,
 * "Analysis of the Cholesky Decomposition of a Semi-definite Matrix", 1990, without its exchange of rows). What is not
 * semidefinite loses what would need a root of a negative number.
 */
export function semidefiniteRoot(matrix: Float64Array, n: number): void {
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const pivot = matrix[column * n + column] ?? 0
      matrix[row * n + column] = pivot > 0 ? restOf(matrix, n, row, column) / pivot : 0
    }
    const diagonal = matrix[row * n + row] ?? 0
    const rest = restOf(matrix, n, row, row)
    matrix[row * n + row] = rest > diagonal * DUST * n ? Math.sqrt(rest) : 0
    matrix.fill(0, row * n + row + 1, (row + 1) * n)
  }
}

function restOf(matrix: Float64Array, n: number, row: number, column: number): number {
  let rest = matrix[row * n + column] ?? 0
  for (let i = 0; i < column; i += 1) rest -= (matrix[row * n + i] ?? 0) * (matrix[column * n + i] ?? 0)
  return rest
}
