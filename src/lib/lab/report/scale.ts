/** From values to places on a drawing. */

export interface Extent {
  readonly from: number
  readonly to: number
}

/** The smallest extent that holds all finite values, `also` included; from 0 to 1 when there are none. */
export function extentOf(columns: readonly Float64Array[], ...also: readonly number[]): Extent {
  let [from, to] = [Infinity, -Infinity]
  for (const column of [...columns, Float64Array.from(also)]) {
    for (const value of column) {
      if (value < from) from = value
      if (value > to) to = value
    }
  }
  if (!(from <= to)) return { from: 0, to: 1 }
  return from < to
    ? { from, to }
    : { from: from - Math.abs(from) * 0.01 - 1e-9, to: to + Math.abs(to) * 0.01 + 1e-9 }
}

export interface Ticks {
  readonly step: number
  readonly values: readonly number[]
}

/** Round values within the extent, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf({ from, to }: Extent, count: number): Ticks {
  const rough = (to - from) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(from / step)
  const last = Math.floor(to / step)
  return {
    step,
    values: Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => (first + at) * step),
  }
}

/** Evenly from `from` to `to` on the drawing. */
export function placed(value: number, extent: Extent, from: number, to: number): number {
  return from + ((value - extent.from) / (extent.to - extent.from)) * (to - from)
}
