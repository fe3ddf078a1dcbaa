import type { ProductIndex, ProductSpec } from '../../../core/product'
import type { UniverseSelectionModel } from './contract'

/** Exactly the products a match was started with. */
export class ManualUniverse implements UniverseSelectionModel {
  readonly name = 'manual'
  readonly #count: number

  constructor(products: readonly ProductSpec[]) {
    this.#count = products.length
  }

  contains(product: ProductIndex): boolean {
    return product >= 0 && product < this.#count
  }
}
