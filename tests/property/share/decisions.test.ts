import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { DecisionRecord, ModelTurn } from '$lib/agents/decision'
import { canonicalJson } from '$lib/core/canonical-json'
import { type Decimal, decimalToString } from '$lib/core/decimal'
import { sha256Hex } from '$lib/core/hash'
import { durationMs, timeMs } from '$lib/core/time'
import { type ModelCallOutcome, runIndex } from '$lib/engine/events'
import { terseSchema } from '$lib/share/decision-schema'
import type { LoggedDecision } from '$lib/share/log-index'
import { terseDecision } from '$lib/share/terse-decision'
import { wholeRecord } from '$lib/share/whole-decision'

const RUNS = 2000

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'Bought. Reasoning: it broke out.', ' reasoning:  Reasoning: twice ', '\n'),
)
const span = fc.nat().map(durationMs)
const time = fc.nat().map(timeMs)
const outcome = fc.constantFrom('completed' as const, 'failed' as const, 'timed-out' as const)
const given = fc.oneof(
  text,
  fc.constantFrom(
    '{"b":1,"a":[true]}',
    '{ "a" : 1.50 }',
    '{}',
    '[[]]',
    '{"a":1,"a":2}',
    '1e999',
    '{"a":12345678901234567890}',
  ),
)
const call = fc.record(
  { id: text, name: text, arguments: given, signature: text },
  { requiredKeys: ['id', 'name', 'arguments'] },
)
const usage = fc.record({
  ...{
    input: fc.nat(),
    cachedInput: fc.nat(),
    output: fc.nat(),
    reasoning: fc.nat(),
    estimated: fc.boolean(),
  },
})
const cost = fc.bigInt({ min: 0n, max: 10n ** 20n }).map((amount) => decimalToString(amount as Decimal))
const turn = fc.record(
  {
    ...{
      words: text,
      thinking: text,
      calls: fc.array(call, { maxLength: 3 }),
      usage,
      cost,
      latency: span,
      queued: span,
    },
    ...{
      ending: fc.constantFrom('stop' as const, 'tool-calls' as const, 'deadline' as const),
      attempts: fc.nat(9),
    },
  },
  { requiredKeys: ['words', 'calls', 'usage', 'cost', 'latency', 'queued', 'ending', 'attempts'] },
)
const model = fc.record({
  ...{ node: text, modelId: text, template: fc.nat(9), condensedFrom: fc.nat(99), wholeFrom: fc.nat(99) },
  promptHash: fc.oneof(
    text,
    text.map((words) => sha256Hex(words)),
  ),
  turns: fc.array(turn, { maxLength: 4 }),
})
const exchange = fc.record({ tool: text, input: given, output: text, ok: fc.boolean(), after: span })
const bare = fc.record(
  {
    ...{
      tick: fc.nat(99),
      matchTime: time,
      outcome,
      response: text,
      reasoning: text,
      latency: span,
      problem: text,
    },
    ...{ exchanges: fc.array(exchange, { maxLength: 4 }), model },
  },
  { requiredKeys: ['tick', 'matchTime', 'outcome', 'response', 'reasoning', 'latency', 'exchanges'] },
)

/** Exchanges that answer the calls in their order, as the runtime's do, but for some. */
const record: fc.Arbitrary<DecisionRecord> = fc.tuple(bare, fc.nat(9)).map(([decision, from]) => {
  const calls = (decision.model?.turns ?? []).flatMap((spoken) => spoken.calls).slice(from % 3)
  const answers = calls.map(({ name, arguments: asked }) => {
    const json = canonicalJson(readable(asked))
    return {
      tool: name,
      input: json.ok ? json.value : '{}',
      output: 'Done.',
      ok: true,
      after: durationMs(from),
    }
  })
  return from < 5 ? { ...decision, exchanges: [...answers, ...decision.exchanges] } : decision
})

function readable(asked: string): unknown {
  try {
    return JSON.parse(asked)
  } catch {
    return asked
  }
}

/** A log that agrees with the record but for what `wrong` picks. */
function loggedOf(decision: DecisionRecord, wrong: number): LoggedDecision {
  const turns = decision.model?.turns ?? []
  const calls = turns.flatMap((spoken, ordinal) =>
    wrong % 7 === ordinal ? [] : [callOf(spoken, ordinal, wrong % 5 === 0)],
  )
  return {
    ...{ seq: 7, recordHash: '', outcome: wrong % 3 === 0 ? 'abandoned' : decision.outcome },
    latency: wrong % 4 === 0 ? durationMs(decision.latency + 1) : decision.latency,
    published: wrong % 2 === 0 ? undefined : decision.matchTime,
    calls: new Map(calls.map((one) => [one.ordinal, one])),
  }
}

function callOf(
  { usage: spent, cost: paid, latency }: ModelTurn,
  ordinal: number,
  guessed: boolean,
): ModelCallOutcome {
  return {
    ...{ run: runIndex(0), tick: 1, ordinal, node: 'n', latency, estimated: spent.estimated || guessed },
    ...{ inputTokens: spent.input, cachedInputTokens: spent.cachedInput, outputTokens: spent.output },
    cost: decimalOf(paid),
  }
}

/** The decimal whose text this is. */
function decimalOf(written: string): Decimal {
  const [whole = '', places = ''] = written.split('.')
  return BigInt(whole + places.padEnd(18, '0')) as Decimal
}

describe('a decision without what stands twice', () => {
  it('becomes whole again, whatever it and the log say', () => {
    fc.assert(
      fc.property(record, fc.nat(99), (decision, wrong) => {
        const logged = loggedOf(decision, wrong)
        const { record: terse, texts, asked } = terseDecision(decision, logged)
        const json = JSON.stringify({ run: 0, tick: decision.tick, record: terse })
        const shape = v.parse(terseSchema, JSON.parse(json))
        expect(wholeRecord(shape, { texts, asked, logged })).toEqual({ ok: true, value: decision })
      }),
      { numRuns: RUNS },
    )
  })

  it('says in few words what it lacks, for any texts, and never throws', () => {
    const cells = fc.array(fc.oneof(text, fc.constant(null)), { maxLength: 12 })
    fc.assert(
      fc.property(record, fc.nat(99), cells, (decision, wrong, texts) => {
        const shape = v.parse(terseSchema, {
          run: 0,
          tick: 1,
          record: terseDecision(decision, loggedOf(decision, 1)).record,
        })
        const made = wholeRecord(shape, { texts, asked: undefined, logged: loggedOf(decision, wrong) })
        if (!made.ok) expect(made.error).toMatch(/^(?:a|more|fewer) .{8,60}$/)
      }),
      { numRuns: RUNS },
    )
  })
})
