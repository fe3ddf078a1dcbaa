import { describe, expect, it } from 'vitest'
import { canonicalJson } from '$lib/core/canonical-json'
import { gzip } from '$lib/core/compressed'
import { sha256Hex } from '$lib/core/hash'
import { decimal } from '$lib/core/decimal'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { type BacktestFile, hashesOf, memberTexts, writeResult } from '$lib/lab/files/result-file'
import { readResult } from '$lib/lab/files/result-read'
import { backtestFile } from '../../../fixtures/lab/backtest-file'

/** Of JSON, as far as the tests change it. */
type Body = ReturnType<typeof JSON.parse>

async function written(run: BacktestFile): Promise<Blob> {
  const blob = await writeResult(run, '0.1.0')
  if (!blob.ok) throw new Error(blob.error)
  return blob.value
}

async function textOf(blob: Blob): Promise<string> {
  return new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text()
}

/** The file with its body changed; `honest` gives it fresh hashes. */
async function changed(blob: Blob, change: (body: Body) => void, honest = true): Promise<Blob> {
  const { hashes, ...body } = JSON.parse(await textOf(blob))
  change(body)
  const texts = memberTexts(body)
  if (!texts.ok) throw new Error(texts.error)
  const fresh = hashesOf(texts.value)
  return new Blob([JSON.stringify({ ...body, hashes: honest ? fresh : hashes })])
}

const sentence = async (blob: Blob): Promise<string> => {
  const read = await readResult(blob)
  return read.ok ? 'fine' : read.error
}

const RUN = backtestFile(400)

/** Digest of a file's text that was written when that format was the newest. */
const OF_FORMAT_3 = 'e053a756d5ecd1a1658c44da44525fa12b8c089f961012eb7f33d5369bdb22ac'

describe('a result file', () => {
  it.each([false, true])(
    'comes back as it was, and its log follows from it; with quotes: %s',
    async (quotes) => {
      const run = backtestFile(400, quotes)
      const read = await readResult(await written(run))
      expect(read.ok ? read.value : read.error).toEqual(run)
      if (!read.ok) return
      const again = replayBacktest(read.value.records, read.value.block)
      expect(again.ok && again.value.digest).toBe(run.digest)
    },
  )

  it('keeps every kind of strategy and setup', async () => {
    const blob = await written(RUN)
    const own = { type: 'own', name: 'mine', code: 'export default 1 // ü "quoted"', parameters: { a: 0.5 } }
    for (const strategy of [own, { type: 'recorded', name: 'Scalper', matchId: 'm', run: 2 }]) {
      const other = await changed(blob, (body) => (body.setup.strategy = strategy))
      expect(await sentence(other)).toBe('The setup in the file is not the one that its log was made by.')
    }
  })

  it('is JSON that anyone can read', async () => {
    const text = await textOf(await written(RUN))
    const value = JSON.parse(text)
    expect(canonicalJson(value)).toEqual({ ok: true, value: text })
    expect(value).toMatchObject({
      ...{ format: 'daytrading-agents-arena/backtest', version: 1, simulated: true, source: 'demo' },
      setup: { cash: '100000', strategy: { id: 'sma-cross' }, risk: { trailingStopBasisPoints: 500 } },
      products: [{ id: 'BTC-USD', quoteIncrement: '0.01' }, { id: 'ETH-USD' }],
      statistics: [
        { key: 'total-return', value: '-0.012345678901234567' },
        { value: 'NaN' },
        { value: 'Infinity' },
      ],
    })
  })

  it('of the format before limits on tails has the bytes it had, opens and follows from its bars', async () => {
    const blob = await written(backtestFile(60, false, 3))
    expect(sha256Hex(await textOf(blob))).toBe(OF_FORMAT_3)
    const read = await readResult(blob)
    if (!read.ok) throw new Error(read.error)
    const again = replayBacktest(read.value.records, read.value.block)
    expect(again.ok && again.value.digest).toBe(read.value.digest)
  })

  it('of that format has no place for a limit on tails', async () => {
    const old = await written(backtestFile(60, false, 3))
    const tailed = await changed(old, (body) => (body.setup.risk.tailRiskBasisPoints = 100))
    expect(await sentence(tailed)).toBe('The setup in the file is not the one that its log was made by.')
  })

  it('takes few bytes a bar', async () => {
    const run = backtestFile(20_000)
    const { size } = await written(run)
    expect(size / (run.block.rows * 2)).toBeLessThan(20)
  })
})

describe('what a result file is refused for', () => {
  it.each([
    ['nothing', '', 'The file is empty.'],
    ['text', 'hello', 'This is no result of a backtest: the file is not JSON.'],
    ['another format', '{"format":"x"}', 'This is no result of a backtest. Its format is “x”.'],
    [
      'a match',
      '{"format":"daytrading-agents-arena/match"}',
      'The file is a match; open it on the page Replay.',
    ],
    ['another JSON', '{"a":1}', 'This is no result of a backtest.'],
    [
      'a newer version',
      '{"format":"daytrading-agents-arena/backtest","version":2}',
      'The file was made by a newer version of the arena (version 2; this one reads 1).',
    ],
    [
      'broken JSON',
      '{"format":',
      'The file cannot be read. The text ends too early: a value is missing (format, line 1, column 11).',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await sentence(new Blob([text]))).toBe(expected)
  })

  it('a picture', async () => {
    const png = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0])])
    expect(await sentence(png)).toBe('This is no result of a backtest. The file is a PNG picture.')
  })

  it('a part that was changed', async () => {
    const blob = await written(RUN)
    const parts: [string, (body: Body) => void][] = [
      ['setup', (body) => (body.setup.cash = '1')],
      ['log', (body) => (body.log.digest = '0'.repeat(64))],
      ['bars', (body) => (body.bars.rows = 401)],
      ['statistics', (body) => (body.statistics[0].value = '5')],
    ]
    for (const [part, change] of parts) {
      expect(await sentence(await changed(blob, change, false))).toBe(
        `The file was changed: its ${part} do not have the hash it names.`,
      )
    }
    const renamed = await changed(blob, (body) => (body.name = 'better'), false)
    expect(await sentence(renamed)).toBe('The file was changed: it does not have the hash it names.')
  })

  it('lies with fresh hashes', async () => {
    const blob = await written(RUN)
    const lies: [(body: Body) => void, string | RegExp][] = [
      [(body) => (body.setup.cash = '1'), 'The setup in the file is not the one that its log was made by.'],
      [
        (body) => (body.setup.fees = { type: 'flat', basisPoints: 0.5 }),
        'The setup in the file is not the one that its log was made by.',
      ],
      [(body) => (body.setup.fills.latency = 1.5), /^setup\.fills\.latency: /],
      [
        (body) => (body.setup.range.from = Date.UTC(2100, 0, 1)),
        'The bars are not of the range that the setup names.',
      ],
      [(body) => (body.setup.range.to -= 1), 'fine'],
      [(body) => (body.setup.range.to = 9e15), /^setup\.range\.to: /],
      [
        (body) => (body.products[0].quoteIncrement = '1'),
        'The setup in the file is not the one that its log was made by.',
      ],
      [(body) => body.products.pop(), 'products: There are 1 products and bars of 2.'],
      [(body) => (body.products[1].id = 'BTC-USD'), 'products[1]: The product is listed twice.'],
      [
        (body) => (body.bars.hash = 'a'.repeat(64)),
        'bars: The bars are not those that the file names by their hash.',
      ],
      [
        (body) => (body.bars.granularity = 300),
        'bars: The bars are not those that the file names by their hash.',
      ],
      [(body) => (body.bars.rows = 9_999_999), 'bars: There are more bars than can be read.'],
      [(body) => (body.bars.rows = 500), 'bars: The bars are damaged.'],
      [(body) => (body.bars.time = '?'), 'bars: This is no base64url.'],
      [(body) => (body.log.records[0] = 'AAAA'), /^log\.records\[0\]: /],
      [(body) => (body.log.records[1] = '*'), 'log.records: This is no base64url.'],
      [(body) => (body.statistics[0].key = 'luck'), 'statistics[0].key: “luck” is not known here.'],
      [(body) => (body.statistics[0].value = '1.50'), 'statistics[0].value: “1.50” is no number.'],
      [(body) => (body.simulated = false), /^simulated: /],
      [(body) => (body.key = 'secret'), 'key: This is not known here.'],
    ]
    for (const [lie, expected] of lies) {
      const said = await sentence(await changed(blob, lie))
      if (typeof expected === 'string') expect(said).toBe(expected)
      else expect(said).toMatch(expected)
    }
  })

  it('too much of it', async () => {
    const blob = await written(RUN)
    const small = { compressed: 1000, plain: 10_000, depth: 32 }
    expect(await readResult(blob, small)).toMatchObject({
      ok: false,
      error: /^The file has 0\.\d MB; at most/,
    })
    const bomb = await gzip([' '.repeat(20_000)])
    expect(await readResult(bomb, small)).toMatchObject({ ok: false, error: /unpacks to more than/ })
    const late = await readResult(blob, undefined, () => true)
    expect(late).toMatchObject({ ok: false, error: /takes too long/ })
  })

  it.each([
    ['trailingStopBasisPoints', 20_000, 'Trailing stop must be more than 0 %'],
    ['tailRiskLevel', 10_000, 'Tail level must be at least 50 % and at most 99.99 %'],
    ['riskWindow', 5, 'Risk window must be a whole number from 60 to 10,080.'],
    ['tailRiskHorizon', 0, 'Tail horizon must be more than 0'],
    ['riskModel', 5, 'Risk model must be one of: normal, ewma, historical, student-t.'],
  ])('a rule out of its range: %s of %d', async (field, value, fault) => {
    const blob = await changed(await written(RUN), (body) => (body.setup.risk[field] = value))
    expect(await sentence(blob)).toContain(`setup.risk: ${fault}`)
  })

  it('is not written with what JSON cannot carry', async () => {
    const answer = await writeResult({ ...RUN, weights: [Number.NaN] }, '0.1.0')
    expect(answer).toEqual({ ok: false, error: 'The result cannot be written: NaN has no JSON form.' })
    const cash = await writeResult({ ...RUN, setup: { ...RUN.setup, cash: decimal('1') } }, '0.1.0')
    expect(cash.ok && (await sentence(cash.value))).toBe(
      'The setup in the file is not the one that its log was made by.',
    )
  })
})
