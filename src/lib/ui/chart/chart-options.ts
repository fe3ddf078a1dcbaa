/** What all charts of the page have in common. */
import {
  type ChartOptions,
  ColorType,
  CrosshairMode,
  type DeepPartial,
  type IChartApi,
  LineStyle,
  type UTCTimestamp,
  createChart,
} from 'lightweight-charts'
import { clockText, dateText, isoText } from '../time-format'
import type { ChartTheme } from './chart-theme'

const DAY_MS = 86_400_000
const FORTNIGHT_MS = 14 * DAY_MS
const YEAR_MS = 400 * DAY_MS
const TEN_MINUTES_MS = 600_000

/** Epoch milliseconds as the charts count time. */
export const secondsOf = (time: number): UTCTimestamp => Math.floor(time / 1000) as UTCTimestamp

export function createPageChart(node: HTMLElement): IChartApi {
  return createChart(node, {
    autoSize: true,
    // It writes markup and a style element, which the page's policy forbids; the notice is on the page.
    layout: { attributionLogo: false },
  })
}

/** As much of an instant as tells the ends of a range so long apart. */
export function axisTimeText(time: number, span: number): string {
  if (span > YEAR_MS) return isoText(time).slice(0, 7)
  if (span > FORTNIGHT_MS) return dateText(time).split(',')[0] ?? ''
  if (span > DAY_MS) return dateText(time)
  return span < TEN_MINUTES_MS ? clockText(time) : clockText(time).slice(0, 5)
}

/** @param timeText an instant, epoch milliseconds, as the time axis writes it */
export function pageChartOptions(
  { text, grid, line, panel, font }: ChartTheme,
  timeText: (time: number) => string,
): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { type: ColorType.Solid, color: panel },
      textColor: text,
      fontFamily: font,
      fontSize: 11,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: grid } },
    rightPriceScale: {
      borderVisible: false,
      entireTextOnly: true,
      scaleMargins: { top: 0.12, bottom: 0.08 },
    },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      tickMarkFormatter: (time: number) => timeText(time * 1000),
    },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: text, width: 1, style: LineStyle.Dotted, labelVisible: false },
      horzLine: { visible: false, labelVisible: false },
    },
    localization: { timeFormatter: (time: number) => dateText(time * 1000) },
    // The page scrolls; a chart always shows its whole range.
    handleScroll: false,
    handleScale: false,
  }
}
