import { type Decimal, DECIMAL_ZERO, addDecimal, scaleDecimal, subtractDecimal } from '../../../core/decimal'
import { notionalOf } from '../../../accounts/affordable'
import { type DurationMs, durationMs } from '../../../core/time'
import { formatPrice, formatUsd } from '../../../market/price-format'
import type { AlphaContext, AlphaModel, SignalSink } from './contract'
import { Purse, type Quoted, equityOf, orderable, proceedsOf, quotedProducts, shareOf } from './purse'
import { changeOver, signedPercent } from './trend'

export interface ScalperParameters {
  /** Size of one purchase, in basis points of equity. Small, so that fees on many trades stay bearable. */
  readonly clipBasisPoints: number
  /** Most of equity held at once, in basis points. */
  readonly exposureBasisPoints: number
  /** Profit after both fees that is taken at once, in basis points of the cost. */
  readonly profitBasisPoints: number
  /** A position held this long, by quantity-weighted average, is closed whatever it is worth. */
  readonly timeStop: DurationMs
  /** Wider spreads are not entered, in basis points of the bid. */
  readonly spreadBasisPoints: number
  /** How far back the move it follows is measured, in minutes. */
  readonly moveMinutes: number
}

export const SCALPER_DEFAULTS: ScalperParameters = {
  clipBasisPoints: 25,
  exposureBasisPoints: 200,
  profitBasisPoints: 5,
  timeStop: durationMs(120_000),
  spreadBasisPoints: 100,
  moveMinutes: 3,
}

const BASIS_POINTS = 10_000
const MS_PER_SECOND = 1000
/** A clip of a small account is raised to twice the exchange's minimum, so that it can be sold again. */
const MINIMUM_ORDERS = 2n

/**
 * Many small quick trades: at nearly every tick it buys one clip of whatever moved up most in the last
 * minutes, and it closes a position as soon as it shows a small profit or has been held for the time stop.
 * What it just closed it does not buy again in the same decision.
 */
export class Scalper implements AlphaModel {
  readonly name = 'scalper'
  readonly version = '1'

  constructor(private readonly parameters: ScalperParameters = SCALPER_DEFAULTS) {}

  update(context: AlphaContext, signals: SignalSink): void {
    const quoted = quotedProducts(context)
    const closed = quoted.filter((one) => this.#close(context, one, signals))
    this.#open(
      context,
      quoted.filter((one) => !closed.includes(one)),
      signals,
    )
  }

  /** Why it sits still. */
  explain(context: AlphaContext): string {
    const quoted = quotedProducts(context)
    if (quoted.length === 0) return 'No product has a fresh quote.'
    const cap = formatUsd(shareOf(equityOf(context), this.parameters.exposureBasisPoints))
    const described = quoted.map((one) => `${one.spec.id} spread ${spreadText(one)}`)
    return `Exposure ${formatUsd(exposureOf(context, quoted))} of at most ${cap}; ${described.join(', ')}.`
  }

  #close(context: AlphaContext, one: Quoted, signals: SignalSink): boolean {
    const holding = context.account.holding(one.product)
    if (!orderable(one, one.bid, holding)) return false
    const cost = context.account.costBasis(one.product)
    const gain = subtractDecimal(proceedsOf(context, one), cost)
    const profit = gain > 0n && gain >= shareOf(cost, this.parameters.profitBasisPoints)
    const held = context.account.heldFor(one.product)
    if (!profit && held < this.parameters.timeStop) return false
    const why = profit ? 'profit taken' : 'time stop'
    const figures = `${formatUsd(gain)} after fees, held ${Math.round(held / MS_PER_SECOND)} s`
    signals.quantity(one.product, 'sell', holding, `${one.spec.id} ${why}: ${figures}.`)
    return true
  }

  #open(context: AlphaContext, candidates: readonly Quoted[], signals: SignalSink): void {
    const equity = equityOf(context)
    const cap = shareOf(equity, this.parameters.exposureBasisPoints)
    const best = this.#fastest(context, candidates)
    if (best === undefined) return
    const clip = largest(
      shareOf(equity, this.parameters.clipBasisPoints),
      scaleDecimal(best.quoted.spec.minMarketFunds, MINIMUM_ORDERS),
    )
    const exposure = exposureOf(context, candidates)
    if (exposure > 0n && addDecimal(exposure, clip) > cap) return
    const purse = new Purse(context.account.takerBasisPoints, context.account.cash)
    const quantity = purse.spend(best.quoted, clip)
    if (quantity === 0) return
    const { spec, product, ask } = best.quoted
    const move = `${signedPercent(best.change)} in ${this.parameters.moveMinutes} min`
    const entry = `ask ${formatPrice(spec, ask)}, spread ${spreadText(best.quoted)}`
    signals.quantity(product, 'buy', quantity, `${spec.id} ${move}, ${entry}.`)
  }

  /** The product that rose most lately among those with a bearable spread; the earlier one of equals. */
  #fastest(context: AlphaContext, candidates: readonly Quoted[]): Candidate | undefined {
    let best: Candidate | undefined
    for (const quoted of candidates) {
      if (spreadOf(quoted) * BASIS_POINTS > this.parameters.spreadBasisPoints) continue
      const known = changeOver(context, quoted.product, this.parameters.moveMinutes)
      const change = Number.isFinite(known) ? known : 0
      if (best === undefined || change > best.change) best = { quoted, change }
    }
    return best
  }
}

interface Candidate {
  readonly quoted: Quoted
  readonly change: number
}

/** What is held of these products, at the last price. */
function exposureOf(context: AlphaContext, among: readonly Quoted[]): Decimal {
  const values = among.map((one) => notionalOf(one.spec, one.last, context.account.holding(one.product)))
  return values.reduce(addDecimal, DECIMAL_ZERO)
}

function spreadOf(one: Quoted): number {
  return (one.ask - one.bid) / one.bid
}

function spreadText(one: Quoted): string {
  return `${(spreadOf(one) * BASIS_POINTS).toFixed(1)} bp`
}

function largest(a: Decimal, b: Decimal): Decimal {
  return a > b ? a : b
}
