/** A million bars beside other backtesters and beside bare loops, in Node and in a worker of Chromium, in one run. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BARS, type BacktestFigures, measureBacktests } from './backtest-figures'
import { type BenchRow, compared } from './bench-row'
import { inWorker } from './in-worker'
import { REPOSITORY } from './repository-tools'
import { seededBars } from './seeded-bars'
import { sweepRows } from './sweep-figures'

const PEERS = join(REPOSITORY, 'tests', 'bench', 'peers')
const NAMES = ['grademark', 'grademark, averages given', '@backtest/framework', 'pinets']
/** What peers are given: at their speed more would only take longer. */
const PEER_BARS = 200_000
const DOLLARS_PER_TICK = 0.01
const run = promisify(execFile)

interface PeerTime {
  readonly name: string
  readonly barsPerSecond: number
}

/** Other backtesters have a package of their own, so that nobody else installs them. */
function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: PEERS, stdio: 'inherit' })
}

async function measurePeers(): Promise<readonly PeerTime[]> {
  installPeers()
  const folder = await mkdtemp(join(tmpdir(), 'arena-bench-peers-'))
  try {
    const file = join(folder, 'bars')
    const { time, open, high, low, close, volume } = seededBars(PEER_BARS, 'bench')
    const dollars = (ticks: Float64Array): Float64Array => ticks.map((value) => value * DOLLARS_PER_TICK)
    const columns = [time, ...[open, high, low, close].map(dollars), volume]
    writeFileSync(file, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))))
    const times: PeerTime[] = []
    for (const name of NAMES) {
      const { stdout } = await run(process.execPath, [join(PEERS, 'run.mjs'), name, file])
      const { seconds } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { readonly seconds: number }
      times.push({ name, barsPerSecond: PEER_BARS / seconds })
    }
    return times
  } finally {
    await rm(folder, { recursive: true })
  }
}

function figureRows(where: string, figures: BacktestFigures): BenchRow[] {
  const { ours, withoutDigest, tight, vectorised, off, trades, logBytes, scaling, three, withGaps } = figures
  const speed = BARS / ours
  const flat = scaling.map(({ nanoseconds }) => nanoseconds)
  return [
    compared({
      name: `${where}: SMA 10/30, five stages, log, digest (reference: tight loop)`,
      ...{ value: speed, unit: 'bars/s', reference: BARS / tight, target: '≥ 20,000,000; ratio ≥ 0.125' },
    }),
    compared({
      name: `${where}: the same (reference: vectorised loop)`,
      ...{ value: speed, unit: 'bars/s', reference: BARS / vectorised },
    }),
    {
      name: `${where}: digest’s part of the time`,
      value: (ours - withoutDigest) / ours,
      unit: '',
      target: '≤ 0.25',
    },
    {
      name: `${where}: equity off the tight loop (${trades} fills)`,
      value: off,
      unit: 'relative',
      target: '≤ 1e-9',
    },
    { name: `${where}: log`, value: logBytes, unit: 'bytes' },
    ...scaling.map(({ bars, nanoseconds, fillsPerBar }) => ({
      name: `${where}: a bar, of ${bars.toLocaleString('en-US')}, without fees (${(fillsPerBar * 1000).toFixed(0)} fills per 1,000)`,
      ...{ value: nanoseconds, unit: 'ns' },
    })),
    {
      name: `${where}: dearest of these to cheapest`,
      value: Math.max(...flat) / Math.min(...flat),
      unit: '×',
      target: 'near 1',
    },
    { name: `${where}: 3 products × 525,600 bars`, value: (3 * 525_600) / three, unit: 'bars/s' },
    {
      name: `${where}: the same with a twentieth of the bars missing`,
      value: (3 * 525_600) / withGaps,
      unit: 'bars/s',
    },
  ]
}

function peerRows(peers: readonly PeerTime[], ours: number): BenchRow[] {
  return peers.map(({ name, barsPerSecond }) => ({
    name: `Node: ours against ${name}`,
    ...{
      value: ours,
      unit: 'bars/s',
      reference: barsPerSecond,
      ratio: ours / barsPerSecond,
      target: 'ratio ≥ 100',
    },
  }))
}

async function runAll(): Promise<BenchRow[]> {
  const node = measureBacktests()
  const browser = await inWorker<BacktestFigures>('backtest-worker.ts')
  return [
    ...figureRows('Node', node),
    ...figureRows('Chromium worker', browser),
    ...peerRows(await measurePeers(), BARS / node.ours),
    ...(await sweepRows()),
  ]
}

export { runAll as run }
