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
    const { strict } = RISK_PRESETS
    expect(Object.keys(strict).length).toBe(RISK_FIELDS.length)
    const runs = sample.runs.map((run) => ({ ...run, risk: RISK_PRESETS.guarded }))
    const config = { ...sample, formatVersion: 3, runs, rules: { ...sample.rules, risk: strict } }
    expect(v.parse(matchConfigSchema, config)).toEqual(config)
    expect(v.parse(matchConfigSchema, sample)).toEqual(sample)
  })

  it.each([
    ['a limit that does not exist', { leverage: 5 }],
    ['a limit of nothing', { trailingStopBasisPoints: 0 }],
    ['a limit beyond the whole', { trailingStopBasisPoints: 10_001 }],
    ['a limit between two basis points', { trailingStopBasisPoints: 0.5 }],
    ['a limit in words', { coolDown: 'long' }],
  ])('with %s is refused', (_what, risk) => {
    expect(v.safeParse(matchConfigSchema, withRisk(risk)).success).toBe(false)
  })

  it('of an unknown format version is refused', () => {
    expect(v.safeParse(matchConfigSchema, { ...sample, formatVersion: 4 }).success).toBe(false)
  })
})
