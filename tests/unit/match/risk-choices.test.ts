import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { hasNoLimits, ownRisk, parseRiskOverlay, parseRiskRules } from '$lib/match/risk-choices'
import type { RiskChoices } from '$workers/api/agents'

describe('limits as a person gives them', () => {
  it('are percents, orders and seconds; what is missing or empty is off', () => {
    expect(parseRiskRules(undefined)).toEqual({ ok: true, value: {} })
    const choices = {
      ...{ trailingStopBasisPoints: '5', priceCollarBasisPoints: ' 0.5 % ', dailyLossBasisPoints: '12.34%' },
      ...{ ordersPerMinute: '6', coolDown: '600', reversalInterval: '0.25' },
      ...{ grossExposureBasisPoints: '', runDrawdownBasisPoints: ' ', productDrawdownBasisPoints: 'off' },
    }
    expect(parseRiskRules(choices)).toEqual({
      ok: true,
      value: {
        ...{ trailingStopBasisPoints: 500, priceCollarBasisPoints: 50, dailyLossBasisPoints: 1234 },
        ...{ ordersPerMinute: 6, coolDown: 600_000, reversalInterval: 250 },
      },
    })
  })

  it.each([
    ['0.01', 1],
    ['100', 10_000],
    ['100.00 %', 10_000],
    ['4.99', 499],
    ['0.07', 7],
    ['1.10', 110],
    ['.5', 50],
    ['5.', 500],
    ['.07 %', 7],
  ])('are exact: %s %% is %i basis points', (text, basisPoints) => {
    expect(parseRiskRules({ trailingStopBasisPoints: text })).toEqual({
      ok: true,
      value: { trailingStopBasisPoints: basisPoints },
    })
  })

  const PART = 'Trailing stop must be more than 0 % and at most 100 %, in steps of 0.01 %.'
  const ORDERS = 'Order rate must be a whole number from 1 to 1,000.'
  const SPAN = 'Cool-down must be more than 0 and at most 86,400 seconds.'
  const SECONDS = 'Write it in seconds, such as 600 for 10 min.'
  const PLAIN = 'Write it as a plain number, such as 1.5.'
  it.each([
    ...['0', '-5', '100.01', '0.005', '5.001', 'NaN', 'Infinity', 'five', '%', '5 % 5', '$5', '5 %%'].map(
      (text) => ['trailingStopBasisPoints', text, PART] as const,
    ),
    ...['0', '-1', '1.5', '1001', '6 %', 'many', '99999999999999999999'].map(
      (text) => ['ordersPerMinute', text, ORDERS] as const,
    ),
    ...['0', '-1', '0.0001', '86401', 'long'].map((text) => ['coolDown', text, SPAN] as const),
    ...['10 min', '5m', '1.5 h'].map((text) => ['coolDown', text, SECONDS] as const),
    ...['1e1', '1E-2', '1 000'].map((text) => ['trailingStopBasisPoints', text, PLAIN] as const),
    ['coolDown', '6e1', PLAIN] as const,
    ['ordersPerMinute', '1e1', ORDERS] as const,
    ['trailingStopBasisPoints', '1,5', 'Write it with a point, such as 1.5.'] as const,
    ['trailingStopBasisPoints', '9'.repeat(1000), PART] as const,
  ])('are refused in a sentence: %s of %j', (field, text, error) => {
    expect(parseRiskRules({ [field]: text })).toEqual({ ok: false, error })
  })

  it.each(['off', 'OFF', ' Off '])('are off by %j', (text) => {
    expect(parseRiskOverlay(RISK_PRESETS.strict, { coolDown: text })).toEqual({
      ok: true,
      value: Object.fromEntries(
        Object.entries(RISK_PRESETS.strict).filter(([field]) => field !== 'coolDown'),
      ),
    })
  })

  it('are estimated as settings say, which are left out where they change nothing', () => {
    const limit = { tailRiskBasisPoints: '5' }
    const settings = { riskModel: 'Student-t', tailRiskLevel: '97.5 %', tailRiskHorizon: '900' }
    expect(parseRiskRules({ ...limit, ...settings, riskWindow: '1,440', tailRiskAction: 'cancel' })).toEqual({
      ok: true,
      value: {
        ...{ tailRiskBasisPoints: 500, riskModel: 4 },
        ...{ tailRiskLevel: 9750, tailRiskHorizon: 900_000 },
      },
    })
    expect(parseRiskRules(settings)).toEqual({ ok: true, value: {} })
  })

  const LEVEL = 'Tail level must be at least 50 % and at most 99.99 %, in steps of 0.01 %.'
  const WINDOW = 'Risk window must be a whole number from 60 to 10,080.'
  const HORIZON = 'Tail horizon must be more than 0 and at most 86,400 seconds.'
  const MODEL = 'Risk model must be one of: normal, ewma, historical, student-t.'
  it.each([
    ...['0', '1', '100', '0.99', 'NaN', 'off'].map((text) => ['tailRiskLevel', text, LEVEL] as const),
    ...['5', '59', '10081', '1000000000', '90.5', 'off'].map((text) => ['riskWindow', text, WINDOW] as const),
    ...['0', '-1', '86401', 'off'].map((text) => ['tailRiskHorizon', text, HORIZON] as const),
    ...['garch', '2', 'off', 'constructor'].map((text) => ['riskModel', text, MODEL] as const),
    ['tailRiskAction', 'sell', 'Tail action must be one of: cancel, cut.'] as const,
  ])('settings are refused in a sentence: %s of %j', (field, text, error) => {
    expect(parseRiskRules({ [field]: text })).toEqual({ ok: false, error })
  })

  const NAMES = 'Limits must be given by their names.'
  const TEXT = 'Trailing stop must be given as text, such as “5” or “off”.'
  it.each([
    ...[null, 5, 'strict', true, ['5']].map((given) => [given, NAMES] as const),
    ...[null, 5, true, {}, ['5']].map((given) => [{ trailingStopBasisPoints: given }, TEXT] as const),
    [{ ['x'.repeat(60)]: 1 }, `There is no limit called “${'x'.repeat(40)}”.`] as const,
  ])('are refused in a sentence when they are no texts: %j', (given, error) => {
    const choices = given as RiskChoices
    expect(parseRiskRules(choices)).toEqual({ ok: false, error })
    expect(ownRisk({}, choices, 'Nova')).toEqual({ ok: false, error: `The limits of Nova: ${error}` })
    expect(hasNoLimits(choices)).toBe(false)
  })

  it('may be none at all', () => {
    for (const choices of [undefined, {}, { coolDown: ' ' }, { coolDown: undefined }]) {
      expect(hasNoLimits(choices as RiskChoices)).toBe(true)
      expect(parseRiskRules(choices as RiskChoices)).toEqual({ ok: true, value: {} })
    }
  })

  it('take no limit that does not exist', () => {
    const choices = { maxLeverage: '5' } as RiskChoices
    expect(parseRiskRules(choices)).toEqual({
      ok: false,
      error: 'There is no limit called “maxLeverage”.',
    })
  })
})

describe('an agent’s own limits', () => {
  const { guarded } = RISK_PRESETS

  it('are the match’s where nothing is given, off where it says so', () => {
    expect(parseRiskOverlay(guarded, undefined)).toEqual({ ok: true, value: guarded })
    const own = { trailingStopBasisPoints: '2', dailyLossBasisPoints: 'off', ordersPerMinute: '' }
    expect(parseRiskOverlay(guarded, own)).toEqual({
      ok: true,
      value: {
        productExposureBasisPoints: 5000,
        trailingStopBasisPoints: 200,
        priceCollarBasisPoints: 50,
      },
    })
  })

  it('may change how limits of the match are estimated', () => {
    const base = { tailRiskBasisPoints: 500, riskModel: 3 }
    const under = (choices: RiskChoices) => parseRiskOverlay(base, choices)
    expect(under({ riskModel: 'ewma' })).toEqual({ ok: true, value: { ...base, riskModel: 2 } })
    expect(under({ riskModel: 'normal' })).toEqual({ ok: true, value: { tailRiskBasisPoints: 500 } })
    expect(under({ tailRiskBasisPoints: 'off' })).toEqual({ ok: true, value: {} })
    expect(ownRisk(base, { riskModel: 'Historical', riskWindow: '1440' }, 'Nova')).toEqual({
      ok: true,
      value: {},
    })
  })

  it('are its run’s only where they differ from the match’s', () => {
    expect(ownRisk(guarded, { trailingStopBasisPoints: '5.00' }, 'Nova')).toEqual({ ok: true, value: {} })
    expect(ownRisk({}, { trailingStopBasisPoints: 'off' }, 'Nova')).toEqual({ ok: true, value: {} })
    expect(ownRisk({}, { trailingStopBasisPoints: '5' }, 'Nova')).toEqual({
      ok: true,
      value: { risk: { trailingStopBasisPoints: 500 } },
    })
    const answer = ownRisk({}, { ordersPerMinute: '0' }, 'Nova')
    expect(!answer.ok && answer.error).toBe(
      'The limits of Nova: Order rate must be a whole number from 1 to 1,000.',
    )
  })
})
