import type { PriceGrid } from '../../../../market/returns/price-grid'
import type { RowTerms } from './row-terms'

/** Steps of a block. */
const BLOCK = 32

/**
 * Sums of a window of steps, updated as it moves. They are kept of whole blocks of steps, which begin at multiples of
 * {@link BLOCK}, and put together in one and the same order: whoever asks has the same bits, however often and
 * whenever it was asked before.
 */
export class BlockSums {
  readonly total: Float64Array
  /** The whole blocks from number `#first` on, and the steps after these up to `#reached`. */
  #blocks: Float64Array[] = []
  #first = 0
  #reached = -1
  readonly #open: Float64Array
  /** The steps before the first whole block. */
  readonly #edge: Float64Array
  /** All whole blocks together, and what is before them weighs so much less. */
  readonly #whole: Float64Array
  #wholeOf = -1
  #wholePower = 1
  readonly #powers: Float64Array

  constructor(private readonly terms: RowTerms) {
    const { size, decay } = terms
    this.total = new Float64Array(size)
    this.#open = new Float64Array(size)
    this.#edge = new Float64Array(size)
    this.#whole = new Float64Array(size)
    this.#powers = new Float64Array(BLOCK + 1).fill(1)
    for (let n = 1; n <= BLOCK; n += 1) this.#powers[n] = (this.#powers[n - 1] ?? 1) * decay
  }

  /** Puts the sums of steps [begin, newest] into {@link total}. `changed`: the lowest step that may be another now. */
  update(prices: PriceGrid, begin: number, newest: number, changed: number): void {
    this.terms.forget()
    if (changed <= this.#reached) this.#dropFrom(changed)
    const first = Math.ceil(begin / BLOCK)
    const end = first * BLOCK - 1
    if (end >= newest) {
      this.#addUp(prices, begin, newest, this.total)
      return
    }
    this.#addUp(prices, begin, end, this.#edge)
    this.#dropBefore(first)
    this.#reach(prices, newest)
    this.#joinBlocks()
    this.#combine()
  }

  #addUp(prices: PriceGrid, from: number, to: number, sums: Float64Array): void {
    sums.fill(0)
    for (let step = from; step <= to; step += 1) this.terms.add(prices, step, sums)
  }

  #dropFrom(changed: number): void {
    const kept = Math.max(Math.floor(changed / BLOCK) - this.#first, 0)
    this.#blocks.length = Math.min(kept, this.#blocks.length)
    this.#restart()
  }

  /** Blocks before number `first` have left the window. If it reaches further back, or far ahead, all begins anew. */
  #dropBefore(first: number): void {
    const gone = first - this.#first
    if (gone === 0) return
    const isAnew = gone < 0 || gone > this.#blocks.length
    if (isAnew) this.#blocks = []
    else this.#blocks.splice(0, gone)
    this.#first = first
    this.#wholeOf = -1
    if (isAnew) this.#restart()
  }

  /** The steps after the whole blocks are to be added up again. */
  #restart(): void {
    this.#reached = (this.#first + this.#blocks.length) * BLOCK - 1
    this.#open.fill(0)
    this.#wholeOf = -1
  }

  #reach(prices: PriceGrid, newest: number): void {
    if (newest < this.#reached) this.#dropFrom(newest + 1)
    for (let step = this.#reached + 1; step <= newest; step += 1) {
      this.terms.add(prices, step, this.#open)
      this.#reached = step
      if ((step + 1) % BLOCK !== 0) continue
      this.#blocks.push(this.#open.slice())
      this.#open.fill(0)
    }
  }

  #joinBlocks(): void {
    if (this.#wholeOf === this.#blocks.length) return
    const [whole, power] = [this.#whole, this.#powers[BLOCK] ?? 1]
    whole.fill(0)
    this.#wholePower = 1
    for (const block of this.#blocks) {
      this.#wholePower *= power
      for (let i = 0; i < whole.length; i += 1) whole[i] = (whole[i] ?? 0) * power + (block[i] ?? 0)
    }
    this.#wholeOf = this.#blocks.length
  }

  #combine(): void {
    const { total } = this
    const [edge, whole, open] = [this.#edge, this.#whole, this.#open]
    const late = this.#powers[this.#reached + 1 - (this.#first + this.#blocks.length) * BLOCK] ?? 1
    const power = this.#wholePower
    for (let i = 0; i < total.length; i += 1) {
      total[i] = ((edge[i] ?? 0) * power + (whole[i] ?? 0)) * late + (open[i] ?? 0)
    }
  }
}
