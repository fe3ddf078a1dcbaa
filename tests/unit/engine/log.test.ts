import { describe, expect, it } from 'vitest'
import { ByteWriter } from '$lib/core/byte-writer'
import { type Decimal, decimal } from '$lib/core/decimal'
import { sha256Hex } from '$lib/core/hash'
import { durationMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import type { DerivedEvent, InputEvent, OperatorCommand, Refusal, SkipReason } from '$lib/engine/events'
import { runIndex } from '$lib/engine/events'
import { EventLog, SEGMENT_RECORDS } from '$lib/engine/log/event-log'
import { decodeStep, encodeStep } from '$lib/engine/log/step-codec'
import { classicRules } from '$lib/engine/rules'
import { BTC } from '../../fixtures/engine-driver'
import {
  START,
  matchConfig,
  modelMatchConfig,
  modelRun,
  runConfig,
  runModel,
} from '../../fixtures/synthetic-match'

const run = runIndex(1)
const money = decimal('-12345678901.000000000000000009')
const writer = new ByteWriter()

function roundTrip(input: InputEvent, derived: readonly DerivedEvent[] = []): void {
  const step = { seq: 77, input, derived }
  expect(decodeStep(encodeStep(writer, step))).toEqual({ ok: true, value: step })
}

const started = (config: MatchConfig): InputEvent => ({ type: 'MatchStarted', time: START, config })
const { demo: _, ...live } = matchConfig()

describe('the step codec', () => {
  it.each<[string, MatchConfig]>([
    ['a demo with fee tiers', matchConfig()],
    ['a live match with a duration', { ...live, source: 'coinbase', duration: durationMs(3_600_000) }],
    ['no fees', matchConfig(classicRules())],
    [
      'caps and a flat fee',
      matchConfig({
        ...classicRules(),
        fees: { type: 'flat', basisPoints: 7 },
        risk: { productExposureBasisPoints: 1, grossExposureBasisPoints: 2 },
      }),
    ],
  ])('[G1] keeps a configuration with %s', (_name, config) => roundTrip(started(config)))

  it('[G5] keeps language models, the bounds of decisions and the spend cap, from version 2 on', () => {
    roundTrip(started(modelMatchConfig()))
    const old = { ...modelMatchConfig(), formatVersion: 1 } as const
    expect(() => encodeStep(new ByteWriter(), { seq: 0, input: started(old), derived: [] })).toThrow(
      'format version 1',
    )
    const { spendCap: _cap, ...capless } = modelMatchConfig()
    expect(() => encodeStep(new ByteWriter(), { seq: 0, input: started(capless), derived: [] })).toThrow(
      'without rules for its models',
    )
  })

  it('[G2][G5] refuses a version it does not know', () => {
    const record = encodeStep(writer, { seq: 0, input: started(modelMatchConfig()), derived: [] })
    const at = record.indexOf(2)
    record[at] = 5
    expect(decodeStep(record)).toMatchObject({ ok: false, error: expect.stringContaining('unknown format') })
  })

  const { brain, strategyVersion, labels, color } = runConfig('nova')
  it.each<OperatorCommand>([
    { kind: 'pause' },
    { kind: 'resume' },
    { kind: 'end', reason: 'superseded' },
    { kind: 'add-run', run: runConfig('nova') },
    { kind: 'add-run', run: modelRun('nova') },
    { kind: 'add-run', run: { ...modelRun('nova'), risk: { trailingStopBasisPoints: 200 } } },
    { kind: 'bench', run },
    { kind: 'unbench', run },
    { kind: 'reassign', run, assignment: { brain, strategyVersion, labels, color } },
    { kind: 'reassign', run, assignment: { brain, strategyVersion, labels, color, model: runModel() } },
    { kind: 'set-spend-cap', cap: decimal('2.5') },
  ])('[G1] keeps the command $kind', (command) => roundTrip({ type: 'CommandIssued', time: START, command }))

  it.each<SkipReason>([
    ...(['superseded', 'worker-restarting', 'match-ended'] as const),
    ...(['benched', 'no-key', 'no-node', 'spend-cap'] as const),
  ])('[G1] keeps a tick skipped as %s', (reason) => {
    roundTrip({ type: 'TickSkipped', time: START, run, tick: 4, reason })
  })

  it('[G1] keeps what a model call took', () => {
    const call = {
      ...{ run, tick: 4, ordinal: 2, node: 'gpt', inputTokens: 9000, cachedInputTokens: 8000 },
      ...{ outputTokens: 77, cost: decimal('0.000123456789012345'), latency: durationMs(1234) },
    }
    for (const estimated of [true, false]) {
      roundTrip({ type: 'ModelCallSettled', time: START, call: { ...call, estimated } })
    }
  })

  it.each<Refusal>([
    { type: 'unknown-product' },
    { type: 'no-live-price' },
    { type: 'stale-price', age: durationMs(12_345) },
    { type: 'quantity-not-positive' },
    { type: 'below-minimum-funds', notional: decimal('0.1'), minimum: decimal('1') },
    { type: 'insufficient-cash', needed: money, available: 0n as Decimal },
    { type: 'risk', rule: 'cap', figure: 0.1, threshold: -0 },
    { type: 'paused' },
    { type: 'ended' },
    { type: 'duplicate' },
    { type: 'late' },
  ])('[G1] keeps the refusal $type', (refusal) => {
    roundTrip({ type: 'ClockAdvanced', time: START }, [
      { type: 'SignalRefused', run, tick: 3, ordinal: 1, refusal },
      { type: 'OrderCancelled', run, order: 9, refusal },
    ])
  })

  it('[G1] keeps a verdict with signed changes and any double', () => {
    for (const figure of [Infinity, -0.1, 5e-324]) {
      const event = {
        type: 'RiskEvent',
        run,
        product: BTC,
        verdict: 'resized',
        rule: 'a “rule”',
        figure,
      } as const
      roundTrip({ type: 'ClockAdvanced', time: START }, [{ ...event, threshold: 1, from: -9e15, to: -1 }])
    }
  })

  it('[G2] names the byte where a record stops making sense', () => {
    const record = encodeStep(writer, { seq: 5, input: { type: 'ClockAdvanced', time: START }, derived: [] })
    expect(decodeStep(Uint8Array.of(...record, 0))).toEqual({
      ok: false,
      error: `The record is damaged: 1 bytes too many (at byte ${record.length}).`,
    })
    expect(decodeStep(Uint8Array.of(5, 99))).toMatchObject({ ok: false })
    expect(decodeStep(new Uint8Array())).toMatchObject({ ok: false })
    const bomb = Uint8Array.of(...record.slice(0, -1), 0xff, 0xff, 0xff, 0x7f)
    expect(decodeStep(bomb)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/longer than what is left/),
    })
  })
})

describe('EventLog', () => {
  const record = (index: number): Uint8Array => Uint8Array.of(index & 255, index >> 8)
  const hex = (text: string): Uint8Array =>
    Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
  const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

  it('[G3] chains the digests of its segments', () => {
    const log = new EventLog()
    const records = Array.from({ length: 2 * SEGMENT_RECORDS + 3 }, (_empty, index) => record(index))
    const seals = records.flatMap((bytes) => log.append(bytes) ?? [])
    const first = sha256Hex(joined(new Uint8Array(32), ...records.slice(0, SEGMENT_RECORDS)))
    const second = sha256Hex(joined(hex(first), ...records.slice(SEGMENT_RECORDS, 2 * SEGMENT_RECORDS)))
    expect(seals).toEqual([
      { segment: 0, seq: 999, digest: first },
      { segment: 1, seq: 1999, digest: second },
    ])
    expect(log.digest).toBe(second)
    expect(log.tip).toBe(sha256Hex(joined(hex(second), ...records.slice(2 * SEGMENT_RECORDS))))
    expect([log.records, log.bytes]).toEqual([2003, 4006])
  })

  it('[G3] has the digest of nothing before its first segment, and a tip at once', () => {
    const log = new EventLog()
    expect(log.digest).toBe('0'.repeat(64))
    expect(log.tip).toBe(log.digest)
    log.append(record(1))
    expect(log.digest).toBe('0'.repeat(64))
    expect(log.tip).not.toBe(log.digest)
  })
})
