import { describe, expect, it } from 'vitest'
import { volumeText } from '$lib/agents/chat/candle-figures'
import { renderTick } from '$lib/agents/chat/tick-prompt'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex } from '$lib/core/product'
import { type TimeMs, addTime, durationMs } from '$lib/core/time'
import type { ProductSnapshot } from '$lib/market/snapshot'
import { packSnapshot } from '$lib/market/snapshot-codec'
import type { Candle, Granularity } from '$lib/market/types'
import { VIRTUAL_START } from '../../../fixtures/virtual-clock'
import { BTC, FARTCOIN, PEPE, SOL, portfolioView, position } from '../fixtures'
import { chatTick, snapshotAt } from './chat-fixtures'

const minutes = (count: number): TimeMs => addTime(VIRTUAL_START, durationMs(count * 60_000))

function candle(at: number, granularity: Granularity, minute: number, ticks: number, volume = 1): Candle {
  const [open, high, low, close] = [ticks, ticks + 3, ticks - 2, ticks + 1].map(priceTicks) as [
    never,
    never,
    never,
    never,
  ]
  return { product: productIndex(at), granularity, start: minutes(minute), open, high, low, close, volume }
}

function snapshot(products: readonly Partial<ProductSnapshot>[]): Float64Array {
  const none = { ticker: undefined, fresh: true, candles: { 60: [], 300: [], 900: [] }, forming: undefined }
  const listed = products.map((given, at) => ({ ...none, ...given, product: productIndex(at) }))
  return packSnapshot({ tick: 7, time: VIRTUAL_START, products: listed })
}

function quote(at: number, price: number, volume24h: number) {
  const [last, bid, ask] = [price, price - 1, price + 1].map(priceTicks) as [never, never, never]
  return { product: productIndex(at), price: last, bid, ask, volume24h, tradeId: 1, tradedAt: VIRTUAL_START }
}

describe('a tick in words', () => {
  it('tells quotes, candles oldest first, and the account, each at its own precision', () => {
    const windows = {
      900: [candle(0, 900, -240, 6_250_000, 112.4213), candle(0, 900, -225, 6_251_000, 75)],
      300: [candle(0, 300, -90, 6_252_000, 10)],
      60: [candle(0, 60, -2, 6_253_000, 0.0123456), candle(0, 60, -1, 6_254_010, 0)],
    }
    const products = [
      { ticker: quote(0, 6_254_011, 8123.4), candles: windows },
      {
        ticker: quote(1, 412, 1.5e12),
        fresh: false,
        candles: { 60: [candle(1, 60, -1, 412, 25e9)], 300: [], 900: [] },
      },
      {},
    ]
    const portfolio = portfolioView({
      cash: decimal('99933.89071'),
      positions: [position({ product: productIndex(0) })],
    })
    const scene = chatTick(7, { matchTime: VIRTUAL_START, snapshot: snapshot(products), portfolio })
    expect(renderTick(scene, [BTC, PEPE, SOL])).toBe(`Tick 7, 2026-10-03 12:00:00 UTC

Quotes: last | bid = you sell at | ask = you buy at | 24 h volume
BTC-USD 62540.11 | 62540.10 | 62540.12 | 8120 BTC
PEPE-USD 0.00000412 | 0.00000411 | 0.00000413 | 1500000000000 PEPE | not fresh
SOL-USD no quote yet

Candles, oldest first, no gaps unless a row begins with its time: open high low close volume
BTC-USD, prices in $
15 min from 08:00
62500.00 62500.03 62499.98 62500.01 112
62510.00 62510.03 62509.98 62510.01 75
5 min from 10:30
62520.00 62520.03 62519.98 62520.01 10
1 min from 11:58
62530.00 62530.03 62529.98 62530.01 0.0123
62540.10 62540.13 62540.08 62540.11 0
PEPE-USD, prices in units of $0.00000001
1 min from 11:59
412 415 410 413 25000000000

Account
Cash $99,933.89, total $99,933.89 ($99,933.89 if sold at the bid)
P&L realised $0.00, open $0.00, fees paid $0.00
Taker fee of the next trade: 60 bps
Positions: product quantity | average cost | price | value | P&L | held
BTC-USD 0.5 | 132.22 | 131.43 | $65.72 | -$0.40 | 12 min`)
  })

  it('gives a row after a gap its time, since the exchange leaves out buckets without a trade', () => {
    const minute = [
      candle(0, 60, -9, 4100),
      candle(0, 60, -8, 4101),
      candle(0, 60, -3, 4102),
      candle(0, 60, -2, 4103),
    ]
    const scene = chatTick(7, { snapshot: snapshot([{ candles: { 60: minute, 300: [], 900: [] } }]) })
    expect(renderTick(scene, [FARTCOIN])).toContain(
      [
        '1 min from 11:51',
        '4100 4103 4098 4101 1',
        '4101 4104 4099 4102 1',
        '11:57 4102 4105 4100 4103 1',
      ].join('\n'),
    )
  })

  it('is the same for the same tick, and never tells the minute that is not over', () => {
    const forming = { open: priceTicks(999_999), high: priceTicks(999_999), low: priceTicks(999_999) }
    const [plain, begun] = [undefined, forming].map((one) =>
      renderTick(chatTick(7, { snapshot: snapshot([{ ticker: quote(0, 13_143, 5), forming: one }]) }), [SOL]),
    )
    expect(begun).toBe(plain)
    expect(renderTick(chatTick(3), [SOL])).toBe(renderTick(chatTick(3, { snapshot: snapshotAt(3) }), [SOL]))
  })

  it.each([
    [0, '0'],
    [0.000123456, '0.000123'],
    [1.23e-7, '0.00000012'],
    [1234.5, '1230'],
    [45_612_345, '45600000'],
    [1.2345e21, '1230000000000000000000'.slice(0, 22)],
  ])('writes the volume %d in plain notation', (volume, text) => {
    expect(volumeText(volume)).toMatch(/^\d+(\.\d+)?$/)
    if (volume < 1e15) expect(volumeText(volume)).toBe(text)
  })
})
