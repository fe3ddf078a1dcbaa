import { CandlestickSeries, type SeriesMarker, type Time, createSeriesMarkers } from 'lightweight-charts'
import type { Attachment } from 'svelte/attachments'
import type { SceneChart } from '../../../workers/api/replay'
import { numberText } from '../format'
import { axisTimeText, createPageChart, pageChartOptions, secondsOf } from './chart-options'
import { type ChartTheme, onSchemeChange, readTheme, withAlpha } from './chart-theme'

const MINUTE_MS = 60_000
/** Half of what the name of a mark takes, which may stand at the last candle; in pixels. */
const NAME_ROOM = 26
/** Few candles need not be wide ones: marks grow with them. */
const MOST_BAR_SPACING = 16

/** Draws the candles around a decision into an element, once: they are past and do not change. */
export function sceneChart(scene: SceneChart, color: string): Attachment<HTMLElement> {
  return (node) => {
    const chart = createPageChart(node)
    const series = chart.addSeries(CandlestickSeries, {
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: {
        type: 'custom',
        minMove: 10 ** -scene.places,
        formatter: (value: number) => numberText(value, scene.places),
      },
    })
    series.setData(scene.candles.map((candle) => ({ ...candle, time: secondsOf(candle.time) })))
    const markers = createSeriesMarkers<Time>(series, [])
    const style = (): void => {
      const theme = readTheme(node)
      const [up, down] = [theme.color('var(--up)'), theme.color('var(--down)')]
      const span = (scene.candles.at(-1)?.time ?? 0) - (scene.candles[0]?.time ?? 0)
      chart.applyOptions(pageChartOptions(theme, (time) => axisTimeText(time, span)))
      // Rising ones are hollow: the second cue beside colour.
      series.applyOptions({
        upColor: withAlpha(up, 0.12),
        downColor: down,
        borderUpColor: up,
        borderDownColor: down,
        wickUpColor: up,
        wickDownColor: down,
      })
      markers.setMarkers(marksOf(scene, theme, color))
    }
    style()
    chart.timeScale().applyOptions({ rightOffsetPixels: NAME_ROOM, maxBarSpacing: MOST_BAR_SPACING })
    chart.timeScale().fitContent()
    // A telephone that is turned shows all of them again.
    chart.timeScale().subscribeSizeChange(() => chart.timeScale().fitContent())
    const forget = onSchemeChange(style)
    return () => {
      forget()
      chart.remove()
    }
  }
}

/** When the agent looked, and what it traded then; each stands at the candle of its minute. */
function marksOf(scene: SceneChart, theme: ChartTheme, color: string): SeriesMarker<Time>[] {
  const looked: SeriesMarker<Time> = {
    time: minuteOf(scene.seenAt),
    // The name of a sale stands above its bar.
    position: scene.entries.some(({ side }) => side === 'sell') ? 'belowBar' : 'aboveBar',
    shape: 'circle',
    color: theme.color('var(--dim)'),
    text: 'looked',
  }
  const entries = scene.entries.map(({ time, price, side }): SeriesMarker<Time> => ({
    time: minuteOf(time),
    position: side === 'buy' ? 'atPriceBottom' : 'atPriceTop',
    price,
    shape: side === 'buy' ? 'arrowUp' : 'arrowDown',
    color: theme.color(color),
    text: side === 'buy' ? 'bought' : 'sold',
  }))
  return [looked, ...entries].sort((a, b) => Number(a.time) - Number(b.time))
}

function minuteOf(time: number): Time {
  return secondsOf(Math.floor(time / MINUTE_MS) * MINUTE_MS)
}
