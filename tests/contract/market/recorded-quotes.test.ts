/** A day of recorded best bids and asks, from the file to the fills of a backtest. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { sealBlock } from '$lib/engine/block/bar-block'
import { runBacktest } from '$lib/engine/block/backtest'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { backtestConfig } from '$lib/lab/backtest-config'
import type { BacktestSetup } from '$lib/lab/backtest-setup'
import { splitQuotes } from '$lib/lab/catalog/quoted-block'
import { inspectBars, readBars } from '$lib/lab/files/bar-file'

const folder = join(process.env.MARKET_DATA ?? '', 'candles')
const NAMES = ['btc-usd_1m-bbo_2017-09-04.csv', 'eth-usd_1m-bbo_2017-09-04.csv']
const present =
  (process.env.MARKET_DATA ?? '') !== '' && NAMES.every((name) => existsSync(join(folder, name)))

const SETUP: BacktestSetup = {
  ...{ datasets: [], range: { from: 0, to: 1 }, cash: decimal('100000'), risk: {} },
  fees: { type: 'none' },
  fills: { slippage: { type: 'quotes' }, latency: durationMs(0) },
  strategy: { type: 'listed', id: 'sma-cross', parameters: {} },
}

/** What the file says of each instant, read apart from the importer. */
function quotesOf(text: string): ReadonlyMap<number, { readonly bid: number; readonly ask: number }> {
  const [header = '', ...lines] = text.trim().split('\n')
  const names = header.trim().split(',')
  const at = (line: string, name: string): number => Number(line.split(',')[names.indexOf(name)])
  return new Map(
    lines.map((line) => [at(line, 'time') * 1000, { bid: at(line, 'bid_open'), ask: at(line, 'ask_open') }]),
  )
}

const cents = (dollars: number): number => Math.round(dollars * 100)

describe.skipIf(!present).each(NAMES)('recorded quotes of %s', (name) => {
  it('are imported as they are guessed, and orders fill at the recorded ask and bid', async () => {
    const text = readFileSync(join(folder, name), 'utf8')
    const file = new Blob([text])
    const seen = await inspectBars(file, name)
    if (!seen.ok) throw new Error(seen.error)
    expect(seen.value.guess).toMatchObject({ granularity: 60, columns: { bid: 'bid_open', ask: 'ask_open' } })
    const read = await readBars(file, { ...seen.value.guess, quoteIncrement: '0.01' })
    if (!read.ok) throw new Error(read.error)
    const recorded = quotesOf(text)
    expect(read.value.bars.length).toBe(recorded.size)

    const { products, quotes } = splitQuotes([read.value.bars])
    const block = sealBlock(60, products, quotes)
    if (!block.ok) throw new Error(block.error)
    const config = backtestConfig(SETUP, [read.value.spec], 'import')
    const result = runBacktest(config, block.value, new SmaCross(5, 15), SETUP.fills)
    const run = runFromLog(result.records, block.value)
    if (!run.ok) throw new Error(run.error)
    const { fills } = run.value
    expect(fills.length).toBeGreaterThan(50)
    for (let at = 0; at < fills.length; at += 1) {
      const quote = recorded.get(fills.time[at] ?? 0)
      const price = (fills.side[at] === 1 ? quote?.ask : quote?.bid) ?? NaN
      expect(cents(fills.price[at] ?? NaN)).toBe(cents(price))
    }
    expect(fills.slippage.reduce((sum, paid) => sum + paid, 0)).toBeGreaterThan(0)
    expect(replayBacktest(result.records, block.value)).toMatchObject({ ok: true })
  })
})
