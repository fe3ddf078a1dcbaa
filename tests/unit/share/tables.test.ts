import { describe, expect, it } from 'vitest'
import type { WholeMatch } from '$lib/match/whole-match'
import { tableOf } from '$lib/share/tables'
import type { ExportTable } from '$workers/api/replay'
import { MatchMaker } from '../../fixtures/share/match-maker'
import { readText, textOf } from '../../fixtures/share/share-files'
import { houseRecord, playedConfig, playedMatch } from '../../fixtures/share/whole-match'

const match = playedMatch()

function linesOf(table: ExportTable, whole: WholeMatch = match): readonly string[] {
  const text = tableOf(whole, table)
  if (!text.ok) throw new Error(text.error)
  expect(text.value.endsWith('\r\n')).toBe(true)
  return text.value.slice(0, -2).split('\r\n')
}

describe('a match as tables', () => {
  it('has a row a trade', async () => {
    const [head, first, ...rest] = linesOf('trades')
    expect(head).toBe('event,time,agent,side,quantity,product,price,fee,cash')
    expect(first).toMatch(
      /^6,2025-10-09T08:54:02\.100Z,buy-and-hold,buy,[\d.]+,BTC-USD,62500\.01,[\d.]+,[\d.]+$/,
    )
    const { trades } = readText(await textOf(match)).file.results
    expect(rest).toHaveLength(trades.length - 1)
  })

  it('has a row a tick with every run’s equity, empty before it joined', () => {
    const [head, ...rows] = linesOf('equity')
    expect(head).toBe('event,time,tick,agent-0,agent-1,buy-and-hold,joined,plain')
    expect(rows).toHaveLength(8)
    expect(rows[0]).toMatch(/^6,2025-10-09T[\d:.]+Z,1,100000,100000,[\d.]+,,$/)
    expect(rows.at(-1)?.split(',').slice(3)).toEqual(match.head.standings.map(({ equity }) => equity))
  })

  it('has a row a decision with its words and what its models cost', () => {
    const [head, first, second] = linesOf('decisions')
    expect(head).toContain('event,time,agent,tick,outcome,latency_ms,model_calls,')
    expect(first).toMatch(
      /,agent-0,1,completed,4690,1,6212,418,0\.0021,Bought BTC and SOL\.,What do I hold\?,$/,
    )
    expect(second).toMatch(/,agent-1,1,completed,40,0,0,0,0,Mostly holding\.,,$/)
    expect(linesOf('decisions')).toHaveLength(match.decisions.length + 1)
    expect(linesOf('decisions', { ...match, decisions: [] })).toHaveLength(match.decisions.length + 1)
  })

  it('defuses what agents say', () => {
    const maker = new MatchMaker(playedConfig())
    const tick = maker.tick()
    maker.close(1, houseRecord(tick, maker.now, '=HYPERLINK("https://evil.example")'))
    expect(linesOf('decisions', maker.whole())[1]).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  })
})
