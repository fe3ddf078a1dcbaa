import { decimalToNumber } from '../../../core/decimal'
import { type ProductIndex, productIndex, tickValue } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { RiskLimits } from '../../config'
import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse, resize } from './verdict'

const WHOLE = 10_000n
const SQUARE = WHOLE * WHOLE

/**
 * Purchases are cut so that right after the fill neither the product's value nor that of all positions
 * passes its part of equity, both at the last price, fee and spread accounted for. Exact. A limit left
 * out is off. Figures: basis points of equity.
 */
export class ExposureCaps implements RiskManagementModel {
  readonly name = 'exposure-caps'
  readonly #limits: RiskLimits

  constructor(limits: RiskLimits) {
    this.#limits = limits
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    if (proposal.change < 0) return approve(proposal)
    const { productExposureBasisPoints, grossExposureBasisPoints } = this.#limits
    const own = valueOf(proposal.product, context)
    const product = this.#limit('product-exposure', proposal, own, productExposureBasisPoints, context)
    if (product.verdict === 'refused') return product
    const gross = context.products.reduce((sum, _, index) => sum + valueOf(productIndex(index), context), 0n)
    const whole = this.#limit('gross-exposure', product.proposal, gross, grossExposureBasisPoints, context)
    return whole.verdict === 'approved' ? product : { ...whole, asked: proposal }
  }

  /** `exposed`: the value, in 10^-18 dollars, that the purchase adds to. */
  #limit(
    rule: string,
    proposal: Proposal,
    exposed: bigint,
    basisPoints: number | undefined,
    context: TradingContext,
  ): RiskVerdict {
    if (basisPoints === undefined) return approve(proposal)
    const most = unitsWithin(proposal.product, exposed, basisPoints, context)
    if (BigInt(proposal.change) <= most) return approve(proposal)
    const figure = exposureAfter(proposal, exposed, context)
    const reason = { rule, figure, threshold: basisPoints }
    return most > 0n ? resize(proposal, Number(most), reason) : refuse(proposal, reason)
  }
}

/**
 * Most units q with (exposed + q·last) ≤ cap · (equity − q·(ask − last) − q·ask·fee), all in 10^-18 dollars:
 * equity after the fill is lower by the fee and by what the ask lies above the last price.
 */
function unitsWithin(
  product: ProductIndex,
  exposed: bigint,
  basisPoints: number,
  context: TradingContext,
): bigint {
  const { unit, last, ask } = pricesOf(product, context)
  const cap = BigInt(basisPoints)
  const fee = BigInt(context.takerBasisPoints)
  const room = cap * context.exactEquity * WHOLE - exposed * SQUARE
  const perUnit = unit * (last * SQUARE + cap * ((ask - last) * WHOLE + ask * fee))
  if (room <= 0n || perUnit <= 0n) return 0n
  return room / perUnit
}

function exposureAfter(proposal: Proposal, exposed: bigint, context: TradingContext): number {
  const { unit, last } = pricesOf(proposal.product, context)
  const after = exposed + BigInt(proposal.change) * unit * last
  const equity = decimalToNumber(context.exactEquity)
  return equity > 0 ? (Number(after) / 1e18 / equity) * 10_000 : Number.MAX_SAFE_INTEGER
}

function valueOf(product: ProductIndex, context: TradingContext): bigint {
  const held = context.holding(product)
  if (held === 0) return 0n
  const { unit, last } = pricesOf(product, context)
  return BigInt(held) * unit * last
}

function pricesOf(
  product: ProductIndex,
  context: TradingContext,
): { readonly unit: bigint; readonly last: bigint; readonly ask: bigint } {
  const spec = context.products[product]
  invariant(spec !== undefined, 'exposure to an unknown product')
  return { unit: tickValue(spec), last: BigInt(context.last(product)), ask: BigInt(context.ask(product)) }
}
