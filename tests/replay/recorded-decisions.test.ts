import { beforeAll, describe, expect, it } from 'vitest'
import { type BarBlock, sealBlock } from '$lib/engine/block/bar-block'
import { signalsOf } from '$lib/engine/block/block-signals'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import type { MatchConfig } from '$lib/engine/config'
import { runIndex } from '$lib/engine/events'
import { type LoggedStep, decodeStep } from '$lib/engine/log/step-codec'
import { alignBars } from '$lib/lab/catalog/align'
import { ZeroCopyManager } from '$lib/lab/catalog/zero-copy'
import { matchBars } from '$lib/lab/recorded/match-bars'
import { recordedDecisions } from '$lib/lab/recorded/recorded-decisions'
import type { WholeMatch } from '$lib/match/whole-match'
import { playedDemo } from '../fixtures/played-demo'
import { tale } from '../fixtures/risk-bars'
import { backtestFromSignals } from '../fixtures/settled-signals'

const BRAINROT = 1

function stepsOf(match: WholeMatch): readonly LoggedStep[] {
  return match.steps.map(({ record }) => {
    const step = decodeStep(record)
    if (!step.ok) throw new Error(step.error)
    return step.value
  })
}

function blockOf({ config }: WholeMatch, steps: readonly LoggedStep[]): BarBlock {
  const bars = matchBars(
    config.products.length,
    steps.map(({ input }) => input),
  )
  const block = sealBlock(60, alignBars(bars, new ZeroCopyManager(false)))
  if (!block.ok) throw new Error(block.error)
  return block.value
}

describe('a played match', () => {
  let match: WholeMatch
  let steps: readonly LoggedStep[]
  beforeAll(async () => {
    match = await playedDemo('recorded', 30)
    steps = stepsOf(match)
  })

  it('leaves minutes that a backtest can run on, without a hole from its start on', () => {
    const block = blockOf(match, steps)
    const during = block.products[0]?.time.filter((time) => time >= match.config.startedAt) ?? []
    expect(during.length).toBeGreaterThanOrEqual(29)
    expect(during.every((time, at) => at === 0 || time - (during[at - 1] ?? 0) === 60_000)).toBe(true)
  })

  it.each([0, 1, 2])('has run %i’s decisions settled on them, and the log of that verifies', (run) => {
    const block = blockOf(match, steps)
    const target = { block, products: match.config.products }
    const found = recordedDecisions(steps, runIndex(run), match.config.products, target)
    const given = steps.filter(({ input }) => input.type === 'SignalSubmitted' && input.signal.run === run)
    if (given.length === 0) {
      expect(found.ok).toBe(false)
      return
    }
    if (!found.ok) throw new Error(found.error)
    const config: MatchConfig = { ...match.config, runs: match.config.runs.slice(run, run + 1) }
    const { signals } = found.value
    const result = backtestFromSignals(config, PLAIN_FILLS, block, 'recorded', '1', signals)
    if (!result.ok) throw new Error(result.error)
    // What was all the cash at the agent's quote may be too much at the next open, and is refused then.
    const met = signals.filter(({ row }) => row < block.rows - 1)
    const outcomes = tale(result.value).filter((line) =>
      /bought|sold|SignalRefused|OrderCancelled/.test(line),
    )
    expect(outcomes).toHaveLength(met.length)
    if (run !== BRAINROT) expect(result.value.trades).toBeGreaterThan(0)
    expect(signalsOf(result.value.records)).toMatchObject({ ok: true, value: { length: signals.length } })
    const again = replayBacktest(result.value.records, block)
    expect(again.ok && again.value.digest).toBe(result.value.digest)
  })
})
