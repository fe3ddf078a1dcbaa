import { describe, expect, it } from 'vitest'
import { roundTrips } from '$lib/analytics/round-trips'
import { equityCsv, tradesCsv } from '$lib/lab/report/tables'
import { fillColumns, productPrices, runOf } from '../../analytics/run-fixture'

describe('a run as tables', () => {
  it('has a line a round trip, with foreign names defused', () => {
    const run = runOf({
      rows: 3,
      prices: [productPrices('X', [[900, 1200, 1000], [800, 1100, 1000], undefined])],
    })
    const fills = fillColumns(
      [
        { row: 0, side: 1, quantity: 2, price: 10, fee: 1 },
        { row: 2, side: -1, quantity: 2, price: 11 },
      ],
      run.time,
    )
    const trips = roundTrips({ ...run, fills })
    expect(tradesCsv(trips, ['=HYPERLINK("x")'])).toBe(
      'product,opened,closed,held_ms,still_held,quantity,average_entry,average_exit,fees,pnl,return,mfe,mae\r\n' +
        `"'=HYPERLINK(""x"")",1970-01-01T00:00:00.000Z,1970-01-01T00:02:00.000Z,120000,no,2,10,11,1,1,${1 / 21},${1.2 - 1},${1 - 0.8}\r\n`,
    )
  })

  it('has a line a bar, all of them, and leaves empty what is not defined', () => {
    const rows = 20_000
    const equity = new Float64Array(rows).fill(500)
    const run = { ...runOf({ equity }), benchmark: new Float64Array(rows).fill(NaN) }
    const lines = [...equityCsv(run)].join('').split('\r\n')
    expect(lines).toHaveLength(rows + 2)
    expect(lines[0]).toBe('time,equity,benchmark,exposure,drawdown')
    expect(lines[1]).toBe('1970-01-01T00:01:00.000Z,500,,0,-0.5')
    expect(lines[rows]).toBe(`${new Date(rows * 60_000).toISOString()},500,,0,-0.5`)
    expect(lines.at(-1)).toBe('')
  })
})
