/** Exits of a position as a person reads them. */
import type { ExitLine, ExitsView } from '../../workers/api/view'
import { percentText, priceText } from './format'
import { spanText } from './time-format'

export function nearestFirst<Line extends Pick<ExitLine, 'distance'>>(
  lines: readonly Line[],
): readonly Line[] {
  return [...lines].sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance))
}

/** `Trailing stop $60,100.12, 1.20 % below`. */
export function exitText(line: ExitLine, places: number): string {
  return `${line.title} $${priceText(line.price, places)}, ${distanceText(line.distance)}`
}

/** How far a level is from the last price, as a fraction of it. */
export function distanceText(distance: number): string {
  if (distance === 0) return 'at the price'
  return `${percentText(distance)} ${distance < 0 ? 'below' : 'above'}`
}

/** What is left of match time: `Time stop in 4 min`; empty where none is set. */
export function timeStopText(exits: ExitsView, matchTime: number): string {
  if (exits.timeStopAt === undefined) return ''
  const left = exits.timeStopAt - matchTime
  return left > 0 ? `Time stop in ${spanText(left)}` : 'Time stop due'
}
