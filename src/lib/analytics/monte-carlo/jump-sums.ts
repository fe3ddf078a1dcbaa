import { log } from '../../stats/log'
import type { RandomStream } from '../../stats/random-stream'
import { semidefiniteRoot } from '../../stats/semidefinite'
import { normalOf } from '../../stats/ziggurat'
import type { Jumps } from './diffusion-fit'
import { addProducts } from './products'

/** The jumps of a chunk's paths, or of one of each pair that jumps together. */
export class JumpSums {
  readonly #due: Float64Array
  readonly #counts: Float64Array
  readonly #sums: readonly Float64Array[]
  readonly #root: Float64Array

  constructor(
    private readonly jumps: Jumps,
    n: number,
    count: number,
  ) {
    this.#due = new Float64Array(count)
    this.#counts = new Float64Array(count)
    this.#sums = Array.from({ length: n }, () => new Float64Array(count))
    this.#root = jumps.covariance.slice()
    semidefiniteRoot(this.#root, n)
  }

  begin(stream: RandomStream): void {
    this.#counts.fill(0)
    for (const sums of this.#sums) sums.fill(0)
    for (let path = 0; path < this.#due.length; path += 1) this.#due[path] = this.#wait(stream)
  }

  /** All jumps up to this time, in steps. */
  until(time: number, stream: RandomStream): void {
    const due = this.#due
    for (let path = 0; path < due.length; path += 1) {
      while ((due[path] as number) <= time) {
        due[path] = (due[path] as number) + this.#wait(stream)
        this.#counts[path] = (this.#counts[path] as number) + 1
        for (const sums of this.#sums) sums[path] = (sums[path] as number) + normalOf(stream)
      }
    }
  }

  /** Adds how far jumps took each path's log price beyond what so many are expected to. */
  addSizes(logs: Float64Array, product: number): void {
    addProducts(logs, this.#sums, this.#root, product)
  }

  /** Adds what so many jumps as each path has had are expected to come to. */
  addMeans(centres: Float64Array, product: number): void {
    const size = this.jumps.mean[product] ?? 0
    const counts = this.#counts
    for (let path = 0; path < centres.length; path += 1) {
      centres[path] = (centres[path] as number) + size * (counts[path] as number)
    }
  }

  #wait(stream: RandomStream): number {
    return -log(stream.uniform()) / this.jumps.rate
  }
}
