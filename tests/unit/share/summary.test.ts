import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64Url } from '$lib/core/base64url'
import { EventLog } from '$lib/engine/log/event-log'
import { readSummary, summaryCode } from '$lib/share/summary'
import { longMatch } from '../../fixtures/share/long-match'
import { playedMatch } from '../../fixtures/share/whole-match'

const match = playedMatch()

async function codeOf(whole = match): Promise<string> {
  const code = await summaryCode(whole)
  if (!code.ok) throw new Error(code.error)
  return code.value
}

async function packed(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()))
}

describe('a summary link', () => {
  it('holds standings, curves, digest, products and times', async () => {
    const summary = await readSummary(await codeOf())
    if (!summary.ok) throw new Error(summary.error)
    const log = new EventLog()
    for (const { record } of match.steps) log.append(record)
    const { standings, curves, ...rest } = summary.value
    expect(rest).toEqual({
      startedAt: match.config.startedAt,
      endedAt: match.head.matchTime,
      products: match.config.products.map(({ id }) => id),
      initialCash: '100000',
      digest: log.tip,
    })
    expect(standings).toEqual(match.head.standings)
    // Seven ticks and the end; two agents joined after the second.
    expect(curves.map(({ values }) => values.length)).toEqual([3, 3, 5, 5, 5, 5, 5, 5])
    expect(curves.at(-1)?.values).toEqual(
      match.head.standings.map(({ equity }) => Math.round(Number(equity))),
    )
    expect(curves.map(({ time }) => time)).toEqual([...curves.map(({ time }) => time)].sort((a, b) => a - b))
  })

  it('of six agents over hours has at most 2,000 characters and 40 points', async () => {
    const long = longMatch({ hours: 3 })
    const code = await codeOf(long)
    expect(code.length).toBeLessThanOrEqual(2000)
    expect(code).toMatch(/^[A-Za-z0-9_-]+$/)
    const summary = await readSummary(code)
    if (!summary.ok) throw new Error(summary.error)
    expect(summary.value.curves).toHaveLength(40)
    expect(summary.value.standings).toEqual(long.head.standings)
  })

  it('refuses what is none with a sentence, whatever it is', async () => {
    const good = await codeOf()
    const bomb = await packed(' '.repeat(5_000_000))
    const wrong = [[], {}, [1], [2, 0, 0, ['BTC-USD'], '1', '', [], [], []], 'x', null]
    const codes = [
      good.slice(0, 40),
      '',
      '!',
      'A'.repeat(9000),
      bomb,
      ...(await Promise.all(wrong.map(packed))),
    ]
    for (const code of codes) {
      expect(await readSummary(code)).toEqual({
        ok: false,
        error: expect.stringMatching(/^The address holds no result/),
      })
    }
  })

  it('never throws on a mutant', async () => {
    const good = await codeOf()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'),
        async (at, digit) => {
          const read = await readSummary(good.slice(0, at) + digit + good.slice(at + 1))
          if (!read.ok) expect(read.error).toMatch(/^The address holds no result/)
        },
      ),
      { numRuns: 300 },
    )
  })
})
