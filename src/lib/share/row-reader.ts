import * as v from 'valibot'
import { type Decimal, decimalToString, parseDecimal } from '../core/decimal'
import { type PriceTicks, type ProductIndex, type QuantityUnits, priceTicks } from '../core/product'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../core/time'
import { type RunIndex, runIndex } from '../engine/events'
import { issueSentence } from '../core/issue-sentence'
import type { ProductCells } from './product-cells'
import { readFloat } from './step-text'

/** What is wrong with a row: a sentence that begins with the place in it, such as `[4].exits.stopLoss`. */
export class RowFault extends Error {
  override readonly name = 'RowFault'
}

/** Reads a row's cells one after the other. @throws RowFault at the first that is not what it must be. */
export class RowReader {
  #at = 0

  constructor(
    private readonly row: readonly unknown[],
    readonly products: ProductCells,
  ) {}

  get hasMore(): boolean {
    return this.#at < this.row.length
  }

  expectEnd(): void {
    if (this.hasMore) throw new RowFault(`[${this.#at}]: This is more than belongs here.`)
  }

  text(): string {
    return this.checked('text', (cell) => (typeof cell === 'string' ? cell : undefined))
  }

  whole(): number {
    return this.checked('a whole number', (cell) => (isWhole(cell) ? cell + 0 : undefined))
  }

  /** As far above another, or as text where no number says how far. */
  wholeAfter(before: number): number {
    return this.checked('how much larger the number is, as a whole number', (cell) => {
      const step = isWhole(cell) ? before + cell : undefined
      const whole = step ?? (typeof cell === 'string' ? readFloat(cell) : undefined)
      if (!isWhole(whole)) return undefined
      return step !== undefined || !Number.isSafeInteger(whole - before) ? whole + 0 : undefined
    })
  }

  count(): number {
    return this.checked('a whole number, 0 or more', (cell) =>
      isWhole(cell) && cell >= 0 ? cell + 0 : undefined,
    )
  }

  flag(): boolean {
    return this.checked('true or false', (cell) => (typeof cell === 'boolean' ? cell : undefined))
  }

  time(): TimeMs {
    return timeMs(this.whole())
  }

  /** The instant that lies so many milliseconds after `time`. */
  after(time: number): TimeMs {
    return this.#instant(time, 1)
  }

  span(): DurationMs {
    return durationMs(this.whole())
  }

  /** The instant that lies so many milliseconds before `time`. */
  before(time: number): TimeMs {
    return this.#instant(time, -1)
  }

  run(): RunIndex {
    return runIndex(this.count())
  }

  float(): number {
    return this.checked('a number as text', (cell) =>
      typeof cell === 'string' ? readFloat(cell) : undefined,
    )
  }

  amount(): Decimal {
    return this.checked('an amount as text', readAmount)
  }

  product(): ProductIndex {
    return this.checked('the id of a product of this match', (cell) =>
      typeof cell === 'string' ? this.products.readProduct(cell) : undefined,
    )
  }

  /** Also one that is none of the match's. */
  anyProduct(): ProductIndex {
    return this.checked('the id of a product of this match, or the number of an unknown one', (cell) =>
      this.products.readProduct(cell),
    )
  }

  price(product: ProductIndex): PriceTicks {
    return this.checked('a price, more than 0, with all decimal places of its product', (cell) =>
      this.products.readPrice(product, cell),
    )
  }

  /** A price that is so far below another. */
  priceBelow(product: ProductIndex, price: PriceTicks): PriceTicks {
    return this.checked('how far the bid is below the price', (cell) =>
      priceAt(price, -1, this.products.readStep(product, cell)),
    )
  }

  priceAbove(product: ProductIndex, price: PriceTicks): PriceTicks {
    return this.checked('how far the ask is above the price', (cell) =>
      priceAt(price, 1, this.products.readStep(product, cell)),
    )
  }

  quantity(product: ProductIndex): QuantityUnits {
    return this.checked('a quantity with all decimal places of its product', (cell) =>
      this.products.readQuantity(product, cell),
    )
  }

  choice<Word extends string | number>(words: readonly Word[]): Word {
    return this.checked(`one of ${words.join(', ')}`, (cell) => words.find((word) => word === cell))
  }

  /** A cell with parts of its own. */
  shaped<Value>(schema: v.GenericSchema<unknown, Value>): Value {
    const at = this.#at
    const parsed = v.safeParse(schema, this.#next('an object'), { abortEarly: true })
    if (parsed.success) return parsed.output
    throw new RowFault(issueSentence(`[${at}]`, parsed.issues[0]))
  }

  /** The next cell, as `read` makes it something; `what` is the sentence's word for it. */
  checked<Value>(what: string, read: (cell: unknown) => Value | undefined): Value {
    const at = this.#at
    const value = read(this.#next(what))
    if (value === undefined) throw new RowFault(`[${at}]: This must be ${what}.`)
    return value
  }

  #instant(time: number, sign: 1 | -1): TimeMs {
    return this.checked('whole milliseconds, within the years that are counted', (cell) => {
      const instant = isWhole(cell) ? time + sign * cell : Number.NaN
      return Number.isSafeInteger(instant) ? timeMs(instant) : undefined
    })
  }

  #next(what: string): unknown {
    if (!this.hasMore) throw new RowFault(`[${this.#at}]: Here should be ${what}, and there is nothing.`)
    const cell = this.row[this.#at]
    this.#at += 1
    return cell
  }
}

function isWhole(cell: unknown): cell is number {
  return typeof cell === 'number' && Number.isSafeInteger(cell)
}

function priceAt(price: PriceTicks, sign: 1 | -1, ticks: number | undefined): PriceTicks | undefined {
  const at = ticks === undefined ? 0 : price + sign * ticks
  return Number.isSafeInteger(at) && at > 0 ? priceTicks(at) : undefined
}

function readAmount(cell: unknown): Decimal | undefined {
  const parsed = typeof cell === 'string' ? parseDecimal(cell) : undefined
  return parsed?.ok === true && decimalToString(parsed.value) === cell ? parsed.value : undefined
}
