import { covariance } from '../../stats/covariance'
import { exp } from '../../stats/exp'
import { log } from '../../stats/log'
import { mean } from '../../stats/moments'
import { quantile, sorted } from '../../stats/quantile'
import type { JumpChoice } from './types'

/** What prices do in a step, as normal log returns and jumps. Matrices are n × n, row by row. */
export interface Diffusion {
  /** Of log returns, without what jumps add. */
  readonly drift: Float64Array
  readonly covariance: Float64Array
  readonly jumps: Jumps | undefined
}

/** Jumps come to all products at once, by a Poisson process. */
export interface Jumps {
  /** Expected in a step. */
  readonly rate: number
  /** Of a jump's log return, by product. */
  readonly mean: Float64Array
  readonly covariance: Float64Array
}

/** A row further from the median than so many robust deviations, in any product, is a jump. */
const JUMP_DEVIATIONS = 4
/** The median absolute deviation of a normal distribution times this is its deviation: 1 / Φ⁻¹(3/4). */
const NORMAL_MAD = 1.4826022185056018
const DAY_MS = 86_400_000

export function logReturns(returns: readonly Float64Array[]): readonly Float64Array[] {
  return returns.map((row) => row.map((value) => log(1 + value)))
}

/** GBM of these log returns: their sample mean and covariance; without `drift` prices are expected to stay. */
export function fitDiffusion(logs: readonly Float64Array[], drift: boolean): Diffusion {
  const all = covarianceOf(logs)
  return { drift: driftOf(logs, drift, all, undefined), covariance: all, jumps: undefined }
}

/**
 * R. C. Merton, "Option Pricing When Underlying Stock Returns Are Discontinuous" (1976), of several products. Given
 * jumps come on top of the returns' own deviation, correlated as the returns are. Fitted ones are the rows beyond
 * {@link JUMP_DEVIATIONS} robust deviations; the other rows are the diffusion. Either way `drift` keeps the mean log
 * return of all rows, and without it prices are expected to stay. `span` is a row's, ms.
 */
export function fitJumps(
  logs: readonly Float64Array[],
  drift: boolean,
  choice: JumpChoice,
  span: number,
): Diffusion {
  if (choice.type === 'fitted') return fitted(logs, drift)
  const all = covarianceOf(logs)
  const rate = (choice.perDay * span) / DAY_MS
  if (rate === 0) return fitDiffusion(logs, drift)
  const jumps = {
    rate,
    mean: new Float64Array(logs.length).fill(choice.mean),
    covariance: asCorrelated(all, logs.length, choice.deviation),
  }
  return { drift: driftOf(logs, drift, all, jumps), covariance: all, jumps }
}

function fitted(logs: readonly Float64Array[], drift: boolean): Diffusion {
  const isJump = jumpRows(logs)
  const [quiet, wild] = [rowsOf(logs, isJump, 0), rowsOf(logs, isJump, 1)]
  const [still, count] = [quiet[0]?.length ?? 0, wild[0]?.length ?? 0]
  // Without a row left over on both sides there is nothing to tell apart.
  if (count === 0 || still < 2) return fitDiffusion(logs, drift)
  const calm = covarianceOf(quiet)
  const jumps = {
    rate: count / (still + count),
    mean: Float64Array.from(wild, (row, product) => mean(row) - mean(quiet[product] ?? [])),
    covariance: count > 1 ? beyond(covarianceOf(wild), calm) : new Float64Array(calm.length),
  }
  return { drift: driftOf(logs, drift, calm, jumps), covariance: calm, jumps }
}

/** 1 for rows in which any product jumped. */
function jumpRows(logs: readonly Float64Array[]): Uint8Array {
  const isJump = new Uint8Array(logs[0]?.length ?? 0)
  for (const row of logs) {
    const middle = quantile(sorted(row), 0.5)
    const apart = row.map((value) => Math.abs(value - middle))
    const limit = JUMP_DEVIATIONS * NORMAL_MAD * quantile(sorted(apart), 0.5)
    // A price that stood still in most rows has no robust deviation: nothing of it is called a jump.
    if (limit > 0) apart.forEach((value, index) => (isJump[index] = value > limit ? 1 : (isJump[index] ?? 0)))
  }
  return isJump
}

function rowsOf(logs: readonly Float64Array[], isJump: Uint8Array, which: number): readonly Float64Array[] {
  return logs.map((row) => row.filter((_, index) => isJump[index] === which))
}

function driftOf(
  logs: readonly Float64Array[],
  keeps: boolean,
  spread: Float64Array,
  jumps: Jumps | undefined,
): Float64Array {
  const n = logs.length
  return Float64Array.from(logs, (row, product) => {
    const at = product * n + product
    const size = jumps?.mean[product] ?? 0
    const rate = jumps?.rate ?? 0
    if (keeps) return mean(row) - rate * size
    const expected = exp(size + (jumps?.covariance[at] ?? 0) / 2) - 1
    return -(spread[at] ?? 0) / 2 - rate * expected
  })
}

function covarianceOf(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length
  const matrix = new Float64Array(n * n)
  rows.forEach((a, row) => {
    rows.slice(0, row + 1).forEach((b, column) => {
      const value = covariance(a, b, 'sample')
      matrix[row * n + column] = value
      matrix[column * n + row] = value
    })
  })
  return matrix
}

/** What jumps add to the diffusion of their rows; nothing of a product whose own spread is no wider there. */
function beyond(wild: Float64Array, calm: Float64Array): Float64Array {
  const n = Math.sqrt(wild.length)
  const isWider = (product: number): boolean =>
    (wild[product * n + product] ?? 0) > (calm[product * n + product] ?? 0)
  return wild.map((value, index) =>
    isWider(Math.floor(index / n)) && isWider(index % n) ? value - (calm[index] ?? 0) : 0,
  )
}

/** The same correlations, with this deviation for all. A product that never moved is correlated with none. */
function asCorrelated(matrix: Float64Array, n: number, deviation: number): Float64Array {
  return matrix.map((value, index) => {
    const [row, column] = [Math.floor(index / n), index % n]
    if (row === column) return deviation * deviation
    const product = (matrix[row * n + row] ?? 0) * (matrix[column * n + column] ?? 0)
    return product > 0 ? (value / Math.sqrt(product)) * deviation * deviation : 0
  })
}
