import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { cholesky, solveCholesky } from '$lib/stats/cholesky'

describe('Cholesky', () => {
  it('takes a small matrix apart into whole numbers', () => {
    const matrix = Float64Array.of(4, 0, 0, 12, 37, 0, -16, -43, 98)
    expect(cholesky(matrix, 3)).toBe(true)
    expect([...matrix]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3])
    const b = Float64Array.of(-20, -43, 192)
    solveCholesky(matrix, 3, b)
    expect([...b]).toEqual([1, 2, 3])
  })

  it.each([[[1, 0, 2, 1]], [[0, 0, 0, 0]], [[NaN, 0, 0, 1]]])(
    'refuses %j, which is not positive definite',
    (entries) => {
      expect(cholesky(Float64Array.from(entries), 2)).toBe(false)
    },
  )

  it('solves systems made from known answers', () => {
    const n = 12
    const random = Random.fromSeed('systems')
    const root = Float64Array.from({ length: n * n }, () => random.uniform() - 0.5)
    const entry = (row: number, column: number): number => {
      let total = row === column ? 0.1 : 0
      for (let i = 0; i < n; i += 1) total += root[row * n + i]! * root[column * n + i]!
      return total
    }
    const matrix = Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n))
    const answer = Float64Array.from({ length: n }, (_, row) => row - 4)
    const b = answer.map((_, row) => answer.reduce((total, x, column) => total + entry(row, column) * x, 0))
    expect(cholesky(matrix, n)).toBe(true)
    solveCholesky(matrix, n, b)
    b.forEach((value, row) => {
      expect(value).toBeCloseTo(answer[row]!, 9)
    })
  })
})
