import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '$lib/core/canonical-json'
import { sha256Hex } from '$lib/core/hash'
import type { StoredStep } from '$lib/match/ports'
import { restoreMatch } from '$lib/match/restore'
import type { WholeMatch } from '$lib/match/whole-match'
import { writeShare } from '$lib/share/write-share'
import { ABOUT, finished, readText, textOf, verified, written } from '../../fixtures/share/share-files'
import { playedMatch } from '../../fixtures/share/whole-match'

const match = playedMatch()
let text = ''

beforeAll(async () => {
  text = await textOf(match)
})

/** Every property's path; numbers of lists are left out. */
function pathsOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) pathsOf(item, `${path}[]`, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      found.add(`${path}.${name}`)
      pathsOf(member, `${path}.${name}`, found)
    }
  }
  return found
}

const bytes = (steps: readonly StoredStep[]) => steps.map(({ record }) => [...record])

describe('a share file', () => {
  it('is canonical JSON, and its hashes are those of its parts', () => {
    const { hashes, ...body } = JSON.parse(text)
    expect(canonicalJson(JSON.parse(text))).toEqual({ ok: true, value: text })
    const hashOf = (value: unknown): string => {
      const canonical = canonicalJson(value)
      return canonical.ok ? sha256Hex(canonical.value) : canonical.error
    }
    expect(hashes).toEqual({
      match: hashOf(body.match),
      prompts: hashOf(body.prompts),
      segments: body.segments.map(hashOf),
      decisions: hashOf(body.decisions),
      words: hashOf(body.words),
      results: hashOf(body.results),
      whole: hashOf(body),
    })
  })

  it('is run again with the same result, and gives back the match it was made of', async () => {
    const { outcome, match: again } = await verified(text)
    expect(outcome).toEqual({
      ...{ status: 'verified', events: match.steps.length, notes: [] },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    if (again === undefined) throw new Error('nothing to show')
    expect(bytes(again.steps)).toEqual(bytes(match.steps))
    expect(again.config).toEqual(match.config)
    expect(again.decisions).toEqual(match.decisions)
    expect(new Set(again.prompts)).toEqual(new Set(match.prompts))
    expect({ ...again.head, wallTime: 0 }).toEqual({ ...match.head, wallTime: 0 })
    expect(await textOf(again)).toBe(text)
  })

  it('holds these properties and no others', () => {
    expect([...pathsOf(JSON.parse(text))].sort().join('\n')).toMatchSnapshot()
  })

  it.each([1, 2, 12, 30, 45, 46, 60])(
    'can be made while the match runs or is paused, after %i events',
    async (until) => {
      const part = playedMatch({ until })
      const { outcome, match: again } = await verified(await textOf(part))
      expect(outcome).toMatchObject({ status: 'verified', events: until })
      expect(outcome.notes).toEqual(['The match had not ended when the file was made.'])
      expect(again?.head.status).toBe(part.head.status)
      expect(again?.decisions).toEqual(part.decisions)
    },
  )

  it('can be made of a match that could not be stored any more', async () => {
    const part = playedMatch({ until: 20 })
    const halted: WholeMatch = { ...part, head: { ...part.head, status: 'halted' } }
    const { outcome, match: again } = await verified(await textOf(halted))
    expect(outcome.status).toBe('verified')
    expect(again?.head.status).toBe('halted')
  })

  it('without prompts and words holds their hashes, verifies, says so, and can still be shown', async () => {
    const closed = await textOf(match, { prompts: false, words: false })
    expect(closed).not.toContain('Trade with care')
    expect(closed).not.toContain('Mostly holding')
    const { outcome, match: again } = await verified(closed)
    expect(outcome).toMatchObject({ status: 'verified', events: match.steps.length })
    expect(outcome.notes).toEqual([
      '2 system prompts are not in the file, only by hash.',
      'The words of decisions are not in the file, only their hashes.',
    ])
    if (again === undefined) throw new Error('nothing to show')
    expect(restoreMatch(again.steps, again.decisions, again.prompts).ok).toBe(false)
    expect(restoreMatch(again.steps, again.decisions, again.prompts, 'without-prompts').ok).toBe(true)
  })

  it('leaves out the oldest words where it would be too large, and says from which tick on they are there', async () => {
    const whole = await written(match)
    const smaller = await written(match, {}, whole.bytes + 4100 - 3000)
    expect(smaller.bytes).toBeLessThan(whole.bytes - 2000)
    expect(smaller.notice).toMatch(/^The words of decisions before tick [2-7] are left out: .+\.$/)
    const { outcome } = await verified(smaller.parts().join(''))
    expect(outcome.status).toBe('verified')
    expect(outcome.notes.join()).toMatch(/^The words of \d of 13 decisions are not in the file/)
  })

  it('is refused where even the prices are too many', async () => {
    const tiny = await finished(writeShare(match, { prompts: true, words: true }, { ...ABOUT, most: 8000 }))
    expect(tiny).toEqual({ ok: false, error: expect.stringMatching(/^This match is too long for one file/) })
  })

  it('is not made of a log that does not follow from its inputs', async () => {
    const filled = readText(text).file.results.trades[0]?.seq
    const steps = match.steps.map((step) =>
      step.seq === filled
        ? {
            ...step,
            record: step.record.map((byte, at) => (at === step.record.length - 1 ? byte ^ 1 : byte)),
          }
        : step,
    )
    const share = await finished(writeShare({ ...match, steps }, { prompts: true, words: true }, ABOUT))
    expect(share).toEqual({
      ok: false,
      error: expect.stringContaining('does not follow from its own inputs'),
    })
  })

  it('leaves out words that are not those the log names, and broken characters', async () => {
    const decisions = match.decisions.map((decision, at) => {
      if (at === 0) return { ...decision, record: { ...decision.record, response: 'Never said.' } }
      return at === 1 ? { ...decision, record: { ...decision.record, response: 'Torn \ud83d.' } } : decision
    })
    const share = await written({ ...match, decisions })
    expect(share.notice).toMatch(/^The words of 2 decisions are left out: they are not those the log names/)
    expect((await verified(share.parts().join(''))).outcome.status).toBe('verified')
  })

  it('holds nothing of what happens to lie beside the match', async () => {
    const strange = { ...match, apiKey: 'sk-canary', head: { ...match.head, secret: 'sk-canary' } }
    const [first, ...rest] = match.decisions
    if (first === undefined) throw new Error('no decision')
    const padded = { ...first, record: { ...first.record, authorization: 'sk-canary' } }
    const share = await textOf({ ...strange, decisions: [padded, ...rest] })
    expect(share).toBe(text)
  })
})

describe('a changed file', () => {
  type Change = (file: ReturnType<typeof JSON.parse>) => void
  const cases: readonly [string, Change, number | undefined, RegExp, RegExp, RegExp][] = [
    [
      'a price',
      (file) => (file.segments[0].inputs[4][3] = '131.44'),
      4,
      /^Event 4, a price of SOL-USD \(segments\[0\].inputs\[4\]\), does not come out/,
      /^mark [0-9a-f]{4}$/,
      /^mark/,
    ],
    [
      'the size of a signal',
      (file) => (file.segments[0].inputs[7][7] = '0.20000000'),
      7,
      /a signal of run 0 on tick 1/,
      /^“agent-0” bought 0.2 BTC-USD at 62,500.01, fee/,
      /^“agent-0” bought 0.1 BTC-USD at 62,500.01, fee/,
    ],
    [
      'a mark',
      (file) =>
        (file.segments[0].marks = `${file.segments[0].marks.slice(0, 40)}0${file.segments[0].marks.slice(41)}`),
      10,
      /^Event 10,/,
      /^mark/,
      /^mark 0/,
    ],
    [
      'the initial cash',
      (file) => (file.match.initialCash = '100001'),
      0,
      /^Event 0, the start of the match/,
      /./,
      /./,
    ],
    [
      'the digest',
      (file) => (file.segments[0].digest = '0'.repeat(64)),
      102,
      /^segments\[0\]\.digest/,
      /^[0-9a-f]{64}$/,
      /^0+$/,
    ],
    [
      'an equity',
      (file) => (file.results.standings[1].equity = '99999.5'),
      undefined,
      /^results\.standings\[1\]\.equity: The standing of “agent-1”/,
      /./,
      /^99,999\.5$/,
    ],
    [
      'the price of a trade',
      (file) => (file.results.trades[0].price = '62500.02'),
      undefined,
      /^results\.trades\[0\]\.price/,
      /at 62,500\.01/,
      /at 62,500\.02/,
    ],
    [
      'a trade that never was',
      (file) => file.results.trades.push({ ...file.results.trades.at(-1), seq: 102 }),
      undefined,
      /^results\.trades\[\d+\]\.seq/,
      /^no such trade$/,
      /bought|sold/,
    ],
    [
      'a missing trade',
      (file) => file.results.trades.pop(),
      undefined,
      /^results\.trades\[\d+\]\.seq/,
      /bought|sold/,
      /^no such trade$/,
    ],
    [
      'the end',
      (file) => (file.results.status = 'halted'),
      undefined,
      /^results\.status/,
      /^ended$/,
      /^halted$/,
    ],
    ['a last event left out', dropLast, undefined, /^results\.(events|status)/, /./, /./],
    [
      'a word',
      (file) => (file.words.texts[1][3] = 'Mostly scolding.'),
      14,
      /^words\.texts\[1\], decisions\[1\]: The words of “agent-1”’s decision on tick 1 are not those that event 14 /,
      /^words whose hash begins with “[0-9a-f]{8}”$/,
      /^the hash [0-9a-f]{64}$/,
    ],
    [
      'a decision of another tick',
      (file) => (file.decisions.at(-1).tick = 99),
      101,
      /^Event 101, the decision of run 3 on tick \d+ \(segments\[0\]\.inputs\[101\]\), names words that are not in/,
      /^words whose hash begins/,
      /^none, but decisions\[12\]$/,
    ],
    ['a prompt', (file) => (file.prompts[0].text = 'Another.'), undefined, /^prompts\[0\]\.text/, /./, /./],
    [
      'a prompt of nobody',
      (file) => file.prompts.push({ hash: sha256Hex('x'), text: 'x' }),
      undefined,
      /^prompts\[2\]\.hash: No agent/,
      /./,
      /./,
    ],
    ['a hash', (file) => (file.hashes.results = '0'.repeat(64)), undefined, /^hashes\.results/, /./, /^0+$/],
    ['the date', (file) => (file.exportedAt = '2026-02-01T12:00:00Z'), undefined, /^hashes\.whole/, /./, /./],
  ]

  function dropLast(file: ReturnType<typeof JSON.parse>): void {
    file.segments[0].inputs.pop()
    file.segments[0].marks = file.segments[0].marks.slice(0, -4)
  }

  it.each(cases)('is caught and told where: %s', async (name, change, at, what, expected, got) => {
    const file = JSON.parse(text)
    change(file)
    const { outcome, match: shown } = await verified(JSON.stringify(file))
    expect(outcome.status).toBe('diverged')
    if (outcome.status !== 'diverged') return
    if (name === 'a last event left out') expect(outcome.what).toMatch(/^segments\[0\]\.digest/)
    else {
      expect(outcome.at).toBe(at)
      expect(outcome.what).toMatch(what)
    }
    expect(outcome.expected).toMatch(expected)
    expect(outcome.got).toMatch(got)
    if (at === 0) expect(shown).toBeUndefined()
    else if (at !== undefined && at < 100) expect(shown?.steps).toHaveLength(at)
  })

  it('shows what came before, as it was then', async () => {
    const file = JSON.parse(text)
    file.segments[0].inputs[31][3] = '60000.00'
    const { outcome, match: shown } = await verified(JSON.stringify(file))
    expect(outcome).toMatchObject({ status: 'diverged', at: 31 })
    const before = playedMatch({ until: 31 })
    expect(shown?.head).toMatchObject({ seq: 30, standings: before.head.standings })
    expect(bytes(shown?.steps ?? [])).toEqual(bytes(before.steps))
  })
})

describe('readShare', () => {
  type Change = (file: ReturnType<typeof JSON.parse>) => void
  const cases: readonly [Change, RegExp][] = [
    [(file) => (file.format = 'other'), /^This is no match file of the arena\.$/],
    [(file) => (file.version = 2), /^version: The file was made by a newer version of the arena/],
    [(file) => (file.extra = 1), /^extra: /],
    [(file) => delete file.results, /^results: /],
    [(file) => (file.match.runs[1].name = 7), /^match\.runs\[1\]\.name: /],
    [(file) => (file.match.products[0].quoteIncrement = '0'), /^match\.products\[0\]: .+not positive/],
    [(file) => (file.match.products[1] = file.match.products[0]), /^match\.products: .+twice/],
    [(file) => (file.segments[0].firstSeq = 1), /^segments\[0\]\.firstSeq: This must be 0, not 1\.$/],
    [(file) => file.segments[0].inputs.pop(), /^segments\[0\]\.marks: There are 103 marks for 102 events\.$/],
    [(file) => (file.segments[0].inputs[3] = 'x'), /^segments\[0\]\.inputs\[3\]: This must be a list\.$/],
    [
      (file) => (file.segments[0].inputs[3][0] = 'x'),
      /^segments\[0\]\.inputs\[3\]\[0\]: This must be one of start, /,
    ],
    [
      (file) => (file.segments[0].inputs[3][1] = 0.5),
      /^segments\[0\]\.inputs\[3\]\[1\]: This must be whole mill/,
    ],
    [
      (file) => (file.segments[0].inputs[3][2] = 'ETH-USD'),
      /^segments\[0\]\.inputs\[3\]\[2\]: This must be the id/,
    ],
    [
      (file) => (file.segments[0].inputs[3][3] = '0.0000'),
      /^segments\[0\]\.inputs\[3\]\[3\]: This must be a price/,
    ],
    [
      (file) => (file.segments[0].inputs[3][3] = '0.41'),
      /^segments\[0\]\.inputs\[3\]\[3\]: This must be a price/,
    ],
    [
      (file) => (file.segments[0].inputs[3][4] = '9.9999'),
      /^segments\[0\]\.inputs\[3\]\[4\]: This must be how far/,
    ],
    [
      (file) => (file.segments[0].inputs[3][6] = 'NaN'),
      /^segments\[0\]\.inputs\[3\]\[6\]: This must be a number/,
    ],
    [(file) => file.segments[0].inputs[3].push(1), /^segments\[0\]\.inputs\[3\]\[9\]: This is more than/],
    [(file) => file.segments[0].inputs[3].pop(), /^segments\[0\]\.inputs\[3\]\[8\]: Here should be/],
    [
      (file) => (file.segments[0].inputs[7][2] = 3),
      /^segments\[0\]\.inputs\[7\]: This names run 3, and there are 3/,
    ],
    [(file) => (file.segments[0].inputs[7][9].evil = 1), /^segments\[0\]\.inputs\[7\]\[9\]\.evil: /],
    [(file) => (file.segments[0].inputs[7][9].exits = {}), /^segments\[0\]\.inputs\[7\]\[9\]\.exits: /],
    [
      (file) => (file.segments[0].inputs[5] = ['start', 0]),
      /^segments\[0\]\.inputs\[5\]: A match starts once/,
    ],
    [(file) => file.segments.push(file.segments[0]), /^segments\[0\]\.inputs: Only the last segment/],
    [(file) => (file.segments[0].digest = 'xyz'), /^segments\[0\]\.digest: This is no SHA-256/],
    [(file) => file.decisions.push(file.decisions[0]), /^decisions\[13\]: Decisions are listed once each/],
    [(file) => (file.decisions[2].run = 77), /^decisions\[2\]\.run: There is no run 77\.$/],
    [
      (file) => (file.decisions[2].record.model.turns[0].queued = []),
      /^decisions\[2\]\.record\.model\.turns\[0\]\.queued/,
    ],
    [(file) => file.prompts.push(file.prompts[0]), /^prompts\[2\]\.hash: This prompt is listed twice\.$/],
    [(file) => file.results.standings.pop(), /^results\.standings: There are 4 standings for 5 runs\.$/],
    [(file) => (file.results.trades[0].seq = 5000), /^results\.trades\[0\]\.seq: There is no event 5000\.$/],
    [(file) => (file.hashes.segments = []), /^hashes\.segments: There are 0 hashes for 1 segments\.$/],
    [
      (file) => (file.signature = { algorithm: 'Ed25519', publicKey: 'x', value: 'y' }),
      /^signature\.publicKey: /,
    ],
  ]

  it.each(cases)('says what is wrong and where: %s', (change, sentence) => {
    const file = JSON.parse(text)
    change(file)
    expect(() => readText(JSON.stringify(file))).toThrow(sentence)
  })
})
