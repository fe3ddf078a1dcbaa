/** Runs in a worker of a real browser, as the match does: writes a log through the store and times it. */
import type { Clock } from '$lib/core/clock'
import { decimal } from '$lib/core/decimal'
import { parseProductSpec } from '$lib/core/product'
import { durationMs, timeMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import type { CommitBatch, MatchStore } from '$lib/match/ports'
import { ARENA_LOCK } from '$lib/storage/epochs'
import { openStorage } from '$lib/storage/open-storage'

/** Steps in one commit, and how many commits are timed. */
const LOADS = [
  { size: 1, commits: 200 },
  { size: 10, commits: 100 },
  { size: 100, commits: 30 },
  { size: 1000, commits: 8 },
] as const
const RECORD_BYTES = 200
const WARM_UP = 3

export interface StorageFigure {
  readonly durability: 'strict' | 'relaxed'
  readonly size: number
  readonly commitMs: number
  readonly stepsPerSecond: number
}

const clock: Clock = {
  now: () => timeMs(Date.now()),
  after: (delay, run) => {
    const timer = setTimeout(run, delay)
    return () => clearTimeout(timer)
  },
}

function benchConfig(matchId: string): MatchConfig {
  const spec = parseProductSpec({
    ...{ id: 'BTC-USD', base: 'BTC', quote: 'USD' },
    ...{ quoteIncrement: '0.01', baseIncrement: '0.00000001', minMarketFunds: '1' },
  })
  if (!spec.ok) throw new Error(spec.error)
  const labels = {
    ...{ project: 'bench', cost_center: 'none', owner: 'bench', strategy_id: 'none', agent_run_id: 'none' },
    data_classification: 'public',
  } as const
  return {
    ...{ formatVersion: 1, matchId, source: 'demo', products: [spec.value], startedAt: timeMs(0) },
    runs: [{ name: 'A', role: 'agent', labels, color: '--a', brain: 'house', strategyVersion: '1' }],
    rules: { preset: 'classic', fees: { type: 'none' }, risk: {} },
    ...{ initialCash: decimal('100000'), interval: durationMs(0) },
  }
}

function batchOf(matchId: string, from: number, size: number): CommitBatch {
  const last = from + size - 1
  return {
    ...{ matchId, decisions: [], equity: [], prompts: [] },
    steps: Array.from({ length: size }, (_, index) => ({
      seq: from + index,
      record: new Uint8Array(RECORD_BYTES).fill(from + index),
    })),
    head: {
      ...{ matchId, status: 'running', seq: last, tick: 0, matchTime: timeMs(last), wallTime: timeMs(last) },
      ...{ digest: '0'.repeat(64), standings: [] },
    },
  }
}

/** Milliseconds that `commits` commits of `size` steps take, one after the other. */
async function timeCommits(
  store: MatchStore,
  matchId: string,
  size: number,
  commits: number,
): Promise<number> {
  let from = 0
  let started = 0
  for (let n = -WARM_UP; n < commits; n += 1) {
    if (n === 0) started = performance.now()
    await store.commit(batchOf(matchId, from, size))
    from += size
  }
  return performance.now() - started
}

async function measure(durability: 'strict' | 'relaxed'): Promise<StorageFigure[]> {
  const name = `bench-${durability}`
  const database = { name, durability }
  const storage = await openStorage({ indexedDB, IDBKeyRange, clock, database })
  if (!storage.durable) throw new Error(storage.notice)
  const fence = { epoch: await storage.epochs.raise(ARENA_LOCK) }
  const figures: StorageFigure[] = []
  for (const { size, commits } of LOADS) {
    const matchId = `match-${size}`
    const elapsed = await timeCommits(storage.writer(benchConfig(matchId), fence), matchId, size, commits)
    figures.push({
      ...{ durability, size, commitMs: elapsed / commits },
      stepsPerSecond: (size * commits * 1000) / elapsed,
    })
  }
  storage.close()
  return figures
}

async function main(): Promise<void> {
  try {
    self.postMessage({ figures: [...(await measure('strict')), ...(await measure('relaxed'))] })
  } catch (error) {
    self.postMessage({ error: String(error) })
  }
}

void main()
