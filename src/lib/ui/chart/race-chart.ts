import {
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type MouseEventParams,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { EquityPoint } from '../../../workers/api/view'
import { axisTimeText, createPageChart, pageChartOptions, secondsOf } from './chart-options'
import { type ChartTheme, onSchemeChange, readTheme, withAlpha } from './chart-theme'
import { type EndMark, EndMarks } from './end-marks'
import { type RaceData, commonPrefix, toUnit, unitText } from './race-data'

/** Under the crosshair: the instant and every run's drawn value there. */
export interface Hovered {
  readonly time: number
  readonly values: ReadonlyMap<number, number>
}

const NARROW = 560
/** Opacity of the other lines while one is pointed at. */
const FADED = 0.5
/** What a name at a line's end takes, in pixels. */
const LABEL_ROOM = 22
const CHARACTER_WIDTH = 7.4
/** Beyond this many changed points at the end, drawing the line anew is cheaper. */
const FEW_CHANGES = 6

/** The chart of one element: a line per run, names at their ends. Draws only what changed since the last drawing. */
export class RaceChart {
  readonly #node: HTMLElement
  readonly #chart: IChartApi
  readonly #marks: EndMarks
  readonly #forgetScheme = onSchemeChange(() => this.#restyle())
  #series: ISeriesApi<'Line'>[] = []
  #theme: ChartTheme
  #data: RaceData | undefined

  constructor(node: HTMLElement, onHover: (hovered: Hovered | undefined) => void) {
    this.#node = node
    this.#theme = readTheme(node)
    this.#chart = createPageChart(node)
    this.#marks = new EndMarks(
      () => this.#endMarks(),
      () => ({ panel: this.#theme.panel, font: `600 12px ${this.#theme.font}`, names: !this.#narrow }),
    )
    this.#chart.panes()[0]?.attachPrimitive(this.#marks)
    this.#chart.subscribeCrosshairMove((event) => onHover(this.#hovered(event)))
    this.#chart.timeScale().subscribeSizeChange(() => {
      if (this.#data !== undefined) this.#showAll(this.#data)
    })
    this.#applyTheme()
  }

  destroy(): void {
    this.#forgetScheme()
    this.#chart.remove()
  }

  draw(data: RaceData): void {
    const before = this.#data
    this.#data = data
    if (before?.matchId !== data.matchId || this.#series.length !== data.lines.length) this.#remakeLines(data)
    const sameScale =
      before?.matchId === data.matchId && before.unit === data.unit && before.start === data.start
    const same = sameScale ? commonPrefix(before.points, data.points) : 0
    this.#drawPoints(data, before?.points ?? [], same)
    this.#showAll(data)
    this.#emphasise(data)
    this.#marks.refresh()
  }

  get #narrow(): boolean {
    return this.#node.clientWidth < NARROW
  }

  #remakeLines(data: RaceData): void {
    for (const series of this.#series) this.#chart.removeSeries(series)
    const crowd = data.lines.length > 12
    this.#series = data.lines.map((line) =>
      this.#chart.addSeries(LineSeries, {
        color: this.#theme.color(line.color),
        lineWidth: crowd && !line.benchmark ? 1 : 2,
        lineStyle: line.benchmark ? LineStyle.Dashed : LineStyle.Solid,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerRadius: 3,
        priceFormat: { type: 'custom', minMove: 0.01, formatter: (value: number) => this.#axisText(value) },
      }),
    )
  }

  /** Points up to `same` stand already. */
  #drawPoints(data: RaceData, before: readonly EquityPoint[], same: number): void {
    const stale = before.length - same
    const patch = same > 0 && stale <= FEW_CHANGES && data.points.length - same <= FEW_CHANGES
    const toPoint = (point: EquityPoint, run: number): { time: UTCTimestamp; value: number } => ({
      time: secondsOf(point.time),
      value: toUnit(point.values[run] ?? data.start, data.start, data.unit),
    })
    data.lines.forEach((line, index) => {
      const series = this.#series[index]
      if (series === undefined) return
      if (!patch) {
        series.setData(data.points.map((point) => toPoint(point, line.run)))
        return
      }
      if (stale > 0) series.pop(stale)
      for (const point of data.points.slice(same)) series.update(toPoint(point, line.run))
    })
  }

  /** All points in view, with room for the names. */
  #showAll(data: RaceData): void {
    const names = data.named.map((run) => data.lines[run]?.name.length ?? 0)
    const room = LABEL_ROOM + CHARACTER_WIDTH * Math.min(18, Math.max(0, ...names))
    this.#chart.timeScale().applyOptions({ rightOffsetPixels: this.#narrow ? 14 : room })
    this.#chart.timeScale().fitContent()
  }

  #emphasise({ lines, highlight }: RaceData): void {
    lines.forEach((line, index) => {
      const faded = highlight !== undefined && highlight !== line.run
      const solid = this.#theme.color(line.color)
      const color = faded ? withAlpha(solid, FADED) : solid
      const series = this.#series[index]
      if (series !== undefined && series.options().color !== color) series.applyOptions({ color })
    })
  }

  #endMarks(): readonly EndMark[] {
    const data = this.#data
    const last = data?.points.at(-1)
    if (data === undefined || last === undefined) return []
    const x = this.#chart.timeScale().timeToCoordinate(secondsOf(last.time))
    if (x === null) return []
    const runs = data.highlight === undefined ? data.named : [data.highlight]
    return runs.flatMap((run) => {
      const line = data.lines[run]
      const value = toUnit(last.values[run] ?? data.start, data.start, data.unit)
      const y = this.#series[run]?.priceToCoordinate(value) ?? null
      if (line === undefined || y === null) return []
      return [{ x, y, color: this.#theme.color(line.color), name: line.name, benchmark: line.benchmark }]
    })
  }

  #hovered(event: MouseEventParams): Hovered | undefined {
    if (event.time === undefined || event.point === undefined) return undefined
    const values = new Map<number, number>()
    this.#series.forEach((series, run) => {
      const data = event.seriesData.get(series)
      if (data !== undefined && 'value' in data) values.set(run, data.value)
    })
    return { time: (event.time as number) * 1000, values }
  }

  #axisText(value: number): string {
    const unit = this.#data?.unit ?? 'dollar'
    return unitText(value, unit, unit === 'percent' ? 2 : 0)
  }

  #restyle(): void {
    this.#theme = readTheme(this.#node)
    this.#applyTheme()
    if (this.#data !== undefined) this.#emphasise(this.#data)
    this.#marks.refresh()
  }

  #applyTheme(): void {
    this.#chart.applyOptions(
      pageChartOptions(this.#theme, (time) => axisTimeText(time, spanOf(this.#data?.points ?? []))),
    )
  }
}

function spanOf(points: readonly EquityPoint[]): number {
  return (points.at(-1)?.time ?? 0) - (points[0]?.time ?? 0)
}
