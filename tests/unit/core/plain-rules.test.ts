import { describe, expect, it } from 'vitest'
import { plainRules, settingsOf, usedSettings, valueIn } from '$lib/core/plain-rules'
import { DEFAULT_RISK_SETTINGS, RISK_FIELDS, RISK_PRESETS, riskSettings } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'

describe('settings of limits', () => {
  it('belong to the limits that are estimated', () => {
    expect(settingsOf('tailRiskBasisPoints').map(({ field }) => field)).toEqual([
      'tailRiskLevel',
      'tailRiskHorizon',
      'riskModel',
      'riskWindow',
      'tailRiskAction',
    ])
    expect(settingsOf('volatilityTargetBasisPoints')).toEqual(settingsOf('correlatedExposureBasisPoints'))
    expect(settingsOf('trailingStopBasisPoints')).toEqual([])
    expect([...usedSettings({ volatilityTargetBasisPoints: 6000, coolDown: durationMs(1) })]).toEqual([
      'riskModel',
      'riskWindow',
    ])
  })

  it('are their defaults where they are left out', () => {
    const settings = RISK_FIELDS.filter(({ kind }) => kind === 'setting')
    const filled = Object.fromEntries(settings.map(({ field }) => [field, valueIn({}, field)]))
    expect(riskSettings(filled)).toEqual(DEFAULT_RISK_SETTINGS)
    expect(valueIn({ riskModel: 4 }, 'riskModel')).toBe(4)
    expect(valueIn({}, 'tailRiskBasisPoints')).toBeUndefined()
  })

  it('are left out of plain rules where they change nothing', () => {
    const tail = { tailRiskBasisPoints: 500, riskModel: 3 }
    expect(plainRules({ ...tail, riskWindow: 1440, tailRiskLevel: 9900, tailRiskAction: 1 })).toEqual(tail)
    expect(plainRules({ riskModel: 3, trailingStopBasisPoints: 200 })).toEqual({
      trailingStopBasisPoints: 200,
    })
    expect(plainRules({ correlatedExposureBasisPoints: 8000, riskWindow: 60, tailRiskLevel: 9500 })).toEqual({
      correlatedExposureBasisPoints: 8000,
      riskWindow: 60,
    })
    for (const rules of Object.values(RISK_PRESETS)) expect(plainRules(rules)).toEqual(rules)
  })
})
