import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import type { InputEvent } from '$lib/engine/events'
import { EventLog } from '$lib/engine/log/event-log'
import { Random } from '$lib/core/random'
import { textOf, verified } from '../../fixtures/share/share-files'
import { MatchMaker } from '../../fixtures/share/match-maker'
import {
  SyntheticMatch,
  drawRules,
  matchConfig,
  modelMatchConfig,
  riskMatchConfig,
} from '../../fixtures/synthetic-match'

const seeds = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })

function made(inputs: readonly InputEvent[]): { match: MatchMaker; tip: string } {
  const [start, ...rest] = inputs
  if (start?.type !== 'MatchStarted') throw new Error('no start')
  const match = new MatchMaker(start.config)
  for (const input of rest) match.apply(input)
  const log = new EventLog()
  for (const { record } of match.steps) log.append(record)
  return { match, tip: log.tip }
}

function synthetic(seed: string, version: number, length: number): readonly InputEvent[] {
  if (version === 1) return new SyntheticMatch(seed, matchConfig()).inputs(length)
  if (version === 2) return new SyntheticMatch(seed, modelMatchConfig(), true).inputs(length)
  const config = riskMatchConfig(drawRules(Random.fromSeed(seed)))
  return new SyntheticMatch(seed, config, true).inputs(length)
}

describe('a share file of any match', () => {
  it('of every format version verifies with the digest of the match, and is written again to the same text', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(1, 2, 3), async (seed, version) => {
        const { match, tip } = made(synthetic(seed, version, 150))
        const text = await textOf(match.whole())
        const { outcome, match: again } = await verified(text)
        expect(outcome).toMatchObject({ status: 'verified', digest: tip, events: match.steps.length })
        expect(again === undefined ? '' : await textOf(again)).toBe(text)
      }),
      { numRuns: 60 },
    )
  })

  it('goes over several segments', async () => {
    for (const length of [996, 997, 998, 2500]) {
      const { match, tip } = made(synthetic(`long ${length}`, 3, length))
      const text = await textOf(match.whole())
      expect((await verified(text)).outcome).toMatchObject({
        status: 'verified',
        digest: tip,
        events: length + 3,
      })
      expect(JSON.parse(text).segments).toHaveLength(Math.ceil((length + 3) / 1000))
    }
  })

  it('is caught at the event whose time was changed, in whatever segment', async () => {
    const { match } = made(synthetic('times', 3, 2500))
    const text = await textOf(match.whole())
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2502 }), fc.integer({ min: 1, max: 9 }), async (seq, by) => {
        const file = JSON.parse(text)
        const row = file.segments[Math.floor(seq / 1000)].inputs[seq % 1000]
        row[1] = Number(row[1]) + by
        const { outcome } = await verified(JSON.stringify(file))
        expect(outcome).toMatchObject({ status: 'diverged', at: seq })
      }),
      { numRuns: 25 },
    )
  })

  it('keeps times that go backwards', async () => {
    const inputs = synthetic('back', 3, 50).map((input, at) =>
      at > 0 && at % 7 === 0 ? { ...input, time: timeMs(input.time - 90_000) } : input,
    )
    const { match, tip } = made(inputs)
    expect((await verified(await textOf(match.whole()))).outcome).toMatchObject({
      status: 'verified',
      digest: tip,
    })
  })
})
