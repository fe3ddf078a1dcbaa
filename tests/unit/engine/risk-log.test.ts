import { describe, expect, it } from 'vitest'
import type { ExitOrder, ExitPlan } from '$lib/accounts/exit-plan'
import { ByteWriter } from '$lib/core/byte-writer'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { InvariantError } from '$lib/core/result'
import { durationMs, timeMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import type { DerivedEvent, InputEvent, OperatorCommand, Refusal, Signal } from '$lib/engine/events'
import { runIndex } from '$lib/engine/events'
import { decodeStep, encodeStep } from '$lib/engine/log/step-codec'
import { classicRules } from '$lib/engine/rules'
import { SOL } from '../../fixtures/engine-driver'
import {
  START,
  modelMatchConfig,
  riskMatchConfig,
  runConfig,
  tailMatchConfig,
} from '../../fixtures/synthetic-match'

const run = runIndex(1)
const writer = new ByteWriter()
const clock: InputEvent = { type: 'ClockAdvanced', time: START }

function bytesOf(input: InputEvent, derived: readonly DerivedEvent[] = []): Uint8Array<ArrayBuffer> {
  return encodeStep(writer, { seq: 77, input, derived })
}

function roundTrip(input: InputEvent, derived: readonly DerivedEvent[] = []): void {
  expect(decodeStep(bytesOf(input, derived))).toEqual({ ok: true, value: { seq: 77, input, derived } })
}

const started = (config: MatchConfig): InputEvent => ({ type: 'MatchStarted', time: START, config })
const command = (value: OperatorCommand): InputEvent => ({
  type: 'CommandIssued',
  time: START,
  command: value,
})
const submitted = (words: Pick<Signal, 'exits' | 'reason'> = {}): InputEvent => ({
  type: 'SignalSubmitted',
  time: START,
  signal: {
    ...{ run, tick: 3, ordinal: 2, product: SOL, side: 'buy', quantity: quantityUnits(0) },
    ...{ latency: durationMs(123), ...words },
  },
})

/** Where a command's kind stands in its record. */
const COMMAND_TAG = bytesOf(command({ kind: 'pause' })).length - 2

const most: RiskRules = {
  ...RISK_PRESETS.strict,
  ...{ productDrawdownBasisPoints: 10_000, ordersPerMinute: 1000, coolDown: durationMs(86_400_000) },
}

describe('the step codec, from version 3 on', () => {
  it.each<[string, RiskRules]>([
    ['no limits', {}],
    ['the guarded ones', RISK_PRESETS.guarded],
    ['all limits', most],
    ['only the last', { reversalInterval: durationMs(1) }],
  ])('[G1] keeps %s: of the match, of a run, of a command', (_, rules) => {
    roundTrip(started(riskMatchConfig(rules, undefined, 2, [undefined, rules])))
    roundTrip(command({ kind: 'set-risk', run, rules }))
  })

  const tails: RiskRules = {
    ...{ tailRiskBasisPoints: 500, volatilityTargetBasisPoints: 100_000, correlatedExposureBasisPoints: 1 },
    ...{
      riskModel: 4,
      riskWindow: 10_080,
      tailRiskLevel: 9999,
      tailRiskHorizon: durationMs(1),
      tailRiskAction: 2,
    },
  }

  it.each<[string, RiskRules]>([
    ['all limits on tails', tails],
    ['all limits', { ...most, ...tails }],
    ['the institutional ones', RISK_PRESETS.institutional],
    ['only the last setting', { tailRiskAction: 1 }],
  ])('[G1][G5] keeps %s in version 4', (_, rules) => {
    roundTrip(started(tailMatchConfig(rules, undefined, 2, [undefined, rules])))
    roundTrip(command({ kind: 'set-risk', run, rules }))
    roundTrip(command({ kind: 'add-run', run: { ...runConfig('nova'), risk: rules } }))
  })

  it('[G5] gives limits that version 3 knew the bytes they had: newer ones have tags of their own', () => {
    const tagOf = (value: OperatorCommand): number | undefined => bytesOf(command(value))[COMMAND_TAG]
    const joining = (risk?: RiskRules): OperatorCommand => ({
      kind: 'add-run',
      run: { ...runConfig('nova'), ...(risk === undefined ? {} : { risk }) },
    })
    expect([tagOf(joining()), tagOf(joining(most)), tagOf(joining({ ...most, ...tails }))]).toEqual([
      3, 10, 12,
    ])
    const set = (rules?: RiskRules): OperatorCommand => ({
      kind: 'set-risk',
      run,
      ...(rules === undefined ? {} : { rules }),
    })
    expect([tagOf(set()), tagOf(set(most)), tagOf(set(tails))]).toEqual([8, 8, 11])
    expect(() =>
      bytesOf(started({ ...riskMatchConfig(), rules: { ...classicRules(), risk: tails } })),
    ).toThrow(InvariantError)
  })

  it('[G2] refuses limits in a later format than theirs', () => {
    const later = 'of a later format than theirs'
    const set = bytesOf(command({ kind: 'set-risk', run, rules: { riskWindow: 60 } }))
    // The window's mark and value; then it is a set of limits that version 3 could have told.
    const blank = Uint8Array.of(...set.slice(0, -6), 0, ...set.slice(-4))
    expect(decodeStep(set)).toMatchObject({ ok: true })
    expect(decodeStep(blank)).toMatchObject({ ok: false, error: expect.stringContaining(later) })
    const none = bytesOf(command({ kind: 'set-risk', run }))
    none[COMMAND_TAG] = 11
    expect(decodeStep(none)).toMatchObject({ ok: false, error: expect.stringContaining(later) })
    const joined = bytesOf(command({ kind: 'add-run', run: { ...runConfig('nova'), risk: {} } }))
    joined[COMMAND_TAG] = 12
    expect(decodeStep(joined).ok).toBe(false)
  })

  it('[G1] keeps a run’s return to the match’s limits, and its re-arming', () => {
    roundTrip(command({ kind: 'set-risk', run }))
    roundTrip(command({ kind: 're-arm', run }))
  })

  it.each<Pick<Signal, 'exits' | 'reason'>>([
    { exits: { stopLoss: priceTicks(1) } },
    { exits: { takeProfit: priceTicks(Number.MAX_SAFE_INTEGER) }, reason: '' },
    { exits: { timeStop: durationMs(0) }, reason: 'Range “broke” below.' },
    { exits: { stopLoss: 'none', takeProfit: 'none', timeStop: 'none' } },
    { exits: { stopLoss: priceTicks(9), takeProfit: 'none', timeStop: durationMs(Number.MAX_SAFE_INTEGER) } },
    { reason: 'Only words.' },
  ])('[G1] keeps a signal with %o', (words) => roundTrip(submitted(words)))

  it('[G5] gives a signal without exits and reason the bytes it always had', () => {
    const plain = bytesOf(submitted())
    const worded = bytesOf(submitted({ reason: '' }))
    expect(plain[1]).toBe(8)
    expect(worded[1]).toBe(12)
    expect(worded.length).toBe(plain.length + 3)
  })

  it.each<ExitPlan>([
    {},
    { stopLoss: priceTicks(9_500), reason: 'Why.' },
    { takeProfit: priceTicks(1), timeStopAt: timeMs(Number.MAX_SAFE_INTEGER) },
  ])('[G1] keeps exits that then hold: %o', (exits) => {
    roundTrip(clock, [{ type: 'ExitsChanged', run, product: SOL, exits }])
  })

  it.each(['liquidated', 'waiting'] as const)(
    '[G1] keeps a position %s, with and without a level',
    (verdict) => {
      const event: DerivedEvent = {
        ...{ run, product: SOL, verdict, rule: 'trailing-stop', figure: 500.01 },
        ...{ type: 'RiskEvent', threshold: 500, from: 0, to: -Number.MAX_SAFE_INTEGER },
      }
      roundTrip(clock, [event, { ...event, level: priceTicks(9_500) }])
    },
  )

  it('[G1] keeps a halt and the new refusals', () => {
    roundTrip(clock, [{ type: 'TradingHalted', run, rule: 'daily-loss', figure: 1000.1, threshold: 1000 }])
    const sides = { level: priceTicks(10), price: priceTicks(9) }
    const refusals: Refusal[] = [
      { type: 'no-position' },
      { type: 'exit-wrong-side', exit: 'stop-loss', ...sides },
      { type: 'exit-wrong-side', exit: 'take-profit', ...sides },
    ]
    for (const refusal of refusals) {
      roundTrip(clock, [{ type: 'SignalRefused', run, tick: 3, ordinal: 1, refusal }])
    }
  })

  it('[G2] refuses a signal said to have words that has none, and exits that are none', () => {
    const naming = (...marks: number[]): Uint8Array => {
      const worded = bytesOf(submitted({ reason: '' }))
      return Uint8Array.of(...worded.slice(0, -4), ...marks, 0)
    }
    expect(decodeStep(naming(0, 1, 0))).toMatchObject({ ok: true })
    expect(decodeStep(naming(0, 0))).toMatchObject({ error: expect.stringContaining('names neither') })
    expect(decodeStep(naming(1, 0, 0, 0, 0))).toMatchObject({
      error: expect.stringContaining('that names none'),
    })
    const none: ExitOrder = {}
    expect(() => bytesOf(submitted({ exits: none }))).toThrow(InvariantError)
  })

  it('[G5] has no place for newer limits, or a run’s own, before version 3', () => {
    const config = modelMatchConfig()
    const withRules = (risk: RiskRules): MatchConfig => ({ ...config, rules: { ...config.rules, risk } })
    roundTrip(started(withRules({ productExposureBasisPoints: 5000, grossExposureBasisPoints: 1 })))
    expect(() => bytesOf(started(withRules({ trailingStopBasisPoints: 500 })))).toThrow(InvariantError)
    const own = { ...runConfig('nova'), risk: {} }
    expect(() => bytesOf(started({ ...config, runs: [own] }))).toThrow(InvariantError)
  })
})
