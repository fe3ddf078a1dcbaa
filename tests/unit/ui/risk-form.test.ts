import { describe, expect, it } from 'vitest'
import { RISK_FIELDS, RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { parseRiskOverlay, parseRiskRules } from '$lib/match/risk-choices'
import { LIMIT_GROUPS } from '$lib/ui/risk-form/limit-fields'
import {
  DEFAULT_RISK,
  checkRisk,
  choicesText,
  emptyMeans,
  isUnder,
  riskPart,
  settingsLine,
  shownSettings,
  textsOf,
  withChoice,
  withText,
} from '$lib/ui/risk-form/risk-form'
import { RISK_OPTIONS } from '$lib/ui/risk-form/risk-presets'
import type { RiskChoices } from '$workers/api/agents'
import { plainText } from '../../fixtures/plain-text'

const PRESETS = ['classic', 'guarded', 'strict', 'institutional'] as const
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
      'Institutional',
      'Own limits',
    ])
    const [classic, guarded, strict, institutional] = RISK_OPTIONS.map(({ meaning }) => meaning)
    expect(classic).toContain('first arena')
    expect(guarded).toContain(choicesText(textsOf(RISK_PRESETS.guarded)))
    expect(plainText(strict ?? '')).toContain(
      'order rate 6 orders a minute, cool-down 10 min, reversal wait 2 min',
    )
    expect(plainText(institutional ?? '')).toContain('(99 %, 1 h, normal, 1,440 returns, cut)')
  })
})

describe('limits as they are typed', () => {
  it('have one labelled field each, with its unit', () => {
    const fields = LIMIT_GROUPS.flatMap((group) => [...group.fields, ...group.settings])
    expect(fields.map(({ field }) => field)).toEqual(RISK_FIELDS.map(({ field }) => field))
    expect(new Set(fields.map(({ label }) => label)).size).toBe(RISK_FIELDS.length)
    expect(fields.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Trailing stop (%)', 'Order rate (orders a minute)']),
    )
    expect(fields.filter(({ hint }) => hint === '')).toEqual([])
    expect(LIMIT_GROUPS.flatMap(({ settings }) => settings.map(({ kind }) => kind))).toEqual(
      Array.from({ length: 5 }, () => 'setting'),
    )
    for (const { unit, options, choices } of fields) {
      expect(options.map(({ value }) => value)).toEqual(choices)
      expect(options.length > 0).toBe(unit === 'choice')
    }
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
    ['tailRiskBasisPoints', '100.5', 'at most 100 %'],
    ['volatilityTargetBasisPoints', '1000.01', 'at most 1000 %'],
    ...(['0', '1', '49.99', '100', 'NaN'] as const).map(
      (text) => ['tailRiskLevel', text, 'at least 50 % and at most 99.99 %'] as const,
    ),
    ...(['5', '59', '60.5', '1000000000', 'NaN', ''.padEnd(400, '9')] as const).map(
      (text) => ['riskWindow', text, 'a whole number from 60 to 10,080'] as const,
    ),
    ['tailRiskHorizon', '0', 'more than 0'],
    ['tailRiskHorizon', '1 h', 'in seconds, such as 600'],
    ['riskModel', 'garch', 'one of: normal, ewma, historical, student-t'],
    ['riskModel', '5', 'one of: normal'],
    ['tailRiskAction', 'off', 'one of: cancel, cut'],
  ] as const)('are refused beside their field: %s of %j', (field, text, part) => {
    const found = faults({ tailRiskBasisPoints: '5', [field]: text, runDrawdownBasisPoints: '10' })
    expect(Object.keys(found)).toEqual([field])
    expect(plainText(found[field] ?? '')).toContain(part)
  })
})

describe('settings of limits', () => {
  const settings = { riskModel: 'Historical', tailRiskLevel: '95', tailRiskAction: ' CUT' }

  it('are sent with a limit that uses them, and only then', () => {
    expect(checkRisk(settings, 'match')).toEqual({ ok: true, value: {} })
    expect(faults({ ...settings, riskWindow: '5' })).toEqual({})
    expect(checkRisk({ ...settings, tailRiskBasisPoints: '5' }, 'match')).toEqual({
      ok: true,
      value: {
        tailRiskBasisPoints: '5',
        riskModel: 'historical',
        tailRiskLevel: '95',
        tailRiskAction: 'cut',
      },
    })
    expect(checkRisk({ ...settings, volatilityTargetBasisPoints: '60' }, 'match')).toEqual({
      ok: true,
      value: { volatilityTargetBasisPoints: '60', riskModel: 'historical' },
    })
  })

  it('of one agent all matter: limits of the match may use them', () => {
    expect(checkRisk({ riskModel: 'ewma', riskWindow: '600' }, 'agent')).toEqual({
      ok: true,
      value: { riskModel: 'ewma', riskWindow: '600' },
    })
    expect(Object.keys(faults({ riskModel: 'off', tailRiskLevel: '1' }, 'agent'))).toEqual([
      'riskModel',
      'tailRiskLevel',
    ])
  })

  it('are shown while a limit that uses them stands in the form, be it half typed', () => {
    expect([...shownSettings({ riskModel: 'ewma' }, 'match')]).toEqual([])
    expect([...shownSettings({ correlatedExposureBasisPoints: '8,' }, 'match')].sort()).toEqual([
      'riskModel',
      'riskWindow',
    ])
    expect(shownSettings({ tailRiskBasisPoints: '5' }, 'match').size).toBe(5)
    expect(shownSettings({}, 'agent').size).toBe(5)
  })

  it('are said in a line, with what an empty field means', () => {
    const line = (texts: RiskChoices, scope: 'match' | 'agent') => plainText(settingsLine(texts, scope))
    expect(line({ tailRiskBasisPoints: '5', riskModel: 'ewma' }, 'match')).toBe(
      '99 %, 1 h, EWMA, 1,440 returns, cancel',
    )
    expect(line({ tailRiskBasisPoints: 'x' }, 'match')).toBe('')
    expect(line({ tailRiskBasisPoints: '5', riskModel: 'student-t' }, 'agent')).toBe('risk model Student-t')
    const meant = RISK_FIELDS.filter(({ kind }) => kind === 'setting').map((spec) =>
      emptyMeans(spec, 'match'),
    )
    expect(meant).toEqual(['normal', '1440', '99', '3600', 'cancel'])
    expect(new Set(RISK_FIELDS.map((spec) => emptyMeans(spec, 'agent')))).toEqual(new Set(['as in match']))
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
    { tailRiskBasisPoints: '5', riskModel: 'student-t', tailRiskLevel: '99' },
    { riskModel: 'ewma' },
  ])('are told from what a run has: %j', (own) => {
    const run = parseRiskOverlay(base, own)
    if (!run.ok) throw new Error(run.error)
    expect(isUnder(run.value, base, own)).toBe(true)
    expect(isUnder({ ...run.value, ordersPerMinute: 3 }, base, own)).toBe(false)
    expect(isUnder(run.value, { ...base, grossExposureBasisPoints: 9000 }, own)).toBe(false)
  })
})
