/** What the race chart draws, worked out of the history without a chart. Numbers here are for drawing only. */
import type { AgentRow, EquityPoint, MatchView } from '../../../workers/api/view'
import type { AgentIdentity } from '../agent-color'
import { type ChartRange, inRange, pointsPerLine, sampleEvenly } from '../equity-history'
import { numberText, signedPercentText } from '../format'

export type ChartUnit = 'dollar' | 'percent'

export interface RaceData {
  readonly matchId: string
  /** In roster order. */
  readonly lines: readonly AgentIdentity[]
  /** Oldest first, whole seconds apart, values in roster order; the last point is the present. */
  readonly points: readonly EquityPoint[]
  readonly unit: ChartUnit
  /** Where everybody began, USD. */
  readonly start: number
  /** Runs whose line ends carry a name, best first. */
  readonly named: readonly number[]
  readonly highlight: number | undefined
}

/** Lines with a name at their end; more would hide one another. */
const NAMED_LINES = 7

/** The sampled history with the present value of every agent as its tip. */
export function racePoints(
  history: readonly EquityPoint[],
  view: MatchView,
  range: ChartRange,
): readonly EquityPoint[] {
  const sampled = sampleEvenly(inRange(history, range), pointsPerLine(view.agents.length))
  const tip = tipOf(view)
  const last = sampled.at(-1)
  if (last === undefined) return [tip]
  if (view.match.status === 'ended') return sampled
  // The axis counts seconds: within one, the present replaces the sample.
  const sameSecond = Math.floor(last.time / 1000) >= Math.floor(tip.time / 1000)
  return sameSecond ? [...sampled.slice(0, -1), { ...tip, time: last.time }] : [...sampled, tip]
}

function tipOf(view: MatchView): EquityPoint {
  const values: number[] = []
  for (const agent of view.agents) values[agent.run] = Number(agent.equity)
  return { time: view.match.matchTime, values }
}

/** The best few and the benchmark, best first. */
export function namedRuns(ranked: readonly AgentRow[]): readonly number[] {
  const named = ranked.filter((row, place) => place < NAMED_LINES - 1 || row.role === 'benchmark')
  return named.map((row) => row.run)
}

/** A point's value in the unit drawn. */
export function toUnit(value: number, start: number, unit: ChartUnit): number {
  return unit === 'dollar' ? value : (value / start - 1) * 100
}

/** A drawn value as the axis and the legend write it. */
export function unitText(value: number, unit: ChartUnit, places: number): string {
  if (unit === 'percent') return signedPercentText(value / 100, places)
  return value < 0 ? `−$${numberText(-value, places)}` : `$${numberText(value, places)}`
}

/** How many leading points two drawings share; what follows must be drawn anew. */
export function commonPrefix(before: readonly EquityPoint[], after: readonly EquityPoint[]): number {
  const most = Math.min(before.length, after.length)
  let same = 0
  while (same < most && before[same] === after[same]) same += 1
  return same
}

/** Vertical places for labels so that none overlaps the next: pushed apart, kept inside, order kept. */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  top: number,
  bottom: number,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const placed = [...wanted]
  let floor = top
  for (const index of order) {
    const y = Math.max(placed[index] ?? 0, floor)
    placed[index] = y
    floor = y + gap
  }
  let ceiling = bottom
  for (const index of order.reverse()) {
    const y = Math.min(placed[index] ?? 0, ceiling)
    placed[index] = y
    ceiling = y - gap
  }
  return placed
}
