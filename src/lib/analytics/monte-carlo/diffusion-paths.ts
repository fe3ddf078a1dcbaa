import { RandomStream } from '../../stats/random-stream'
import { semidefiniteRoot } from '../../stats/semidefinite'
import { addNormals } from '../../stats/ziggurat'
import type { Diffusion } from './diffusion-fit'
import { growthOf } from './growth'
import { JumpSums } from './jump-sums'
import { type HeightUnit, PATHS_AT_ONCE, type PathSource } from './path-source'
import { addProducts } from './products'

export interface DiffusionSettings {
  readonly unit: HeightUnit
  readonly cash: number
  readonly values: readonly number[]
  /** Steps from look to look. */
  readonly stride: number
  readonly antithetic: boolean
  readonly key: Int32Array
}

/**
 * GBM, with jumps or without. What is kept of a path are sums of independent standard normals, one for each product
 * (and one more for its jumps): log prices are made of them where they are looked at. With antithetic variates half as
 * many are drawn: paths 2k and 2k + 1 are the same sums with either sign, and jump at the same times.
 */
export class DiffusionPaths implements PathSource {
  readonly heights = new Float64Array(PATHS_AT_ONCE)
  readonly #walks: readonly Float64Array[]
  /** Of a product's log growth, what paths (of a pair both) are expected to have, and how far they are from it. */
  readonly #centres: Float64Array
  readonly #apart: Float64Array
  readonly #root: Float64Array
  readonly #jumping: JumpSums | undefined
  #stream: RandomStream
  #elapsed = 0

  constructor(
    private readonly diffusion: Diffusion,
    private readonly settings: DiffusionSettings,
  ) {
    const { antithetic, key, stride, values } = settings
    const count = antithetic ? PATHS_AT_ONCE / 2 : PATHS_AT_ONCE
    this.#walks = values.map(() => new Float64Array(count))
    this.#centres = new Float64Array(count)
    this.#apart = new Float64Array(count)
    const spread = diffusion.covariance.map((value) => value * stride)
    semidefiniteRoot(spread, values.length)
    this.#root = spread
    const { jumps } = diffusion
    this.#jumping = jumps === undefined ? undefined : new JumpSums(jumps, values.length, count)
    this.#stream = new RandomStream(key, 0)
  }

  begin(chunk: number): void {
    this.#stream = new RandomStream(this.settings.key, chunk)
    this.#elapsed = 0
    for (const walk of this.#walks) walk.fill(0)
    this.#jumping?.begin(this.#stream)
  }

  advance(): void {
    const { unit, stride, cash, values } = this.settings
    this.#elapsed += stride
    for (const walk of this.#walks) addNormals(this.#stream, walk, walk.length)
    this.#jumping?.until(this.#elapsed, this.#stream)
    if (unit === 'log-growth' && this.#jumping === undefined) {
      this.#takeWalk()
      return
    }
    this.heights.fill(cash)
    values.forEach((value, product) => {
      this.#grow(product)
      if (unit === 'log-growth') this.#takeLogs()
      else this.#addEquity(value)
    })
  }

  /** Of one product without jumps: in one go. */
  #takeWalk(): void {
    const walk = this.#walks[0]
    const centre = (this.diffusion.drift[0] ?? 0) * this.#elapsed
    const factor = this.#root[0] ?? 0
    if (walk === undefined) return
    if (this.settings.antithetic) takeWalkPairs(this.heights, centre, factor, walk)
    else takeWalk(this.heights, centre, factor, walk)
  }

  #grow(product: number): void {
    this.#centres.fill((this.diffusion.drift[product] ?? 0) * this.#elapsed)
    this.#apart.fill(0)
    addProducts(this.#apart, this.#walks, this.#root, product)
    this.#jumping?.addMeans(this.#centres, product)
    this.#jumping?.addSizes(this.#apart, product)
  }

  #takeLogs(): void {
    if (this.settings.antithetic) takePairs(this.heights, this.#centres, this.#apart)
    else takeLogs(this.heights, this.#centres, this.#apart)
  }

  #addEquity(value: number): void {
    if (this.settings.antithetic) addPairs(this.heights, value, this.#centres, this.#apart)
    else addEquity(this.heights, value, this.#centres, this.#apart)
  }
}

function takeWalk(heights: Float64Array, centre: number, factor: number, walk: Float64Array): void {
  for (let path = 0; path < walk.length; path += 1) {
    heights[path] = centre + factor * (walk[path] as number)
  }
}

function takeWalkPairs(heights: Float64Array, centre: number, factor: number, walk: Float64Array): void {
  for (let pair = 0; pair < walk.length; pair += 1) {
    const apart = factor * (walk[pair] as number)
    heights[2 * pair] = centre + apart
    heights[2 * pair + 1] = centre - apart
  }
}

function takeLogs(heights: Float64Array, centres: Float64Array, apart: Float64Array): void {
  for (let path = 0; path < apart.length; path += 1) {
    heights[path] = (centres[path] as number) + (apart[path] as number)
  }
}

function takePairs(heights: Float64Array, centres: Float64Array, apart: Float64Array): void {
  for (let pair = 0; pair < apart.length; pair += 1) {
    heights[2 * pair] = (centres[pair] as number) + (apart[pair] as number)
    heights[2 * pair + 1] = (centres[pair] as number) - (apart[pair] as number)
  }
}

function addEquity(equity: Float64Array, value: number, centres: Float64Array, apart: Float64Array): void {
  for (let path = 0; path < apart.length; path += 1) {
    const grown = growthOf((centres[path] as number) + (apart[path] as number))
    equity[path] = (equity[path] as number) + value * grown
  }
}

function addPairs(equity: Float64Array, value: number, centres: Float64Array, apart: Float64Array): void {
  for (let pair = 0; pair < apart.length; pair += 1) {
    const centre = centres[pair] as number
    const away = apart[pair] as number
    equity[2 * pair] = (equity[2 * pair] as number) + value * growthOf(centre + away)
    equity[2 * pair + 1] = (equity[2 * pair + 1] as number) + value * growthOf(centre - away)
  }
}
