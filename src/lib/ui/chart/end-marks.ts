import type {
  IPanePrimitive,
  IPanePrimitivePaneView,
  IPrimitivePaneRenderer,
  PaneAttachedParameter,
} from 'lightweight-charts'
import { spreadLabels } from './race-data'

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0]

/** One line's end, in CSS pixels of the pane. */
export interface EndMark {
  readonly x: number
  readonly y: number
  readonly color: string
  readonly name: string
  readonly benchmark: boolean
}

export interface MarkStyle {
  readonly panel: string
  readonly font: string
  /** Names beside the dots need room; without it there are dots only. */
  readonly names: boolean
}

const LABEL_GAP = 17
const LABEL_LEFT = 12

/** Draws a dot at each line's end and the agent's name beside it, names kept apart. */
export class EndMarks implements IPanePrimitive {
  readonly #views: readonly IPanePrimitivePaneView[]
  readonly #marks: () => readonly EndMark[]
  readonly #style: () => MarkStyle
  #chart: PaneAttachedParameter | undefined

  /** @param marks asked on every drawing, since panning and resizing move the ends */
  constructor(marks: () => readonly EndMark[], style: () => MarkStyle) {
    this.#marks = marks
    this.#style = style
    const renderer = { draw: (target: DrawTarget) => this.#draw(target) }
    this.#views = [{ zOrder: () => 'top', renderer: () => renderer }]
  }

  attached(chart: PaneAttachedParameter): void {
    this.#chart = chart
  }

  detached(): void {
    this.#chart = undefined
  }

  refresh(): void {
    this.#chart?.requestUpdate()
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return this.#views
  }

  #draw(target: DrawTarget): void {
    const marks = this.#marks()
    const style = this.#style()
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const mark of marks) drawDot(context, mark, style)
      if (style.names) drawNames(context, marks, style, mediaSize.height)
    })
  }
}

function drawDot(context: CanvasRenderingContext2D, mark: EndMark, style: MarkStyle): void {
  context.beginPath()
  context.arc(mark.x, mark.y, 4, 0, 2 * Math.PI)
  context.fillStyle = mark.benchmark ? style.panel : mark.color
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = mark.benchmark ? mark.color : style.panel
  context.stroke()
}

function drawNames(
  context: CanvasRenderingContext2D,
  marks: readonly EndMark[],
  style: MarkStyle,
  height: number,
): void {
  const places = spreadLabels(
    marks.map((mark) => mark.y),
    LABEL_GAP,
    LABEL_GAP / 2,
    height - LABEL_GAP / 2,
  )
  context.font = style.font
  context.textBaseline = 'middle'
  marks.forEach((mark, index) => {
    context.fillStyle = mark.color
    context.fillText(mark.name, mark.x + LABEL_LEFT, places[index] ?? mark.y)
  })
}
