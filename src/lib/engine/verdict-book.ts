import { feeOn } from '../accounts/affordable'
import { type Decimal, DECIMAL_ZERO, addDecimal, scaleDecimal, subtractDecimal } from '../core/decimal'
import { type PriceTicks, type ProductIndex, type ProductSpec, tickValue } from '../core/product'
import { invariant } from '../core/result'
import type { TimeMs } from '../core/time'
import type { RunIndex } from './events'

/** A trade the risk layer cut, refused, or made by itself. */
export interface JudgedTrade {
  readonly run: RunIndex
  readonly product: ProductIndex
  readonly time: TimeMs
  readonly rule: string
  readonly figure: number
  readonly threshold: number
  readonly kind: 'resized' | 'refused' | 'liquidated'
  /** Change of the holding that was wanted, in units, signed; 0 for a liquidation. */
  readonly asked: number
  /** What was left of it; for a liquidation, the change it made. */
  readonly allowed: number
  /** Units kept out of the account, signed: of a purchase above zero. None where cash would not have paid for it. */
  readonly blocked: number
  /** The last price when a trade was blocked; what a liquidation filled at. */
  readonly price: PriceTicks
  /** Taker fee on a liquidation. */
  readonly basisPoints: number
  /** The price a stop stood at. */
  readonly level?: PriceTicks
}

/** `amount`: USD; above zero what the verdict saved its run by now, below what it cost. */
export interface VerdictEffect extends JudgedTrade {
  /** Counts the match's judged trades from 0. */
  readonly id: number
  readonly amount: Decimal
  /** The run has traded in the product again: the amount no longer changes. */
  readonly settled: boolean
}

/** All verdicts of one rule on one run. */
export interface RuleWorth {
  readonly run: RunIndex
  readonly rule: string
  readonly verdicts: number
  /** As in {@link VerdictEffect}. */
  readonly amount: Decimal
}

/** The present last price in ticks; NaN where there is none, which values a trade at its own price. */
export type LastPrice = (product: ProductIndex) => number

/**
 * An effect is linear in the last price: `value + fees - units * last`. Sums of effects are so too, which
 * keeps the book small however many verdicts it has taken.
 */
interface Effect {
  /** Units the account holds less of than without the layer; below zero, more of. */
  readonly units: bigint
  /** Those units at the price of their trade. */
  readonly value: Decimal
  /** Fees the layer caused, below zero. */
  readonly fees: Decimal
}

interface Row {
  readonly id: number
  readonly trade: JudgedTrade
  /** A fixed amount once settled. */
  effect: Effect | Decimal
}

/** What is open of one run in one product. */
interface OpenEffects {
  readonly byRule: Map<string, Effect>
  readonly rows: Row[]
}

/** One run's verdicts. */
interface RunBook {
  readonly blocked: Map<ProductIndex, OpenEffects>
  readonly sold: Map<ProductIndex, OpenEffects>
  readonly totals: Map<string, { readonly verdicts: number; readonly settled: Decimal }>
}

const ROWS_KEPT = 200
const NOTHING: Effect = { units: 0n, value: DECIMAL_ZERO, fees: DECIMAL_ZERO }
const NO_VERDICT = { verdicts: 0, settled: DECIMAL_ZERO }

/**
 * What the risk layer is worth: of every trade it cut, refused or made, how the account would stand had it
 * not. A verdict is valued at the last price until its run trades in the product again, then it is settled.
 * A blocked trade counts from the last price of its moment, without fee and spread: a wish refused again and again
 * would otherwise save them each time.
 */
export class VerdictBook {
  readonly #rows: Row[] = []
  readonly #runs = new Map<RunIndex, RunBook>()
  #count = 0

  constructor(private readonly products: readonly ProductSpec[]) {}

  add(trade: JudgedTrade): void {
    const { run, product, rule } = trade
    const effect = effectOf(trade, this.#spec(product))
    const row = { id: this.#count, trade, effect }
    this.#rows.push(row)
    if (this.#rows.length > ROWS_KEPT) this.#rows.shift()
    this.#count += 1
    const book: RunBook = this.#runs.get(run) ?? { blocked: new Map(), sold: new Map(), totals: new Map() }
    this.#runs.set(run, book)
    const { verdicts, settled } = book.totals.get(rule) ?? NO_VERDICT
    book.totals.set(rule, { verdicts: verdicts + 1, settled })
    const open = isSale(trade) ? book.sold : book.blocked
    const effects: OpenEffects = open.get(product) ?? { byRule: new Map(), rows: [] }
    effects.byRule.set(rule, sum(effects.byRule.get(rule) ?? NOTHING, effect))
    effects.rows.push(row)
    open.set(product, effects)
  }

  /** The run trades in the product: what the layer did there so far is valued once and for all. */
  settle(run: RunIndex, product: ProductIndex, last: number): void {
    this.settleBlocked(run, product, last)
    this.#settle(run, product, last, 'sold')
  }

  /** As {@link settle}, of blocked trades alone: a wish that is refused again takes the place of the one before. */
  settleBlocked(run: RunIndex, product: ProductIndex, last: number): void {
    this.#settle(run, product, last, 'blocked')
  }

  #settle(run: RunIndex, product: ProductIndex, last: number, which: 'blocked' | 'sold'): void {
    const book = this.#runs.get(run)
    const effects = book?.[which].get(product)
    if (book === undefined || effects === undefined) return
    book[which].delete(product)
    for (const [rule, effect] of effects.byRule) {
      const { verdicts, settled } = book.totals.get(rule) ?? NO_VERDICT
      const amount = this.#amount(effect, product, last)
      book.totals.set(rule, { verdicts, settled: addDecimal(settled, amount) })
    }
    for (const row of effects.rows) {
      if (typeof row.effect !== 'bigint') row.effect = this.#amount(row.effect, product, last)
    }
  }

  /** The newest 200, newest first. */
  verdicts(last: LastPrice): readonly VerdictEffect[] {
    return this.#rows.toReversed().map(({ id, trade, effect }) => {
      const settled = typeof effect === 'bigint'
      const amount = settled ? effect : this.#amount(effect, trade.product, last(trade.product))
      return { ...trade, id, amount, settled }
    })
  }

  /** All verdicts ever taken, by run and then by the rule's name. */
  worth(last: LastPrice): readonly RuleWorth[] {
    return [...this.#runs]
      .flatMap(([run, book]) => this.#worthOf(run, book, last))
      .sort((a, b) => a.run - b.run || (a.rule < b.rule ? -1 : 1))
  }

  #worthOf(run: RunIndex, { blocked, sold, totals }: RunBook, last: LastPrice): readonly RuleWorth[] {
    return [...totals].map(([rule, { verdicts, settled }]) => {
      let amount = settled
      for (const [product, effects] of [...blocked, ...sold]) {
        const effect = effects.byRule.get(rule)
        if (effect !== undefined) amount = addDecimal(amount, this.#amount(effect, product, last(product)))
      }
      return { run, rule, verdicts, amount }
    })
  }

  #amount({ units, value, fees }: Effect, product: ProductIndex, last: number): Decimal {
    if (Number.isNaN(last)) return fees
    const worth = scaleDecimal(tickValue(this.#spec(product)), units * BigInt(last))
    return addDecimal(subtractDecimal(value, worth), fees)
  }

  #spec(product: ProductIndex): ProductSpec {
    const spec = this.products[product]
    invariant(spec !== undefined, 'a verdict on a product outside the match')
    return spec
  }
}

function isSale({ kind }: JudgedTrade): boolean {
  return kind === 'liquidated'
}

function effectOf({ blocked, price, basisPoints, kind }: JudgedTrade, spec: ProductSpec): Effect {
  const units = BigInt(blocked)
  const value = scaleDecimal(tickValue(spec), units * BigInt(price))
  const fees = kind === 'liquidated' ? scaleDecimal(feeOn(value, basisPoints), -1n) : DECIMAL_ZERO
  return { units, value, fees }
}

function sum(a: Effect, b: Effect): Effect {
  return {
    units: a.units + b.units,
    value: addDecimal(a.value, b.value),
    fees: addDecimal(a.fees, b.fees),
  }
}
