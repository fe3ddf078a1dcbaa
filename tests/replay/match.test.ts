import { describe, expect, it } from 'vitest'
import { ByteWriter } from '$lib/core/byte-writer'
import { priceTicks } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { Engine, type Step } from '$lib/engine/engine'
import { runIndex } from '$lib/engine/events'
import { EventLog } from '$lib/engine/log/event-log'
import { replay } from '$lib/engine/log/replay'
import { decodeStep, encodeStep } from '$lib/engine/log/step-codec'
import { resumeEngine } from '$lib/engine/log/resume'
import { tailedInputs } from '../fixtures/golden-match'
import { SyntheticMatch, modelMatchConfig, riskMatchConfig } from '../fixtures/synthetic-match'

function play(
  seed: string,
  count: number,
  source: Pick<SyntheticMatch, 'inputs'> = new SyntheticMatch(seed),
): { steps: readonly Step[]; engine: Engine; log: EventLog } {
  const engine = new Engine()
  const log = new EventLog()
  const steps = source.inputs(count).map((input) => {
    const step = engine.apply(input)
    log.append(step.record)
    return step
  })
  return { steps, engine, log }
}

const match = play('replay', 3000)
const records = match.steps.map((step) => step.record)
const known = { seals: match.log.seals, tip: match.log.tip }

/** The log with one byte of one record turned. */
function flipped(seq: number, byte: number): Uint8Array[] {
  return records.map((record, index) => {
    if (index !== seq) return record
    const copy = record.slice()
    copy[byte] = (copy[byte] ?? 0) ^ 1
    return copy
  })
}

describe('replay', () => {
  it('[G4] folds a log again to the same events at every seq and the same digest at every segment', () => {
    let compared = 0
    const verdict = replay(records, known, (step) => {
      expect(step.derived).toEqual(match.steps[step.seq]?.derived)
      compared += 1
    })
    expect(verdict).toMatchObject({ ok: true, value: { verified: true, events: 3003 } })
    expect(compared).toBe(3003)
    expect(match.log.seals).toHaveLength(3)
    expect(match.steps.some((step) => step.derived.some(({ type }) => type === 'OrderFilled'))).toBe(true)
  })

  it('[G4][G5][R1][M1] folds a log with language models and a changing roster again to the same', () => {
    const lively = play('lively', 1500, new SyntheticMatch('lively', modelMatchConfig(), true))
    const kinds = new Set(
      lively.steps.map(({ input }) => (input.type === 'CommandIssued' ? input.command.kind : input.type)),
    )
    for (const kind of ['add-run', 'bench', 'unbench', 'reassign', 'set-spend-cap', 'ModelCallSettled']) {
      expect(kinds).toContain(kind)
    }
    const own = lively.steps.map(({ record }) => record)
    const verdict = replay(own, { seals: lively.log.seals, tip: lively.log.tip })
    expect(verdict).toMatchObject({ ok: true, value: { verified: true, events: 1503 } })
    if (!verdict.ok) return
    expect(verdict.value.engine.runs).toEqual(lively.engine.runs)
    expect(verdict.value.engine.modelCost()).toBe(lively.engine.modelCost())
    const settled = lively.steps.findIndex(({ input }) => input.type === 'ModelCallSettled')
    const forged = own.map((record, index) =>
      index === settled ? record.with(-1, record.at(-1)! ^ 1) : record,
    )
    expect(replay(forged, { seals: lively.log.seals }).ok).toBe(false)
  })

  it('[G4][S9] folds a log with stops and limits again to the same sales, at the same seq', () => {
    const risk = { trailingStopBasisPoints: 60, dailyLossBasisPoints: 300, productExposureBasisPoints: 2500 }
    const stopped = play('stopped', 1500, new SyntheticMatch('stopped', riskMatchConfig(risk), true))
    const own = stopped.steps.map(({ record }) => record)
    const sold: number[] = []
    const verdict = replay(own, { seals: stopped.log.seals, tip: stopped.log.tip }, (step) => {
      expect(step.derived).toEqual(stopped.steps[step.seq]?.derived)
      const isSale = step.derived.some((event) => 'verdict' in event && event.verdict === 'liquidated')
      if (isSale && step.input.type !== 'SignalSubmitted') sold.push(step.seq)
    })
    expect(verdict).toMatchObject({ ok: true, value: { verified: true } })
    expect(sold.length).toBeGreaterThan(20)
    if (!verdict.ok) return
    expect(verdict.value.engine.riskWorth()).toEqual(stopped.engine.riskWorth())
    // Twice the price that fired a stop, and the sale is not made.
    const [first = 0] = sold.filter((seq) => stopped.steps[seq]?.input.type === 'TickerReceived')
    const { seq, input } = stopped.steps[first]!
    if (input.type !== 'TickerReceived') throw new Error('not a ticker')
    const { price } = input.ticker
    const forged = own.with(
      seq,
      encodeStep(new ByteWriter(), {
        seq,
        input: { ...input, ticker: { ...input.ticker, price: priceTicks(price * 2) } },
        derived: stopped.steps[seq]!.derived,
      }),
    )
    expect(replay(forged)).toMatchObject({ ok: false, error: { divergedAt: seq } })
  })

  it('[G4][T10] folds a log with limits on tails again to the same verdicts, whatever was asked meanwhile', () => {
    const judged = play('tails', 3000, { inputs: tailedInputs })
    const own = judged.steps.map(({ record }) => record)
    const rules = new Map<string, number>()
    const verdict = replay(own, { seals: judged.log.seals, tip: judged.log.tip }, (step) => {
      for (const event of step.derived) {
        if (event.type !== 'RiskEvent') continue
        rules.set(event.rule, (rules.get(event.rule) ?? 0) + 1)
        expect(event.figure).not.toBeNaN()
      }
    })
    expect(verdict).toMatchObject({ ok: true, value: { verified: true } })
    expect([...rules.keys()]).toEqual(
      expect.arrayContaining(['tail-risk', 'volatility-target', 'correlated-exposure']),
    )
    if (!verdict.ok) return
    expect(verdict.value.engine.riskWorth()).toEqual(judged.engine.riskWorth())
    // Here portfolios are asked for meanwhile, which the replay never did.
    const asked = new Engine()
    for (const { seq, input, record } of judged.steps) {
      expect(asked.apply(input).record).toEqual(record)
      if (seq % 10 === 9) asked.runs.forEach((_, run) => asked.portfolio(runIndex(run), asked.time))
    }
    const resumed = resumeEngine(own.slice(0, 2300))
    if (!resumed.ok) throw new Error(resumed.error.got)
    for (const { input, record } of judged.steps.slice(2300)) {
      expect(resumed.value.engine.apply(input).record).toEqual(record)
    }
  })

  it('[E4][S11] goes on from any record as if it had never stopped: with stops armed, waiting, and halted', () => {
    const risk = { trailingStopBasisPoints: 60, runDrawdownBasisPoints: 80, coolDown: durationMs(5000) }
    const whole = play('resumed', 600, new SyntheticMatch('resumed', riskMatchConfig(risk), true))
    const own = whole.steps.map(({ record }) => record)
    for (let cut = 1; cut < own.length; cut += 37) {
      const resumed = resumeEngine(own.slice(0, cut))
      if (!resumed.ok) throw new Error(resumed.error.got)
      for (const { input, record } of whole.steps.slice(cut)) {
        expect(resumed.value.engine.apply(input).record).toEqual(record)
      }
    }
  })

  it('[G4] finds a changed price at the seq where what follows changes', () => {
    const seq = match.steps.findIndex(
      ({ derived }) => derived.some(({ type }) => type === 'OrderFilled') && derived.length === 3,
    )
    const { record } = match.steps[seq]!
    const verdict = replay(flipped(seq, record.length - 1), known)
    expect(verdict).toMatchObject({ ok: false, error: { divergedAt: seq } })
  })

  it('[G4] finds any flipped byte, at its seq or by the end of its segment', () => {
    for (let seq = 0; seq < records.length; seq += 97) {
      for (const byte of [0, 1, 3, records[seq]!.length - 1]) {
        const verdict = replay(flipped(seq, byte), known)
        expect(verdict.ok).toBe(false)
        if (verdict.ok) continue
        const { divergedAt } = verdict.error
        const segmentEnd = Math.min(Math.floor(seq / 1000) * 1000 + 999, records.length - 1)
        expect(divergedAt).toBeGreaterThanOrEqual(seq)
        expect(divergedAt).toBeLessThanOrEqual(segmentEnd)
      }
    }
  })

  it('[G4] finds a missing, a doubled and a swapped record', () => {
    const without = records.filter((_, index) => index !== 500)
    expect(replay(without, known)).toMatchObject({ ok: false, error: { divergedAt: 500 } })
    const doubled = [...records.slice(0, 501), ...records.slice(500)]
    expect(replay(doubled, known)).toMatchObject({ ok: false, error: { divergedAt: 501 } })
    const shorter = records.slice(0, -1)
    expect(replay(shorter, known)).toMatchObject({ ok: false, error: { divergedAt: 3001 } })
  })

  it('[G4] says what it wanted and what it got when the input cannot be folded', () => {
    const verdict = replay(records.slice(1))
    expect(verdict).toMatchObject({
      ok: false,
      error: { divergedAt: 0, expected: 'event 0', got: 'event 1' },
    })
    expect(replay([Uint8Array.of(1, 2, 3)])).toMatchObject({ ok: false, error: { divergedAt: 0 } })
  })

  it('[E4] goes on from stored records as if it had never stopped', () => {
    const resumed = resumeEngine(records.slice(0, 1500))
    if (!resumed.ok) throw new Error(resumed.error.got)
    const { engine, log } = resumed.value
    for (const { input, record } of match.steps.slice(1500)) {
      const step = engine.apply(input)
      log.append(step.record)
      expect(step.record).toEqual(record)
    }
    expect(log.seals).toEqual(match.log.seals)
    expect(log.tip).toBe(match.log.tip)
  })

  it('[G1] each record decodes to its step', () => {
    for (const { seq, input, derived, record } of match.steps) {
      expect(decodeStep(record)).toEqual({ ok: true, value: { seq, input, derived } })
    }
  })
})
