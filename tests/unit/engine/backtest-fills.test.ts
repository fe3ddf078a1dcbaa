import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { productIndex, quantityUnits } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { encodeHead, readHead } from '$lib/engine/block/backtest-head'
import { type BarBlock, type BlockQuotes, sealBlock } from '$lib/engine/block/bar-block'
import { runBacktest } from '$lib/engine/block/backtest'
import { type FillModel, PLAIN_FILLS, type SlippageModel, fillProblem } from '$lib/engine/block/fill-model'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import type { AlphaModel } from '$lib/engine/stages/alpha/contract'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { seededBars } from '../../bench/seeded-bars'
import { type Ohlc, alphaOf, barConfig, blockEventsOf, ohlc, sealed } from '../../fixtures/risk-bars'

const FIRST = productIndex(0)
const ONE = 100_000_000
const MINUTE = 60_000
const FEE = { type: 'flat', basisPoints: 10 } as const

const slips = (slippage: SlippageModel): FillModel => ({ slippage, latency: durationMs(0) })
const late = (ms: number): FillModel => ({ slippage: { type: 'none' }, latency: durationMs(ms) })
const flat = (price: number): Ohlc => [price, price, price, price]

/** Buys one after the first bar and sells it after the third. */
function roundTrip(): AlphaModel {
  return alphaOf((context, signals) => {
    if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(ONE), '')
    if (context.tick === 2) signals.quantity(FIRST, 'sell', quantityUnits(ONE), '')
  })
}

function tradesOf(block: BarBlock, fills: FillModel, alpha = roundTrip(), risk = {}): unknown[] {
  const result = runBacktest(barConfig(risk), block, alpha, fills)
  expect(replayBacktest(result.records, block)).toMatchObject({ ok: true, value: { digest: result.digest } })
  return blockEventsOf(result).flatMap((event) =>
    event.type === 'Traded' ? [[event.row, event.price, event.slippage]] : [],
  )
}

const steps = sealed(ohlc([10_000, 10_001, 10_003, 10_007, 10_009].map(flat)))

describe('slippage', () => {
  it('[B9] is none by default: the open, as it is', () => {
    expect(tradesOf(steps, PLAIN_FILLS)).toEqual([
      [1, 10_001, 0],
      [3, 10_007, 0],
    ])
  })

  it('[B9] takes half a spread, rounded to whole ticks against the order', () => {
    // 10,001 × 0.0005 = 5.0005 up, 10,007 × 0.0005 = 5.0035 down.
    expect(tradesOf(steps, slips({ type: 'half-spread', basisPoints: 10 }))).toEqual([
      [1, 10_007, 6],
      [3, 10_001, 6],
    ])
  })

  it('[B9] never sells below one tick', () => {
    const dear = sealed(ohlc([10, 10, 10, 1, 1].map(flat)))
    const many = alphaOf((context, signals) => {
      if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(500 * ONE), '')
      if (context.tick === 2) signals.quantity(FIRST, 'sell', quantityUnits(500 * ONE), '')
    })
    expect(tradesOf(dear, slips({ type: 'half-spread', basisPoints: 10_000 }), many)).toEqual([
      [1, 15, 5],
      [3, 1, 0],
    ])
  })

  it('[B9] buys at the ask and sells at the bid of the open, where the bars carry them', () => {
    const quotes = quotesOf([
      [9_999, 10_001],
      [9_990, 10_011],
      [10_003, 10_003],
      [10_000, 10_020],
      [10_000, 10_020],
    ])
    const block = sealBlock(60, steps.products, [quotes])
    if (!block.ok) throw new Error(block.error)
    expect(tradesOf(block.value, slips({ type: 'quotes' }))).toEqual([
      [1, 10_011, 10],
      [3, 10_000, 7],
    ])
    expect(tradesOf(block.value, PLAIN_FILLS)).toEqual([
      [1, 10_001, 0],
      [3, 10_007, 0],
    ])
    expect(() => tradesOf(steps, slips({ type: 'quotes' }))).toThrow(/no bid and ask/)
  })

  it('[B9] does not take a quote that is better than the bar itself', () => {
    const better = quotesOf([10_000, 10_001, 10_003, 10_007, 10_009].map((at) => [at + 5, at + 6]))
    const block = sealBlock(60, steps.products, [{ bid: better.bid, ask: better.ask.map((at) => at - 6) }])
    expect(block.ok).toBe(false)
    const sealedWith = sealBlock(60, steps.products, [better])
    if (!sealedWith.ok) throw new Error(sealedWith.error)
    expect(tradesOf(sealedWith.value, slips({ type: 'quotes' }))).toEqual([
      [1, 10_007, 6],
      [3, 10_007, 0],
    ])
  })

  it('[B9] grows with the square of the part of the last closed bar’s volume', () => {
    const bars = ohlc([10_000, 10_000, 10_000, 10_000, 10_000].map(flat))
    bars.volume.set([4, 0, 0, 0, 0])
    const model = slips({ type: 'volume-share', basisPoints: 1600 })
    // A quarter of the volume before it: 10,000 × 0.16 / 16. Then no volume: all of it.
    expect(tradesOf(sealed(bars), model)).toEqual([
      [1, 10_100, 100],
      [3, 8_400, 1600],
    ])
  })

  it('[B9] never lets a purchase by volume share cost more than there is, nor leaves a unit unspent', () => {
    const bars = ohlc([10_000, 10_000, 10_000].map(flat))
    bars.volume.set([2000, 2000, 2000])
    const all = alphaOf((context, signals) => {
      if (context.tick === 0) signals.weight(FIRST, 1, '')
    })
    const model = slips({ type: 'volume-share', basisPoints: 1000 })
    const { portfolio } = runBacktest(barConfig({}, 1, FEE), sealed(bars), all, model)
    const [position] = portfolio.positions
    expect(position?.quantity).toBeGreaterThan(0)
    // Just under a thousand are bought: the next unit makes all of them dearer by a tick of a cent.
    expect(portfolio.cash < decimal('10')).toBe(true)
    expect(portfolio.cash >= 0n).toBe(true)
  })

  it('[B9] is paid by stops as well', () => {
    const rows: Ohlc[] = [flat(10_000), flat(10_000), [10_000, 10_000, 9_000, 9_500], flat(9_500)]
    const stopped = alphaOf((context, signals) => {
      if (context.tick === 0)
        signals.quantity(FIRST, 'buy', quantityUnits(ONE), '', { stopLoss: 9_400 as never })
    })
    const model = slips({ type: 'half-spread', basisPoints: 20 })
    expect(tradesOf(sealed(ohlc(rows)), model, stopped)).toEqual([
      [1, 10_010, 10],
      [2, 9_390, 10],
    ])
  })
})

describe('latency', () => {
  it('[B10] fills at the first open that is not before the order’s arrival', () => {
    const rows = (ms: number): unknown[] =>
      blockEventsOf(runBacktest(barConfig({}), steps, roundTrip(), late(ms))).flatMap((event) =>
        event.type === 'Traded' ? [event.row] : [],
      )
    expect(rows(0)).toEqual([1, 3])
    // Bars open when the ones before them close.
    expect(rows(1)).toEqual([2, 4])
    expect(rows(MINUTE)).toEqual([2, 4])
    expect(rows(MINUTE + 1)).toEqual([3])
  })

  it('[B10] settles decisions in the order they were made, each with its own number', () => {
    const rows = sealed(ohlc(Array.from({ length: 12 }, (_, row) => flat(10_000 + row))))
    const every = alphaOf((context, signals) => {
      if (context.tick < 4) signals.quantity(FIRST, 'buy', quantityUnits((context.tick + 1) * ONE), '')
      if (context.tick === 5) signals.quantity(FIRST, 'sell', quantityUnits(900 * ONE), '')
    })
    const result = runBacktest(barConfig({}), rows, every, late(3 * MINUTE))
    const events = blockEventsOf(result)
    expect(
      events.flatMap((event) => (event.type === 'Traded' ? [[event.row, event.quantity / ONE]] : [])),
    ).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
      [7, 4],
    ])
    const refused = events.find((event) => event.type === 'Other' && event.event.type === 'SignalRefused')
    expect(refused).toMatchObject({ row: 9, event: { tick: 5, ordinal: 0 } })
  })

  it('[B4][B10] is the same by columns and row by row', () => {
    const block = sealed(seededBars(18_000, 'latency'))
    const plain = new SmaCross(5, 12)
    const asked = { ...alphaOf((context, sink) => plain.update(context, sink)), name: plain.name }
    const fills: FillModel = {
      slippage: { type: 'volume-share', basisPoints: 50 },
      latency: durationMs(7 * MINUTE),
    }
    const columns = runBacktest(barConfig({}, 1, FEE), block, new SmaCross(5, 12), fills)
    const rows = runBacktest(barConfig({}, 1, FEE), block, asked, fills)
    expect(columns.digest).toBe(rows.digest)
    expect(columns.equity).toEqual(rows.equity)
    expect(columns.trades).toBeGreaterThan(500)
  })
})

describe('what a log tells of its fills', () => {
  it('[B5][B9] gives fees, slippage and exposure back', () => {
    const model = slips({ type: 'half-spread', basisPoints: 20 })
    const { records, equity } = runBacktest(barConfig({}, 1, FEE), steps, roundTrip(), model)
    const run = runFromLog(records, steps)
    if (!run.ok) throw new Error(run.error)
    expect(run.value.equity).toEqual(equity)
    expect([...run.value.exposure]).toEqual([0, 100.01, 100.03, 0, 0])
    const { fills } = run.value
    expect(fills.length).toBe(2)
    expect([...fills.row]).toEqual([1, 3])
    expect([...fills.side]).toEqual([1, -1])
    expect([...fills.quantity]).toEqual([1, 1])
    expect([...fills.price]).toEqual([100.12, 99.96])
    expect([...fills.fee]).toEqual([0.10012, 0.09996])
    expect([...fills.slippage]).toEqual([0.11, 0.11])
    expect(fills.time[1]).toBe(steps.products[0]?.time[3])
  })

  it('[G2] refuses trades that its bars cannot have had', () => {
    const { records } = runBacktest(barConfig({}), steps, roundTrip())
    expect(runFromLog([records[0]!, records[1]!, records[1]!], steps)).toMatchObject({
      ...{ ok: false, error: expect.stringContaining('bar 1') },
    })
  })
})

describe('the head of a backtest', () => {
  const { records } = runBacktest(barConfig({}), steps, roundTrip())
  const head = readHead(records[0]!)
  if (!head.ok) throw new Error(head.error)

  it.each<SlippageModel>([
    { type: 'none' },
    { type: 'half-spread', basisPoints: 2.5 },
    { type: 'quotes' },
    { type: 'volume-share', basisPoints: 100 },
  ])('[G1] says how orders met the market: $type', (slippage) => {
    const fills = { slippage, latency: durationMs(250) }
    const bytes = encodeHead({ ...head.value, fills })
    expect(readHead(bytes)).toEqual({ ok: true, value: { ...head.value, fills } })
  })

  it.each<[string, FillModel]>([
    ['a latency of a day', late(86_400_000)],
    ['a negative spread', slips({ type: 'half-spread', basisPoints: -1 })],
    ['a spread that is no number', slips({ type: 'half-spread', basisPoints: Number.NaN })],
  ])('[G2] refuses %s', (_, fills) => {
    expect(fillProblem(fills, true)).toMatch(/\.$/)
    expect(readHead(encodeHead({ ...head.value, fills })).ok).toBe(false)
  })

  it('[G2] refuses what no books could be kept of', () => {
    const { config } = head.value
    const wrong = [
      { ...config, initialCash: decimal('2000000000000') },
      { ...config, products: [{ ...config.products[0]!, baseIncrement: decimal('0') }] },
      { ...config, rules: { ...config.rules, fees: { type: 'flat', basisPoints: 10_001 } } as const },
    ]
    for (const one of wrong) expect(readHead(encodeHead({ ...head.value, config: one })).ok).toBe(false)
    const short = readHead(records[0]!.slice(0, 40))
    expect(short.ok ? '' : short.error).toMatch(/damaged/)
  })
})

describe('quotes of a block', () => {
  const good = quotesOf(Array.from({ length: 5 }, () => [100, 101] as const))

  it('are part of its name', () => {
    const block = sealBlock(60, steps.products, [good])
    const other = sealBlock(60, steps.products, [{ ...good, ask: good.ask.map((ask) => ask + 1) }])
    const names = [steps, block, other].map((one) =>
      'ok' in one ? (one.ok ? one.value.hash : '') : one.hash,
    )
    expect(new Set(names).size).toBe(3)
  })

  it.each<[string, (quotes: BlockQuotes) => void]>([
    ['that cross', ({ bid }) => bid.set([102], 2)],
    ['of zero', ({ bid }) => bid.set([0], 2)],
    ['of half a tick', ({ ask }) => ask.set([101.5], 2)],
    ['that are missing', ({ ask }) => ask.set([Number.NaN], 2)],
  ])('%s are refused', (_, damage) => {
    const quotes = { bid: good.bid.slice(), ask: good.ask.slice() }
    damage(quotes)
    const block = sealBlock(60, steps.products, [quotes])
    expect(block.ok ? '' : block.error).toMatch(/Bar 2 has no quote/)
  })
})

function quotesOf(rows: readonly (readonly [bid: number, ask: number])[]): BlockQuotes {
  return { bid: Float64Array.from(rows, ([bid]) => bid), ask: Float64Array.from(rows, ([, ask]) => ask) }
}
