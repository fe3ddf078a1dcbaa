import { decimalToNumber } from '../../../core/decimal'
import { type ProductIndex, productIndex, tickValue } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { RiskRules, RuleName } from '../../../core/risk-rules'
import type { TradingContext } from '../context'
import { basisPointsOf } from './after-purchase'
import type { RiskManagementModel } from './contract'
import type { RiskReport } from './report'
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
  readonly #product: number | undefined
  readonly #gross: number | undefined

  constructor({ productExposureBasisPoints, grossExposureBasisPoints }: RiskRules) {
    this.#product = productExposureBasisPoints
    this.#gross = grossExposureBasisPoints
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    if (proposal.change <= 0) return approve(proposal)
    const own = valueOf(proposal.product, context)
    const product = limited('product-exposure', proposal, own, this.#product, context)
    if (product.verdict === 'refused') return product
    const whole = limited('gross-exposure', product.proposal, grossOf(context), this.#gross, context)
    if (whole.verdict === 'approved') return product
    const earlier = product.verdict === 'resized' ? [product] : []
    return { ...whole, asked: proposal, earlier }
  }

  report(context: TradingContext, report: RiskReport): void {
    if (this.#product !== undefined) {
      const threshold = this.#product
      context.products.forEach((_, index) => {
        const product = productIndex(index)
        if (context.holding(product) === 0) return
        const figure = partOfEquity(valueOf(product, context), context)
        report.gauge({ rule: 'product-exposure', product, figure, threshold })
      })
    }
    if (this.#gross !== undefined) {
      const figure = partOfEquity(grossOf(context), context)
      report.gauge({ rule: 'gross-exposure', figure, threshold: this.#gross })
    }
  }
}

/** `exposed`: the value, in 10^-18 dollars, that the purchase adds to. */
function limited(
  rule: RuleName,
  proposal: Proposal,
  exposed: bigint,
  basisPoints: number | undefined,
  context: TradingContext,
): RiskVerdict {
  if (basisPoints === undefined) return approve(proposal)
  const most = unitsWithin(proposal.product, exposed, basisPoints, context)
  if (BigInt(proposal.change) <= most) return approve(proposal)
  const { unit, last } = pricesOf(proposal.product, context)
  const figure = partOfEquity(exposed + BigInt(proposal.change) * unit * last, context)
  const reason = { rule, figure, threshold: basisPoints }
  return most > 0n ? resize(proposal, Number(most), reason) : refuse(proposal, reason)
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

/** A value in 10^-18 dollars as basis points of equity, nearest double. */
function partOfEquity(value: bigint, context: TradingContext): number {
  return basisPointsOf(Number(value) / 1e18, decimalToNumber(context.exactEquity))
}

function grossOf(context: TradingContext): bigint {
  return context.products.reduce((sum, _, index) => sum + valueOf(productIndex(index), context), 0n)
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
