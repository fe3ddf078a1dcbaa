import { type ProductSpec, decimalsOf } from '../core/product'

/** Decimal places in which a product's prices are written; 2 for a product nobody knows. */
export function placesOf(spec: ProductSpec | undefined): number {
  return spec === undefined ? 2 : decimalsOf(spec.quoteIncrement)
}
