import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { type RawQuote, parsePriceNumber, parseQuote } from '$lib/feeds/quote'
import { parseTimestamp } from '$lib/feeds/timestamp'
import { BTC, FARTCOIN, specOf } from '../../../fixtures/coinbase/products'

const GOOD: RawQuote = {
  price: '84737.58',
  bid: '84737.58',
  ask: '84737.59',
  volume24h: '1836.96781750',
  tradeId: 7,
  time: '2026-10-03T20:58:31.127510Z',
}

function faultOf(over: Partial<RawQuote>): string {
  const quote = parseQuote({ ...GOOD, ...over }, productIndex(0), BTC)
  return quote.ok ? 'none' : quote.error.kind
}

describe('a quote', () => {
  it('becomes whole increments and milliseconds', () => {
    const quote = parseQuote(GOOD, productIndex(2), BTC)
    expect(quote).toEqual({
      ok: true,
      value: {
        product: 2,
        price: 8473758,
        bid: 8473758,
        ask: 8473759,
        volume24h: 1836.9678175,
        tradeId: 7,
        tradedAt: Date.UTC(2026, 9, 3, 20, 58, 31, 127),
      },
    })
  })

  it.each(['0', '-1', 'NaN', 'Infinity', '', '1e5', '0x10', '0.001', '99999999999999999999'])(
    'with a price, bid or ask of "%s" is malformed',
    (text) => {
      expect(faultOf({ price: text })).toBe('malformed')
      expect(faultOf({ bid: text })).toBe('malformed')
      expect(faultOf({ ask: text })).toBe('malformed')
    },
  )

  it('with its bid above its ask is crossed; locked it passes', () => {
    expect(faultOf({ bid: '84737.60' })).toBe('crossed')
    expect(faultOf({ bid: '84737.59' })).toBe('none')
  })

  it.each(['yesterday', '2026-10-03', '2026-13-03T20:58:31Z', '2026-10-03T20:58:31+02:00'])(
    'with the time "%s" is malformed',
    (time) => {
      expect(faultOf({ time })).toBe('malformed')
    },
  )

  it('with a volume that is none is malformed', () => {
    expect(faultOf({ volume24h: '-3' })).toBe('malformed')
    expect(faultOf({ volume24h: 'much' })).toBe('malformed')
  })

  it('keeps the last digit of very small prices', () => {
    const pepe = specOf('PEPE-USD', '0.00000001', '1')
    const quote = parseQuote(
      { ...GOOD, price: '0.0000041', bid: '0.00000409', ask: '0.00000411' },
      productIndex(0),
      pepe,
    )
    expect(quote.ok && [quote.value.price, quote.value.bid, quote.value.ask]).toEqual([410, 409, 411])
  })
})

describe('a price that came as a JSON number', () => {
  it('is taken at its shortest notation', () => {
    expect(parsePriceNumber(0.3577, FARTCOIN)).toEqual({ ok: true, value: 3577 })
    expect(parsePriceNumber(1.1, FARTCOIN)).toEqual({ ok: true, value: 11000 })
  })

  it.each([0, -1, NaN, Infinity, 1e300])('is refused when it is %d', (value) => {
    expect(parsePriceNumber(value, FARTCOIN).ok).toBe(false)
  })
})

describe('a time stamp', () => {
  it('loses what is finer than a millisecond', () => {
    expect(parseTimestamp('2026-09-09T14:49:10.387321404Z')).toEqual({
      ok: true,
      value: Date.UTC(2026, 8, 9, 14, 49, 10, 387),
    })
    expect(parseTimestamp('2026-09-09T14:49:10Z').ok).toBe(true)
  })
})
