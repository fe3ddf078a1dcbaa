import { describe, expect, it } from 'vitest'
import type { ImportChoices } from '$workers/api/lab'
import { decimal } from '$lib/core/decimal'
import { csvBars } from '$lib/lab/files/csv-write'
import { guessProduct } from '$lib/lab/files/guess-columns'
import { inspectBars, readBars } from '$lib/lab/files/bar-file'
import { importedSpec } from '$lib/lab/files/imported-spec'

const MINUTE = 60_000
const START = Date.UTC(2026, 0, 31, 12)
const HEADER = 'time,open,high,low,close,volume'

const CHOICES: ImportChoices = {
  product: 'BTC-USD',
  granularity: 60,
  columns: { time: 'time', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
  time: 'milliseconds',
  offsetMinutes: 0,
  quoteIncrement: '0.01',
  separator: ',',
  decimalMark: '.',
}

const file = (lines: readonly string[], end = '\n'): Blob => new Blob([lines.join(end)])
const row = (minute: number, prices = '100,101,99,100.5', volume = '1.5'): string =>
  `${START + minute * MINUTE},${prices},${volume}`

async function read(blob: Blob, choices: Partial<ImportChoices> = {}) {
  return readBars(blob, { ...CHOICES, ...choices })
}

async function sentence(lines: readonly string[], choices: Partial<ImportChoices> = {}): Promise<string> {
  const answer = await read(file(lines), choices)
  return answer.ok ? `fine: ${answer.value.bars.length}` : answer.error
}

describe('reading CSV', () => {
  it('turns prices into whole steps and keeps volume and time', async () => {
    const answer = await read(file([HEADER, row(0), row(1, '100.5,100.5,100.49,100.49', '0')]))
    expect(answer.ok && answer.value).toMatchObject({
      granularity: 60,
      spec: { id: 'BTC-USD', quoteIncrement: decimal('0.01'), baseIncrement: decimal('0.00000001') },
      bars: {
        length: 2,
        time: Float64Array.of(START, START + MINUTE),
        open: Float64Array.of(10_000, 10_050),
        high: Float64Array.of(10_100, 10_050),
        low: Float64Array.of(9900, 10_049),
        close: Float64Array.of(10_050, 10_049),
        volume: Float64Array.of(1.5, 0),
      },
      notes: [],
    })
  })

  it.each([
    ['CRLF', [HEADER, row(0), row(1)].join('\r\n')],
    ['old line ends', [HEADER, row(0), row(1)].join('\r')],
    ['a byte order mark', `\ufeff${[HEADER, row(0), row(1)].join('\n')}`],
    ['a last line end', `${[HEADER, row(0), row(1)].join('\n')}\n`],
    ['blank lines', [HEADER, row(0), '', '', row(1), ''].join('\n')],
    ['quotes', [HEADER.replace('time', '"time"'), row(0).replaceAll(/([\d.]+)/g, '"$1"'), row(1)].join('\n')],
    ['spaces', [HEADER, row(0).replaceAll(',', ' , '), row(1)].join('\n')],
    ['a line above the header', ['https://example.org/data', HEADER, row(0), row(1)].join('\n')],
  ])('takes %s', async (_, text) => {
    const answer = await read(new Blob([text]))
    expect(answer.ok && [answer.value.bars.length, answer.value.bars.close[1]]).toEqual([2, 10_050])
  })

  it('takes semicolons with decimal commas, tabs and bars', async () => {
    const german = file(
      [HEADER, row(0), row(1)].map((line) => line.replaceAll(',', ';').replaceAll('.', ',')),
    )
    expect(await read(german, { separator: ';', decimalMark: ',' })).toMatchObject({ ok: true })
    for (const separator of ['\t', '|'] as const) {
      const other = file([HEADER, row(0), row(1)].map((line) => line.replaceAll(',', separator)))
      expect(await read(other, { separator })).toMatchObject({ ok: true })
    }
  })

  it.each([
    ['seconds', String(START / 1000), 0],
    ['microseconds', String(START * 1000), 0],
    ['text', '2026-01-31T12:00:00Z', 0],
    ['text', '2026-01-31 12:00', 0],
    ['text', '2026/01/31 12:00:00.000 UTC', 0],
    ['text', '2026-01-31T14:00:00+02:00', 60],
    ['text', '2026-01-31 13:00:00', 60],
  ] as const)('reads times in %s such as %s', async (time, written, offsetMinutes) => {
    const answer = await read(file([HEADER, `${written},100,101,99,100.5,1`]), { time, offsetMinutes })
    expect(answer.ok && answer.value.bars.time).toEqual(Float64Array.of(START))
  })

  it('keeps numbers to the last digit', async () => {
    const prices = '10737418240.00001,10737418240.00002,0.00001,5e-5'
    const answer = await read(file([HEADER, row(0, prices, '123456789.12345678901')]), {
      quoteIncrement: '0.00001',
    })
    expect(answer.ok && answer.value.bars).toMatchObject({
      high: Float64Array.of(1_073_741_824_000_002),
      close: Float64Array.of(5),
      low: Float64Array.of(1),
    })
    expect(answer.ok && answer.value.bars.volume[0]).toBe(123456789.12345679)
  })

  it('sorts, drops repetitions, tells of gaps and rounding', async () => {
    const rows = [row(9, '1.001,1.002,1.001,1.001'), row(1), row(0), row(1)]
    const answer = await read(file([HEADER, ...rows]))
    expect(answer.ok && answer.value.bars.time).toEqual(
      Float64Array.of(START, START + MINUTE, START + 9 * MINUTE),
    )
    expect(answer.ok && answer.value.notes).toEqual([
      'The rows were not in order of time and were sorted.',
      '1 row that was there twice was dropped.',
      'Prices of 1 bar were rounded to the price step.',
      '7 bars are missing in 1 gap; the longest has 7 bars from 2026-01-31T12:02:00Z.',
    ])
  })

  it('may go without volume', async () => {
    const lines = [HEADER, row(0)].map((line) => line.split(',').slice(0, 5).join(','))
    const answer = await read(file(lines), { columns: { ...CHOICES.columns, volume: '' } })
    expect(answer.ok && answer.value.bars.volume).toEqual(Float64Array.of(0))
  })

  it('can be stopped', async () => {
    const stopped = AbortSignal.abort()
    const answer = await readBars(file([HEADER, row(0)]), CHOICES, { signal: stopped })
    expect(answer).toEqual({ ok: false, error: 'The work was stopped; nothing was kept.' })
  })
})

describe('what CSV is refused for', () => {
  it.each([
    ['nothing', [], 'The file is empty.'],
    ['a header alone', [HEADER], 'The file names its columns and has no bars.'],
    [
      'too few columns',
      ['a,b', '1,2'],
      'Bars need at least 5 columns (time, open, high, low, close); this has “a,b”.',
    ],
    [
      'a column that is not there',
      [HEADER.replace('open', 'first'), row(0)],
      'There is no column “open”; the file has “time”, “first”, “high”, “low”, “close”, “volume”.',
    ],
    [
      'mixed separators',
      [HEADER, row(0), row(1).replaceAll(',', ';')],
      'Line 3: The fields are separated by “;”, elsewhere by “,”.',
    ],
    ['a short line', [HEADER, row(0), '1,2,3'], 'Line 3: There are 3 fields where 6 are wanted.'],
    ['an open quote', [HEADER, row(0), `"${row(1)}`], 'Line 3: A quote is not closed.'],
    ['NaN', [HEADER, row(0), row(1, '100,NaN,99,100')], 'Line 3: The high “NaN” is no number.'],
    ['an empty price', [HEADER, '', row(0), row(1, '100,,99,100')], 'Line 4: There is no high.'],
    ['thousands', [HEADER, row(0, '"1,000",1001,99,100')], 'Line 2: The open “1,000” is no number.'],
    ['high below low', [HEADER, row(0, '100,98,99,100')], 'Line 2: The low (99) is above the high (98).'],
    [
      'high below close',
      [HEADER, row(0, '100,101,99,102')],
      'Line 2: The high (101) is below the open (100) or close (102).',
    ],
    [
      'low above open',
      [HEADER, row(0, '98,101,99,100')],
      'Line 2: The low (99) is above the open (98) or close (100).',
    ],
    ['zero', [HEADER, row(0, '0,101,0,100')], 'Line 2: A price is zero or negative.'],
    ['negative prices', [HEADER, row(0, '1,1,-1,1')], 'Line 2: A price is zero or negative.'],
    ['negative volume', [HEADER, row(0, '100,101,99,100', '-1')], 'Line 2: The volume is negative.'],
    [
      'less than a step',
      [HEADER, row(0, '1,1,0.001,1')],
      'Line 2: The price is smaller than the price step.',
    ],
    [
      'a price past all digits',
      [HEADER, row(0, '1,1e15,1,1')],
      'Line 2: The price has too many digits for this price step.',
    ],
    [
      'a time off the grid',
      [HEADER, row(0), row(1.5)],
      'Line 3: 2026-01-31T12:01:30Z is not where one-minute bars begin.',
    ],
    [
      'two bars for a minute',
      [HEADER, row(0), row(1), row(1, '100,102,99,100')],
      'Line 4: There are two different bars for 2026-01-31T12:01:00Z; the other is line 3.',
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await sentence(lines)).toBe(expected)
  })

  it('milliseconds taken for seconds and the other way round', async () => {
    expect(await sentence([HEADER, row(0)], { time: 'seconds' })).toMatch(
      /^Line 2: The time would be \+058\d{3}-/,
    )
    const seconds = row(0).replace(String(START), String(START / 1000))
    expect(await sentence([HEADER, seconds])).toMatch(
      /^Line 2: The time would be 1970-.*check how the time column counts/,
    )
    expect(await sentence([HEADER, row(0)], { time: 'text' })).toMatch(
      /^Line 2: The time “\d+” is no time such as/,
    )
  })

  it.each([
    '2026-02-30 12:00',
    '2026-01-31 24:01',
    '2026-01-31 12:61:00',
    '31.01.2026 12:00',
    '2026-1-31',
    'noon',
  ])('the time %s', async (time) => {
    const lines = [HEADER, `${time},100,101,99,100,1`]
    expect(await sentence(lines, { time: 'text' })).toMatch(/^Line 2: The time “.*” is no time such as/)
  })

  it('a bad product or price step', async () => {
    expect(await sentence([HEADER, row(0)], { product: '' })).toMatch(/is not a product id/)
    expect(await sentence([HEADER, row(0)], { quoteIncrement: '0' })).toBe(
      'The price step must be above zero.',
    )
    expect(await sentence([HEADER, row(0)], { quoteIncrement: 'cent' })).toMatch(/^Price step: /)
  })

  it.each([
    [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]), 'These are no bars. The file is a PNG picture.'],
    [
      new Uint8Array([0x50, 0x4b, 0x03, 0x04]),
      'These are no bars. The file is a ZIP archive; unpack it first.',
    ],
    [new Uint8Array([0x1f, 0x8b, 8, 0]), 'The file is compressed (gzip); unpack it first.'],
    [new Uint8Array([1, 2, 0, 4]), 'The file is neither CSV nor Arrow nor Parquet.'],
    [new TextEncoder().encode('[{"time":1}]'), 'The file is JSON; bars come as CSV, Arrow or Parquet.'],
  ])('another kind of file', async (bytes, expected) => {
    const blob = new Blob([bytes])
    expect(await inspectBars(blob, 'bars.csv')).toEqual({ ok: false, error: expected })
    expect(await read(blob)).toEqual({ ok: false, error: expected })
  })

  it('more than fits in memory: a file is read piece by piece and given up at the first fault', async () => {
    let asked = 0
    const begin = new TextEncoder().encode(`${HEADER}\n${row(0)}\n`)
    const endless = new Uint8Array(4_194_304).fill(0x31)
    const huge = {
      size: 2_000_000_000,
      slice: (from: number) => {
        asked += 1
        return new Blob([from === 0 ? begin : endless])
      },
    }
    const answer = await read(huge as Blob)
    expect(answer).toEqual({ ok: false, error: 'Line 2: The line is too long for CSV.' })
    expect(asked).toBeLessThan(6)
  })
})

describe('the product in a file’s name', () => {
  it.each([
    ['btc-usd-1m.csv', 'BTC-USD'],
    ['Coinbase_BTCUSD_1m.csv', 'BTC-USD'],
    ['XBTUSD_60.csv', 'BTC-USD'],
    ['ETH_EUR.parquet', 'ETH-EUR'],
    ['ethbtc.csv', 'ETH-BTC'],
    ['big-btc-usd.csv', 'BTC-USD'],
    ['bitstampUSD_1-min_data.csv', ''],
    ['bars.csv', ''],
  ])('%s', (name, product) => {
    expect(guessProduct(name)).toBe(product)
  })
})

describe('looking into CSV', () => {
  it('finds separator, columns, times, step and product by themselves', async () => {
    const lines = [
      'Open Time;Open;High;Low;Close;Volume BTC',
      '2026-01-31 12:00:00;1,5;2,25;1,5;2,125;3,5',
      '2026-01-31 12:05:00;1;2;1;2;3',
    ]
    const answer = await inspectBars(file(lines), 'Coinbase_BTCUSD_5m.csv')
    expect(answer.ok && answer.value).toMatchObject({
      format: 'csv',
      columns: ['Open Time', 'Open', 'High', 'Low', 'Close', 'Volume BTC'],
      guess: {
        ...{ product: 'BTC-USD', granularity: 300, time: 'text', separator: ';', decimalMark: ',' },
        columns: {
          time: 'Open Time',
          open: 'Open',
          high: 'High',
          low: 'Low',
          close: 'Close',
          volume: 'Volume BTC',
        },
        quoteIncrement: '0.001',
      },
      doubts: ['The times name no zone and are taken as UTC; give the offset if they are local.'],
    })
    expect(answer.ok && (await readBars(file(lines), answer.value.guess))).toMatchObject({ ok: true })
  })

  it('doubts what it cannot tell', async () => {
    const lines = [row(1), row(0), '1,2']
    const answer = await inspectBars(file(lines), 'prices.csv')
    expect(answer.ok && answer.value.doubts).toEqual([
      'Not every line near the beginning has 6 fields separated by “,”.',
      'The columns have no names; what they are was told by their order.',
      'The file does not say which product the bars are of; name it.',
      'The rows do not rise in time; they will be sorted.',
      'The times are taken as milliseconds since 1970: the first is 2026-01-31 12:01 UTC.',
    ])
  })

  it("knows the exchange's own order of nameless columns", async () => {
    const answer = await inspectBars(
      file([row(0, '99,101,100,100.5'), row(1, '99,101,100,100.5')]),
      'ETH-USD.csv',
    )
    expect(answer.ok && answer.value.guess.columns).toMatchObject({
      low: 'Column 2',
      high: 'Column 3',
      open: 'Column 4',
    })
  })
})

describe('writing CSV', () => {
  it('gives exact decimals', async () => {
    const spec = importedSpec('PEPE-USD', '0.00000001')
    if (!spec.ok) throw new Error(spec.error)
    const column = (...values: number[]) => Float64Array.from(values)
    const bars = {
      length: 1,
      time: column(START),
      open: column(5),
      high: column(123_456_789),
      low: column(4),
      close: column(10),
      volume: column(1e-7),
    }
    expect(await csvBars(bars, spec.value).text()).toBe(
      'time,open,high,low,close,volume\r\n2026-01-31T12:00:00Z,0.00000005,1.23456789,0.00000004,0.00000010,1e-7\r\n',
    )
    const halves = { ...spec.value, quoteIncrement: decimal('0.05') }
    expect(await csvBars(bars, halves, 'epoch').text()).toContain(`${START},0.25,6172839.45,0.2,0.5,1e-7`)
  })
})
