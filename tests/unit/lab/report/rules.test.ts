import { describe, expect, it } from 'vitest'
import { rulesCsv } from '$lib/lab/report/rules-csv'
import { ruleTable } from '$lib/lab/report/rule-table'
import { ruleSentence } from '$lib/lab/rule-worth/rule-words'
import { fakeWorth } from '../../../fixtures/fake-rule-worth'

describe('what each rule was worth', () => {
  const report = fakeWorth()

  it('is a table of runs for a spreadsheet, empty where nothing is defined', () => {
    const lines = rulesCsv(report).split('\r\n')
    expect(lines[0]).toBe(
      'run,rule,limit,refused,cut,sales,saved,final_equity,total_return,max_drawdown,sharpe,tvar_95,trades',
    )
    expect(lines[2]).toMatch(/^no limits,,,,,,,97500,-0\.025.*,0\.11,-0\.4,,40$/)
    expect(lines[3]).toMatch(/^without,Trailing stop,5 %,0,0,14,1204,99000,/)
    expect(lines[4]).toMatch(/^alone,Trailing stop,5 %,,,,,100500,/)
    expect(lines[7]).toBe('verdicts,Stop-loss,,0,0,3,0,,,,,,')
    expect(new Set(lines.slice(0, -1).map((line) => line.split(',').length))).toEqual(new Set([13]))
  })

  it('is a section of the tear sheet, whose texts are escaped', () => {
    const [first] = report.rows
    const hostile = { ...report, rows: [{ ...first!, title: '<img>', sentence: '<script>' }] }
    const { text } = ruleTable(hostile)
    expect(text).toContain('What each rule was worth')
    expect(text).toContain('Without &lt;img&gt; 5 %')
    expect(text).toContain('&lt;script&gt;')
    expect(text).toContain('n/a')
    expect(text).not.toMatch(/<img|<script/)
  })

  it('is said in sentences that a trader understands', () => {
    const [stop, exposure, exit] = report.rows.map((row) => ruleSentence(row, report.asRun))
    expect(stop).toBe(
      'Trailing stop 5 %: 14 sales, which one by one saved $1,204.00. Without it the run ends at $99,000.00 instead of $102,000.00, its deepest fall 8.00 % instead of 5.00 %.',
    )
    expect(exposure).toBe(
      'Product exposure 50 %: 1 refusal, 9 cut, which one by one cost $310.50. Without it the run ends at $103,000.00 instead of $102,000.00, its deepest fall 5.00 %, as it is.',
    )
    expect(exit).toBe('Stop-loss: 3 sales, which neither saved nor cost anything.')
    const idle = { ...report.rows[0]!, sales: 0, saved: 0, without: report.asRun }
    expect(ruleSentence(idle, report.asRun)).toBe(
      'Trailing stop 5 %: never acted. Without it the run ends the same.',
    )
  })
})
