import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWriter } from '$lib/core/byte-writer'
import { decimal } from '$lib/core/decimal'
import { type ProductSpec, priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { durationMs, timeMs } from '$lib/core/time'
import { RISK_FIELDS } from '$lib/core/risk-rules'
import type { InputEvent, OperatorCommand } from '$lib/engine/events'
import { runIndex } from '$lib/engine/events'
import { writeInput } from '$lib/engine/log/input-codec'
import { canonicalJson } from '$lib/core/canonical-json'
import { inputRow, readInputRow } from '$lib/share/input-rows'
import { ProductCells } from '$lib/share/product-cells'
import { RowTrail } from '$lib/share/row-trail'
import { StepText, floatText, readFloat } from '$lib/share/step-text'
import { riskRules } from '../../fixtures/risk-arbitraries'
import {
  PRODUCTS,
  modelMatchConfig,
  modelRun,
  runConfig,
  runModel,
  spec,
} from '../../fixtures/synthetic-match'

const RUNS = 3000
const ODD: ProductSpec = spec('ODD-USD', '0.05', '0.25')
const config = { ...modelMatchConfig(), products: [...PRODUCTS, ODD] }
const cells = new ProductCells(config.products)

/** Text as logs hold it: whole characters. */
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const time = fc.integer({ min: -1e12, max: 4e12 }).map(timeMs)
const span = fc.oneof(fc.nat(), fc.integer({ min: -5, max: 5 })).map(durationMs)
const count = fc.oneof(fc.nat(50), fc.maxSafeNat())
const known = fc.nat(config.products.length - 1).map(productIndex)
const anyProduct = fc.oneof(
  { weight: 4, arbitrary: known },
  { weight: 1, arbitrary: fc.nat(99).map(productIndex) },
)
const price = fc
  .oneof(
    fc.integer({ min: 1, max: 1e7 }),
    fc.maxSafeNat().map((value) => Math.max(1, Math.floor(value / 8))),
  )
  .map(priceTicks)
const units = fc.oneof(fc.nat(), fc.maxSafeNat()).map(quantityUnits)
const float = fc.double({ noNaN: true, noDefaultInfinity: true })
const run = fc.nat(9).map(runIndex)
const amount = fc
  .bigInt({ min: -(8n * 10n ** 30n), max: 8n * 10n ** 30n })
  .map((value) => value as ReturnType<typeof decimal>)
const rules = riskRules(RISK_FIELDS.map(({ field }) => field))

const level = fc.oneof(fc.constant('none' as const), price)
const exits = fc
  .record(
    {
      stopLoss: level,
      takeProfit: level,
      timeStop: fc.oneof(fc.constant('none' as const), fc.nat().map(durationMs)),
    },
    { requiredKeys: [] },
  )
  .filter((order) => Object.keys(order).length > 0)
const words = fc.record({ exits, reason: text }, { requiredKeys: [] })

const ticker = fc.record({
  ...{ product: known, price, bid: price, ask: price },
  ...{ volume24h: float, tradeId: fc.maxSafeInteger(), tradedAt: time },
})
const candle = fc.record({
  ...{ product: known, granularity: fc.constantFrom(60 as const, 300 as const, 900 as const), start: time },
  ...{ open: price, high: price, low: price, close: price, volume: float },
})
const signal = fc
  .tuple(
    fc.record({
      ...{
        run,
        tick: count,
        ordinal: count,
        product: anyProduct,
        side: fc.constantFrom('buy' as const, 'sell' as const),
      },
      ...{ quantity: units, latency: span },
    }),
    words,
  )
  .map(([bare, more]) => ({ ...bare, ...more }))
const outcome = fc.constantFrom(
  'completed' as const,
  'failed' as const,
  'timed-out' as const,
  'abandoned' as const,
)
const decision = fc.record({ run, tick: count, outcome, latency: span, recordHash: text })
const call = fc.record({
  ...{ run, tick: count, ordinal: count, node: text, inputTokens: count, cachedInputTokens: count },
  ...{ outputTokens: count, estimated: fc.boolean(), cost: amount, latency: span },
})
const joining = fc
  .tuple(fc.boolean(), fc.option(rules, { nil: undefined }), text)
  .map(([modelled, risk, name]) => ({
    ...(modelled ? modelRun(name) : runConfig(name)),
    ...(risk === undefined ? {} : { risk }),
  }))
const assignment = fc.tuple(fc.boolean(), text).map(([modelled, settings]) => {
  const { brain, strategyVersion, labels, color } = runConfig('changed')
  return {
    brain,
    strategyVersion,
    labels,
    color,
    ...(modelled ? { model: runModel('other', { settings }) } : {}),
  }
})
const command: fc.Arbitrary<OperatorCommand> = fc.oneof(
  fc.constantFrom<OperatorCommand>({ kind: 'pause' }, { kind: 'resume' }),
  fc
    .constantFrom('operator' as const, 'duration' as const, 'superseded' as const)
    .map((reason) => ({ kind: 'end' as const, reason })),
  joining.map((joins) => ({ kind: 'add-run' as const, run: joins })),
  fc.record({ kind: fc.constantFrom('bench' as const, 'unbench' as const, 're-arm' as const), run }),
  fc.record({ kind: fc.constant('reassign' as const), run, assignment }),
  amount.map((cap) => ({ kind: 'set-spend-cap' as const, cap })),
  fc.record({ kind: fc.constant('set-risk' as const), run, rules }, { requiredKeys: ['kind', 'run'] }),
)
const state = fc.constantFrom(
  'connecting' as const,
  'live' as const,
  'stale' as const,
  'reconnecting' as const,
)
const reason = fc.constantFrom(
  'superseded' as const,
  'worker-restarting' as const,
  'no-key' as const,
  'spend-cap' as const,
)

const inputs: fc.Arbitrary<InputEvent> = fc.oneof(
  fc.record({ type: fc.constant('MatchStarted' as const), time, config: fc.constant(config) }),
  fc.record({ type: fc.constant('TickerReceived' as const), time, ticker }),
  fc.record({
    type: fc.constant('HeartbeatReceived' as const),
    time,
    product: known,
    lastTradeId: fc.maxSafeInteger(),
  }),
  fc.record({ type: fc.constant('CandleClosed' as const), time, candle }),
  fc.record({ type: fc.constant('FeedStateChanged' as const), time, state, detail: text }),
  fc.record({ type: fc.constant('TickPublished' as const), time, tick: count }),
  fc.record({ type: fc.constant('TickSkipped' as const), time, run, tick: count, reason }),
  fc.record({ type: fc.constant('ClockAdvanced' as const), time }),
  fc.record({ type: fc.constant('SignalSubmitted' as const), time, signal }),
  fc.record({ type: fc.constant('DecisionClosed' as const), time, decision }),
  fc.record({ type: fc.constant('CommandIssued' as const), time, command }),
  fc.record({ type: fc.constant('ModelCallSettled' as const), time, call }),
)

function bytesOf(input: InputEvent): Uint8Array {
  const writer = new ByteWriter()
  writeInput(writer, input)
  return writer.take()
}

describe('rows of inputs', () => {
  it('keep every input exactly, through JSON text', () => {
    fc.assert(
      fc.property(inputs, inputs, (input, before) => {
        const trail = new RowTrail()
        trail.follow(before)
        const json = canonicalJson(inputRow(input, trail, cells))
        if (!json.ok) throw new Error(json.error)
        const row: unknown = JSON.parse(json.value)
        if (!Array.isArray(row)) throw new Error('no list')
        const read = readInputRow(row, trail, cells, config)
        if (!read.ok) throw new Error(read.error)
        expect(read.value).toEqual(input)
        expect(bytesOf(read.value)).toEqual(bytesOf(input))
      }),
      { numRuns: RUNS },
    )
  })

  it('refuse any cell of another kind with its place, and never throw', () => {
    const junk = fc.oneof(
      fc.constant(null),
      fc.constant(-1),
      fc.constant(0.5),
      fc.constant('\u0000'),
      fc.constant({}),
    )
    fc.assert(
      fc.property(inputs, fc.nat(12), junk, (input, place, cell) => {
        const row = [...inputRow(input, new RowTrail(), cells)]
        const at = place % row.length
        row[at] = cell
        const read = readInputRow(row, new RowTrail(), cells, config)
        if (!read.ok) expect(read.error).toMatch(/^\[\d+\].*: .+\.$/s)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('numbers as text', () => {
  it('a number of steps has one text, and no other text is read', () => {
    const increment = fc
      .constantFrom('0.01', '0.05', '1', '10', '0.00000001', '2.5', '0.000000000000000001')
      .map(decimal)
    fc.assert(
      fc.property(increment, fc.maxSafeNat(), (step, steps) => {
        const known = new StepText(step)
        const written = known.write(steps)
        expect(known.read(written)).toBe(steps)
        const more = written.includes('.') ? `${written}0` : `${written}.0`
        for (const other of [
          more,
          `0${written}`,
          `+${written}`,
          ` ${written}`,
          `-${written}`,
          `${written}.`,
        ]) {
          expect(known.read(other)).toBeUndefined()
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('a float keeps every bit', () => {
    fc.assert(
      fc.property(float, (value) => {
        expect(Object.is(readFloat(floatText(value)), value)).toBe(true)
      }),
      { numRuns: RUNS },
    )
    for (const other of ['NaN', 'Infinity', '', ' 1', '01', '1.0', '1e3', '0x1'])
      expect(readFloat(other)).toBeUndefined()
  })
})
