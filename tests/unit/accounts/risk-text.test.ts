import { describe, expect, it } from 'vitest'
import { percentText } from '$lib/accounts/risk-figures'
import { fallText, ruleClause, ruleSentence, ruleTitle, slippageText } from '$lib/accounts/risk-text'
import { RISK_LIMITS } from '$lib/core/risk-rules'
import { BTC, PEPE } from '../agents/fixtures'

const NOON = Date.UTC(2026, 9, 3, 12, 30)

type Row = readonly [rule: string, figure: number, threshold: number, clause: string]

describe('a rule in a sentence', () => {
  it.each<Row>([
    ['product-exposure', 6213.7, 5000, 'product exposure: would be 62.14 % of equity, limit 50 %'],
    ['gross-exposure', 9e15, 7500, 'total exposure: would be more than 1,000,000 % of equity, limit 75 %'],
    ['trailing-stop', 501, 500, 'trailing stop: 5.01 % below its peak, limit 5 %'],
    ['trailing-stop', 500.0004, 500, 'trailing stop: 5.000004 % below its peak, limit 5 %'],
    ['trailing-stop', 1234.1, 1234, 'trailing stop: 12.341 % below its peak, limit 12.34 %'],
    ['product-drawdown', 342, 300, 'position loss limit: 3.42 % below its cost, limit 3 %'],
    [
      'run-drawdown',
      1020,
      1000,
      'drawdown limit: down 10.20 % from its highest, limit 10 %; buying stops until the operator re-arms',
    ],
    [
      'daily-loss',
      1020,
      1000,
      'daily loss limit: down 10.20 % within the day, limit 10 %; buying stops until the operator re-arms',
    ],
    ['price-collar', 62, 50, 'price collar: the quote moved 0.62 % since the snapshot, limit 0.5 %'],
    ['price-collar', Number.MAX_SAFE_INTEGER, 50, 'price collar: there was no quote in the snapshot'],
    ['order-rate', 7, 6, 'order rate: 7 orders in a minute, limit 6'],
    ['order-rate', 2, 1, 'order rate: 2 orders in a minute, limit 1'],
    ['tail-risk', 620, 500, 'tail risk: would be 6.20 % of equity, limit 5 %'],
    ['tail-risk', 500.0004, 500, 'tail risk: would be 5.000004 % of equity, limit 5 %'],
    ['tail-risk', 9e15, 500, 'tail risk: would be more than 1,000,000 % of equity, limit 5 %'],
    ['tail-risk', Number.MAX_SAFE_INTEGER, 500, 'tail risk: cannot be estimated, limit 5 %'],
    ['volatility-target', 7512, 6000, 'volatility target: would be 75.12 % a year, limit 60 %'],
    [
      'correlated-exposure',
      9500,
      8000,
      'correlated exposure: would be 95.00 % of equity with what moves alike, limit 80 %',
    ],
    ['cool-down', 250_900, 600_000, 'cool-down: 4 min 10 s of 10 min passed'],
    ['cool-down', 599_999, 600_000, 'cool-down: 9 min 59 s of 10 min passed'],
    ['reversal', 1500, 2000, 'reversal wait: 1.5 s of 2 s passed'],
    ['stop-loss', 9490, 9500, 'stop-loss: last price $94.90 at or below $95.00'],
    ['take-profit', 12_001, 12_000, 'take-profit: last price $120.01 at or above $120.00'],
    ['time-stop', NOON + 900, NOON, 'time stop: due at 12:30 UTC'],
    ['time-stop', NOON + 9000, NOON + 5000, 'time stop: due at 12:30:05 UTC'],
    ['fresh-quote', 14_200, 10_000, 'fresh quote: the last quote is 14.2 s old, limit 10 s'],
    ['fresh-quote', Number.MAX_SAFE_INTEGER, 10_000, 'fresh quote: there is no quote'],
    ['no-short', 50_000_000, 30_000_000, 'no short sales: asked to sell 0.5, held 0.3'],
    ['no-leverage', 66.1094, 66.1091, 'no leverage: $66.1094 needed, $66.1091 there'],
    ['no-position', 0, 1, 'no position: nothing is held'],
    ['some-day', 1.2000001, 1, 'some-day: 1.20, limit 1'],
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

  it('groups the digits of what is large', () => {
    expect(ruleSentence({ rule: 'stop-loss', figure: 8_590_000, threshold: 8_600_000 }, BTC)).toBe(
      'stop-loss: last price $85,900.00 at or below $86,000.00',
    )
    expect(ruleSentence({ rule: 'no-leverage', figure: 120_000, threshold: 99_999.5 })).toBe(
      'no leverage: $120,000.00 needed, $99,999.50 there',
    )
  })

  it('survives figures that no rule makes', () => {
    for (const rule of [...RISK_LIMITS.map((spec) => spec.rule), 'stop-loss', 'time-stop', 'no-short', 'x']) {
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
    expect(RISK_LIMITS.map(({ rule }) => ruleTitle(rule))).toEqual(RISK_LIMITS.map(({ title }) => title))
    expect(
      ['stop-loss', 'take-profit', 'time-stop', 'fresh-quote', 'no-short', 'no-leverage', 'x'].map(ruleTitle),
    ) //
      .toEqual(['Stop-loss', 'Take-profit', 'Time stop', 'Fresh quote', 'No short sales', 'No leverage', 'x'])
  })

  it('writes parts with two places, or as many as it takes to stay beside a limit', () => {
    expect(
      [
        [0, 500],
        [0.0001, 500],
        [0.999, 0],
        [1, 0],
        [123.4, 0],
        [499.9999, 500],
        [500, 500],
        [-489, 0],
        [-0.2, 0],
        [123_456_789, 500],
      ].map(([figure = 0, limit = 0]) => percentText(figure, limit)),
    ).toEqual([
      '0.00',
      '<0.01',
      '<0.01',
      '0.01',
      '1.23',
      '4.999999',
      '5.00',
      '-4.89',
      '-<0.01',
      '1,234,567.89',
    ])
    expect([percentText(50), percentText(1), percentText(1e8)]).toEqual(['0.5', '0.01', '1,000,000'])
  })
})

describe('where the limit of a whole run stands', () => {
  it.each([
    ['run-drawdown', 250, undefined, '2.50 % below its highest'],
    ['run-drawdown', 0, undefined, 'at its highest'],
    ['run-drawdown', 250, true, '2.50 % below its highest since re-armed'],
    ['run-drawdown', 0, true, 'at its highest since re-armed'],
    ['daily-loss', 299.9999, undefined, 'down 2.999999 % today'],
    ['daily-loss', 0, undefined, 'not down today'],
    ['daily-loss', 0.3, true, 'down <0.01 % since re-armed'],
    ['daily-loss', 0, true, 'not down since re-armed'],
  ] as const)('%s %d, re-armed %s: %s', (rule, figure, rearmed, text) => {
    const gauge = { rule, figure, threshold: 300 }
    expect(fallText(rearmed === undefined ? gauge : { ...gauge, rearmed })).toBe(text)
  })

  it('is said to whoever re-arms it', () => {
    expect(ruleClause({ rule: 'daily-loss', figure: 360, threshold: 300 }, BTC, 'you re-arm it')).toBe(
      'down 3.60 % within the day, limit 3 %; buying stops until you re-arm it',
    )
  })
})

describe('slippage', () => {
  it('tells how far below its stop a position went', () => {
    expect(slippageText(BTC, { rule: 'stop-loss', price: 9460, level: 9500 })).toBe(
      '0.42 % below its stop at $95.00',
    )
    expect(slippageText(PEPE, { rule: 'take-profit', price: 419, level: 420 })).toBe(
      '0.24 % below its take-profit at $0.00000420',
    )
    expect(slippageText(BTC, { rule: 'stop-loss', price: 9500, level: 9500 })).toBe('')
    expect(slippageText(BTC, { rule: 'time-stop', price: 9500 })).toBe('')
  })
})
