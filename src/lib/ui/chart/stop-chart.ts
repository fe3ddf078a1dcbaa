import {
  AreaSeries,
  type AutoscaleInfo,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type PriceLineOptions,
  type SeriesMarker,
  type Time,
  createSeriesMarkers,
} from 'lightweight-charts'
import type { AgentIdentity } from '../agent-color'
import { numberText } from '../format'
import { axisTimeText, createPageChart, pageChartOptions, secondsOf } from './chart-options'
import { type ChartTheme, onSchemeChange, readTheme, withAlpha } from './chart-theme'
import { fittingLabels } from './label-fit'
import { type StopData, type StopLine, linesInReach } from './stop-data'
import { lineTitle } from './stop-titles'
import { type TradeMark, markText, namedMarks } from './trade-marks'

const NARROW = 560
/** Apart by more than their names; a legend under the chart has the same. */
const LINE_STYLES: Readonly<Record<StopLine['rule'], LineStyle>> = {
  'stop-loss': LineStyle.LargeDashed,
  'trailing-stop': LineStyle.Dashed,
  'product-drawdown': LineStyle.Dotted,
  'take-profit': LineStyle.SparseDotted,
}
/** What a line's name takes, in pixels. */
const LABEL_ROOM = 16
const CHARACTER_WIDTH = 6.2

/** The price of one product, a line for every stop, a mark for every trade. Draws only what changed. */
export class StopChart {
  readonly #node: HTMLElement
  readonly #chart: IChartApi
  readonly #series: ISeriesApi<'Area'>
  readonly #marks: ISeriesMarkersPluginApi<Time>
  readonly #lines = new Map<string, IPriceLine>()
  readonly #forgetScheme = onSchemeChange(() => this.#restyle())
  #theme: ChartTheme
  #data: StopData | undefined
  /** Keys of the lines that carry a name and a price: those whose names fit. */
  #named: ReadonlySet<string> = new Set()
  #fitting = 0

  constructor(node: HTMLElement) {
    this.#node = node
    this.#theme = readTheme(node)
    this.#chart = createPageChart(node)
    this.#series = this.#chart.addSeries(AreaSeries, {
      lineWidth: 2,
      priceLineVisible: false,
      crosshairMarkerRadius: 3,
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => this.#scale(original()),
    })
    // A name that gives way to another would stand beside a line that is not its own.
    this.#series.priceScale().applyOptions({ alignLabels: false })
    this.#marks = createSeriesMarkers<Time>(this.#series, [])
    this.#chart.timeScale().subscribeSizeChange(() => this.#onResize())
    this.#applyTheme()
  }

  destroy(): void {
    this.#forgetScheme()
    cancelAnimationFrame(this.#fitting)
    this.#chart.remove()
  }

  draw(data: StopData): void {
    const before = this.#data
    const anew = before?.key !== data.key
    this.#data = data
    if (anew) this.#begin(data)
    if (anew || !samePoints(before, data)) {
      this.#series.setData(data.points.map(({ time, value }) => ({ time: secondsOf(time), value })))
    }
    this.#drawLines(data)
    this.#showAll(data)
    if (anew || !sameMarks(before, data) || before.points.length !== data.points.length) {
      this.#drawMarks(data)
    }
  }

  get #narrow(): boolean {
    return this.#node.clientWidth < NARROW
  }

  #begin({ increment, places }: StopData): void {
    for (const line of this.#lines.values()) this.#series.removePriceLine(line)
    this.#lines.clear()
    this.#series.applyOptions({
      priceFormat: {
        type: 'custom',
        minMove: increment,
        formatter: (value: number) => numberText(value, places),
      },
    })
  }

  #drawLines({ lines }: StopData): void {
    const gone = new Set(this.#lines.keys())
    lines.forEach((line) => {
      gone.delete(line.key)
      const options = this.#lineOptions(line)
      const drawn = this.#lines.get(line.key)
      if (drawn === undefined) this.#lines.set(line.key, this.#series.createPriceLine(options))
      else if (!sameLine(drawn.options(), options)) drawn.applyOptions(options)
    })
    for (const key of gone) {
      const line = this.#lines.get(key)
      if (line !== undefined) this.#series.removePriceLine(line)
      this.#lines.delete(key)
    }
  }

  #lineOptions(line: StopLine): PriceLineOptions {
    const color = this.#colorOf(line.agents)
    return {
      price: line.value,
      color,
      lineWidth: line.rule === 'take-profit' ? 2 : 1,
      lineStyle: LINE_STYLES[line.rule],
      lineVisible: true,
      axisLabelVisible: this.#named.has(line.key),
      title: lineTitle(line, this.#narrow),
      axisLabelColor: color,
      axisLabelTextColor: this.#theme.panel,
    }
  }

  /** What several share has nobody's colour. */
  #colorOf([first, ...others]: readonly AgentIdentity[]): string {
    return this.#theme.color(first === undefined || others.length > 0 ? 'var(--dim)' : first.color)
  }

  #drawMarks({ marks, points }: StopData): void {
    const places = new Map(points.map(({ time }, index) => [secondsOf(time), index]))
    const step = this.#plotWidth / Math.max(1, points.length - 1)
    const at = ({ time }: TradeMark): number => step * (places.get(secondsOf(time)) ?? 0)
    const named = namedMarks(marks, at, (text) => CHARACTER_WIDTH * (text.length + 1))
    this.#marks.setMarkers(marks.map((mark) => this.#marker(mark, named.has(mark))))
  }

  /** The arrow tells the side, its place too: below the price for a purchase, above it for a sale. */
  #marker(mark: TradeMark, named: boolean): SeriesMarker<Time> {
    const { id, time, value, kind, agents } = mark
    return {
      id: String(id),
      time: secondsOf(time),
      position: kind === 'buy' ? 'atPriceBottom' : kind === 'sell' ? 'atPriceTop' : 'atPriceMiddle',
      price: value,
      shape: kind === 'buy' ? 'arrowUp' : kind === 'sell' ? 'arrowDown' : 'square',
      color: this.#colorOf(agents),
      ...(named ? { text: markText(mark) } : {}),
    }
  }

  /** Pixels from the first point to the last. */
  get #plotWidth(): number {
    return Math.max(1, this.#chart.timeScale().width() - this.#room)
  }

  /** What the longest name takes at the right, in pixels. */
  get #room(): number {
    const lines = this.#data?.lines ?? []
    const named = lines.filter(({ key }) => this.#named.has(key))
    const lengths = named.map((line) => lineTitle(line, this.#narrow).length)
    return lengths.length === 0 ? LABEL_ROOM : LABEL_ROOM + CHARACTER_WIDTH * Math.max(...lengths)
  }

  /** All points in view, with room for the names of the lines; works the price scale out anew, too. */
  #showAll(data: StopData): void {
    this.#chart.timeScale().applyOptions({ rightOffsetPixels: this.#room })
    this.#chart.timeScale().fitContent()
    cancelAnimationFrame(this.#fitting)
    // The chart knows where its lines are once it has drawn them, which it does in the frame before.
    this.#fitting = requestAnimationFrame(() => this.#fitNames(data))
  }

  #fitNames(data: StopData): void {
    const places = data.lines.map(({ key, value }) => ({ key, y: this.#series.priceToCoordinate(value) }))
    const last = this.#series.priceToCoordinate(data.points.at(-1)?.value ?? 0)
    const height = this.#chart.panes()[0]?.getHeight() ?? 0
    const named = fittingLabels(places, last === null ? [] : [last], height)
    if (named.size === this.#named.size && [...named].every((key) => this.#named.has(key))) return
    this.#named = named
    this.#drawLines(data)
    this.#chart.timeScale().applyOptions({ rightOffsetPixels: this.#room })
    this.#chart.timeScale().fitContent()
    this.#drawMarks(data)
  }

  #scale(own: AutoscaleInfo | null): AutoscaleInfo | null {
    const range = own?.priceRange ?? null
    if (own === null || range === null || this.#data === undefined) return own
    const levels = linesInReach(this.#data)
    return {
      ...own,
      priceRange: {
        minValue: Math.min(range.minValue, ...levels),
        maxValue: Math.max(range.maxValue, ...levels),
      },
    }
  }

  #onResize(): void {
    if (this.#data === undefined) return
    this.#drawLines(this.#data)
    this.#showAll(this.#data)
    this.#drawMarks(this.#data)
  }

  #restyle(): void {
    this.#theme = readTheme(this.#node)
    this.#applyTheme()
    if (this.#data === undefined) return
    this.#drawLines(this.#data)
    this.#drawMarks(this.#data)
  }

  #applyTheme(): void {
    const line = this.#theme.color('var(--ink)')
    const fill = this.#theme.color('var(--dim)')
    this.#series.applyOptions({
      lineColor: line,
      topColor: withAlpha(fill, 0.16),
      bottomColor: withAlpha(fill, 0.02),
    })
    const span = (): number => (this.#data?.points.at(-1)?.time ?? 0) - (this.#data?.points[0]?.time ?? 0)
    this.#chart.applyOptions(pageChartOptions(this.#theme, (time) => axisTimeText(time, span())))
  }
}

function sameLine(a: Readonly<PriceLineOptions>, b: PriceLineOptions): boolean {
  return (
    a.price === b.price &&
    a.color === b.color &&
    a.title === b.title &&
    a.axisLabelVisible === b.axisLabelVisible
  )
}

function samePoints(before: StopData | undefined, { points }: StopData): boolean {
  if (before?.points.length !== points.length) return false
  return points.every(({ time, value }, index) => {
    const was = before.points[index]
    return was?.time === time && was.value === value
  })
}

/** A mark moves when the points it stands at do. */
function sameMarks(before: StopData | undefined, { marks }: StopData): boolean {
  if (before?.marks.length !== marks.length) return false
  return marks.every((mark, index) => {
    const was = before.marks[index]
    return was?.id === mark.id && was.time === mark.time && was.agents.length === mark.agents.length
  })
}
