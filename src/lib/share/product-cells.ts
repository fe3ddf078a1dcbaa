import {
  type PriceTicks,
  type ProductIndex,
  type ProductSpec,
  type QuantityUnits,
  priceTicks,
  productIndex,
  quantityUnits,
} from '../core/product'
import { StepText } from './step-text'

/**
 * Products, prices and quantities as cells of a row. A product of the match is its id, its prices and quantities
 * decimal text in quote and base currency. A signal may name a product that is none of the match's: that stays a
 * number, and so do its prices in ticks and its quantities in units, for nobody knows their increments.
 */
export class ProductCells {
  readonly #indexes: ReadonlyMap<string, number>
  readonly #prices: readonly StepText[]
  readonly #quantities: readonly StepText[]

  /** The ids are unique. */
  constructor(private readonly products: readonly ProductSpec[]) {
    this.#indexes = new Map(products.map(({ id }, index) => [id, index]))
    this.#prices = products.map(({ quoteIncrement }) => new StepText(quoteIncrement))
    this.#quantities = products.map(({ baseIncrement }) => new StepText(baseIncrement))
  }

  writeProduct(product: ProductIndex): string | number {
    return this.products[product]?.id ?? product
  }

  writePrice(product: ProductIndex, price: PriceTicks): string | number {
    return this.#prices[product]?.write(price) ?? price
  }

  /** A difference of two prices, in ticks, with its sign. */
  writeStep(product: ProductIndex, ticks: number): string | number {
    const size = this.#prices[product]?.write(Math.abs(ticks))
    return size === undefined ? ticks : `${ticks < 0 ? '-' : ''}${size}`
  }

  writeQuantity(product: ProductIndex, quantity: QuantityUnits): string | number {
    return this.#quantities[product]?.write(quantity) ?? quantity
  }

  /** Undefined for a cell that is no product, as in all that follow. */
  readProduct(cell: unknown): ProductIndex | undefined {
    if (typeof cell === 'number') {
      const unknown = Number.isSafeInteger(cell) && cell >= this.products.length
      return unknown ? productIndex(cell) : undefined
    }
    const index = typeof cell === 'string' ? this.#indexes.get(cell) : undefined
    return index === undefined ? undefined : productIndex(index)
  }

  readPrice(product: ProductIndex, cell: unknown): PriceTicks | undefined {
    const steps = readSteps(this.#prices[product], cell)
    return steps === undefined || steps === 0 ? undefined : priceTicks(steps)
  }

  /** Ticks; one difference has one text. */
  readStep(product: ProductIndex, cell: unknown): number | undefined {
    const known = this.#prices[product]
    if (known === undefined || typeof cell !== 'string') return undefined
    if (!cell.startsWith('-')) return known.read(cell)
    const size = known.read(cell.slice(1))
    return size === undefined || size === 0 ? undefined : -size
  }

  readQuantity(product: ProductIndex, cell: unknown): QuantityUnits | undefined {
    const steps = readSteps(this.#quantities[product], cell)
    return steps === undefined ? undefined : quantityUnits(steps)
  }
}

function readSteps(known: StepText | undefined, cell: unknown): number | undefined {
  if (known !== undefined) return typeof cell === 'string' ? known.read(cell) : undefined
  return typeof cell === 'number' && Number.isSafeInteger(cell) && cell >= 0 ? cell : undefined
}
