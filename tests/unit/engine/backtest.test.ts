import { describe, expect, it } from 'vitest'
import { decimal, decimalToNumber } from '$lib/core/decimal'
import { productIndex, quantityUnits } from '$lib/core/product'
import { sealBlock, sliceBlock } from '$lib/engine/block/bar-block'
import { STEP_ROWS, runBacktest } from '$lib/engine/block/backtest'
import { type BlockEvent, decodeBlockStep } from '$lib/engine/block/block-codec'
import type { MatchConfig } from '$lib/engine/config'
import type { AlphaContext, AlphaModel, SignalSink } from '$lib/engine/stages/alpha/contract'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { type Bars, allocateBars, sliceBars } from '$lib/market/bars'
import { seededBars } from '../../bench/seeded-bars'
import { sealed } from '../../fixtures/risk-bars'
import { matchConfig, runConfig, spec } from '../../fixtures/synthetic-match'

const BTC = spec('BTC-USD', '0.01', '0.00000001')
const SOL = spec('SOL-USD', '0.01', '0.00000001')
const FIRST = productIndex(0)

function config(products = [BTC], basisPoints = 10): MatchConfig {
  const rules = { preset: 'classic', fees: { type: 'flat', basisPoints }, risk: {} } as const
  return { ...matchConfig(rules), products, runs: [runConfig('backtest')] }
}

/** Bars that open and close at the given prices. */
function barsOf(prices: readonly (readonly [open: number, close: number])[]): Bars {
  const bars = allocateBars(prices.length)
  prices.forEach(([open, close], row) => {
    bars.time[row] = 1_700_000_040_000 + row * 60_000
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = Math.max(open, close)
    bars.low[row] = Math.min(open, close)
  })
  return bars
}

/** An alpha made of one function. */
function alphaOf(update: (context: AlphaContext, signals: SignalSink) => void): AlphaModel {
  return { name: 'test', version: '1', update }
}

function eventsOf(records: readonly Uint8Array[]): BlockEvent[] {
  return records.slice(1).flatMap((record) => {
    const step = decodeBlockStep(record)
    if (!step.ok) throw new Error(step.error)
    return [...step.value.events]
  })
}

describe('backtest', () => {
  it('[B1] fills at the open after the close it decided on', () => {
    const block = sealed(
      barsOf([
        [1000, 2000],
        [3000, 4000],
        [5000, 6000],
      ]),
    )
    const alpha = alphaOf((context, signals) => {
      if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(100_000_000), '')
      if (context.tick === 1) signals.quantity(FIRST, 'sell', quantityUnits(40_000_000), '')
    })
    const result = runBacktest(config(), block, alpha)
    const trades = eventsOf(result.records).filter((event) => event.type === 'Traded')
    expect(trades).toMatchObject([
      { row: 1, side: 'buy', price: 3000, quantity: 100_000_000, cash: decimal('99969.97') },
      { row: 2, side: 'sell', price: 5000, quantity: 40_000_000, cash: decimal('99989.95') },
    ])
    expect([...result.equity]).toEqual([100_000, 100_009.97, 100_025.95])
    expect(result.portfolio.positions[0]?.held).toBe(120_000)
  })

  it('[B2] shows an alpha closed rows only', () => {
    const bars = seededBars(2000, 'look-ahead')
    const seen: number[] = []
    const spy = alphaOf((context) => {
      const count = context.candleCount(FIRST, 60)
      expect(context.close(FIRST, 60, 0)).toBe(bars.close[count - 1])
      expect(context.high(FIRST, 60, 0)).toBe(bars.high[count - 1])
      expect(context.last(FIRST)).toBe(bars.close[count - 1])
      expect(context.close(FIRST, 60, -1)).toBeNaN()
      expect(context.close(FIRST, 60, count)).toBeNaN()
      const coarse = context.candleCount(FIRST, 900)
      if (coarse > 0) expect(context.close(FIRST, 900, 0)).toBe(bars.close[coarse * 15 - 1])
      seen.push(count)
    })
    runBacktest(config(), sealed(bars), spy)
    expect(seen).toEqual(Array.from({ length: 2000 }, (_, row) => row + 1))
  })

  it('[B2] decides the same with and without a future: what comes later changes nothing before', () => {
    const bars = seededBars(3000, 'future')
    const whole = runBacktest(config(), sealed(bars), new SmaCross(10, 30))
    const half = runBacktest(config(), sealed(sliceBars(bars, 0, 1500)), new SmaCross(10, 30))
    expect(whole.equity.slice(0, 1500)).toEqual(half.equity)
  })

  it('[B3] has no quote where a product has no bar', () => {
    const [one, two] = [
      barsOf([
        [1000, 1000],
        [1000, 1000],
        [1000, 1000],
      ]),
      barsOf([
        [500, 500],
        [500, 500],
        [600, 600],
      ]),
    ]
    for (const column of [two.open, two.high, two.low, two.close]) column[1] = Number.NaN
    const second = productIndex(1)
    const alpha = alphaOf((context, signals) => {
      if (context.tick < 2) signals.quantity(second, 'buy', quantityUnits(100_000_000), '')
    })
    const events = eventsOf(runBacktest(config([BTC, SOL]), sealed(one, two), alpha).records)
    expect(
      events.find((event) => event.type === 'Other' && event.event.type === 'SignalRefused'),
    ).toMatchObject({
      row: 1,
      event: { tick: 0, ordinal: 0, refusal: { type: 'stale-price' } },
    })
    expect(events.find((event) => event.type === 'Traded')).toMatchObject({ row: 2, price: 600 })
  })

  it('[P4] spends all at weight 1, sells all at weight 0, and sells before it buys', () => {
    const prices = [
      [1000, 1000],
      [1000, 1000],
      [1000, 1000],
    ] as const
    const second = productIndex(1)
    const alpha = alphaOf((context, signals) => {
      if (context.tick === 0) signals.weight(FIRST, 1, '')
      if (context.tick !== 1) return
      signals.weight(second, 1, '')
      signals.weight(FIRST, 0, '')
    })
    const result = runBacktest(config([BTC, SOL], 0), sealed(barsOf(prices), barsOf(prices)), alpha)
    const trades = eventsOf(result.records).filter((event) => event.type === 'Traded')
    expect(trades.map(({ side, product }) => [side, product])).toEqual([
      ['buy', 0],
      ['sell', 0],
      ['buy', 1],
    ])
    expect(result.portfolio.cash).toBe(0n)
    expect(result.equity[2]).toBe(100_000)
  })

  it('[P4] holds a part of equity at a weight between', () => {
    const prices = [
      [1000, 1000],
      [1000, 1000],
      [2000, 2000],
      [2000, 2000],
    ] as const
    const alpha = alphaOf((context, signals) => signals.weight(FIRST, context.tick === 0 ? 0.5 : 0.25, ''))
    const result = runBacktest(config([BTC], 0), sealed(barsOf(prices)), alpha)
    const [position] = result.portfolio.positions
    expect(decimalToNumber(result.portfolio.equity)).toBeCloseTo(150_000, 6)
    expect(decimalToNumber(position!.marketValue)).toBeCloseTo(37_500, 6)
  })

  it('[B4] gives the same log by columns and row by row', () => {
    const bars = [seededBars(3 * STEP_ROWS + 5, 'columns'), seededBars(3 * STEP_ROWS + 5, 'more columns')]
    const columnar = new SmaCross(7, 19)
    const plain = new SmaCross(7, 19)
    const rowByRow: AlphaModel = {
      name: plain.name,
      version: plain.version,
      update: (context, signals) => plain.update(context, signals),
    }
    const settings = config([BTC, SOL])
    const one = runBacktest(settings, sealed(...bars), columnar)
    const other = runBacktest(settings, sealed(...bars), rowByRow)
    expect(other.digest).toBe(one.digest)
    expect(other.equity).toEqual(one.equity)
    expect(other.maxDrawdown).toBe(one.maxDrawdown)
    expect(one.trades).toBeGreaterThan(1000)
  })

  it('[B4] does so at any granularity of the bars, and asks row by row where candles are coarser', () => {
    const fine = seededBars(4000, 'granularity')
    const coarse = { ...fine, time: fine.time.map((_, row) => 1_700_000_100_000 + row * 300_000) }
    const block = sealBlock(300, [coarse])
    if (!block.ok) throw new Error(block.error)
    const asked = (granularity: 300 | 900): AlphaModel => {
      const model = new SmaCross(3, 8, granularity)
      const { name, version } = model
      return { name, version, update: (context, signals) => model.update(context, signals) }
    }
    for (const granularity of [300, 900] as const) {
      const columns = runBacktest(config(), block.value, new SmaCross(3, 8, granularity))
      expect(columns.digest).toBe(runBacktest(config(), block.value, asked(granularity)).digest)
      expect(columns.trades).toBeGreaterThan(50)
    }
  })

  it('[B2] is the same on a part of a block as on those bars alone', () => {
    const bars = seededBars(900, 'part')
    const part = runBacktest(config(), sliceBlock(sealed(bars), 300, 700), new SmaCross(3, 8))
    const alone = runBacktest(config(), sealed(sliceBars(bars, 300, 700)), new SmaCross(3, 8))
    expect(part.equity).toEqual(alone.equity)
    expect(part.records.slice(1)).toEqual(alone.records.slice(1))
  })

  it('[L4] ends with cash + market value = initial + realised + unrealised', () => {
    const { portfolio, equity } = runBacktest(
      config(),
      sealed(seededBars(5000, 'identity')),
      new SmaCross(10, 30),
    )
    expect(portfolio.equity).toBe(decimal('100000') + portfolio.realised + portfolio.unrealised)
    expect(decimalToNumber(portfolio.equity)).toBeCloseTo(equity.at(-1) ?? 0, 9)
  })

  it('keeps gaps out of the candles an alpha sees', () => {
    const bars = barsOf([
      [10, 11],
      [11, 12],
      [12, 13],
      [13, 14],
    ])
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[2] = Number.NaN
    const closes: number[][] = []
    const spy = alphaOf((context) => {
      const count = context.candleCount(FIRST, 60)
      closes.push(Array.from({ length: count }, (_, back) => context.close(FIRST, 60, back)))
    })
    runBacktest(config(), sealed(bars), spy)
    expect(closes).toEqual([[11], [12, 11], [12, 11], [14, 12, 11]])
  })
})

describe('sealBlock', () => {
  it('names a block by its content', () => {
    const [a, b] = [seededBars(50, 'a'), seededBars(50, 'a')]
    expect(sealed(a).hash).toBe(sealed(b).hash)
    b.close[49] = (b.close[49] ?? 0) + 1
    b.high[49] = (b.high[49] ?? 0) + 1
    expect(sealed(b).hash).not.toBe(sealed(a).hash)
  })

  it('gives every NaN one meaning, whatever its bits', () => {
    const [a, b] = [seededBars(50, 'a'), seededBars(50, 'a')]
    for (const bars of [a, b]) {
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[7] = Number.NaN
    }
    // Negative and with a payload; the upper half of the eighth double.
    new Uint32Array(b.close.buffer, b.close.byteOffset)[15] = 0xfff80123
    expect(sealed(b).hash).toBe(sealed(a).hash)
    expect(b.close[7]).toBeNaN()
  })

  it.each<[string, (bars: Bars) => void, RegExp]>([
    ['a time beyond all dates', (bars) => bars.time.set([8.63e15], 9), /Bar 9/],
    ['a fraction of a millisecond', (bars) => bars.time.set([0.5]), /Bar 0/],
    ['a high between ticks', (bars) => bars.high.set([(bars.high[4] ?? 0) + 0.5], 4), /Bar 4/],
    ['a low between ticks', (bars) => bars.low.set([(bars.low[4] ?? 0) - 0.5], 4), /Bar 4/],
    ['an endless high', (bars) => bars.high.set([Infinity], 4), /Bar 4/],
    ['times that do not rise', (bars) => bars.time.set([5, 5]), /not later/],
    ['a fraction of a tick', (bars) => bars.close.set([1000.5]), /Bar 0/],
    ['a price of zero', (bars) => bars.low.set([0]), /Bar 0/],
    ['a high below the close', (bars) => bars.high.set([1], 3), /Bar 3/],
    ['half a bar', (bars) => bars.open.set([Number.NaN], 2), /Bar 2/],
  ])('refuses %s', (_, damage, sentence) => {
    const bars = seededBars(10, 'damaged')
    damage(bars)
    const block = sealBlock(60, [bars])
    expect(block.ok ? '' : block.error).toMatch(sentence)
  })

  it('refuses products of other times, and none at all', () => {
    expect(sealBlock(60, []).ok).toBe(false)
    expect(sealBlock(60, [seededBars(5, 'a'), seededBars(6, 'a')]).ok).toBe(false)
  })
})
