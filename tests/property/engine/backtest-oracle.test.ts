import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { durationMs } from '$lib/core/time'
import { runBacktest } from '$lib/engine/block/backtest'
import type { FillModel } from '$lib/engine/block/fill-model'
import type { Bars } from '$lib/market/bars'
import { type OracleResult, type OracleWish, eventQueueBacktest } from '../../fixtures/event-queue-oracle'
import { type Ohlc, alphaOf, barConfig, blockEventsOf, ohlc, sealed } from '../../fixtures/risk-bars'
import { spec } from '../../fixtures/synthetic-match'

const ROWS = 80
const MINUTE = 60_000
const CASH = 100_000n * 10n ** 18n
const LATENCIES = [0, 0, 1, MINUTE, 150_000, 10 * MINUTE] as const
/** Without a minimum order: the oracle knows none. */
const PRODUCTS = [spec('BTC-USD', '0.01', '0.00000001', '0'), spec('SOL-USD', '0.01', '0.00000001', '0')]

function walk(random: Random, hasGaps: boolean): (Ohlc | undefined)[] {
  let price = 1000 + random.integer(1_000_000)
  return Array.from({ length: ROWS }, () => {
    const open = Math.max(Math.round(price * (1 + (random.uniform() - 0.5) / 50)), 1)
    price = Math.max(Math.round(open * (1 + (random.uniform() - 0.5) / 20)), 1)
    if (hasGaps && random.integer(6) === 0) return undefined
    return [open, Math.max(open, price), Math.min(open, price), price]
  })
}

/** Long or flat, or weights between, of one or both products, after some of the rows. */
function wishes(random: Random, products: number): readonly OracleWish[][] {
  const levels = random.integer(2) === 0 ? [0, 1] : [0, 0.1, 0.25, 0.5, 0.75, 1]
  return Array.from({ length: ROWS }, () => {
    if (random.integer(3) > 0) return []
    const drawn = Array.from({ length: products }, (_, product) => ({
      product,
      weight: levels[random.integer(levels.length)] ?? 0,
    }))
    return random.integer(2) === 0 ? drawn : drawn.slice(0, 1)
  })
}

interface Play {
  readonly columns: readonly Bars[]
  readonly wanted: readonly OracleWish[][]
  readonly fee: number
  readonly spread: number
  readonly latency: number
}

function drawPlay(seed: string): Play {
  const random = Random.fromSeed(seed)
  const products = 1 + random.integer(2)
  const hasGaps = random.integer(2) === 0
  return {
    columns: Array.from({ length: products }, () => ohlc(walk(random, hasGaps))),
    wanted: wishes(random, products),
    fee: [0, 10, 60][random.integer(3)] ?? 0,
    spread: [0, 0, 7, 100][random.integer(4)] ?? 0,
    latency: LATENCIES[random.integer(LATENCIES.length)] ?? 0,
  }
}

function byQueue({ columns, wanted, fee, spread, latency }: Play): OracleResult {
  const market = {
    times: [...(columns[0]?.time ?? [])],
    span: MINUTE,
    bars: columns.map(({ open, close }) =>
      [...open].map((at, row) => (Number.isNaN(at) ? undefined : { open: at, close: close[row]! })),
    ),
  }
  const rules = {
    cash: CASH,
    tick: columns.map(() => 10n ** 8n),
    feeBasisPoints: BigInt(fee),
    halfSpreadBasisPoints: BigInt(spread),
    latency,
  }
  return eventQueueBacktest(market, rules, (row) => wanted[row] ?? [])
}

function byBlock({ columns, wanted, fee, spread, latency }: Play): OracleResult {
  const alpha = alphaOf((context, signals) => {
    for (const { product, weight } of wanted[context.tick] ?? [])
      signals.weight(productIndex(product), weight, '')
  })
  const config = {
    ...barConfig({}, columns.length, { type: 'flat', basisPoints: fee }),
    products: PRODUCTS.slice(0, columns.length),
  }
  const slippage =
    spread === 0 ? ({ type: 'none' } as const) : ({ type: 'half-spread', basisPoints: spread } as const)
  const fills: FillModel = { slippage, latency: durationMs(latency) }
  const result = runBacktest(config, sealed(...columns), alpha, fills)
  const trades = blockEventsOf(result).flatMap((event) => {
    if (event.type !== 'Traded') return []
    const { row, product, side, quantity, price, cash } = event
    return [{ row, product, side, quantity: BigInt(quantity), price: BigInt(price), cash }]
  })
  return { trades, cash: result.portfolio.cash, equity: [...result.equity] }
}

describe('The block fold and a queue of events', () => {
  it('[B1][B3][B9][B10] make the same trades, cash and equity', () => {
    let trades = 0
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), (seed) => {
        const play = drawPlay(seed)
        const [queue, block] = [byQueue(play), byBlock(play)]
        expect(block.trades).toEqual(queue.trades)
        expect(block.cash).toBe(queue.cash)
        block.equity.forEach((value, row) => {
          expect(Math.abs(value / (queue.equity[row] ?? 0) - 1)).toBeLessThan(1e-9)
        })
        trades += queue.trades.length
      }),
      { numRuns: 300 },
    )
    expect(trades).toBeGreaterThan(3000)
  })
})
