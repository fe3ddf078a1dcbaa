/** The lab's desk over its real pieces, with bars in memory: run, verify, write, open, sweep. */
import { beforeEach, describe, expect, test } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { allocateBars } from '$lib/market/bars'
import { durationMs } from '$lib/core/time'
import { headFor } from '$lib/engine/block/backtest-head'
import { sealBlock } from '$lib/engine/block/bar-block'
import { splitQuotes } from '$lib/lab/catalog/quoted-block'
import type { SweepRequest } from '$workers/api/lab'
import { DAY, START, desk, setup, value } from '../../fixtures/lab-desk'
import { specOf } from '../../fixtures/lab/backtest-file'

describe('the lab’s desk', () => {
  let lab: Awaited<ReturnType<typeof desk>>
  beforeEach(async () => {
    lab = await desk()
  })

  test('a run is measured, listed and verified from its own log', async () => {
    const view = value(await lab.runs.run(setup()))
    expect(view.rows).toBe(43_200)
    expect(view.summary.trades).toBeGreaterThan(20)
    expect(view.summary.name).toBe('SMA cross 30/90')
    expect(view.notes.join(' ')).toContain('made up')
    expect(view.notes.join(' ')).not.toContain('Fees came to')
    expect(lab.told.some(({ stage }) => stage === 'running')).toBe(true)
    expect((await lab.runs.list()).map(({ id }) => id)).toEqual([view.summary.id])
    const verdict = value(await lab.runs.verify(view.summary.id))
    expect(verdict).toMatchObject({ status: 'verified', rows: 43_200, digest: view.digest })
  })

  test('the same setup makes the same log, another makes another', async () => {
    const first = value(await lab.runs.run(setup()))
    expect(value(await lab.runs.run(setup())).digest).toBe(first.digest)
    const dearer = value(await lab.runs.run(setup({ fees: { type: 'flat', basisPoints: 60 } })))
    expect(dearer.digest).not.toBe(first.digest)
    expect(dearer.summary.totalReturn).toBeLessThan(first.summary.totalReturn)
    const limited = value(await lab.runs.run(setup({ risk: { tailRiskBasisPoints: 200 } })))
    expect(limited.notes.join(' ')).toMatch(/first 60 bars its risk is not known/)
    expect(first.notes.join(' ')).not.toContain('not known')
    expect(dearer.notes.join(' ')).toMatch(/Fees came to \d+ % of the starting cash, over \d+ round trips\./)
  })

  test('its result file opens anywhere, verifies, and shows the same figures', async () => {
    const view = value(await lab.runs.run(setup()))
    const file = value(await lab.runs.export(view.summary.id, 'json'))
    const elsewhere = await desk()
    const opened = value(await elsewhere.runs.open(file.blob))
    expect(opened.digest).toBe(view.digest)
    expect(Number.isFinite(opened.milliseconds)).toBe(true)
    expect(opened.sheet.statistics).toEqual(view.sheet.statistics)
    expect(opened.setup).toEqual(view.setup)
  })

  test('orders fill at the bid and ask of the data, in its result file and in lent bars too', async () => {
    const atQuotes = setup({ fills: { slippage: { type: 'quotes' }, latency: durationMs(0) } })
    const view = value(await lab.runs.run(atQuotes))
    const free = setup({ fills: { slippage: { type: 'none' }, latency: durationMs(0) } })
    expect(view.summary.totalReturn).toBeLessThan(value(await lab.runs.run(free)).summary.totalReturn)
    expect(value(await lab.runs.verify(view.summary.id)).status).toBe('verified')
    const file = value(await lab.runs.export(view.summary.id, 'json'))
    const opened = value(await (await desk()).runs.open(file.blob))
    expect(opened).toMatchObject({ blockHash: view.blockHash, digest: view.digest })
    const { products, granularity, head } = value(await lab.runs.lend(atQuotes))
    const lent = splitQuotes(products.map((bars) => ({ ...bars, length: bars.time.length })))
    const block = value(sealBlock(granularity, lent.products, lent.quotes))
    expect(block.hash).toBe(view.blockHash)
    expect(value(headFor(head, block)).fills).toEqual(atQuotes.fills)
  })

  test.each(['html', 'csv-trades', 'csv-equity', 'parquet-equity'] as const)(
    'it is written as %s',
    async (format) => {
      const view = value(await lab.runs.run(setup()))
      const { blob, name } = value(await lab.runs.export(view.summary.id, format))
      expect(blob.size).toBeGreaterThan(500)
      expect(name).toMatch(/^sma-cross-30-90-btc-usd/)
    },
  )

  test('stopping ends a run with a sentence, and nothing is left of it', async () => {
    const running = lab.runs.run(setup())
    const other = await lab.runs.run(setup())
    lab.work.stop()
    expect(other).toEqual({ ok: false, error: 'The lab is at something else; wait for it, or stop it.' })
    expect(await running).toEqual({ ok: false, error: 'It was stopped.' })
    expect(await lab.runs.list()).toEqual([])
  })

  test('stopping ends an export, too', async () => {
    const view = value(await lab.runs.run(setup()))
    const writing = lab.runs.export(view.summary.id, 'csv-equity')
    await new Promise((resolve) => setTimeout(resolve))
    lab.work.stop()
    expect(await writing).toEqual({ ok: false, error: 'It was stopped.' })
    expect(lab.told.some(({ stage }) => stage === 'writing')).toBe(true)
  })

  test('own code’s log is believed in its signals alone', async () => {
    const own = setup({ strategy: { type: 'own', name: 'Mine', code: 'x', parameters: {} } })
    const lent = value(await lab.runs.lend(own))
    expect(lent.products[0]?.time.length).toBe(43_200)
    const nothing = value(await lab.runs.adopt(own, { records: [lent.head] }))
    expect(nothing.summary.trades).toBe(0)
    const other = await lab.runs.adopt(setup(), { records: [lent.head] })
    expect(other).toMatchObject({ ok: false })
    const forged = await lab.runs.adopt(own, { records: [lent.head, new Uint8Array([1, 2, 3])] })
    expect(forged).toMatchObject({ ok: false })
  })

  test('a sweep’s shares, whoever takes them, make one report', async () => {
    const request: SweepRequest = {
      setup: { ...setup(), strategy: { type: 'listed', id: 'sma-cross', parameters: {} } },
      axes: [
        { parameter: 'fast', from: 10, to: 40, steps: 3 },
        { parameter: 'slow', from: 100, to: 200, steps: 2 },
      ],
      search: { type: 'grid' },
      goal: 'sharpe',
      split: { type: 'out-of-sample', part: 0.3 },
    }
    const { plan, shared } = value(await lab.sweeps.plan(request))
    expect(shared).toBeUndefined()
    let told = 0
    const onDone = (count: number): boolean => {
      told += count
      return true
    }
    const hand = (await desk()).sweeps
    const late = value(await hand.evaluate({ plan, from: 4, to: 6 }, { onDone }))
    const early = value(await lab.sweeps.evaluate({ plan, from: 0, to: 4 }, { onDone }))
    const report = value(await lab.sweeps.judge(plan, [...late, ...early]))
    expect(told).toBe(6)
    expect(report.rows).toHaveLength(6)
    expect(report.best.outOfSample).toHaveLength(1)
    // Where memory can be shared the bars come along, and a hand without a library of its own can do with them.
    const isolated = value(await (await desk(undefined, true)).sweeps.plan(request))
    expect(isolated.shared?.block.products[0]?.close.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(isolated.shared?.block.quotes?.[0]?.ask.buffer).toBeInstanceOf(SharedArrayBuffer)
    const empty = await desk()
    value(await empty.library.remove('demo:BTC-USD:60'))
    const share = { plan, from: 4, to: 6, ...(isolated.shared && { shared: isolated.shared }) }
    expect(value(await empty.sweeps.evaluate(share, { onDone }))).toEqual(late)
    const stopped = await lab.sweeps.evaluate({ plan, from: 0, to: 6 }, { onDone: () => false })
    expect(stopped).toMatchObject({ ok: false })
  })

  test('gains beyond what the books hold end a run with a sentence, and the next one runs', async () => {
    // Bought at 100,000 dollars, sold at ten million.
    const bars = allocateBars(40)
    for (let row = 0; row < 40; row += 1) {
      const price = row < 20 ? 10_000_000 + row : 1_000_000_000 - row
      bars.time[row] = START + row * 60_000
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[row] = price
    }
    const about = { source: 'import', spec: specOf('BOOM-USD'), granularity: 60, note: '' } as const
    const range = { from: START, to: START + 40 * 60_000 }
    value(await lab.library.keep({ id: 'boom', ...about }, range, bars))
    const rich = setup({
      ...{ datasets: ['boom'], range, cash: decimal('900000000000') },
      strategy: { type: 'listed', id: 'sma-cross', parameters: { fast: 1, slow: 3 } },
    })
    expect(await lab.runs.run(rich)).toEqual({
      ok: false,
      error: 'The backtest cannot go on: its books met an amount beyond what accounts can hold.',
    })
    expect(await lab.runs.list()).toEqual([])
    expect(await lab.runs.run(setup())).toMatchObject({ ok: true })
  })

  test('what is not there is said', async () => {
    const gone = await lab.runs.run(setup({ datasets: ['demo:SOL-USD:60'] }))
    expect(gone).toMatchObject({ ok: false, error: expect.stringContaining('no bars') as string })
    const beyond = await lab.runs.run(setup({ range: { from: START - DAY, to: START + DAY } }))
    expect(beyond).toMatchObject({ ok: false, error: expect.stringContaining('lacks') as string })
    expect(await lab.runs.verify('nothing')).toMatchObject({ ok: false })
  })
})
