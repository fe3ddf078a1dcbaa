/** Two lives of one agent as the race chart draws them. Pure. */
import type { ForkAnswer, OpenedReplay } from '../../../workers/api/replay'
import type { EquityPoint } from '../../../workers/api/view'
import { type AgentIdentity, markOf } from '../agent-color'
import type { RaceData } from '../chart/race-data'
import { pointsPerLine, sampleEvenly } from '../equity-history'
import { withEnd } from './curve-end'

const LIVES = 2

/** @param start what the agent began with, USD */
export function forkRace(
  { original, forked }: Pick<ForkAnswer, 'original' | 'forked'>,
  start: number,
  { about: { matchId }, endedAt }: Pick<OpenedReplay, 'about' | 'endedAt'>,
): RaceData {
  const end = { time: endedAt, values: [original, forked].map(({ equity }) => Number(equity)) }
  const curve = sampleEvenly(joined(original.curve, forked.curve, start), pointsPerLine(LIVES))
  return {
    matchId,
    lines: [line(0, 'As it was', 'var(--bench)'), line(1, 'Fork', 'var(--accent)')],
    points: withEnd(curve, end),
    unit: 'dollar',
    start,
    named: [0, 1],
    highlight: undefined,
  }
}

function line(run: number, name: string, color: string): AgentIdentity {
  return { run, name, color, mark: markOf(name), benchmark: false }
}

/** Every moment either has, with the value each had then. Both rise in time. */
function joined(a: readonly EquityPoint[], b: readonly EquityPoint[], start: number): readonly EquityPoint[] {
  const byTime = new Map<number, { a?: number; b?: number }>()
  for (const { time, values } of a) byTime.set(time, { a: values[0] ?? start })
  for (const { time, values } of b) byTime.set(time, { ...byTime.get(time), b: values[0] ?? start })
  let last = [start, start] as const
  return [...byTime]
    .sort(([earlier], [later]) => earlier - later)
    .map(([time, now]): EquityPoint => {
      last = [now.a ?? last[0], now.b ?? last[1]]
      return { time, values: last }
    })
}
