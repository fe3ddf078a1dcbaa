/** What a million bars cost, ours and the loops it is held against; the same code in Node and in a browser's worker. */
import { decimal } from '../../src/lib/core/decimal'
import { sealBlock, type BarBlock } from '../../src/lib/engine/block/bar-block'
import { Backtest, runBacktest } from '../../src/lib/engine/block/backtest'
import { PLAIN_FILLS } from '../../src/lib/engine/block/fill-model'
import type { MatchConfig } from '../../src/lib/engine/config'
import { SmaCross } from '../../src/lib/engine/stages/alpha/sma-cross'
import { backtestConfig } from '../../src/lib/lab/backtest-config'
import type { Bars } from '../../src/lib/market/bars'
import { spec } from '../fixtures/synthetic-match'
import { seededBars } from './seeded-bars'
import { tightLoop } from './tight-loop'
import { vectorised } from './vectorised'

export const BARS = 1_000_000
const YEAR = 525_600
/** One bar in so many is missing where bars have gaps. */
const GAP_EVERY = 20
const CASH = 100_000
const FEE_BASIS_POINTS = 10
const [FAST, SLOW] = [10, 30]
const RUNS = 7
const LENGTHS = [10_000, 100_000, 1_000_000, 10_000_000]
/** Bars in each timing of {@link LENGTHS}: short runs are repeated. */
const TIMED = 4_000_000
/** Doubles keep cents of a large cash; below this part of it only their noise is compared. */
const COMPARED_FROM = CASH / 1000
/** Without a minimum order, so that a run that has lost nearly all goes on trading as the loop does. */
const PRODUCTS = ['BTC-USD', 'ETH-USD', 'SOL-USD'].map((id) => spec(id, '0.01', '0.00000001', '0'))
export const LOOP = { cash: CASH, fee: FEE_BASIS_POINTS / 10_000, dollars: 1e-10, fast: FAST, slow: SLOW }

/** Seconds unless said otherwise. */
export interface BacktestFigures {
  readonly ours: number
  /** The same without the digest over the log. */
  readonly withoutDigest: number
  readonly tight: number
  readonly vectorised: number
  /** Largest relative difference of equity. */
  readonly off: number
  readonly trades: number
  readonly logBytes: number
  /**
   * By number of bars. Without a fee: one ruins this strategy, which then hardly trades, and a long run would look
   * cheaper than a short one for that alone.
   */
  readonly scaling: readonly Scaling[]
  /** Three products, a year of minutes each. */
  readonly three: number
  /** The same, where one minute in twenty of each is missing. */
  readonly withGaps: number
}

interface Scaling {
  readonly bars: number
  /** For a bar. */
  readonly nanoseconds: number
  readonly fillsPerBar: number
}

/** Best of several runs: other work on the machine only ever adds. */
function best(work: () => void, runs = RUNS): number {
  let least = Infinity
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least / 1000
}

/** The match that the lab makes of a backtest. */
export function configOf(products: number, basisPoints = FEE_BASIS_POINTS): MatchConfig {
  const strategy = { type: 'listed', id: 'sma-cross', parameters: {} } as const
  const setup = {
    ...{ datasets: [], range: { from: 0, to: 0 }, strategy, cash: decimal(String(CASH)), risk: {} },
    ...{ fees: { type: 'flat', basisPoints } as const, fills: PLAIN_FILLS },
  }
  return backtestConfig(setup, PRODUCTS.slice(0, products), 'demo')
}

export function sealed(...bars: readonly Bars[]): BarBlock {
  const block = sealBlock(60, bars)
  if (!block.ok) throw new Error(block.error)
  return block.value
}

function farthest(ours: Float64Array, theirs: Float64Array): number {
  return ours.reduce((most, value, row) => {
    if (value < COMPARED_FROM) return most
    return Math.max(most, Math.abs((theirs[row] ?? 0) / value - 1))
  }, 0)
}

function scalingOf(): readonly Scaling[] {
  const config = configOf(1, 0)
  return LENGTHS.map((bars) => {
    const block = sealed(seededBars(bars, 'scaling'))
    const repeats = Math.max(1, Math.round(TIMED / bars))
    let trades = 0
    const seconds = best(() => {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        trades = runBacktest(config, block, new SmaCross(FAST, SLOW)).trades
      }
    }, 3)
    return { bars, nanoseconds: (seconds * 1e9) / (bars * repeats), fillsPerBar: trades / bars }
  })
}

function threeProducts(columns: readonly Bars[]): number {
  const block = sealed(...columns)
  return best(() => runBacktest(configOf(3), block, new SmaCross(FAST, SLOW)), 5)
}

/** Without a few bars, each column others. */
function withGaps(columns: readonly Bars[]): readonly Bars[] {
  return columns.map((bars, first) => {
    const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      column.map((value, row) => (row % GAP_EVERY === first ? Number.NaN : value)),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array]
    return { ...bars, open, high, low, close }
  })
}

export function measureBacktests(): BacktestFigures {
  const bars = seededBars(BARS, 'bench')
  const block = sealed(bars)
  const config = configOf(1)
  const equity = new Float64Array(BARS)
  const result = runBacktest(config, block, new SmaCross(FAST, SLOW))
  const trades = tightLoop(bars, LOOP, equity)
  if (trades !== result.trades) throw new Error(`${result.trades} fills against the loop's ${trades}`)
  const columns = ['a', 'b', 'c'].map((seed) => seededBars(YEAR, seed))
  const off = farthest(result.equity, equity)
  return {
    ours: best(() => runBacktest(config, block, new SmaCross(FAST, SLOW))),
    withoutDigest: best(() => {
      const backtest = new Backtest({ config, block, alpha: new SmaCross(FAST, SLOW) })
      while (!backtest.done) backtest.step()
    }),
    tight: best(() => tightLoop(bars, LOOP, equity)),
    vectorised: best(() => vectorised(bars, LOOP, equity)),
    off,
    trades,
    logBytes: result.records.reduce((sum, record) => sum + record.length, 0),
    scaling: scalingOf(),
    three: threeProducts(columns),
    withGaps: threeProducts(withGaps(columns)),
  }
}
