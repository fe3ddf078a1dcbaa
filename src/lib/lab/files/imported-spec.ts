import { decimalToString, parseDecimal } from '../../core/decimal'
import { type ProductSpec, ProductId, decimalsOf, parseProductSpec } from '../../core/product'
import { type Result, err } from '../../core/result'

/** Base quantities are counted this fine where the price step leaves room for it. */
const BASE_PLACES = 8
const PLACES = 18

/**
 * The product of bars that came in a file: the file tells the price step at best, so the rest is what fits any
 * product. Quantities as fine as an exact value of price × quantity allows, at most 8 places; no order too small.
 */
export function importedSpec(product: string, quoteIncrement: string): Result<ProductSpec, string> {
  const id = ProductId.parse(product.trim().toUpperCase())
  if (!id.ok) return id
  const step = parseDecimal(quoteIncrement)
  if (!step.ok) return err(`Price step: ${step.error}`)
  if (step.value <= 0n) return err('The price step must be above zero.')
  const [base = '', quote = ''] = id.value.split('-')
  const places = Math.max(0, Math.min(BASE_PLACES, PLACES - decimalsOf(step.value)))
  return parseProductSpec({
    ...{ id: id.value, base, quote, quoteIncrement: decimalToString(step.value) },
    baseIncrement: places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`,
    minMarketFunds: '0',
  })
}

/** What a file of ours says of its product, where it is the one that is wanted; else what was wanted. */
export function toldSpec(about: ReadonlyMap<string, string> | undefined, wanted: ProductSpec): ProductSpec {
  if (about === undefined) return wanted
  const told = parseProductSpec({
    ...{ id: about.get('product') ?? '', base: wanted.base, quote: wanted.quote },
    quoteIncrement: about.get('quote_increment') ?? '',
    baseIncrement: about.get('base_increment') ?? '',
    minMarketFunds: about.get('min_market_funds') ?? '',
  })
  const same = told.ok && told.value.id === wanted.id && told.value.quoteIncrement === wanted.quoteIncrement
  return same ? told.value : wanted
}
