import type { ChartTheme } from './chart-theme'

/** A box on a picture, in pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TextStyle {
  readonly color?: string
  readonly size?: number
  readonly weight?: number
  readonly align?: CanvasTextAlign
  /** In pixels; longer text is squeezed. */
  readonly most?: number
}

/** A canvas drawn on in the page's colours, which it is given as CSS. */
export class Pen {
  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly theme: ChartTheme,
  ) {
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
  }

  box(css: string, { left, top, width, height }: Frame): void {
    this.context.fillStyle = this.theme.color(css)
    this.context.fillRect(left, top, width, height)
  }

  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { color = 'var(--ink)', size = 20, weight = 400, align = 'left', most } = style
    this.context.font = `${weight} ${size}px ${this.theme.font}`
    this.context.textAlign = align
    this.context.fillStyle = this.theme.color(color)
    this.context.fillText(text, x, y, most)
  }

  /** A text over lines, which keep clear of it. */
  halo(text: string, x: number, y: number, style: TextStyle): void {
    this.text(text, x, y, style)
    this.context.strokeStyle = this.theme.color('var(--bg)')
    this.context.lineWidth = 5
    this.context.strokeText(text, x, y)
    this.text(text, x, y, style)
  }

  dot(css: string, x: number, y: number, radius: number): void {
    this.context.beginPath()
    this.context.arc(x, y, radius, 0, 2 * Math.PI)
    this.context.fillStyle = this.theme.color(css)
    this.context.fill()
  }

  line(
    css: string,
    points: readonly (readonly [x: number, y: number])[],
    width: number,
    dash: number[],
  ): void {
    this.context.beginPath()
    for (const [x, y] of points) this.context.lineTo(x, y)
    this.context.strokeStyle = this.theme.color(css)
    this.context.lineWidth = width
    this.context.setLineDash(dash)
    this.context.stroke()
    this.context.setLineDash([])
  }
}
