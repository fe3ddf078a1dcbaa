import type { EquityPoint } from '../../../workers/api/view'

/** More points than a chart has pixels are of no use to the page. */
const MOST_POINTS = 4000

/**
 * Equity curves thin enough to draw: when there are too many points every second one is dropped and
 * the spacing of later ones doubles, so a match of days costs what a match of minutes does.
 */
export class EquityHistory {
  #points: EquityPoint[] = []
  #spacing: number
  #thinned = 0

  /** `spacing`: least match time between two points, milliseconds. */
  constructor(spacing: number) {
    this.#spacing = spacing
  }

  get points(): readonly EquityPoint[] {
    return this.#points
  }

  /** Rises whenever old points were dropped: a reader then needs all of them again. */
  get generation(): number {
    return this.#thinned
  }

  /** Whether a point at `time` is wanted; asked first, because computing one costs. */
  wants(time: number): boolean {
    const last = this.#points.at(-1)
    return last === undefined || time >= last.time + this.#spacing
  }

  add(point: EquityPoint): void {
    const last = this.#points.at(-1)
    if (last !== undefined && point.time <= last.time) return
    this.#points.push(point)
    if (this.#points.length < MOST_POINTS) return
    this.#points = this.#points.filter((_, index) => index % 2 === 0)
    this.#spacing *= 2
    this.#thinned += 1
  }

  since(cursor: number): readonly EquityPoint[] {
    return this.#points.slice(cursor)
  }
}
