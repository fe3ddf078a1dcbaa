import { describe, expect, it } from 'vitest'
import { RISK_FIELDS, RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { parseRiskOverlay, parseRiskRules } from '$lib/match/risk-choices'
import { LIMIT_GROUPS } from '$lib/ui/risk-form/limit-fields'
import {
  DEFAULT_RISK,
  checkRisk,
  choicesText,
  isUnder,
  riskPart,
  textsOf,
  withChoice,
  withText,
} from '$lib/ui/risk-form/risk-form'
import { RISK_OPTIONS } from '$lib/ui/risk-form/risk-presets'
import type { RiskChoices } from '$workers/api/agents'
import { plainText } from '../../fixtures/plain-text'

const PRESETS = ['classic', 'guarded', 'strict'] as const
const faults = (texts: RiskChoices, scope: 'match' | 'agent' = 'match') => {
  const checked = checkRisk(texts, scope)
  return checked.ok ? {} : checked.error
}

describe('a named set of limits', () => {
  it.each(PRESETS)('fills in its figures, which the match takes for the same: %s', (preset) => {
    const { choice, texts } = withChoice(DEFAULT_RISK, preset)
    expect(choice).toBe(preset)
    expect(checkRisk(texts, 'match')).toEqual({ ok: true, value: texts })
    expect(parseRiskRules(texts)).toEqual({ ok: true, value: RISK_PRESETS[preset] })
  })

  it('is written in percent, orders and seconds, and what is off is left out', () => {
    expect(textsOf(RISK_PRESETS.classic)).toEqual({})
    expect(textsOf(RISK_PRESETS.guarded)).toEqual({
      productExposureBasisPoints: '50',
      trailingStopBasisPoints: '5',
      dailyLossBasisPoints: '10',
      priceCollarBasisPoints: '0.5',
    })
    expect(textsOf(RISK_PRESETS.strict)).toMatchObject({ ordersPerMinute: '6', coolDown: '600' })
  })

  it('turns into own limits with the first change, and its figures stay', () => {
    const guarded = withChoice(DEFAULT_RISK, 'guarded')
    const own = withText(guarded, 'trailingStopBasisPoints', '7')
    expect(own).toEqual({ choice: 'own', texts: { ...guarded.texts, trailingStopBasisPoints: '7' } })
    expect(withChoice(guarded, 'own')).toEqual({ choice: 'own', texts: guarded.texts })
    expect(withChoice(own, 'classic')).toEqual({ choice: 'classic', texts: {} })
  })

  it('says in a line what it does, with its own figures', () => {
    expect(RISK_OPTIONS.map(({ text }) => text)).toEqual([
      'Classic (no limits)',
      'Guarded',
      'Strict',
      'Own limits',
    ])
    const [classic, guarded, strict] = RISK_OPTIONS.map(({ meaning }) => meaning)
    expect(classic).toContain('first arena')
    expect(guarded).toContain(choicesText(textsOf(RISK_PRESETS.guarded)))
    expect(plainText(strict ?? '')).toContain(
      'order rate 6 orders a minute, cool-down 10 min, reversal wait 2 min',
    )
  })
})

describe('limits as they are typed', () => {
  it('have one labelled field each, with its unit', () => {
    const fields = LIMIT_GROUPS.flatMap((group) => group.fields)
    expect(fields.map(({ field }) => field)).toEqual(RISK_FIELDS.map(({ field }) => field))
    expect(new Set(fields.map(({ label }) => label)).size).toBe(RISK_FIELDS.length)
    expect(fields.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Trailing stop (%)', 'Order rate (orders a minute)']),
    )
    expect(fields.filter(({ hint }) => hint === '')).toEqual([])
  })

  it('come out plain, without the empty ones', () => {
    const typed = {
      trailingStopBasisPoints: ' 5.50 % ',
      ordersPerMinute: '  ',
      coolDown: '3,600',
      priceCollarBasisPoints: '.5',
    }
    expect(checkRisk(typed, 'match')).toEqual({
      ok: true,
      value: { trailingStopBasisPoints: '5.5', coolDown: '3600', priceCollarBasisPoints: '0.5' },
    })
    expect(riskPart({})).toEqual({})
    expect(riskPart({ coolDown: '1' })).toEqual({ risk: { coolDown: '1' } })
  })

  it.each([
    ['trailingStopBasisPoints', '0', 'more than 0 %'],
    ['trailingStopBasisPoints', '-5', 'more than 0 %'],
    ['trailingStopBasisPoints', '100.01', 'at most 100 %'],
    ['trailingStopBasisPoints', '0.001', 'steps of 0.01 %'],
    ['trailingStopBasisPoints', 'NaN', 'Trailing stop'],
    ['trailingStopBasisPoints', '1e2', 'as a plain number'],
    ['priceCollarBasisPoints', '0,5', 'with a point'],
    ['ordersPerMinute', '1.5', 'whole number'],
    ['ordersPerMinute', '1001', 'from 1 to 1,000'],
    ['coolDown', '0', 'more than 0'],
    ['coolDown', '10 min', 'in seconds, such as 600'],
    ['reversalInterval', '86401', 'at most 86,400 seconds'],
    ['dailyLossBasisPoints', 'off', 'Daily loss limit'],
  ] as const)('are refused beside their field: %s of %j', (field, text, part) => {
    const found = faults({ [field]: text, runDrawdownBasisPoints: '10' })
    expect(Object.keys(found)).toEqual([field])
    expect(plainText(found[field] ?? '')).toContain(part)
  })
})

describe('limits of one agent', () => {
  const base: RiskRules = RISK_PRESETS.guarded

  it('can be off, or as in the match', () => {
    const typed = {
      trailingStopBasisPoints: ' Off',
      priceCollarBasisPoints: '',
      dailyLossBasisPoints: '2.00',
    }
    expect(checkRisk(typed, 'agent')).toEqual({
      ok: true,
      value: { trailingStopBasisPoints: 'off', dailyLossBasisPoints: '2' },
    })
    expect(faults({ coolDown: 'of' }, 'agent').coolDown).toContain('Cool-down')
  })

  it('are said in a line', () => {
    const said = (choices?: RiskChoices) => plainText(choicesText(choices))
    expect(said({ trailingStopBasisPoints: '2' })).toBe('trailing stop 2 %')
    expect(said({ reversalInterval: '600', ordersPerMinute: '1', priceCollarBasisPoints: 'off' })).toBe(
      'price collar off, order rate 1 order a minute, reversal wait 10 min',
    )
    expect(said({ trailingStopBasisPoints: '5,5' })).toBe('trailing stop 5,5')
    expect([said(), said({ coolDown: ' ' })]).toEqual(['', ''])
  })

  it.each<RiskChoices>([
    {},
    { trailingStopBasisPoints: 'off' },
    { trailingStopBasisPoints: '2', coolDown: '60' },
    { trailingStopBasisPoints: '5' },
    { runDrawdownBasisPoints: 'off' },
  ])('are told from what a run has: %j', (own) => {
    const run = parseRiskOverlay(base, own)
    if (!run.ok) throw new Error(run.error)
    expect(isUnder(run.value, base, own)).toBe(true)
    expect(isUnder({ ...run.value, ordersPerMinute: 3 }, base, own)).toBe(false)
    expect(isUnder(run.value, { ...base, grossExposureBasisPoints: 9000 }, own)).toBe(false)
  })
})
