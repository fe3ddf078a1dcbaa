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

/** Of a position that is to be sold and whose sale waits. */
export const FIRED_TEXT = 'Fired, sold at the first fresh quote'

/** More than so many exits are told in part. */
const MOST = 3
const FEW = 2

/** The exits of a position as they are told at first, nearest first, and the rest of them. */
export function exitsInParts(
  exits: ExitsView,
  places: number,
  matchTime: number,
): { readonly first: readonly string[]; readonly rest: readonly string[] } {
  const timeStop = timeStopText(exits, matchTime)
  const texts = nearestFirst(exits.lines).map((line) => exitText(line, places))
  const all = timeStop === '' ? texts : [...texts, timeStop]
  const shown = all.length > MOST ? FEW : MOST
  return { first: all.slice(0, shown), rest: all.slice(shown) }
}

/** What is left of match time: `Time stop in 4 min`; empty where none is set. */
export function timeStopText(exits: ExitsView, matchTime: number): string {
  if (exits.timeStopAt === undefined) return ''
  const left = exits.timeStopAt - matchTime
  return left > 0 ? `Time stop in ${spanText(left)}` : 'Time stop due'
}
