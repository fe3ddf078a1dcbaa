import { formatUsd } from '../../../market/price-format'
import { subtractDecimal } from '../../../core/decimal'
import type { AlphaContext, AlphaModel, SignalSink } from './contract'
import { Purse, type Quoted, orderable, proceedsOf, quotedProducts, shareOf } from './purse'
import { changeOver, signedPercent } from './trend'

export interface BrainrotParameters {
  /** How far back a move is measured, in minutes. */
  readonly loudMinutes: number
  /**
   * How far above cost a sale must come, after its fee, in basis points of the cost. More than zero, so
   * that a quote that moves a little between decision and fill does not turn the sale into a loss.
   */
  readonly gainBasisPoints: number
}

export const BRAINROT_DEFAULTS: BrainrotParameters = { loudMinutes: 15, gainBasisPoints: 50 }

interface Loud extends Quoted {
  /** Change as a fraction; 0 while no history is known. */
  readonly change: number
}

/**
 * All in, at once, on whatever moves most, up or down. Never sells below cost: a holding is sold only when
 * its proceeds at the bid, after the fee, are above its cost basis, and only to go all in on something
 * louder. Spends whatever cash there is: first on the deepest loss it holds (averaging down), then on
 * the loudest product, then on the next, until nothing more can be bought.
 */
export class Brainrot implements AlphaModel {
  readonly name = 'brainrot'
  readonly version = '1'

  constructor(private readonly parameters: BrainrotParameters = BRAINROT_DEFAULTS) {}

  update(context: AlphaContext, signals: SignalSink): void {
    const loud = this.#byLoudness(context)
    const purse = new Purse(context.account.takerBasisPoints, context.account.cash)
    const sold = this.#sellWinners(context, loud, purse, signals)
    const wanted = loud.filter((one) => !sold.includes(one))
    const deepest = deepestLoss(context, wanted)
    // A product just sold comes last: bought back only if nothing else takes the cash.
    const order = [
      ...(deepest === undefined ? [] : [deepest]),
      ...wanted.filter((one) => one !== deepest),
      ...sold,
    ]
    for (const one of order) this.#allIn(context, one, purse, signals)
  }

  /** Why it sits still: what it holds and how far that is from its cost. */
  explain(context: AlphaContext): string {
    const quoted = quotedProducts(context)
    if (quoted.length === 0) return 'No product has a fresh quote.'
    const held = quoted.filter((one) => context.account.holding(one.product) > 0)
    const positions = held.map((one) => `${one.spec.id} ${describeGain(context, one)}`)
    const cash = `${formatUsd(context.account.cash)} cash left`
    return positions.length === 0 ? `${cash}.` : `${positions.join('; ')}; ${cash}.`
  }

  #byLoudness(context: AlphaContext): readonly Loud[] {
    const loud = quotedProducts(context).map((one) => {
      const change = changeOver(context, one.product, this.parameters.loudMinutes)
      return { ...one, change: Number.isFinite(change) ? change : 0 }
    })
    return loud.sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  }

  #sellWinners(
    context: AlphaContext,
    loud: readonly Loud[],
    purse: Purse,
    signals: SignalSink,
  ): readonly Loud[] {
    const loudest = loud[0]
    if (loudest === undefined) return []
    return loud.filter((one) => {
      if (one === loudest || !this.#isWinner(context, one)) return false
      const reason = `${one.spec.id} ${describeGain(context, one)}, and ${loudest.spec.id} is louder.`
      signals.quantity(one.product, 'sell', context.account.holding(one.product), reason)
      purse.add(proceedsOf(context, one))
      return true
    })
  }

  #isWinner(context: AlphaContext, one: Quoted): boolean {
    if (!orderable(one, one.bid, context.account.holding(one.product))) return false
    const gain = subtractDecimal(proceedsOf(context, one), context.account.costBasis(one.product))
    return (
      gain > 0n && gain >= shareOf(context.account.costBasis(one.product), this.parameters.gainBasisPoints)
    )
  }

  #allIn(context: AlphaContext, one: Loud, purse: Purse, signals: SignalSink): void {
    const quantity = purse.spend(one, purse.cash)
    if (quantity === 0) return
    const move = `${one.spec.id} moved ${signedPercent(one.change)} in ${this.parameters.loudMinutes} min`
    const down = isUnderWater(context, one) ? `, averaging down (${describeGain(context, one)})` : ''
    signals.quantity(one.product, 'buy', quantity, `${move}${down}.`)
  }
}

function deepestLoss(context: AlphaContext, among: readonly Loud[]): Loud | undefined {
  return among
    .filter((one) => isUnderWater(context, one))
    .sort((a, b) => gainRatio(context, a) - gainRatio(context, b))[0]
}

function isUnderWater(context: AlphaContext, one: Quoted): boolean {
  return (
    context.account.holding(one.product) > 0 &&
    proceedsOf(context, one) < context.account.costBasis(one.product)
  )
}

/** Gain after the selling fee as a fraction of cost; for words and order only. */
function gainRatio(context: AlphaContext, one: Quoted): number {
  return Number(proceedsOf(context, one)) / Number(context.account.costBasis(one.product)) - 1
}

function describeGain(context: AlphaContext, one: Quoted): string {
  const bring = formatUsd(proceedsOf(context, one))
  const cost = formatUsd(context.account.costBasis(one.product))
  return `would bring ${bring} after the fee against a cost of ${cost} (${signedPercent(gainRatio(context, one))})`
}
