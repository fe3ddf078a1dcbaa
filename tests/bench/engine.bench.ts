/** Events per second of the live path, bars per second of the block path, each with what it is held against. */
import { sealBlock } from '../../src/lib/engine/block/bar-block'
import { runBacktest } from '../../src/lib/engine/block/backtest'
import { Engine } from '../../src/lib/engine/engine'
import { EventLog } from '../../src/lib/engine/log/event-log'
import { replay } from '../../src/lib/engine/log/replay'
import type { AlphaModel } from '../../src/lib/engine/stages/alpha/contract'
import { SmaCross } from '../../src/lib/engine/stages/alpha/sma-cross'
import { SyntheticMatch, matchConfig, runConfig, spec } from '../fixtures/synthetic-match'
import { seededBars } from './seeded-bars'
import { tightLoop } from './tight-loop'

interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly reference?: number
  readonly ratio?: number
  readonly target?: string
}

const BARS = 1_000_000
const INPUTS = 50_000
const CASH = 100_000
const FEE_BASIS_POINTS = 10
/** Without a minimum order, so that a run that has lost nearly all goes on trading as the loop does. */
const BTC = spec('BTC-USD', '0.01', '0.00000001', '0')
const RUNS = 9
/** Doubles keep cents of a large cash; below this part of it only their noise is compared. */
const COMPARED_FROM = CASH / 1000

/** Best of several runs, milliseconds: other work on the machine only ever adds. */
function best(work: () => void): number {
  let least = Infinity
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

function farthest(ours: Float64Array, theirs: Float64Array): number {
  return ours.reduce((most, value, row) => {
    if (value < COMPARED_FROM) return most
    return Math.max(most, Math.abs((theirs[row] ?? 0) / value - 1))
  }, 0)
}

function barRows(): BenchRow[] {
  const bars = seededBars(BARS, 'bench')
  const block = sealBlock(60, [bars])
  if (!block.ok) throw new Error(block.error)
  const rules = {
    preset: 'classic',
    fees: { type: 'flat', basisPoints: FEE_BASIS_POINTS },
    risk: {},
  } as const
  const config = { ...matchConfig(rules), products: [BTC], runs: [runConfig('sma-cross')] }
  const equity = new Float64Array(BARS)
  const loop = { cash: CASH, fee: FEE_BASIS_POINTS / 10_000, dollars: 1e-10, fast: 10, slow: 30 }
  const inline = (): AlphaModel => {
    const model = new SmaCross(10, 30)
    return { name: model.name, version: '1', update: (context, sink) => model.update(context, sink) }
  }
  let result = runBacktest(config, block.value, new SmaCross(10, 30))
  const columnar = best(() => (result = runBacktest(config, block.value, new SmaCross(10, 30))))
  const byRow = best(() => runBacktest(config, block.value, inline()))
  const tight = best(() => tightLoop(bars, loop, equity))
  const perSecond = (ms: number): number => BARS / (ms / 1000)
  const reference = perSecond(tight)
  const held = { unit: 'bars/s', reference }
  const off = farthest(result.equity, equity)
  const bytes = result.records.reduce((sum, record) => sum + record.length, 0)
  return [
    {
      name: 'backtest, SMA 10/30, five stages, log, digest, scanning columns',
      value: perSecond(columnar),
      ratio: tight / columnar,
      target: '≥ 20,000,000',
      ...held,
    },
    { name: 'the same, alpha asked bar by bar', value: perSecond(byRow), ratio: tight / byRow, ...held },
    { name: 'the same, equity off the tight loop', value: off, unit: 'relative', target: '≤ 1e-9' },
    { name: 'the same, log', value: bytes, unit: 'bytes' },
    { name: 'the same, trades', value: result.trades, unit: 'fills' },
  ]
}

function eventRows(): BenchRow[] {
  const inputs = new SyntheticMatch('bench').inputs(INPUTS)
  let records: Uint8Array[] = []
  const fold = best(() => {
    const engine = new Engine()
    const log = new EventLog()
    records = inputs.map((input) => {
      const { record } = engine.apply(input)
      log.append(record)
      return record
    })
  })
  const again = best(() => {
    if (!replay(records).ok) throw new Error('the match did not verify')
  })
  const perSecond = (ms: number): number => inputs.length / (ms / 1000)
  return [
    { name: 'live path: fold, encode, digest', value: perSecond(fold), unit: 'events/s' },
    { name: 'replay: decode, fold, compare, digest', value: perSecond(again), unit: 'events/s' },
  ]
}

export function run(): Promise<BenchRow[]> {
  return Promise.resolve([...barRows(), ...eventRows()])
}
