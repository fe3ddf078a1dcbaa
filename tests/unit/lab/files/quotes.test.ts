/** Files that say bid and ask at each bar's open. */
import { describe, expect, it } from 'vitest'
import { tableFromArrays, tableToIPC } from '@uwdata/flechette'
import { inspectBars, readBars } from '$lib/lab/files/bar-file'
import type { ImportChoices } from '$workers/api/lab'

const START = 1_770_000_000
const HEADER = 'time,open,high,low,close,volume,bid,ask'
const NONE = 'Every bar needs a bid and an ask; choose none for both to import the bars without them.'

const line = (minute: number, bid: string, ask: string): string =>
  `${START - (START % 60) + minute * 60},100,101,99,100.5,1.5,${bid},${ask}`
const csv = (...lines: string[]): Blob => new Blob([[HEADER, ...lines].join('\n')])

async function guessed(file: Blob): Promise<ImportChoices> {
  const seen = await inspectBars(file, 'BTC-USD.csv')
  if (!seen.ok) throw new Error(seen.error)
  return seen.value.guess
}

async function read(file: Blob, columns: Partial<ImportChoices['columns']> = {}) {
  const guess = await guessed(file)
  return readBars(file, { ...guess, columns: { ...guess.columns, ...columns }, quoteIncrement: '0.01' })
}

describe('bid and ask in a CSV file', () => {
  it('are recognised, and read in whole steps', async () => {
    const file = csv(line(0, '99.99', '100.01'), line(1, '100', '100'))
    expect((await guessed(file)).columns).toMatchObject({ open: 'open', bid: 'bid', ask: 'ask' })
    const bars = await read(file)
    expect(bars.ok && bars.value.bars.quotes).toEqual({
      bid: Float64Array.of(9999, 10_000),
      ask: Float64Array.of(10_001, 10_000),
    })
  })

  it('are sorted with their rows and rounded to the step', async () => {
    const bars = await read(csv(line(1, '99.994', '100.006'), line(0, '98', '102'), line(0, '98', '102')))
    expect(bars.ok && bars.value.bars.quotes).toEqual({
      bid: Float64Array.of(9800, 9999),
      ask: Float64Array.of(10_200, 10_001),
    })
    expect(bars.ok && bars.value.notes).toEqual([
      'The rows were not in order of time and were sorted.',
      '1 row that was there twice was dropped.',
      'Prices of 1 bar were rounded to the price step.',
    ])
  })

  it('that contradict each other at one time are two different bars', async () => {
    const answer = await read(csv(line(0, '98', '102'), line(0, '98', '103')))
    expect(answer.ok ? '' : answer.error).toContain('two different bars')
  })

  it.each([
    ['100.01', '100', 'Line 3: The bid (100.01) is above the ask (100).'],
    ['0', '100', 'Line 3: The bid or the ask is zero or negative.'],
    ['-1', '100', 'Line 3: The bid or the ask is zero or negative.'],
    ['', '100', 'Line 3: There is no bid.'],
    ['99', '', 'Line 3: There is no ask.'],
    ['99', 'n/a', 'Line 3: The ask “n/a” is no number.'],
  ])('as %s and %s refuse the file, and say what to do', async (bid, ask, sentence) => {
    const file = csv(line(0, '99', '101'), line(1, bid, ask))
    expect(await read(file)).toEqual({ ok: false, error: `${sentence} ${NONE}` })
    const without = await read(file, { bid: '', ask: '' })
    expect(without.ok && without.value.bars).not.toHaveProperty('quotes')
    expect(without.ok && without.value.bars.length).toBe(2)
  })

  it('must both be chosen', async () => {
    expect(await read(csv(line(0, '99', '101')), { bid: '' })).toEqual({
      ok: false,
      error: 'Choose a column for both bid and ask, or none for both.',
    })
    expect(await read(csv(line(0, '99', '101')), { ask: 'offer' })).toMatchObject({ ok: false })
  })

  it('finer than the price step are refused', async () => {
    const answer = await read(csv(line(0, '0.001', '101')))
    expect(answer).toEqual({ ok: false, error: 'Line 2: The price is smaller than the price step.' })
  })

  it('alone give bars of the bid, and that is said', async () => {
    const names = ['open', 'high', 'low', 'close', 'size'].flatMap((name) => [`bid_${name}`, `ask_${name}`])
    const file = new Blob([`time,${names.join(',')}\n${START - (START % 60)},9,10,9,11,8,10,9,10,1,1\n`])
    const seen = await inspectBars(file, 'BTC-USD.csv')
    expect(seen.ok && seen.value.guess.columns).toEqual({
      ...{ time: 'time', open: 'bid_open', high: 'bid_high', low: 'bid_low', close: 'bid_close', volume: '' },
      ...{ bid: 'bid_open', ask: 'ask_open' },
    })
    expect(seen.ok && seen.value.doubts).toEqual(
      expect.arrayContaining([
        'The file has no trades, only bid and ask; its bars are those of the bid.',
        '“bid_open” and “ask_open” are taken for the best bid and ask at each bar’s open.',
      ]),
    )
    const bars = await read(file)
    expect(bars.ok && bars.value.bars).toMatchObject({
      open: Float64Array.of(900),
      low: Float64Array.of(800),
      quotes: { bid: Float64Array.of(900), ask: Float64Array.of(1000) },
    })
  })
})

it('an Arrow file with a missing ask names its row', async () => {
  const time = Float64Array.of(0, 60).map((at) => START - (START % 60) + at)
  const price = Float64Array.of(100, 100)
  const bytes = tableToIPC(
    tableFromArrays({
      ...{ time, open: price, high: price, low: price, close: price, volume: price },
      ...{ bid: [99, 98], ask: [101, null] },
    }),
    {},
  )
  if (bytes === null) throw new Error('no file')
  expect(await read(new Blob([bytes.slice()]))).toEqual({
    ok: false,
    error: `Row 2: There is no number for ask. ${NONE}`,
  })
})
