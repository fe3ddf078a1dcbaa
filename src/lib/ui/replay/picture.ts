import { type ChartTheme, withAlpha } from '../chart/chart-theme'
import { type Frame, Pen } from '../chart/pen'
import { spreadLabels, unitText } from '../chart/race-data'
import { type PictureData, type PictureRow, type Scale, scaleOf } from './picture-data'

const WIDTH = 1200
const HEIGHT = 630
const CHART: Frame = { left: 56, top: 168, width: 450, height: 372 }
const LABEL_GAP = 22
const LABEL_LEFT = 14
/** What is left of the table. */
const LABEL_ROOM = 148
const TABLE = { left: 690, right: 1144, top: 176, row: 46 } as const

/** A result to post: standings and race chart. Colours and font are those of `theme`. Undefined where the browser refuses. */
export async function pictureOf(data: PictureData, theme: ChartTheme): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  const pen = new Pen(context, theme)
  drawFrame(pen, data)
  drawRace(pen, data)
  data.rows.forEach((row, index) => drawRow(pen, row, TABLE.top + index * TABLE.row))
  pen.text(data.more, TABLE.left, TABLE.top + data.rows.length * TABLE.row, { color: 'var(--dim)' })
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
}

function drawFrame(pen: Pen, { products, when, honest }: PictureData): void {
  pen.box('var(--bg)', { left: 0, top: 0, width: WIDTH, height: HEIGHT })
  pen.box('var(--accent)', { left: 0, top: 0, width: WIDTH, height: 6 })
  pen.text('Daytrading Agents Arena', 56, 66, { size: 38, weight: 680 })
  pen.text(products, 56, 108, { size: 20, color: 'var(--dim)', most: 640 })
  pen.text(when, TABLE.right, 66, { size: 20, color: 'var(--dim)', align: 'right', most: 560 })
  pen.box('var(--line)', { left: 56, top: 136, width: WIDTH - 112, height: 1 })
  pen.text(honest, 56, 594, { size: 18, color: 'var(--dim)', most: WIDTH - 112 })
}

function drawRace(pen: Pen, data: PictureData): void {
  const scale = scaleOf(data.points, data.start, CHART)
  const y = scale.y(data.start)
  pen.context.fillStyle = withAlpha(pen.theme.text, 0.5)
  pen.context.fillRect(CHART.left, Math.round(y), CHART.width, 1)
  for (const line of data.lines) {
    const points = data.points.map(
      ({ time, values }) => [scale.x(time), scale.y(values[line.run] ?? data.start)] as const,
    )
    pen.line(line.color, points, line.benchmark ? 2 : 3, line.benchmark ? [8, 7] : [])
  }
  pen.halo(unitText(data.start, 'dollar', 0), CHART.left, y - 12, { size: 15, color: 'var(--dim)' })
  drawEnds(pen, data, scale)
}

/** A dot and a name at the end of each line that stands in the table. */
function drawEnds(pen: Pen, { rows, points, start }: PictureData, scale: Scale): void {
  const last = points.at(-1)
  if (last === undefined) return
  const x = scale.x(last.time)
  const ends = rows.map(({ agent }) => scale.y(last.values[agent.run] ?? start))
  const places = spreadLabels(ends, LABEL_GAP, CHART.top, CHART.top + CHART.height)
  rows.forEach(({ agent }, index) => {
    const y = ends[index] ?? 0
    pen.dot(agent.color, x, y, 6)
    pen.text(agent.name, x + LABEL_LEFT, places[index] ?? y, {
      size: 16,
      weight: 600,
      color: agent.color,
      most: LABEL_ROOM,
    })
  })
}

function drawRow(pen: Pen, { agent, rank, value, change, sign }: PictureRow, y: number): void {
  const tone = sign > 0 ? 'var(--up)' : sign < 0 ? 'var(--down)' : 'var(--dim)'
  pen.text(rank, TABLE.left, y, { weight: 680 })
  pen.dot(agent.color, TABLE.left + 36, y, 8)
  pen.text(agent.name, TABLE.left + 54, y, { weight: 600, most: 166 })
  pen.text(value, TABLE.right - 100, y, { align: 'right', most: 136 })
  const arrow = sign > 0 ? '▲ ' : sign < 0 ? '▼ ' : ''
  pen.text(arrow + change, TABLE.right, y, { align: 'right', color: tone, size: 17, most: 92 })
}
