import { describe, expect, it } from 'vitest'
import { knownFields } from '$lib/engine/known-limits'
import { decodeStep } from '$lib/engine/log/step-codec'
import {
  GOLDEN_CAPPED_TIP,
  GOLDEN_DIGESTS,
  GOLDEN_STOPPED_TIP,
  GOLDEN_TAIL_TIP,
  GOLDEN_TIP,
  type GoldenMatch,
  goldenCappedMatch,
  goldenMatch,
  goldenStoppedMatch,
  goldenTailMatch,
} from '../fixtures/golden-match'

/** Everything the log names: types of inputs and of what followed, commands, rules with their verdicts. */
function namesIn({ records }: GoldenMatch): Set<string> {
  const names = new Set<string>()
  for (const record of records) {
    const step = decodeStep(record)
    if (!step.ok) throw new Error(step.error)
    const { input, derived } = step.value
    names.add(input.type === 'CommandIssued' ? input.command.kind : input.type)
    for (const event of derived) {
      names.add(event.type)
      if (event.type === 'RiskEvent') names.add(event.rule).add(event.verdict)
    }
  }
  return names
}

describe('the golden match', () => {
  it('[E4][G3][G4] has the pinned digest at every segment, and verifies', () => {
    const golden = goldenMatch()
    expect(golden.digests).toEqual(GOLDEN_DIGESTS)
    expect(golden.tip).toBe(GOLDEN_TIP)
    expect(golden.verified).toBe(true)
  })

  it('[G5] has the pinned digest in version 2, with caps that cut', () => {
    const golden = goldenCappedMatch()
    expect([golden.tip, golden.verified]).toEqual([GOLDEN_CAPPED_TIP, true])
    expect(namesIn(golden)).toContain('resized')
  })

  it('[G5] has the pinned digest in version 3, in which every limit and every exit acts', () => {
    const golden = goldenStoppedMatch()
    const names = namesIn(golden)
    const wanted = [
      ...knownFields(3).map(({ rule }) => rule),
      ...['stop-loss', 'take-profit', 'time-stop', 'no-position', 'set-risk', 're-arm', 'add-run'],
      ...['resized', 'refused', 'liquidated', 'waiting', 'ExitsChanged', 'TradingHalted'],
    ]
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
    expect([golden.tip, golden.verified]).toEqual([GOLDEN_STOPPED_TIP, true])
  })

  it('[G5][T10] has the pinned digest in version 4, in which every limit on tails acts', () => {
    const golden = goldenTailMatch()
    const names = namesIn(golden)
    const wanted = ['tail-risk', 'volatility-target', 'correlated-exposure', 'set-risk', 'resized', 'refused']
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
    expect([golden.tip, golden.verified]).toEqual([GOLDEN_TAIL_TIP, true])
  })
})
