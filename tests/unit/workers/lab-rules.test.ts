/** The lab's desk: what each limit of a run was worth. */
import { beforeEach, describe, expect, test } from 'vitest'
import { durationMs } from '$lib/core/time'
import { DAY, START, desk, setup, value } from '../../fixtures/lab-desk'

const LIMITED = setup({
  range: { from: START, to: START + 3 * DAY },
  risk: { trailingStopBasisPoints: 50, productExposureBasisPoints: 4000, coolDown: durationMs(600_000) },
})

describe('what the rules of a run were worth', () => {
  let lab: Awaited<ReturnType<typeof desk>>
  beforeEach(async () => {
    lab = await desk()
  })

  test('is worked out with progress, once, and is in the report from then on', async () => {
    const { summary, sheet } = value(await lab.runs.run(LIMITED))
    const before = await value(await lab.runs.export(summary.id, 'html')).blob.text()
    expect(before).not.toContain('What each rule was worth')
    expect(before).toMatch(
      /<dt>Limits<\/dt>\s*<dd>product exposure 40 %, trailing stop 0\.5 %, cool-down 10 min<\/dd>/,
    )
    lab.told.length = 0
    const report = value(await lab.runs.ruleWorth(summary.id))
    expect(lab.told.some(({ stage, of }) => stage === 'running' && of === 8 * 4320)).toBe(true)
    expect(report.decisions).toBe('again')
    const statistic = (key: string): number => sheet.statistics.find((row) => row.key === key)?.value ?? NaN
    expect(report.asRun).toMatchObject({
      ...{ totalReturn: statistic('total-return'), maxDrawdown: statistic('max-drawdown') },
      ...{ sharpe: statistic('sharpe'), tailLoss: statistic('tvar-95'), trades: sheet.tradeCount },
    })
    const free = value(await lab.runs.run({ ...LIMITED, risk: {} }))
    expect(report.unlimited.totalReturn).toBe(free.summary.totalReturn)
    expect(report.rows.find(({ rule }) => rule === 'trailing-stop')?.sales).toBeGreaterThan(0)
    lab.told.length = 0
    expect(value(await lab.runs.ruleWorth(summary.id))).toBe(report)
    expect(lab.told.filter(({ stage }) => stage === 'running')).toEqual([])
    const page = await value(await lab.runs.export(summary.id, 'html')).blob.text()
    expect(page).toContain('What each rule was worth')
    const { name, blob } = value(await lab.runs.export(summary.id, 'csv-rules'))
    expect(name).toMatch(/-rules\.csv$/)
    expect(await blob.text()).toContain('without,Trailing stop,0.5 %')
  })

  test('a run that was opened from its file tells the same; it need not be asked before its table is written', async () => {
    const { summary } = value(await lab.runs.run(LIMITED))
    const { blob } = value(await lab.runs.export(summary.id, 'json'))
    const elsewhere = await desk()
    const opened = value(await elsewhere.runs.open(blob))
    const table = await value(await elsewhere.runs.export(opened.summary.id, 'csv-rules')).blob.text()
    expect(value(await elsewhere.runs.ruleWorth(opened.summary.id))).toEqual(
      value(await lab.runs.ruleWorth(summary.id)),
    )
    expect(table).toContain('as run')
  })

  test('of own code the recorded signals are settled under other limits', async () => {
    const own = { ...LIMITED, strategy: { type: 'own', name: 'Mine', code: 'x', parameters: {} } } as const
    const head = value(await lab.runs.lend(own)).head
    const nothing = value(await lab.runs.adopt(own, { records: [head] }))
    const report = value(await lab.runs.ruleWorth(nothing.summary.id))
    expect(report.decisions).toBe('recorded')
    expect(report.rows.map(({ sentence }) => sentence)[0]).toContain('never acted')
  })

  test('what own code decided anew in its frame is believed in its signals alone', async () => {
    const own = { ...LIMITED, strategy: { type: 'own', name: 'Mine', code: 'x', parameters: {} } } as const
    const head = value(await lab.runs.lend(own)).head
    const { summary } = value(await lab.runs.adopt(own, { records: [head] }))
    const forged = [{ records: [head, new Uint8Array([1, 2, 3])] }]
    expect(await lab.runs.ruleWorth(summary.id, forged)).toMatchObject({ ok: false })
    const idle = Array.from({ length: 8 }, () => ({ records: [head] }))
    const report = value(await lab.runs.ruleWorth(summary.id, idle))
    expect(report.decisions).toBe('again')
    expect(report.unlimited).toEqual(report.asRun)
  })

  test('stopping ends it with a sentence, and what is not there is said', async () => {
    const { summary } = value(await lab.runs.run(LIMITED))
    const working = lab.runs.ruleWorth(summary.id)
    await new Promise((resolve) => setTimeout(resolve))
    lab.work.stop()
    expect(await working).toEqual({ ok: false, error: 'It was stopped.' })
    expect(await lab.runs.ruleWorth('nothing')).toMatchObject({ ok: false })
    const free = value(await lab.runs.run({ ...LIMITED, risk: {} }))
    expect(await lab.runs.ruleWorth(free.summary.id)).toMatchObject({
      ok: false,
      error: expect.stringContaining('No limit was set') as string,
    })
  })
})
