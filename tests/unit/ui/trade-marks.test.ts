import { describe, expect, it } from 'vitest'
import { identify } from '$lib/ui/agent-color'
import { fittingLabels } from '$lib/ui/chart/label-fit'
import { type TradeMark, markText, namedMarks, tradeMarks, withFills } from '$lib/ui/chart/trade-marks'
import type { TradeRow } from '$workers/api/view'
import { agentRow } from '../../fixtures/fake-arena-client'
import { trade } from './frames'

const AGENTS = identify([0, 1, 2, 3].map((run) => agentRow(run)))
const CLOSES = [60_000, 120_000, 180_000].map((time) => ({ time, value: 100 }))

const fill = (id: number, time: number, change: Partial<TradeRow> = {}): TradeRow => {
  return { ...trade(id), time, price: '101', ...change }
}

describe('trades on the price chart', () => {
  it('of one kind in one second are one mark, with everyone’s letter once', () => {
    const trades = [fill(1, 70_000), fill(2, 70_400, { run: 2 }), fill(3, 70_500, { run: 2 })]
    const [mark, ...others] = tradeMarks(trades, CLOSES, AGENTS)
    expect(others).toEqual([])
    expect(mark).toMatchObject({ id: 3, kind: 'buy' })
    expect(mark && markText(mark)).toBe('M S')
    const crowd = tradeMarks(
      [0, 1, 2, 3].map((run) => fill(run, 70_000, { run })),
      CLOSES,
      AGENTS,
    )
    expect(crowd.map(markText)).toEqual(['4×'])
  })

  it('are points of the line, a stop’s fill even where a close stands', () => {
    const trades = [
      fill(1, 70_000),
      fill(2, 120_300),
      fill(3, 120_400, { side: 'sell', by: 'Stop-loss', price: '95' }),
      fill(4, 180_900, { side: 'sell', by: 'Stop-loss', price: '90' }),
    ]
    const points = withFills(CLOSES, tradeMarks(trades, CLOSES, AGENTS))
    expect(points).toEqual([
      { time: 60_000, value: 100 },
      { time: 70_000, value: 101 },
      { time: 120_400, value: 95 },
      { time: 180_000, value: 100 },
    ])
  })

  it('name whose they are where names stand clear, the newest first', () => {
    const mark = (id: number, kind: TradeMark['kind']): TradeMark => {
      return { id, time: id, value: 1, kind, agents: AGENTS.slice(0, 1) }
    }
    const marks = [mark(0, 'buy'), mark(5, 'sell'), mark(6, 'buy'), mark(12, 'sold-by-rule'), mark(30, 'buy')]
    const named = namedMarks(
      marks,
      ({ time }) => time,
      () => 10,
    )
    expect([...named].map(({ id }) => id).sort((a, b) => a - b)).toEqual([0, 12, 30])
  })
})

describe('names on the price scale', () => {
  it('stand at their own lines, none over another or the price, the first first', () => {
    const places = [100, 110, 140, null, 2, 160, 199].map((y, index) => ({ key: String(index), y }))
    expect([...fittingLabels(places, [145], 200)]).toEqual(['0'])
    expect([...fittingLabels(places, [], 200)]).toEqual(['0', '2', '5'])
  })
})
