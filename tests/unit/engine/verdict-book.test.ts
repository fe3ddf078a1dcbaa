import { describe, expect, it } from 'vitest'
import { decimalToString } from '$lib/core/decimal'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import { type JudgedTrade, VerdictBook } from '$lib/engine/verdict-book'
import { PRODUCTS, START } from '../../fixtures/synthetic-match'

const BTC = productIndex(0)
const SOL = productIndex(2)
const RUN = runIndex(0)
const ONE = 100_000_000

/** A purchase of one SOL, refused at $100. */
function judged(over: Partial<JudgedTrade> = {}): JudgedTrade {
  const { asked = ONE, allowed = 0 } = over
  return {
    ...{ run: RUN, product: SOL, time: START, rule: 'product-exposure', figure: 6000, threshold: 5000 },
    ...{ kind: 'refused', asked, allowed, blocked: asked - allowed },
    ...{ price: priceTicks(10_000), basisPoints: 60 },
    ...over,
  }
}

function bookOf(...trades: readonly JudgedTrade[]): VerdictBook {
  const book = new VerdictBook(PRODUCTS)
  for (const trade of trades) book.add(trade)
  return book
}

const at = (price: number) => () => price
const amounts = (book: VerdictBook, last: number) =>
  book.verdicts(at(last)).map(({ amount }) => decimalToString(amount))
const worth = (book: VerdictBook, last: number) =>
  book.worth(at(last)).map(({ amount, ...row }) => ({ ...row, amount: decimalToString(amount) }))

describe('VerdictBook', () => {
  it.each([
    ['a refused purchase saved the fall', judged(), 9000, '10'],
    ['a refused purchase cost the rise', judged(), 12_000, '-20'],
    ['a refused sale cost the fall', judged({ asked: -ONE }), 9000, '-10'],
    ['a refused sale saved the rise', judged({ asked: -ONE }), 12_000, '20'],
    [
      'of a resized one only the part that was cut counts',
      judged({ kind: 'resized', allowed: ONE / 4 }),
      9000,
      '7.5',
    ],
    [
      'a liquidation saved the fall less its fee',
      judged({ kind: 'liquidated', asked: 0, allowed: -ONE }),
      9000,
      '9.4',
    ],
    [
      'a liquidation cost the rise and its fee',
      judged({ kind: 'liquidated', asked: 0, allowed: -ONE }),
      12_000,
      '-20.6',
    ],
    ['without a price a refused trade is worth nothing', judged(), Number.NaN, '0'],
    ['at its own price nothing', judged(), 10_000, '0'],
    ['what cash would not have paid for is nothing', judged({ blocked: 0 }), 9000, '0'],
  ])('%s', (_, trade, last, amount) => {
    expect(amounts(bookOf(trade), last)).toEqual([amount])
    expect(worth(bookOf(trade), last)).toEqual([{ run: 0, rule: 'product-exposure', verdicts: 1, amount }])
  })

  it('values what is open at the present price, what is settled at the price of that moment', () => {
    const book = bookOf(judged())
    expect(amounts(book, 9000)).toEqual(['10'])
    expect(amounts(book, 8000)).toEqual(['20'])
    book.settle(RUN, SOL, 9000)
    book.add(judged({ time: timeMs(START + 1) }))
    expect(
      book.verdicts(at(8000)).map(({ id, settled, amount }) => [id, settled, decimalToString(amount)]),
    ).toEqual([
      [1, false, '20'],
      [0, true, '10'],
    ])
    expect(worth(book, 8000)).toEqual([{ run: 0, rule: 'product-exposure', verdicts: 2, amount: '30' }])
  })

  it('settles only the run and the product it is told', () => {
    const trades = [judged(), judged({ product: BTC }), judged({ run: runIndex(1) })]
    const book = bookOf(...trades)
    book.settle(RUN, SOL, 9000)
    expect(book.verdicts(at(1)).map(({ settled }) => settled)).toEqual([false, false, true])
  })

  it('is settled without a price at the trade’s own', () => {
    const book = bookOf(judged())
    book.settle(RUN, SOL, Number.NaN)
    expect(amounts(book, 8000)).toEqual(['0'])
  })

  it('shows the newest 200, and forgets none in the totals', () => {
    const book = bookOf(...Array.from({ length: 500 }, (_, index) => judged({ time: timeMs(START + index) })))
    const rows = book.verdicts(at(9000))
    expect([rows.length, rows[0]?.id, rows.at(-1)?.id]).toEqual([200, 499, 300])
    expect(worth(book, 9000)).toEqual([{ run: 0, rule: 'product-exposure', verdicts: 500, amount: '5000' }])
  })

  it('tells totals by run and then by rule', () => {
    const trades = [
      judged({ run: runIndex(1), rule: 'b' }),
      judged({ rule: 'trailing-stop' }),
      judged({ rule: 'cool-down' }),
    ]
    expect(worth(bookOf(...trades), 1).map(({ run, rule }) => [run, rule])).toEqual([
      [0, 'cool-down'],
      [0, 'trailing-stop'],
      [1, 'b'],
    ])
  })
})
