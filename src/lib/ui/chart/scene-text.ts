import type { SceneChart } from '../../../workers/api/replay'
import { numberText } from '../format'
import { clockText } from '../time-format'

/** A chart of candles in words, a sentence each. */
export function sceneText({ candles, places, seenAt, entries }: SceneChart): readonly string[] {
  const [first, last] = [candles[0], candles.at(-1)]
  const price = (value: number): string => `$${numberText(value, places)}`
  if (first === undefined || last === undefined) return ['There are no candles of that time.']
  const low = candles.reduce((least, candle) => Math.min(least, candle.low), Infinity)
  const high = candles.reduce((most, candle) => Math.max(most, candle.high), -Infinity)
  const span = `${clockText(first.time).slice(0, 5)} to ${clockText(last.time).slice(0, 5)}`
  return [
    `One-minute candles, ${span}: from ${price(first.open)} to ${price(last.close)}, between ${price(low)} and ${price(high)}.`,
    `● The agent looked at ${clockText(seenAt)}.`,
    ...entries.map(({ time, side, text }) => `${side === 'buy' ? '▲' : '▼'} ${clockText(time)}: ${text}`),
  ]
}
