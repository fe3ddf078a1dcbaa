import type { Curve } from '../../analytics/tear-sheet'
import { type Markup, html } from './markup'
import { type Extent, extentOf, placed, ticksOf } from './scale'

export interface ChartLine {
  readonly curve: Curve
  /** Of the style sheet: `own`, `bench`, `fall`. */
  readonly look: 'own' | 'bench' | 'fall'
}

export interface LineChart {
  /** What it shows, in words: for those who do not see it. */
  readonly label: string
  readonly lines: readonly ChartLine[]
  /** A value on the upright axis, whose ticks are `step` apart. */
  readonly write: (value: number, step: number) => string
  /** A value to be seen on the drawing in any case, with a line of its own. */
  readonly base?: number
  /** Whether the room between the first line and `base` is filled. */
  readonly filled?: boolean
}

const [WIDTH, HEIGHT] = [960, 240]
const [LEFT, RIGHT, TOP, BOTTOM] = [96, 948, 12, 212]
const TICKS_ACROSS = 5
const DAY = 86_400_000

/** Curves over time as one drawing. */
export function lineChart(chart: LineChart): Markup {
  const { lines, base, label } = chart
  const across = extentOf(lines.map(({ curve }) => curve.time))
  const upward = extentOf(
    lines.map(({ curve }) => curve.value),
    ...(base === undefined ? [] : [base]),
  )
  const drawn = lines.map((line) => pathOf(line, across, upward))
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
    ${gridOf(chart, upward)}${timesOf(across)}${fillOf(chart, across, upward)}${drawn}
  </svg>`
}

function gridOf({ write, base }: LineChart, upward: Extent): readonly Markup[] {
  const { step, values } = ticksOf(upward, 4)
  return values.map((value) => {
    const y = placed(value, upward, BOTTOM, TOP).toFixed(1)
    const look = value === base ? 'base' : 'grid'
    return html`<line class="${look}" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}" /><text
        x="${LEFT - 8}"
        y="${y}"
        dy="4"
        text-anchor="end"
        >${write(value, step)}</text
      >`
  })
}

function timesOf(across: Extent): readonly Markup[] {
  return Array.from({ length: TICKS_ACROSS }, (_, at) => {
    const time = across.from + ((across.to - across.from) * at) / (TICKS_ACROSS - 1)
    const x = placed(time, across, LEFT, RIGHT).toFixed(1)
    const anchor = at === 0 ? 'start' : at === TICKS_ACROSS - 1 ? 'end' : 'middle'
    return html`<text x="${x}" y="${BOTTOM + 20}" text-anchor="${anchor}">${timeText(time, across)}</text>`
  })
}

/** With the hour where the whole is a matter of days. */
function timeText(time: number, { from, to }: Extent): string {
  const text = new Date(time).toISOString()
  return to - from < 5 * DAY ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(0, 10)
}

function pathOf({ curve, look }: ChartLine, across: Extent, upward: Extent): Markup {
  return html`<path class="${look}" d="${stepsOf(curve, across, upward)}" />`
}

function fillOf({ lines, base, filled }: LineChart, across: Extent, upward: Extent): Markup {
  const [line] = lines
  if (filled !== true || base === undefined || line === undefined || line.curve.time.length === 0)
    return html``
  const floor = placed(base, upward, BOTTOM, TOP).toFixed(1)
  const [first = NaN, last = NaN] = [line.curve.time[0], line.curve.time.at(-1)]
  const [from, to] = [
    placed(first, across, LEFT, RIGHT).toFixed(1),
    placed(last, across, LEFT, RIGHT).toFixed(1),
  ]
  return html`<path
    class="${line.look} filled"
    d="${stepsOf(line.curve, across, upward)}L${to} ${floor}L${from} ${floor}Z"
  />`
}

function stepsOf({ time, value }: Curve, across: Extent, upward: Extent): string {
  const steps = Array.from(time, (instant, at) => {
    const x = placed(instant, across, LEFT, RIGHT).toFixed(1)
    return `${x} ${placed(value[at] ?? NaN, upward, BOTTOM, TOP).toFixed(1)}`
  })
  return steps.length === 0 ? '' : `M${steps.join('L')}`
}
