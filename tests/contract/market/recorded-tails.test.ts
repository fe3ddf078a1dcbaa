import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { RISK_MODELS, type RiskModelName } from '$lib/core/risk-rules'
import { type DurationMs, durationMs } from '$lib/core/time'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { ListGrid, MINUTE, settingsWith } from '../../fixtures/list-grid'
import { recordedWeek } from '../../fixtures/recorded-week'

const week = recordedWeek()
const WINDOW = 1440
const HOUR = durationMs(3_600_000)
const BTC = productIndex(0)

/** The part of the minutes from which on a held bitcoin lost more than the 99 % limit said, and by how much more. */
function coverage(
  closes: number[],
  model: RiskModelName,
  horizon: DurationMs,
): { rate: number; beyond: number } {
  const grid = new ListGrid([closes])
  const estimate = new PortfolioEstimate(settingsWith({ model, window: WINDOW, horizon }), 1)
  const [steps, last] = [horizon / MINUTE, closes.length - 1]
  let [breaches, ratios] = [0, 0]
  for (let now = WINDOW; now + steps <= last; now += 1) {
    grid.newest = now
    estimate.update(grid)
    const worth = Float64Array.of(grid.close(BTC, now))
    const loss = (worth[0] ?? 0) - (closes[now + steps] ?? 0)
    if (loss <= estimate.valueAtRisk(worth)) continue
    breaches += 1
    ratios += loss / estimate.tailValueAtRisk(worth)
  }
  return { rate: breaches / (last - steps - WINDOW + 1), beyond: ratios / breaches }
}

/**
 * Real minutes are not what any model takes them to be: their spread comes in waves and their tails are fat. The limit
 * is passed more often than its 1 %, and the misses are larger, by about so much in this week.
 */
describe.skipIf(week === undefined)('the 99 % limit on a recorded week of BTC-USD', () => {
  const closes = Array.from(week?.products[0]?.close ?? [])

  it.each(RISK_MODELS)(
    '%s: is passed more often than 1 % of minutes and of hours, but not beyond all bounds',
    (model) => {
      for (const { rate, beyond } of [coverage(closes, model, MINUTE), coverage(closes, model, HOUR)]) {
        expect(rate).toBeGreaterThan(0.01)
        expect(rate).toBeLessThan(0.025)
        expect(beyond).toBeGreaterThan(1)
        expect(beyond).toBeLessThan(model === 'historical' || model === 'student-t' ? 1.25 : 1.8)
      }
    },
  )
})
