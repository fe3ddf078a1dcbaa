/**
 * The sending end of the fan-out bench, in a worker as the match is: hands one snapshot to every agent's worker,
 * packed and as objects in turn, and times how long it takes until all have answered.
 */
import * as Comlink from 'comlink'
import { type PriceTicks, priceTicks, productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { timeMs } from '$lib/core/time'
import { bucketEnd, candleWindows } from '$lib/market/candle-windows'
import type { MarketSnapshot, ProductSnapshot } from '$lib/market/snapshot'
import { packSnapshot } from '$lib/market/snapshot-codec'
import type { Candle, Granularity } from '$lib/market/types'
import type { FanoutAgent } from './snapshot-fanout-agent'

export interface FanoutFigure {
  readonly agents: number
  /** Milliseconds of each fan-out. */
  readonly packed: readonly number[]
  readonly objects: readonly number[]
  readonly empty: readonly number[]
}

const LOADS = [
  { agents: 3, rounds: 500 },
  { agents: 10, rounds: 400 },
  { agents: 50, rounds: 200 },
] as const
const WARM_UP = 50
const PRODUCTS = 3
/** 2024-01-01T00:00:00Z: whole in every granularity, so that the windows hold 20, 14 and 10 candles. */
const NOW = timeMs(1_704_067_200_000)

type Agent = Comlink.Remote<FanoutAgent>

function candlesOf(product: number, random: Random): Record<Granularity, Candle[]> {
  const candles: Record<Granularity, Candle[]> = { 60: [], 300: [], 900: [] }
  const price = (): PriceTicks => priceTicks(9_000_000 + random.integer(100_000))
  for (const { granularity, from, to } of candleWindows(NOW)) {
    for (let start = from; start < to; start = bucketEnd(start, granularity)) {
      candles[granularity].push({
        ...{ product: productIndex(product), granularity, start },
        ...{ open: price(), high: price(), low: price(), close: price(), volume: random.uniform() * 10 },
      })
    }
  }
  return candles
}

function productOf(index: number, random: Random): ProductSnapshot {
  const product = productIndex(index)
  const price = priceTicks(9_000_000 + random.integer(100_000))
  const sides = { bid: priceTicks(price - 1), ask: priceTicks(price + 1) }
  return {
    ...{ product, fresh: true, candles: candlesOf(index, random) },
    ticker: { product, price, ...sides, volume24h: 5000.5, tradeId: 812_345_678, tradedAt: NOW },
    forming: { open: price, high: price, low: price },
  }
}

function benchSnapshot(): MarketSnapshot {
  const random = Random.fromSeed('fan-out')
  return { tick: 1, time: NOW, products: Array.from({ length: PRODUCTS }, (_, at) => productOf(at, random)) }
}

/** As the match does it: packed once a tick, a copy for each agent, moved and not cloned. */
function sendPacked(snapshot: MarketSnapshot, agents: readonly Agent[]): Promise<number[]> {
  const packed = packSnapshot(snapshot)
  return Promise.all(
    agents.map((agent) => {
      const copy = packed.slice()
      return agent.takePacked(Comlink.transfer(copy, [copy.buffer]))
    }),
  )
}

const WAYS = {
  packed: sendPacked,
  objects: (snapshot: MarketSnapshot, agents: readonly Agent[]) =>
    Promise.all(agents.map((agent) => agent.takeObjects(snapshot))),
  empty: ({ tick }: MarketSnapshot, agents: readonly Agent[]) =>
    Promise.all(agents.map((agent) => agent.takeNothing(tick))),
} as const
type Way = keyof typeof WAYS
const NAMES: readonly Way[] = ['packed', 'objects', 'empty']

async function time(way: Way, snapshot: MarketSnapshot, agents: readonly Agent[]): Promise<number> {
  const begun = performance.now()
  const answers = await WAYS[way](snapshot, agents)
  const elapsed = performance.now() - begun
  if (answers.some((answer) => answer !== snapshot.tick)) throw new Error('an agent saw another snapshot')
  return elapsed
}

/** The ways take turns, each first as often as the others: whatever else the machine does meets all alike. */
async function measure(
  snapshot: MarketSnapshot,
  agents: readonly Agent[],
  rounds: number,
): Promise<FanoutFigure> {
  const samples = { packed: [] as number[], objects: [] as number[], empty: [] as number[] }
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    for (let turn = 0; turn < NAMES.length; turn += 1) {
      const way = NAMES[(round + turn) % NAMES.length] ?? 'empty'
      const elapsed = await time(way, snapshot, agents)
      if (round >= WARM_UP) samples[way].push(elapsed)
    }
  }
  return { agents: agents.length, ...samples }
}

async function measureAll(): Promise<FanoutFigure[]> {
  const snapshot = benchSnapshot()
  const figures: FanoutFigure[] = []
  for (const { agents, rounds } of LOADS) {
    const workers = Array.from({ length: agents }, () => new Worker('/agent.js', { type: 'module' }))
    const remotes = workers.map((worker) => Comlink.wrap<FanoutAgent>(worker))
    figures.push(await measure(snapshot, remotes, rounds))
    for (const worker of workers) worker.terminate()
  }
  return figures
}

measureAll().then(
  (figures) => self.postMessage({ figures }),
  (error: unknown) => self.postMessage({ error: String(error) }),
)
