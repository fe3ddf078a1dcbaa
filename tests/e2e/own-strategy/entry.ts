// The page's side of the frame for own strategies, bundled to be called in the page of the production build: its
// frame, worker and policies are the built ones.
import { decimal } from '$lib/core/decimal'
import { timeMs } from '$lib/core/time'
import { encodeHead } from '$lib/engine/block/backtest-head'
import { sealBlock } from '$lib/engine/block/bar-block'
import { signalsOf } from '$lib/engine/block/block-signals'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { type Bars, allocateBars } from '$lib/market/bars'
import { backtestConfig } from '$lib/lab/backtest-config'
import type { BacktestSetup } from '$lib/lab/backtest-setup'
import { parseProductSpec } from '$lib/core/product'
import type { Result } from '$lib/core/result'
import type { MatchConfig } from '$lib/engine/config'
import type { LentBars } from '$workers/api/lab'
import { StrategySandbox } from '$workers/strategy-sandbox'
import { backtestFromSignals } from '../../fixtures/settled-signals'

const sandbox = new StrategySandbox()
const START = Date.UTC(2024, 2, 1)
const MINUTE = 60_000

/** What came of a run: a sentence, or what the page's own engine makes of its signals. */
export type Outcome =
  | { readonly sentence: string; readonly milliseconds: number }
  | {
      readonly signals: number
      readonly equity: number
      readonly progress: number
      readonly isSameLog: boolean
      readonly milliseconds: number
    }

/** Prices that rise and fall in long waves, the same in every run. */
function waves(rows: number): Bars {
  const bars = allocateBars(rows)
  for (let row = 0; row < rows; row += 1) {
    const phase = row % 2000
    const open = 3_000_000 + 100 * (phase < 1000 ? phase : 2000 - phase)
    bars.time[row] = START + row * MINUTE
    bars.open[row] = open
    bars.high[row] = open + 50
    bars.low[row] = open - 50
    bars.close[row] = open + 10
    bars.volume[row] = 1
  }
  return bars
}

function config(rows: number): MatchConfig {
  const spec = parseProductSpec({
    ...{ id: 'BTC-USD', base: 'BTC', quote: 'USD' },
    ...{ quoteIncrement: '0.01', baseIncrement: '0.00000001', minMarketFunds: '1' },
  })
  if (!spec.ok) throw new Error(spec.error)
  const range = { from: timeMs(START), to: timeMs(START + rows * MINUTE) }
  const setup: BacktestSetup = {
    ...{ datasets: [], range, cash: decimal('100000'), fees: { type: 'flat', basisPoints: 10 }, risk: {} },
    ...{ fills: PLAIN_FILLS, strategy: { type: 'own', name: 'own', code: '', parameters: {} } },
  }
  return backtestConfig(setup, [spec.value], 'demo')
}

export async function run(code: string, rows = 20_000, stopAfter = 0): Promise<Outcome> {
  const [bars, ours] = [waves(rows), waves(rows)]
  const block = sealBlock(60, [ours])
  if (!block.ok) throw new Error(block.error)
  const named = { alphaName: 'own', alphaVersion: '1', blockHash: block.value.hash }
  const head = encodeHead({ ...named, fills: PLAIN_FILLS, config: config(rows) })
  const lent: LentBars = { granularity: 60, products: [{ ...bars, id: 'BTC-USD' }], head }
  const from = performance.now()
  let progress = 0
  const onProgress = (): void => {
    progress += 1
  }
  if (stopAfter > 0) setTimeout(() => sandbox.stop(), stopAfter)
  const log = await sandbox.run(code, {}, lent, { onProgress })
  const milliseconds = performance.now() - from
  if (!log.ok) return { sentence: log.error, milliseconds }
  const signals = signalsOf(log.value.records)
  if (!signals.ok) return { sentence: signals.error, milliseconds }
  const settled = backtestFromSignals(config(rows), PLAIN_FILLS, block.value, 'own', '1', signals.value)
  if (!settled.ok) return { sentence: settled.error, milliseconds }
  const texts = (records: readonly Uint8Array[]): string => records.map((record) => record.join()).join(';')
  const isSameLog = texts(settled.value.records) === texts(log.value.records)
  const equity = settled.value.equity.at(-1) ?? Number.NaN
  return { signals: signals.value.length, equity, progress, isSameLog, milliseconds }
}

export function check(code: string): Promise<Result<{ readonly name: string }, string>> {
  return sandbox.check(code)
}
