import { log } from '../../stats/log'
import { type HeightUnit, PATHS_AT_ONCE } from './path-source'

/** In {@link SimulationPart.falls}. */
export const RUINED = 1
export const FELL = 2

/** Looks out for falls on the paths of a chunk. */
export class FallWatch {
  /** Of each path, and after all of them its last height that was no new one: to be written without a branch. */
  readonly #highs = new Float64Array(2 * PATHS_AT_ONCE)
  readonly #start: number
  readonly #ruinedAt: number
  /** Paths fell that are at their high × factor + offset: a part of dollars, a distance of logarithms. */
  readonly #factor: number
  readonly #offset: number
  /** Of each path: {@link RUINED}, {@link FELL}, both or 0. */
  readonly falls = new Uint8Array(PATHS_AT_ONCE)

  constructor(
    unit: HeightUnit,
    start: number,
    { ruin, drawdown }: { readonly ruin: number; readonly drawdown: number },
  ) {
    const isLog = unit === 'log-growth'
    this.#start = isLog ? 0 : start
    this.#ruinedAt = isLog ? log(1 - ruin) : start * (1 - ruin)
    this.#factor = isLog ? 1 : 1 - drawdown
    this.#offset = isLog ? log(1 - drawdown) : 0
  }

  begin(): void {
    this.#highs.fill(this.#start)
    this.falls.fill(0)
  }

  look(heights: Float64Array): void {
    const highs = this.#highs
    const falls = this.falls
    const ruinedAt = this.#ruinedAt
    const factor = this.#factor
    const offset = this.#offset
    const count = PATHS_AT_ONCE
    for (let path = 0; path < count; path += 1) {
      const height = heights[path] as number
      const high = highs[path] as number
      // Whether a path is at a new high cannot be foreseen: a branch would cost more than all the rest.
      highs[count * Number(height <= high) + path] = height
      if (height <= high * factor + offset) falls[path] = (falls[path] as number) | FELL
      if (height <= ruinedAt) falls[path] = (falls[path] as number) | RUINED
    }
  }
}
