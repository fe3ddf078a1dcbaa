import { describe, expect, it } from 'vitest'
import { percentText, spanText } from '$lib/accounts/risk-figures'
import { limitText, ruleSentence, ruleTitle, slippageText } from '$lib/accounts/risk-text'
import { RISK_FIELDS } from '$lib/core/risk-rules'
import { BTC, PEPE } from '../agents/fixtures'

const NOON = Date.UTC(2026, 9, 3, 12, 30)

type Row = readonly [rule: string, figure: number, threshold: number, clause: string]

describe('a rule in a sentence', () => {
  it.each<Row>([
    ['product-exposure', 6213.7, 5000, 'product exposure: 62.1 % of equity, limit 50 %'],
    ['gross-exposure', 9e15, 7500, 'exposure in all products: more than 1000000 % of equity, limit 75 %'],
    ['trailing-stop', 501, 500, 'trailing stop: 5.01 % below its peak, limit 5 %'],
    ['trailing-stop', 500.0004, 500, 'trailing stop: 5.000004 % below its peak, limit 5 %'],
    ['trailing-stop', 1234.1, 1234, 'trailing stop: 12.341 % below its peak, limit 12.34 %'],
    ['product-drawdown', 342, 300, 'loss per position: 3.42 % below its cost, limit 3 %'],
    [
      'run-drawdown',
      1020,
      1000,
      'drawdown limit: down 10.2 % from its highest, limit 10 %; buying stops until the operator re-arms',
    ],
    [
      'daily-loss',
      1020,
      1000,
      'daily loss limit: down 10.2 % today, limit 10 %; buying stops until the operator re-arms',
    ],
    ['price-collar', 62, 50, 'price collar: the quote moved 0.62 % since the snapshot, limit 0.5 %'],
    ['price-collar', Number.MAX_SAFE_INTEGER, 50, 'price collar: there was no quote in the snapshot'],
    ['order-rate', 7, 6, 'order rate: 7 orders in a minute, limit 6'],
    ['order-rate', 2, 1, 'order rate: 2 orders in a minute, limit 1'],
    ['cool-down', 250_900, 600_000, 'cool-down after a loss: 4 min 10 s of 10 min passed'],
    ['cool-down', 599_999, 600_000, 'cool-down after a loss: 9 min 59 s of 10 min passed'],
    ['reversal', 1500, 2000, 'time between reversals: 1.5 s of 2 s passed'],
    ['stop-loss', 9490, 9500, 'stop-loss: last price $94.90 at or below $95.00'],
    ['take-profit', 12_001, 12_000, 'take-profit: last price $120.01 at or above $120.00'],
    ['time-stop', NOON + 900, NOON, 'time stop: due at 12:30 UTC'],
    ['time-stop', NOON + 9000, NOON + 5000, 'time stop: due at 12:30:05 UTC'],
    ['fresh-quote', 14_200, 10_000, 'fresh quote: the last quote is 14.2 s old, limit 10 s'],
    ['fresh-quote', Number.MAX_SAFE_INTEGER, 10_000, 'fresh quote: there is no quote'],
    ['no-short', 50_000_000, 30_000_000, 'no short sales: asked to sell 0.5, held 0.3'],
    ['no-leverage', 66.1094, 66.1091, 'no leverage: $66.1094 needed, $66.1091 there'],
    ['no-position', 0, 1, 'no position: nothing is held'],
    ['some-day', 1.2000001, 1, 'some-day: 1.2, limit 1'],
  ])('%s %d against %d: %s', (rule, figure, threshold, clause) => {
    expect(ruleSentence({ rule, figure, threshold }, BTC)).toBe(clause)
  })

  it('says no prices and quantities of a product it does not know', () => {
    expect(ruleSentence({ rule: 'stop-loss', figure: 9490, threshold: 9500 })).toBe(
      'stop-loss: last price at or below it',
    )
    expect(ruleSentence({ rule: 'no-short', figure: 5, threshold: 3 })).toBe(
      'no short sales: more than is held',
    )
  })

  it('survives figures that no rule makes', () => {
    for (const rule of [...RISK_FIELDS.map((spec) => spec.rule), 'stop-loss', 'time-stop', 'no-short', 'x']) {
      for (const figure of [NaN, Infinity, -Infinity, -1, 0, 0.5, 1e300]) {
        for (const threshold of [NaN, Infinity, -1, 0, 500]) {
          expect(ruleSentence({ rule, figure, threshold }, BTC).length).toBeGreaterThan(rule.length)
        }
      }
    }
  })
})

describe('names and limits', () => {
  it('titles every rule, and leaves unknown ones', () => {
    expect(RISK_FIELDS.map(({ rule }) => ruleTitle(rule))).toEqual(RISK_FIELDS.map(({ title }) => title))
    expect(
      ['stop-loss', 'take-profit', 'time-stop', 'fresh-quote', 'no-short', 'no-leverage', 'x'].map(ruleTitle),
    ) //
      .toEqual(['Stop-loss', 'Take-profit', 'Time stop', 'Fresh quote', 'No short sales', 'No leverage', 'x'])
  })

  it.each([
    ['basis-points', 500, '5 %'],
    ['basis-points', 1, '0.01 %'],
    ['basis-points', 10_000, '100 %'],
    ['orders', 6, '6 orders a minute'],
    ['orders', 1, '1 order a minute'],
    ['milliseconds', 600_000, '10 min'],
    ['milliseconds', 86_400_000, '24 h'],
    ['milliseconds', 1, '0.001 s'],
    ['milliseconds', 3_690_500, '1 h 1 min 30.5 s'],
  ] as const)('a limit of %s %d is %s', (unit, value, text) => {
    expect(limitText({ unit }, value)).toBe(text)
  })

  it('writes parts and spans in full', () => {
    expect(percentText(0.0001, 500)).toBe('0')
    expect(percentText(499.9999, 500)).toBe('4.999999')
    expect(spanText(0)).toBe('0 s')
  })
})

describe('slippage', () => {
  it('tells how far below its stop a position went', () => {
    expect(slippageText(BTC, { rule: 'stop-loss', price: 9460, level: 9500 })).toBe(
      '0.421 % below its stop at $95.00',
    )
    expect(slippageText(PEPE, { rule: 'take-profit', price: 419, level: 420 })).toBe(
      '0.238 % below its take-profit at $0.00000420',
    )
    expect(slippageText(BTC, { rule: 'stop-loss', price: 9500, level: 9500 })).toBe('')
    expect(slippageText(BTC, { rule: 'time-stop', price: 9500 })).toBe('')
  })
})
