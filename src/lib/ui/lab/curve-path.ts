/** Curves as SVG draws them. Pure. */
import type { TearSheet } from '../../../workers/api/lab'

type Curve = TearSheet['equity']

export interface CurveBox {
  readonly width: number
  readonly height: number
}

export interface CurveScale {
  readonly low: number
  readonly high: number
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

/** A scale on which the curve, and `level` with it, fits the box; undefined when there is nothing to draw. */
export function curveScale({ time, value }: Curve, level: number, box: CurveBox): CurveScale | undefined {
  let [low, high] = [level, level]
  let known = 0
  for (const one of value) {
    if (!Number.isFinite(one)) continue
    known += 1
    if (one < low) low = one
    if (one > high) high = one
  }
  const [first = 0, last = 0] = [time[0], time.at(-1)]
  if (known < 2 || last <= first) return undefined
  const span = high - low || 1
  return {
    low,
    high,
    x: (at) => ((at - first) / (last - first)) * box.width,
    y: (at) => box.height - ((at - low) / span) * box.height,
  }
}

/** `d` of the line; a gap where the value is not defined. */
export function linePath({ time, value }: Curve, { x, y }: CurveScale): string {
  let path = ''
  let pen = 'M'
  time.forEach((at, index) => {
    const one = value[index] ?? NaN
    if (!Number.isFinite(one)) {
      pen = 'M'
      return
    }
    path += `${pen}${x(at).toFixed(1)} ${y(one).toFixed(1)}`
    pen = 'L'
  })
  return path
}

/** `d` of the area between the line and a level. */
export function areaPath(curve: Curve, level: number, scale: CurveScale): string {
  const base = scale.y(level).toFixed(1)
  let path = ''
  let from: number | undefined
  let to = 0
  const close = (): void => {
    if (from !== undefined) path += `L${scale.x(to).toFixed(1)} ${base}Z`
    from = undefined
  }
  curve.time.forEach((at, index) => {
    const one = curve.value[index] ?? NaN
    if (!Number.isFinite(one)) {
      close()
      return
    }
    if (from === undefined) {
      from = at
      path += `M${scale.x(at).toFixed(1)} ${base}`
    }
    path += `L${scale.x(at).toFixed(1)} ${scale.y(one).toFixed(1)}`
    to = at
  })
  close()
  return path
}

/** The last value at or before an instant; undefined before the first, and where it is not defined. */
export function valueAt(
  { time, value }: Curve,
  at: number,
): { readonly time: number; readonly value: number } | undefined {
  let [low, high] = [0, time.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[middle] ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  const found = value[low - 1]
  const when = time[low - 1]
  return found === undefined || when === undefined || !Number.isFinite(found)
    ? undefined
    : { time: when, value: found }
}

/** Lowest and highest of what is defined; undefined when nothing is. */
export function reachOf({ value }: Curve): { readonly low: number; readonly high: number } | undefined {
  const known = value.filter((one) => Number.isFinite(one))
  if (known.length === 0) return undefined
  return { low: known.reduce((a, b) => Math.min(a, b)), high: known.reduce((a, b) => Math.max(a, b)) }
}
