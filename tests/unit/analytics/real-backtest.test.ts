import { describe, expect, it } from 'vitest'
import { tearSheet } from '$lib/analytics/measure'
import { roundTrips } from '$lib/analytics/round-trips'
import { decimalToNumber } from '$lib/core/decimal'
import { sealBlock } from '$lib/engine/block/bar-block'
import { runBacktest } from '$lib/engine/block/backtest'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { runRecordOf } from '$lib/lab/run-record'
import { seededBars } from '../../bench/seeded-bars'
import { matchConfig, runConfig, spec } from '../../fixtures/synthetic-match'

const rules = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 }, risk: {} } as const
const config = {
  ...matchConfig(rules),
  products: [spec('BTC-USD', '0.01', '0.00000001')],
  runs: [runConfig('sma-cross')],
}
const block = sealBlock(60, [seededBars(20_000, 'sheet')])
if (!block.ok) throw new Error(block.error)
const result = runBacktest(config, block.value, new SmaCross(10, 30))
const record = runRecordOf(result.records, block.value, { config, fills: PLAIN_FILLS })
if (!record.ok) throw new Error(record.error)
const { initialCash, equity } = record.value
const valueOf = (key: string): number =>
  tearSheet(record.value).statistics.find((row) => row.key === key)?.value ?? NaN

describe('the sheet of a backtest', () => {
  it('has round trips that gain, to a millionth of a dollar, what the ledger gained', () => {
    const trips = roundTrips(record.value)
    expect(trips.length).toBe(Math.ceil(result.trades / 2))
    const gained = trips.reduce((sum, { pnl }) => sum + pnl, 0)
    expect(Math.abs(gained - (decimalToNumber(result.portfolio.equity) - initialCash))).toBeLessThan(1e-6)
  })

  it('has the fees and the drawdown of the books', () => {
    expect(valueOf('fees')).toBeCloseTo(decimalToNumber(result.portfolio.feesPaid), 6)
    expect(valueOf('max-drawdown')).toBeCloseTo(result.maxDrawdown, 9)
    expect(valueOf('total-return')).toBeCloseTo((equity.at(-1) ?? NaN) / initialCash - 1, 12)
  })

  it('is in the market for as long as its round trips were held', () => {
    const held = roundTrips(record.value).reduce((sum, trip) => sum + trip.closedAt - trip.openedAt, 0)
    expect(valueOf('time-in-market')).toBeCloseTo(held / (20_000 * 60_000), 4)
  })
})
