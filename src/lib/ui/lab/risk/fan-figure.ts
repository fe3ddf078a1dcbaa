/** Percentiles of many paths as SVG draws them, and as words. Pure. */
import type { SimulationReport } from '../../../../workers/api/lab'
import { percentText } from '../../format'
import { spanText } from '../../time-format'
import type { CurveBox } from '../curve-path'
import { dollarsText } from '../figure-text'
import { levelText } from './simulation-text'

type Fan = SimulationReport['fan']

/** Between two lines of the fan lie so many of the paths; widest first. By their places in the fan. */
const BANDS = [
  { below: 0, above: 6, share: 0.98 },
  { below: 1, above: 5, share: 0.9 },
  { below: 2, above: 4, share: 0.5 },
] as const
const MEDIAN = 3
const TICKS = 4
/** Between round numbers, of a power of ten. */
const STEPS = [1, 2, 5, 10]

export interface FanDrawing {
  readonly bands: readonly { readonly label: string; readonly d: string }[]
  readonly median: string
  /** Where every path begins. */
  readonly start: number
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
  /** The last step there is. */
  readonly last: number
  x(step: number): number
}

/** @returns undefined when there is nothing to draw */
export function fanDrawing(fan: Fan, box: CurveBox): FanDrawing | undefined {
  const last = (fan[MEDIAN]?.length ?? 0) - 1
  const [low, high] = reach(fan)
  if (last < 1 || !(high >= low)) return undefined
  const room = (high - low || Math.abs(high) || 1) * 0.04
  const [bottom, top] = [low - room, high + room]
  const x = (step: number): number => (step / last) * box.width
  const y = (value: number): number => box.height - ((value - bottom) / (top - bottom)) * box.height
  const points = (part: number): string[] =>
    Array.from(
      { length: last + 1 },
      (_, step) => `${x(step).toFixed(1)} ${y(fan[part]?.[step] ?? 0).toFixed(1)}`,
    )
  return {
    bands: BANDS.map(({ below, above, share }) => ({
      label: `${levelText(share)} of paths`,
      d: `M${points(above).join('L')}L${points(below).reverse().join('L')}Z`,
    })),
    median: `M${points(MEDIAN).join('L')}`,
    start: y(fan[MEDIAN]?.[0] ?? 0),
    ticks: axisTicks(bottom, top, TICKS).map((value) => ({ value, y: y(value) })),
    last,
    x,
  }
}

function reach(fan: Fan): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity]
  for (const curve of fan) {
    for (const value of curve) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return [low, high]
}

/** About `count` round numbers between two. */
export function axisTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count
  if (!(rough > 0) || !Number.isFinite(rough)) return []
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (STEPS.find((candidate) => rough / power <= candidate * 1.5) ?? 10)
  const first = Math.ceil(low / step)
  const length = Math.floor(high / step) - first + 1
  return Array.from({ length }, (_, index) => (first + index) * step)
}

/** When a step is: `start`, `30 min`. A fan of two points knows start and end only. */
export function stepText(step: number, { settings, span }: SimulationReport, last: number): string {
  if (step === 0) return 'start'
  return spanText((step / last) * settings.steps * span)
}

/** `After 30 min: median $141,200.10, 90 % of paths between $139,004.00 and $143,118.55.` */
export function fanWords(report: SimulationReport, step: number, last: number): string {
  const at = (part: number): string => dollarsText(report.fan[part]?.[step] ?? NaN)
  if (step === 0) return `At the start: ${at(MEDIAN)}.`
  const [, { below, above, share }] = BANDS
  const range = `${levelText(share)} of paths between ${at(below)} and ${at(above)}`
  return `After ${stepText(step, report, last)}: median ${at(MEDIAN)}, ${range}.`
}

/** Where a key leads on a fan; undefined for a key that leads nowhere. */
export function stepAfter(key: string, step: number, last: number): number | undefined {
  const leap = Math.max(1, Math.round(last / 10))
  const moves: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: step - 1, ArrowDown: step - 1, ArrowRight: step + 1, ArrowUp: step + 1 },
    ...{ PageDown: step - leap, PageUp: step + leap, Home: 0, End: last },
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.min(last, Math.max(0, next))
}

/** Steps of the table: evenly apart, the first and the last among them. */
export function tableSteps(last: number, most: number): readonly number[] {
  const count = Math.min(last, most)
  return Array.from({ length: count + 1 }, (_, index) => Math.round((index * last) / count))
}

export interface TailMark {
  readonly label: string
  /** Dollars lost. */
  readonly loss: number
  /** Of the width, 0 … 1. */
  readonly x: number
  readonly kind: 'value' | 'tail'
  /** 0.95 or 0.99. */
  readonly level: number
}

/** Where value at risk and what lies beyond it stand in the histogram of profits. */
export function tailMarks({ histogram, tails }: SimulationReport): readonly TailMark[] {
  const { from, width, counts } = histogram
  const span = width * counts.length
  const mark = (name: string, level: number, loss: number, kind: TailMark['kind']): TailMark => {
    const x = span > 0 ? Math.min(1, Math.max(0, (-loss - from) / span)) : 0.5
    return { label: `${name} ${levelText(level)}`, loss, x, kind, level }
  }
  return tails.flatMap(({ level, valueAtRisk, tailValueAtRisk }) => [
    mark('VaR', level, valueAtRisk, 'value'),
    mark('TVaR', level, tailValueAtRisk, 'tail'),
  ])
}

/** `−$1,200.00 to −$1,000.00: 812 paths, 0.81 %`. */
export function binWords({ histogram, settings }: SimulationReport, bin: number): string {
  const from = histogram.from + bin * histogram.width
  const count = histogram.counts[bin] ?? 0
  const share = percentText(count / settings.paths)
  return `${dollarsText(from)} to ${dollarsText(from + histogram.width)}: ${count} paths, ${share}`
}
