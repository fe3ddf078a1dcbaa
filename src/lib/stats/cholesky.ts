/**
 * Symmetric positive definite systems of a few dozen unknowns. A matrix is its n × n entries row by row; only
 * the lower triangle is looked at. Plain Cholesky–Banachiewicz (Golub and Van Loan, "Matrix Computations",
 * 4.2).
 */

/**
 * Puts L with L Lᵀ = A in the place of A's lower triangle; false (and a half-done A) if A is not positive
 * definite.
 */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const rest = (matrix[row * n + column] ?? NaN) - dot(matrix, row * n, column * n, column)
      if (column < row) matrix[row * n + column] = rest / (matrix[column * n + column] ?? NaN)
      else if (rest > 0) matrix[row * n + row] = Math.sqrt(rest)
      else return false
    }
  }
  return true
}

/** Puts the x with L Lᵀ x = b in the place of b. */
export function solveCholesky(lower: Float64Array, n: number, b: Float64Array): void {
  for (let row = 0; row < n; row += 1) {
    let rest = b[row] ?? NaN
    for (let column = 0; column < row; column += 1)
      rest -= (lower[row * n + column] ?? NaN) * (b[column] ?? NaN)
    b[row] = rest / (lower[row * n + row] ?? NaN)
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let rest = b[row] ?? NaN
    for (let below = row + 1; below < n; below += 1)
      rest -= (lower[below * n + row] ?? NaN) * (b[below] ?? NaN)
    b[row] = rest / (lower[row * n + row] ?? NaN)
  }
}

function dot(values: Float64Array, a: number, b: number, length: number): number {
  let total = 0
  for (let i = 0; i < length; i += 1) total += (values[a + i] ?? NaN) * (values[b + i] ?? NaN)
  return total
}
