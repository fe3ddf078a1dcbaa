import type { ProductIndex } from '../../../core/product'

/** First stage: which products a run may trade. A signal for any other is refused. */
export interface UniverseSelectionModel {
  readonly name: string
  contains(product: ProductIndex): boolean
}
