import { exp } from '../../stats/exp'
import { log } from '../../stats/log'
import { mean } from '../../stats/moments'
import { RandomStream } from '../../stats/random-stream'
import { type Blocks, blocksOf, lengthOf, rowOf } from './blocks'
import { MOST_LOG_GROWTH } from './growth'
import { type HeightUnit, PATHS_AT_ONCE, type PathSource } from './path-source'

const MOST_GROWTH = exp(MOST_LOG_GROWTH)
const NONE = -1

export interface BootstrapSettings {
  readonly unit: HeightUnit
  readonly cash: number
  readonly values: readonly number[]
  readonly steps: number
  readonly meanBlock: number
  readonly key: Int32Array
}

/** What a price is multiplied with in each row: 1 + return; without drift over their mean, so that it stays expected. */
export function factorsOf(returns: readonly Float64Array[], drift: boolean): readonly Float64Array[] {
  return returns.map((row) => {
    const centre = drift ? 1 : 1 + mean(row)
    return row.map((value) => (1 + value) / centre)
  })
}

/**
 * Rows in blocks, the same for all products: what moved together still does. After the last row comes the first. Every
 * step of every path is walked.
 */
export class BootstrapWalk implements PathSource {
  readonly heights = new Float64Array(PATHS_AT_ONCE)
  readonly #values: readonly Float64Array[]
  /** What each row adds to a logarithm or is a factor of, and the first rows once more as far as a block may reach. */
  readonly #columns: readonly Float64Array[]
  readonly #blocks: Blocks
  /** Of each path its row less the step: the same throughout a block. */
  readonly #offsets = new Int32Array(PATHS_AT_ONCE)
  /** The first of the paths whose next block begins at a step, and of each path the next of these. */
  readonly #due: Int32Array
  readonly #following = new Int32Array(PATHS_AT_ONCE)
  #stream: RandomStream
  #step = 0

  constructor(
    factors: readonly Float64Array[],
    private readonly settings: BootstrapSettings,
  ) {
    const { unit, steps, meanBlock, key, values } = settings
    const rows = factors[0]?.length ?? 0
    this.#values = values.map(() => new Float64Array(PATHS_AT_ONCE))
    this.#columns = factors.map((row) => repeated(unit === 'log-growth' ? row.map(log) : row, rows + steps))
    this.#blocks = blocksOf(rows, meanBlock, steps)
    this.#due = new Int32Array(2 * steps)
    this.#stream = new RandomStream(key, 0)
  }

  begin(chunk: number): void {
    this.#stream = new RandomStream(this.settings.key, chunk)
    this.#step = 0
    this.#due.fill(NONE)
    this.#due[0] = 0
    for (let path = 0; path < PATHS_AT_ONCE; path += 1) this.#following[path] = path + 1
    this.#following[PATHS_AT_ONCE - 1] = NONE
    this.heights.fill(0)
    this.#values.forEach((values, product) => values.fill(this.settings.values[product] ?? 0))
  }

  advance(): void {
    const { unit, cash } = this.settings
    const step = this.#step
    this.#renew(step)
    this.#step = step + 1
    if (unit === 'dollars') this.heights.fill(cash)
    this.#columns.forEach((column, product) => {
      const values = this.#values[product]
      if (unit === 'log-growth') addRows(this.heights, column, this.#offsets, step)
      else if (values !== undefined) grow(values, column, this.#offsets, step, this.heights)
    })
  }

  /** New blocks for the paths whose last one has ended. */
  #renew(step: number): void {
    const due = this.#due
    for (let path = due[step] ?? NONE; path !== NONE;) {
      const next = this.#following[path] ?? NONE
      const word = this.#stream.int32()
      this.#offsets[path] = rowOf(this.#blocks, word) - step
      const end = step + lengthOf(this.#blocks, word)
      this.#following[path] = due[end] ?? NONE
      due[end] = path
      path = next
    }
  }
}

function repeated(values: Float64Array, count: number): Float64Array {
  return new Float64Array(count).map((_, index) => values[index % values.length] ?? 0)
}

function addRows(sums: Float64Array, column: Float64Array, offsets: Int32Array, step: number): void {
  const count = PATHS_AT_ONCE
  for (let path = 0; path < count; path += 1) {
    sums[path] = (sums[path] as number) + (column[((offsets[path] as number) + step) | 0] as number)
  }
}

function grow(
  values: Float64Array,
  column: Float64Array,
  offsets: Int32Array,
  step: number,
  equity: Float64Array,
): void {
  const [most, count] = [MOST_GROWTH, PATHS_AT_ONCE]
  for (let path = 0; path < count; path += 1) {
    const factor = column[((offsets[path] as number) + step) | 0] as number
    const grown = (values[path] as number) * factor
    const value = grown < most ? grown : most
    values[path] = value
    equity[path] = (equity[path] as number) + value
  }
}
