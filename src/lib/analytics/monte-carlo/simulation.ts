import { invariant } from '../../core/result'
import { FAN_BINS } from './fan'
import { growthOf } from './growth'
import { PATHS_AT_ONCE, type PathSource } from './path-source'
import { type PreparedPlan, prepare } from './prepare'
import type { SimulationPart, SimulationPlan, SimulationSettings, SimulationShare } from './types'
import { FallWatch } from './watch'

/** Prices that a slice makes, about: some milliseconds of work. */
const PRICES_A_SLICE = 1_000_000

/**
 * Makes the paths of a share, slice by slice. Chunks of paths have random numbers of their own, so that shares may be
 * cut anywhere; a share that begins or ends within a chunk makes all of it.
 */
export class Simulation {
  readonly #paths: PathSource
  readonly #watch: FallWatch
  readonly #profits: Float64Array<ArrayBuffer>
  readonly #falls: Uint8Array<ArrayBuffer>
  readonly #fan: Uint32Array<ArrayBuffer>
  readonly #looksASlice: number
  #chunk: number
  #look = 0

  /** @throws InvariantError when the share is not of the plan's paths. */
  constructor(
    private readonly prepared: PreparedPlan,
    private readonly share: SimulationShare,
  ) {
    const { from, to } = share
    const { settings, scale, start } = prepared
    const isOfPlan = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to
    invariant(isOfPlan && to <= settings.paths, 'a share is of the paths of its plan')
    this.#paths = prepared.paths()
    this.#watch = new FallWatch(scale.unit, start, settings)
    this.#profits = new Float64Array(to - from)
    this.#falls = new Uint8Array(to - from)
    this.#fan = new Uint32Array(scale.looks * FAN_BINS)
    const pricesALook = PATHS_AT_ONCE * prepared.products * partsOf(settings)
    this.#looksASlice = Math.max(1, Math.floor(PRICES_A_SLICE / pricesALook))
    this.#chunk = Math.floor(from / PATHS_AT_ONCE)
  }

  /** Paths made so far. */
  get done(): number {
    const { from, to } = this.share
    return Math.min(Math.max(this.#chunk * PATHS_AT_ONCE, from), to) - from
  }

  get isDone(): boolean {
    return this.done === this.share.to - this.share.from
  }

  /** One slice; nothing once it is done. */
  step(): void {
    for (let looks = 0; looks < this.#looksASlice && !this.isDone; looks += 1) {
      if (this.#look === 0) this.#begin()
      this.#advance()
      if (this.#look === this.prepared.scale.looks) this.#end()
    }
  }

  /** What came of it. @throws InvariantError before it is done. */
  part(): SimulationPart {
    invariant(this.isDone, 'a part is of a share that is done')
    return { from: this.share.from, profits: this.#profits, falls: this.#falls, fan: this.#fan }
  }

  #begin(): void {
    this.#paths.begin(this.#chunk)
    this.#watch.begin()
  }

  #advance(): void {
    const { heights } = this.#paths
    this.#paths.advance()
    this.#watch.look(heights)
    const { first, last } = this.#wanted()
    this.prepared.scale.count(heights, first, last, this.#look, this.#fan)
    this.#look += 1
  }

  #end(): void {
    const { first, last, at } = this.#wanted()
    this.#takeProfits(this.#paths.heights.subarray(first, last), at)
    this.#falls.set(this.#watch.falls.subarray(first, last), at)
    this.#look = 0
    this.#chunk += 1
  }

  #takeProfits(heights: Float64Array, at: number): void {
    const { start, scale } = this.prepared
    const profits = this.#profits
    const isLog = scale.unit === 'log-growth'
    for (let path = 0; path < heights.length; path += 1) {
      const height = heights[path] as number
      profits[at + path] = (isLog ? start * growthOf(height) : height) - start
    }
  }

  /** Paths of this chunk that belong to the share, and where they go. */
  #wanted(): { first: number; last: number; at: number } {
    const { from, to } = this.share
    const start = this.#chunk * PATHS_AT_ONCE
    const first = Math.max(from - start, 0)
    return { first, last: Math.min(to - start, PATHS_AT_ONCE), at: start + first - from }
  }
}

/** What each path is put together from between two looks, at most about: blocks, or a jump in every step. */
function partsOf({ model, steps, endsOnly }: SimulationSettings): number {
  if (endsOnly !== true || model.type === 'gbm') return 1
  return model.type === 'bootstrap' ? Math.ceil(steps / model.meanBlock) : steps
}

/**
 * All slices of a share in a row. `told` hears after each how many paths are made; false ends it, and the answer is
 * undefined.
 */
export function simulate(
  plan: SimulationPlan,
  share: SimulationShare,
  told?: (done: number) => boolean,
): SimulationPart | undefined {
  const simulation = new Simulation(prepare(plan), share)
  while (!simulation.isDone) {
    simulation.step()
    if (told?.(simulation.done) === false) return undefined
  }
  return simulation.part()
}
