import { describe, expect, it } from 'vitest'
import * as format from '$lib/ui/format'
import { clockText, countdownText, latencyText, spanText, stopwatchText } from '$lib/ui/time-format'

describe('money and prices are exact text', () => {
  it.each([
    ['101842.17', '$101,842.17'],
    ['0', '$0.00'],
    ['-0.6', '−$0.60'],
    ['1234567.5', '$1,234,567.50'],
    // Half-even, where a float would waver.
    ['1.005', '$1.00'],
    ['1.015', '$1.02'],
    ['2.675', '$2.68'],
    // Beyond what a double can hold.
    ['9007199254740993.07', '$9,007,199,254,740,993.07'],
    ['0.004', '<$0.01'],
    ['-0.0000001', '−<$0.01'],
    ['0.009', '$0.01'],
  ])('moneyText(%s) = %s', (text, shown) => {
    expect(format.moneyText(text)).toBe(shown)
  })

  it('shows what is no decimal as it came', () => expect(format.fixedText('n/a', 2)).toBe('n/a'))

  it.each([
    ['1842.17', '+$1,842.17', 1],
    ['-587.34', '−$587.34', -1],
    ['0.00', '$0.00', 0],
  ])('signedMoneyText(%s) = %s', (text, shown, sign) => {
    expect(format.signedMoneyText(text)).toBe(shown)
    expect(format.signOf(text)).toBe(sign)
  })

  it.each([
    ['0.0000041', 8, '0.00000410'],
    ['91234.5', 2, '91,234.50'],
    ['0.312749', 4, '0.3127'],
    [undefined, 2, '–'],
  ])('priceText(%s, %i) = %s', (text, places, shown) => expect(format.priceText(text, places)).toBe(shown))

  it('keeps every digit of a quantity', () => {
    expect(format.quantityText('24390243902.43902439')).toBe('24,390,243,902.43902439')
    expect(format.quantityText('0.00000001')).toBe('0.00000001')
  })
})

describe('statistics', () => {
  it.each([
    [0.0184, '+1.84 %'],
    [-0.0059, '−0.59 %'],
    [0, '0.00 %'],
    [-0.000001, '0.00 %'],
    [12.5, '+1,250.00 %'],
  ])('signedPercentText(%d) = %s', (ratio, shown) => expect(format.signedPercentText(ratio)).toBe(shown))

  it.each([
    [12_345_678, '12.35M'],
    [987, '987'],
    [1_500, '1.50K'],
    [0.25, '0.25'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ])('compactText(%s) = %s', (value, shown) => expect(format.compactText(value)).toBe(shown))

  it.each([
    [0, '0 B'],
    [1_468_006, '1.4 MB'],
    [52_428_800, '50 MB'],
  ])('bytesText(%i) = %s', (bytes, shown) => expect(format.bytesText(bytes)).toBe(shown))

  it('counts', () => {
    expect(format.pluralText(1, 'trade')).toBe('1 trade')
    expect(format.pluralText(1200, 'match', 'matches')).toBe('1,200 matches')
    expect(format.basisPointsText(6.44)).toBe('6.4 bp')
  })
})

describe('times and spans', () => {
  it('rounds a countdown up, so that 00:00 means now', () => {
    expect(countdownText(40_001)).toBe('00:41')
    expect(countdownText(0)).toBe('00:00')
    expect(countdownText(-5)).toBe('00:00')
    expect(countdownText(3_725_000)).toBe('1:02:05')
  })

  it('writes spans in their largest units', () => {
    expect(stopwatchText(15_153_000)).toBe('04:12:33')
    expect(stopwatchText(90_061_000)).toBe('1d 01:01:01')
    expect(spanText(12_999)).toBe('12 s')
    expect(spanText(7_500_000)).toBe('2 h 5 min')
    expect(spanText(86_400_000)).toBe('1 d')
    expect(latencyText(340.4)).toBe('340 ms')
    expect(latencyText(2_100)).toBe('2.1 s')
    expect(latencyText(undefined)).toBe('–')
  })

  it('shows instants in local time', () => {
    const local = new Date(2026, 10, 21, 9, 5, 7)
    expect(clockText(local.getTime())).toBe('09:05:07')
  })
})
