import { describe, expect, it } from 'vitest'
import { tearSheet } from '$lib/analytics/measure'
import type { RunRecord } from '$lib/analytics/run-record'
import { html } from '$lib/lab/report/markup'
import { valueText } from '$lib/lab/report/figure-text'
import { extentOf, ticksOf } from '$lib/lab/report/scale'
import { tearSheetHtml } from '$lib/lab/report/tear-sheet-html'
import { DAY, fillColumns, productPrices, runOf } from '../../analytics/run-fixture'

const HOSTILE = '<img src=x onerror=alert(1)> & "quoted" \'names\''

function hundredDays(): RunRecord {
  const equity = Float64Array.from({ length: 100 }, (_, day) => 1000 + ((day * 37) % 90))
  const bars = Array.from(equity, (value): [number, number, number] => [value - 9, value + 9, value])
  const run = runOf({
    ...{ equity, granularity: 86_400, start: 19_700 * DAY, exposure: equity.map((value) => value / 3) },
    prices: [productPrices('BTC-USD', bars)],
  })
  const fills = [
    { row: 2, side: 1, quantity: 2, price: 10, fee: 0.01 },
    { row: 50, side: -1, quantity: 2, price: 9, fee: 0.01 },
    { row: 60, side: 1, quantity: 0.5, price: 10 },
  ] as const
  return { ...run, fills: fillColumns(fills, run.time) }
}

function written(run: RunRecord, text = 'SMA cross'): string {
  return tearSheetHtml({
    ...{ title: text, subtitle: text, facts: [['Fees', text]], notes: [text] },
    ...{ sheet: tearSheet(run), productNames: [text] },
  })
}

describe('markup', () => {
  it('escapes whatever is put in, once', () => {
    const inner = html`<b>${'<&>'}</b>`
    expect(html`<p title="${'"\''}">${inner}${[inner]}${5}</p>`.text).toBe(
      '<p title="&quot;&#39;"><b>&lt;&amp;&gt;</b><b>&lt;&amp;&gt;</b>5</p>',
    )
  })
})

describe('a tear sheet as a file', () => {
  const page = written(hundredDays())

  it('has statistics, their meaning, the drawings, months and trades, and says that it is simulated', () => {
    for (const text of [
      'Statistics',
      'Sharpe ratio',
      'Monthly returns',
      'Round trips',
      'Simulated',
      'still held',
    ]) {
      expect(page).toContain(text)
    }
    for (const title of [
      'Equity',
      'Drawdown',
      'Rolling Sharpe ratio',
      'Exposure',
      'Distribution of returns',
    ]) {
      expect(page).toContain(`<h2>${title}</h2>`)
    }
    expect(page.match(/<svg /g)).toHaveLength(5)
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it('is one file: nothing is loaded, nothing runs', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\bon\w+=|https?:/)
    expect(page).toContain('default-src &#39;none&#39;')
  })

  it('closes every element it opens', () => {
    const open: string[] = []
    for (const [, end, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name)
      else if (name !== 'meta' && !rest.endsWith('/')) open.push(name)
    }
    expect(open).toEqual([])
  })

  it('shows foreign text as text', () => {
    const hostile = written(hundredDays(), HOSTILE)
    expect(hostile).not.toContain('<img')
    expect(
      hostile.match(/&lt;img src=x onerror=alert\(1\)&gt; &amp; &quot;quoted&quot;/g)?.length,
    ).toBeGreaterThan(5)
  })

  it('of a run that says little has sentences for drawings', () => {
    const little = written(runOf({ rows: 2 }))
    expect(little).toContain('too short')
    for (const text of ['All returns are the same.', 'It never fell.', 'It never held anything.']) {
      expect(little).toContain(text)
    }
    expect(little).toContain('n/a')
    expect(little).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('shows no more trades than a page bears, and says so', () => {
    const run = hundredDays()
    const many = Array.from({ length: 1300 }, (_, at) => ({
      ...{ row: Math.floor(at / 13), quantity: 1, price: 10 },
      side: at % 2 === 0 ? (1 as const) : (-1 as const),
    }))
    const page = written({ ...run, fills: fillColumns(many, run.time) })
    expect(page).toContain('Round trips: the newest 500 of 650')
  })
})

describe('figures in words', () => {
  it.each([
    [valueText(0.12345, 'fraction'), '12.35 %'],
    [valueText(-0.00001, 'fraction'), '0.00 %'],
    [valueText(-1234.5, 'usd'), '−$1,234.50'],
    [valueText(0.0000041, 'usd'), '$0.0000041'],
    [valueText(1.5, 'ratio'), '1.50'],
    [valueText(1234, 'count'), '1,234'],
    [valueText(2.5, 'hours'), '2.50 h'],
    [valueText(NaN, 'hours'), 'n/a'],
  ])('%s', (got, expected) => {
    expect(got).toBe(expected)
  })
})

describe('an axis', () => {
  it('has round values within what it shows', () => {
    expect(ticksOf({ from: -0.31, to: 0 }, 4).values.map((value) => value.toFixed(2))).toEqual([
      '-0.30',
      '-0.20',
      '-0.10',
      '0.00',
    ])
    expect(ticksOf({ from: 997, to: 1043 }, 4)).toEqual({ step: 20, values: [1000, 1020, 1040] })
  })

  it('of one value, or of none, still has a length', () => {
    const one = extentOf([Float64Array.of(5, 5)])
    expect(one.to).toBeGreaterThan(one.from)
    expect(extentOf([Float64Array.of(NaN)])).toEqual({ from: 0, to: 1 })
  })
})
