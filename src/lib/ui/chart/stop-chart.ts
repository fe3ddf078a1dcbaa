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
import { numberText } from '../format'
import { axisTimeText, createPageChart, pageChartOptions, secondsOf } from './chart-options'
import { type ChartTheme, onSchemeChange, readTheme, withAlpha } from './chart-theme'
import { type StopData, type StopLine, type TradeMark, linesInReach } from './stop-data'

const NARROW = 560
/** Lines that carry a name and a price; more names would hide one another. */
const NAMED_LINES = 8
/** Marks that say whose they are. */
const NAMED_MARKS = 20
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
    this.#marks = createSeriesMarkers<Time>(this.#series, [])
    this.#chart.timeScale().subscribeSizeChange(() => this.#onResize())
    this.#applyTheme()
  }

  destroy(): void {
    this.#forgetScheme()
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
    if (anew || !sameMarks(before, data)) this.#drawMarks(data)
    this.#showAll(data)
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
    lines.forEach((line, index) => {
      gone.delete(line.key)
      const options = this.#lineOptions(line, index < NAMED_LINES)
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

  #lineOptions(line: StopLine, named: boolean): PriceLineOptions {
    const color = this.#theme.color(line.agent.color)
    return {
      price: line.value,
      color,
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      lineVisible: true,
      axisLabelVisible: named,
      title: lineTitle(line, this.#narrow),
      axisLabelColor: color,
      axisLabelTextColor: this.#theme.panel,
    }
  }

  #drawMarks({ marks }: StopData): void {
    const named = marks.length <= NAMED_MARKS
    this.#marks.setMarkers(marks.map((mark) => this.#marker(mark, named)))
  }

  /** The arrow tells the side, its place too: below the price for a purchase, above it for a sale. */
  #marker({ id, time, value, kind, agent }: TradeMark, named: boolean): SeriesMarker<Time> {
    return {
      id: String(id),
      time: secondsOf(time),
      position: kind === 'buy' ? 'atPriceBottom' : 'atPriceTop',
      price: value,
      shape: kind === 'buy' ? 'arrowUp' : kind === 'sell' ? 'arrowDown' : 'square',
      color: this.#theme.color(agent.color),
      ...(named ? { text: agent.mark } : {}),
    }
  }

  /** All points in view, with room for the names of the lines; works the price scale out anew, too. */
  #showAll({ lines }: StopData): void {
    const titles = lines.slice(0, NAMED_LINES).map((line) => lineTitle(line, this.#narrow).length)
    const room = titles.length === 0 ? LABEL_ROOM : LABEL_ROOM + CHARACTER_WIDTH * Math.max(...titles)
    this.#chart.timeScale().applyOptions({ rightOffsetPixels: room })
    this.#chart.timeScale().fitContent()
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

/** "Brainrot trailing stop"; on a phone the agent's mark stands for its name. */
function lineTitle({ agent, title }: StopLine, narrow: boolean): string {
  return `${narrow ? agent.mark : agent.name} ${title.toLowerCase()}`
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
    return was?.id === mark.id && was.time === mark.time
  })
}
