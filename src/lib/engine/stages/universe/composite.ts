import type { ProductIndex } from '../../../core/product'
import type { UniverseSelectionModel } from './contract'

/** The union of several universes. */
export class CompositeUniverse implements UniverseSelectionModel {
  readonly name: string
  readonly #models: readonly UniverseSelectionModel[]

  constructor(models: readonly UniverseSelectionModel[]) {
    this.#models = models
    this.name = `any(${models.map((model) => model.name).join(', ')})`
  }

  contains(product: ProductIndex): boolean {
    return this.#models.some((model) => model.contains(product))
  }
}
