/** Several runs side by side. Pure. */
import type { RunView, TearSheet } from '../../../workers/api/lab'
import type { EquityPoint } from '../../../workers/api/view'
import type { RaceData } from '../chart/race-data'
import { type AgentIdentity, markOf } from '../agent-color'
import { valueAt } from './curve-path'

type Curve = TearSheet['equity']

const COLORS = ['--momentum', '--brainrot', '--scalper', '--desk', '--agent-1', '--agent-3'] as const
/** What every curve begins at when runs with different cash are compared. */
const NORMAL = 100
/** The benchmark, and a strategy that is the same. */
const HELD = 'Buy and hold'

/** Names that two runs share get numbers, so that each can be told. */
export function compared(views: readonly RunView[]): readonly RunView[] {
  const seen = new Map<string, number>()
  const shared = new Set(
    views.map(({ summary }) => summary.name).filter((name, at, all) => all.indexOf(name) !== at),
  )
  return views.map((view) => {
    const { name } = view.summary
    if (!shared.has(name)) return view
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { ...view, summary: { ...view.summary, name: `${name} ${count}` } }
  })
}

/** The run against holding its products, in dollars. */
export function equityData({ summary, sheet }: RunView, unit: RaceData['unit']): RaceData {
  const lines = [
    lineOf(0, summary.name, COLORS[0]),
    { ...lineOf(1, summary.name === HELD ? 'Benchmark' : HELD, '--bench'), benchmark: true },
  ]
  const points = joinCurves([sheet.equity, sheet.benchmark], (value) => value)
  return {
    matchId: summary.id,
    lines,
    points,
    unit,
    start: startOf(sheet),
    named: [0, 1],
    highlight: undefined,
  }
}

/** All of them from 100, in per cent. */
export function compareData(views: readonly RunView[]): RaceData {
  const starts = views.map(({ sheet }) => startOf(sheet))
  const lines = views.map(({ summary }, run) => lineOf(run, summary.name, COLORS[run] ?? '--bench'))
  const curves = views.map(({ sheet }) => sheet.equity)
  return {
    matchId: views.map(({ summary }) => summary.id).join(' '),
    lines,
    points: joinCurves(curves, (value, run) => (value / (starts[run] ?? 1)) * NORMAL),
    unit: 'percent',
    start: NORMAL,
    named: views.map((_, run) => run),
    highlight: undefined,
  }
}

/** What the run began with: its end, less what it won. */
export function startOf({ equity, statistics }: TearSheet): number {
  const total = statistics.find(({ key }) => key === 'total-return')?.value ?? NaN
  const last = equity.value.at(-1) ?? NaN
  const start = last / (1 + total)
  return Number.isFinite(start) && start > 0 ? start : (equity.value[0] ?? NORMAL)
}

/** Statistics by name, one column a run. */
export function statisticColumns(views: readonly RunView[]): readonly StatisticColumn[] {
  const [first] = views
  return (first?.sheet.statistics ?? []).map((row) => ({
    row,
    cells: views.map(({ sheet }) => sheet.statistics.find(({ key }) => key === row.key)),
  }))
}

export interface StatisticColumn {
  readonly row: TearSheet['statistics'][number]
  readonly cells: readonly (TearSheet['statistics'][number] | undefined)[]
}

function lineOf(run: number, name: string, token: string): AgentIdentity {
  return { run, name, benchmark: false, color: `var(${token})`, mark: markOf(name) }
}

/** Instants of a chart, evenly apart: what fits a telephone, too. */
const POINTS = 560

/** Points evenly apart over all the curves; each curve stands at the last value it had. */
export function joinCurves(
  curves: readonly Curve[],
  scale: (value: number, run: number) => number,
): readonly EquityPoint[] {
  const from = Math.min(...curves.map(({ time }) => time[0] ?? Infinity))
  const to = Math.max(...curves.map(({ time }) => time.at(-1) ?? -Infinity))
  if (!(from < to)) return []
  const seconds = Math.floor((to - from) / 1000)
  const count = Math.max(1, Math.min(POINTS, seconds))
  return Array.from({ length: count + 1 }, (_, index) => {
    const time = from + ((to - from) * index) / count
    return { time, values: curves.map((curve, run) => scale(lastBefore(curve, time), run)) }
  })
}

/** A curve before its beginning stands where it begins. */
function lastBefore(curve: Curve, time: number): number {
  return valueAt(curve, time)?.value ?? curve.value[0] ?? NaN
}
