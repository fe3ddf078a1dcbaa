import { describe, expect, it } from 'vitest'
import { runBacktest } from '$lib/engine/block/backtest'
import { signalsOf } from '$lib/engine/block/block-signals'
import { donchianBreakout } from '$lib/engine/stages/alpha/classic/donchian-breakout'
import { emaCross } from '$lib/engine/stages/alpha/classic/ema-cross'
import { EqualRebalance } from '$lib/engine/stages/alpha/classic/equal-rebalance'
import { rsiReversion } from '$lib/engine/stages/alpha/classic/rsi-reversion'
import { volatilityMomentum } from '$lib/engine/stages/alpha/classic/volatility-momentum'
import type { AlphaModel } from '$lib/engine/stages/alpha/contract'
import { barConfig, ohlc, sealed } from '../../fixtures/risk-bars'
import { fakeContext, slope } from './fake-context'

/** Row, product and weight of every signal over bars that do not move within a minute; 0 is a minute without a trade. */
function wishes(alpha: AlphaModel, ...products: readonly (readonly number[])[]): number[][] {
  const bars = products.map((closes) =>
    ohlc(closes.map((close) => (close === 0 ? undefined : [close, close, close, close]))),
  )
  const result = runBacktest(barConfig({}, products.length), sealed(...bars), alpha)
  const signals = signalsOf(result.records)
  if (!signals.ok) throw new Error(signals.error)
  return signals.value.map(({ row, product, amount }) => [row, product, amount])
}

describe('EMA cross', () => {
  it('waits for as many bars as the slow span, then holds while the fast average is above', () => {
    // Spans of 1 and 3 weigh the newest close by 1 and by 1/2.
    expect(wishes(emaCross(1, 3, 60), [10_000, 11_000, 11_200, 9000])).toEqual([
      [2, 0, 1],
      [3, 0, 0],
    ])
  })

  it('gives each of two products half', () => {
    const rising = [10_000, 11_000, 11_200, 11_300]
    expect(wishes(emaCross(1, 3, 60), rising, rising)).toEqual([
      [2, 0, 0.5],
      [2, 1, 0.5],
    ])
  })

  it('takes minutes without a trade for no candles', () => {
    const closes = [10_000, 11_000, 0, 0, 11_200, 0, 9000]
    expect(wishes(emaCross(1, 3, 60), closes)).toEqual([
      [4, 0, 1],
      [6, 0, 0],
    ])
  })
})

describe('RSI mean reversion', () => {
  it('buys at or below the one bound and sells at or above the other', () => {
    // Two falls of 100: 0. Then a rise of 200: 100 × 100 / (100 + 50).
    expect(wishes(rsiReversion(2, 30, 60, 60), [10_000, 9900, 9800, 10_000, 10_100])).toEqual([
      [2, 0, 1],
      [3, 0, 0],
    ])
    expect(wishes(rsiReversion(2, 30, 67, 60), [10_000, 9900, 9800, 10_000])).toEqual([[2, 0, 1]])
  })
})

describe('Donchian breakout', () => {
  it('buys above the highest high before, and sells below the lowest low before', () => {
    const closes = [10_000, 10_100, 10_200, 10_300, 10_200, 10_100, 10_100]
    expect(wishes(donchianBreakout(3, 2, 60), closes)).toEqual([
      [3, 0, 1],
      [5, 0, 0],
    ])
  })

  it('does not take touching the channel for leaving it', () => {
    expect(wishes(donchianBreakout(2, 2, 60), [100, 100, 100, 100, 101, 100, 100, 100])).toEqual([[4, 0, 1]])
  })
})

describe('volatility-targeted momentum', () => {
  const closes = [10_000, 10_100, 10_200, 10_150]
  const of = (target: number, band: number): AlphaModel =>
    volatilityMomentum({ lookback: 1, window: 2, target, band }, 60)

  it('holds the wanted volatility over the realised one while the price rises', () => {
    const squares = [Math.log(1.01) ** 2, Math.log(102 / 101) ** 2]
    const volatility = Math.sqrt(((squares[0]! + squares[1]!) / 2) * 365 * 24 * 60)
    const [first, last] = wishes(of(2, 0.1), closes)
    expect(first?.slice(0, 2)).toEqual([2, 0])
    expect(first?.[2]).toBeCloseTo(2 / volatility, 12)
    expect(last).toEqual([3, 0, 0])
  })

  it('never holds more than everything, and does not resize within the band', () => {
    expect(wishes(of(100, 0.1), closes)).toEqual([
      [2, 0, 1],
      [3, 0, 0],
    ])
    const calmer = [10_000, 10_100, 10_200, 10_290, 10_291, 10_292]
    expect(wishes(of(2, 0.9), calmer)).toHaveLength(1)
    expect(wishes(of(2, 0.3), calmer).length).toBeGreaterThan(1)
  })
})

describe('equal-weight rebalance', () => {
  it('buys at once, then looks every few rows and trades only what is far off', () => {
    const still = Array.from({ length: 8 }, () => 10_000)
    const doubled = [10_000, 10_000, 10_000, 20_000, 20_000, 20_000, 20_000, 20_000]
    expect(wishes(new EqualRebalance(3, 0.1), still, still)).toEqual([
      [0, 0, 0.5],
      [0, 1, 0.5],
    ])
    expect(wishes(new EqualRebalance(3, 0.1), still, doubled).slice(2)).toEqual([
      [3, 0, 0.5],
      [3, 1, 0.5],
    ])
    expect(wishes(new EqualRebalance(3, 0.4), still, doubled).slice(2)).toEqual([])
  })

  it('makes room for a product that begins to trade later', () => {
    const late = [0, 0, 10_000, 10_000, 10_000, 10_000]
    const found = wishes(new EqualRebalance(2, 0.1), [10_000, 10_000, 10_000, 10_000, 10_000, 10_000], late)
    expect(found).toEqual([
      [0, 0, 1],
      [2, 0, 0.5],
      [2, 1, 0.5],
    ])
  })
})

describe('a classic model that is asked late', () => {
  it('is shown all candles known, and says why', () => {
    const spec = barConfig({}).products[0]!
    const said: [number, string][] = []
    emaCross(3, 9, 60).update(fakeContext([{ spec, last: 12_000, minutes: slope(10_000, 12_000, 20) }]), {
      quantity: () => {
        throw new Error('classic models speak in weights')
      },
      weight: (_product, weight, reason) => said.push([weight, reason]),
    })
    expect(said).toEqual([[1, 'The fast average rose above the slow one.']])
  })
})
