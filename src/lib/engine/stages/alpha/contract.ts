import type { ExitOrder } from '../../../accounts/exit-plan'
import type { Decimal } from '../../../core/decimal'
import type { ProductIndex, ProductSpec, QuantityUnits } from '../../../core/product'
import type { DurationMs, TimeMs } from '../../../core/time'
import type { BarGranularity } from '../../../market/types'
import type { Side } from '../../events'

/**
 * Second stage: turns what is known of the market and of the run's own account into signals.
 * The same model runs inline in a backtest and in an agent's worker; it must not remember anything it
 * could not rebuild from what it is shown, unless it is documented as incremental.
 */
export interface AlphaModel {
  readonly name: string
  readonly version: string
  /** Called once per decision. `context` is read-only, reused, and valid only during the call. Must not throw. */
  update(context: AlphaContext, signals: SignalSink): void
}

/** The market and the account at the moment of decision. Prices are in ticks (NaN before the first). */
export interface AlphaContext {
  readonly time: TimeMs
  readonly tick: number
  readonly products: readonly ProductSpec[]
  last(product: ProductIndex): number
  bid(product: ProductIndex): number
  ask(product: ProductIndex): number
  /** Whether a trade now would meet a fresh quote. */
  fresh(product: ProductIndex): boolean
  /** Closed candles known of this granularity: 60, 300 and 900 s in a match, any in a backtest that is a multiple of its bars'. */
  candleCount(product: ProductIndex, granularity: BarGranularity): number
  /** `back` = 0 is the newest closed candle; NaN beyond what is known. */
  open(product: ProductIndex, granularity: BarGranularity, back: number): number
  close(product: ProductIndex, granularity: BarGranularity, back: number): number
  high(product: ProductIndex, granularity: BarGranularity, back: number): number
  low(product: ProductIndex, granularity: BarGranularity, back: number): number
  volume(product: ProductIndex, granularity: BarGranularity, back: number): number
  readonly account: AlphaAccount
}

export interface AlphaAccount {
  readonly cash: Decimal
  /** What the next trade would pay, in basis points of its value. */
  readonly takerBasisPoints: number
  holding(product: ProductIndex): QuantityUnits
  /** Cost basis of the whole holding, purchase fees included. */
  costBasis(product: ProductIndex): Decimal
  heldFor(product: ProductIndex): DurationMs
}

/** Where a model puts its signals; a signal is a wish, the later stages decide. */
export interface SignalSink {
  /**
   * Buy or sell so many base increments; 0 with exits changes only those. `reason` is a short sentence for
   * a person, `exits` what is to sell the position without the alpha.
   */
  quantity(
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    reason: string,
    exits?: ExitOrder,
  ): void
  /** Hold this fraction (0 … 1) of equity in the product. */
  weight(product: ProductIndex, weight: number, reason: string, exits?: ExitOrder): void
}
