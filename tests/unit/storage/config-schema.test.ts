import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { RISK_FIELDS, RISK_PRESETS } from '$lib/core/risk-rules'
import { matchConfigSchema } from '$lib/storage/config-schema'
import { sampleConfig } from '../../fixtures/store-fixtures'

const sample = sampleConfig()
const withRisk = (risk: unknown): unknown => ({
  ...sample,
  formatVersion: 3,
  rules: { ...sample.rules, risk },
})

describe('a stored match configuration', () => {
  it('keeps all limits, of the match and of a run', () => {
    const all = Object.fromEntries(RISK_FIELDS.map(({ field, most }) => [field, most]))
    const runs = sample.runs.map((run) => ({ ...run, risk: RISK_PRESETS.guarded }))
    const config = { ...sample, formatVersion: 4, runs, rules: { ...sample.rules, risk: all } }
    expect(v.parse(matchConfigSchema, config)).toEqual(config)
    expect(v.parse(matchConfigSchema, sample)).toEqual(sample)
  })

  it.each([
    ['a limit that does not exist', { leverage: 5 }],
    ['a limit of nothing', { trailingStopBasisPoints: 0 }],
    ['a limit beyond the whole', { trailingStopBasisPoints: 10_001 }],
    ['a limit between two basis points', { trailingStopBasisPoints: 0.5 }],
    ['a limit in words', { coolDown: 'long' }],
    ['a limit of a later format', { tailRiskBasisPoints: 100 }],
    ['a setting of a later format', { riskModel: 1 }],
  ])('with %s is refused', (_what, risk) => {
    expect(v.safeParse(matchConfigSchema, withRisk(risk)).success).toBe(false)
  })

  it.each([
    ['a model there is not', { riskModel: 5 }],
    ['a window too short', { riskWindow: 59 }],
    ['a level that is no part', { tailRiskLevel: 10_000 }],
    ['a level of NaN', { tailRiskLevel: Number.NaN }],
    ['a horizon of nothing', { tailRiskHorizon: 0 }],
  ])('of the newest format with %s is refused', (_what, risk) => {
    const newest = (rules: unknown): unknown => ({
      ...sample,
      formatVersion: 4,
      rules: { ...sample.rules, risk: rules },
    })
    expect(v.safeParse(matchConfigSchema, newest({ tailRiskBasisPoints: 100 })).success).toBe(true)
    expect(v.safeParse(matchConfigSchema, newest({ tailRiskBasisPoints: 100, ...risk })).success).toBe(false)
  })

  it('of an unknown format version is refused', () => {
    expect(v.safeParse(matchConfigSchema, { ...sample, formatVersion: 5 }).success).toBe(false)
  })
})
