import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feeOn } from '$lib/accounts/affordable'
import type { Decimal } from '$lib/core/decimal'
import { priceTicks, productIndex, tickValue } from '$lib/core/product'
import { runIndex } from '$lib/engine/events'
import { type JudgedTrade, VerdictBook } from '$lib/engine/verdict-book'
import { PRODUCTS, START } from '../../fixtures/synthetic-match'

type Move =
  | { readonly type: 'add'; readonly trade: JudgedTrade }
  | { readonly type: 'settle'; readonly run: number; readonly product: number; readonly last: number }

const RULES = ['trailing-stop', 'product-exposure', 'price-collar']
const price = fc.integer({ min: 1, max: 1_000_000_000 })
const last = fc.oneof({ weight: 9, arbitrary: price }, { weight: 1, arbitrary: fc.constant(Number.NaN) })
const units = fc.integer({ min: 1, max: 2 ** 40 })
const place = { run: fc.nat(2), product: fc.nat(PRODUCTS.length - 1) }

const change = fc.oneof(
  fc.record({ kind: fc.constant('liquidated'), asked: fc.constant(0), allowed: units.map((size) => -size) }),
  fc.record({
    kind: fc.constant('refused'),
    asked: fc.oneof(
      units,
      units.map((size) => -size),
    ),
    allowed: fc.constant(0),
  }),
  fc
    .tuple(units, units, fc.constantFrom(1, -1))
    .map(([kept, cut, sign]) => ({ kind: 'resized', asked: sign * (kept + cut), allowed: sign * kept })),
) as fc.Arbitrary<Pick<JudgedTrade, 'kind' | 'asked' | 'allowed'>>

const trade: fc.Arbitrary<JudgedTrade> = fc
  .tuple(fc.record(place), change, fc.constantFrom(...RULES), price, fc.integer({ min: 0, max: 120 }))
  .map(([{ run, product }, changed, rule, ticks, basisPoints]) => ({
    ...{ run: runIndex(run), product: productIndex(product), time: START, figure: 2, threshold: 1 },
    ...{ ...changed, rule, price: priceTicks(ticks), basisPoints },
    blocked: changed.kind === 'liquidated' ? -changed.allowed : changed.asked - changed.allowed,
  }))

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: trade.map((made) => ({ type: 'add', trade: made }) as const) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('settle' as const), ...place, last }) },
)

function apply(book: VerdictBook, moves: readonly Move[]): VerdictBook {
  for (const each of moves) {
    if (each.type === 'add') book.add(each.trade)
    else book.settle(runIndex(each.run), productIndex(each.product), each.last)
  }
  return book
}

/** What the account has more of than it would have, told as two accounts side by side. */
function effectAt(judged: JudgedTrade, lastPrice: number): bigint {
  const spec = PRODUCTS[judged.product]
  if (spec === undefined) throw new Error('no such product')
  const tick = tickValue(spec)
  const now = BigInt(Number.isNaN(lastPrice) ? judged.price : lastPrice)
  const after = (change: bigint): bigint => {
    const value = change * BigInt(judged.price) * tick
    const isMade = judged.kind === 'liquidated'
    const fee = isMade ? feeOn((value < 0n ? -value : value) as Decimal, judged.basisPoints) : 0n
    return change * now * tick - value - fee
  }
  if (judged.kind === 'liquidated') return after(BigInt(judged.allowed))
  return -after(BigInt(judged.asked) - BigInt(judged.allowed))
}

/** Remembers every verdict by itself, however many. */
function naively(moves: readonly Move[], finals: readonly number[]): ReadonlyMap<string, bigint> {
  const verdicts: { judged: JudgedTrade; amount?: bigint }[] = []
  for (const each of moves) {
    if (each.type === 'add') verdicts.push({ judged: each.trade })
    else {
      for (const verdict of verdicts) {
        const { judged } = verdict
        if (judged.run !== each.run || judged.product !== each.product) continue
        verdict.amount ??= effectAt(judged, each.last)
      }
    }
  }
  const sums = new Map<string, bigint>()
  for (const { judged, amount } of verdicts) {
    const key = `${judged.run} ${judged.rule}`
    const effect = amount ?? effectAt(judged, finals[judged.product] ?? Number.NaN)
    sums.set(key, (sums.get(key) ?? 0n) + effect)
  }
  return sums
}

const finals = fc.array(last, { minLength: PRODUCTS.length, maxLength: PRODUCTS.length })
const lastOf = (prices: readonly number[]) => (product: number) => prices[product] ?? Number.NaN

describe('VerdictBook', () => {
  it('its totals are the sums of all verdicts, each valued by itself', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), finals, (moves, prices) => {
        const worth = apply(new VerdictBook(PRODUCTS), moves).worth(lastOf(prices))
        const sums = new Map(worth.map(({ run, rule, amount }) => [`${run} ${rule}`, amount as bigint]))
        expect(sums).toEqual(naively(moves, prices))
      }),
    )
  })

  it('its rows, while none is forgotten, add up to its totals', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), finals, (moves, prices) => {
        const book = apply(new VerdictBook(PRODUCTS), moves)
        const total = (rows: readonly { amount: bigint }[]): bigint =>
          rows.reduce((sum, { amount }) => sum + amount, 0n)
        expect(total(book.verdicts(lastOf(prices)))).toBe(total(book.worth(lastOf(prices))))
      }),
    )
  })

  it('settling again changes nothing, whatever the price', () => {
    fc.assert(
      fc.property(
        fc.array(trade, { maxLength: 20 }),
        fc.record(place),
        last,
        last,
        finals,
        (trades, at, first, second, prices) => {
          const moves: Move[] = trades.map((made) => ({ type: 'add', trade: made }))
          const once: Move = { type: 'settle', ...at, last: first }
          const again: Move = { type: 'settle', ...at, last: second }
          const settled = apply(new VerdictBook(PRODUCTS), [...moves, once])
          const twice = apply(new VerdictBook(PRODUCTS), [...moves, once, again])
          expect(twice.verdicts(lastOf(prices))).toEqual(settled.verdicts(lastOf(prices)))
          expect(twice.worth(lastOf(prices))).toEqual(settled.worth(lastOf(prices)))
        },
      ),
    )
  })

  it('the order of verdicts does not matter to the totals', () => {
    const shuffled = fc
      .array(trade, { maxLength: 20 })
      .chain((trades) =>
        fc.tuple(
          fc.constant(trades),
          fc.shuffledSubarray(trades, { minLength: trades.length, maxLength: trades.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, finals, ([trades, others], prices) => {
        const worthOf = (list: readonly JudgedTrade[]): unknown =>
          apply(
            new VerdictBook(PRODUCTS),
            list.map((made) => ({ type: 'add', trade: made })),
          ).worth(lastOf(prices))
        expect(worthOf(others)).toEqual(worthOf(trades))
      }),
    )
  })
})
