import type { RunView } from '../../../workers/api/lab'
import type { ChartTheme } from '../chart/chart-theme'
import { Pen } from '../chart/pen'
import { unitText } from '../chart/race-data'
import { equityData } from './compare'
import { areaPath, curveScale, linePath } from './curve-path'
import { granularityText, rangeText, sourceText } from './dataset-text'
import { statisticText, toneOf } from './figure-text'

const WIDTH = 1200
const HEIGHT = 630
const CHART = { left: 56, top: 172, width: 700, height: 270 } as const
const LOW = { left: 56, top: 470, width: 700, height: 74 } as const
const TABLE = { left: 830, right: 1144, top: 182, row: 38 } as const

const KEYS = [
  'total-return',
  'benchmark-return',
  'cagr',
  'sharpe',
  'sortino',
  'max-drawdown',
  'volatility',
  'trades',
  'win-rate',
  'fees',
] as const

/** A result to post: equity, drawdown and its figures. Undefined where the browser refuses. */
export async function sheetPicture(view: RunView, theme: ChartTheme): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  const pen = new Pen(context, theme)
  drawFrame(pen, view)
  drawEquity(pen, view)
  drawDrawdown(pen, view)
  drawTable(pen, view)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
}

function drawFrame(pen: Pen, { summary, digest }: RunView): void {
  pen.box('var(--bg)', { left: 0, top: 0, width: WIDTH, height: HEIGHT })
  pen.box('var(--accent)', { left: 0, top: 0, width: WIDTH, height: 6 })
  pen.text(summary.name, 56, 66, { size: 36, weight: 680, most: 640 })
  const what = `${summary.products.join(', ')}, ${granularityText(summary.granularity)} bars`
  pen.text(what, 56, 108, { color: 'var(--dim)', most: 640 })
  pen.text('Backtest, simulated', TABLE.right, 66, { color: 'var(--dim)', align: 'right' })
  pen.text(rangeText(summary.range), TABLE.right, 108, { color: 'var(--dim)', align: 'right' })
  pen.box('var(--line)', { left: 56, top: 136, width: WIDTH - 112, height: 1 })
  const foot = `Daytrading Agents Arena. Simulated money; prices: ${sourceText(summary.source)}. Log ${digest.slice(0, 16)}`
  pen.text(foot, 56, 594, { size: 18, color: 'var(--dim)', most: WIDTH - 112 })
}

function drawEquity(pen: Pen, view: RunView): void {
  const { points, lines, start } = equityData(view, 'dollar')
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return
  const values = points.flatMap((point) => point.values)
  const [low, high] = [Math.min(start, ...values), Math.max(start, ...values)]
  const x = (time: number): number =>
    CHART.left + ((time - first.time) / (last.time - first.time)) * CHART.width
  const y = (value: number): number =>
    CHART.top + CHART.height - ((value - low) / (high - low || 1)) * CHART.height
  pen.box('var(--line-strong)', {
    left: CHART.left,
    top: Math.round(y(start)),
    width: CHART.width,
    height: 1,
  })
  for (const line of lines.toReversed()) {
    const path = points.map(({ time, values: at }) => [x(time), y(at[line.run] ?? start)] as const)
    pen.line(line.color, path, line.benchmark ? 2 : 3, line.benchmark ? [8, 7] : [])
  }
  pen.halo(unitText(high, 'dollar', 0), CHART.left, CHART.top, { size: 15, color: 'var(--dim)' })
  pen.halo(unitText(low, 'dollar', 0), CHART.left, CHART.top + CHART.height, {
    size: 15,
    color: 'var(--dim)',
  })
}

function drawDrawdown({ context, theme }: Pen, { sheet }: RunView): void {
  const scale = curveScale(sheet.drawdown, 0, LOW)
  if (scale === undefined) return
  context.save()
  context.translate(LOW.left, LOW.top)
  context.fillStyle = theme.color('color-mix(in oklab, var(--down) 22%, var(--bg))')
  context.fill(new Path2D(areaPath(sheet.drawdown, 0, scale)))
  context.strokeStyle = theme.color('var(--down)')
  context.lineWidth = 2
  context.stroke(new Path2D(linePath(sheet.drawdown, scale)))
  context.restore()
}

function drawTable(pen: Pen, { sheet }: RunView): void {
  const rows = KEYS.flatMap((key) => sheet.statistics.find((row) => row.key === key) ?? [])
  rows.forEach((row, index) => {
    const y = TABLE.top + index * TABLE.row
    const tone = toneOf(row)
    const color = tone > 0 ? 'var(--up)' : tone < 0 ? 'var(--down)' : 'var(--ink)'
    pen.text(row.label, TABLE.left, y, { size: 19, color: 'var(--dim)', most: 180 })
    pen.text(statisticText(row), TABLE.right, y, { size: 20, weight: 620, align: 'right', color, most: 140 })
  })
}
