import type { DurationMs } from '../../core/time'

/**
 * What a fill on bars costs beside its fee. All move the price against the order, and none looks at a bar that
 * has not begun when the order meets the market.
 */
export type SlippageModel =
  | { readonly type: 'none' }
  /** Every fill is off the bar's price by half of this spread, in basis points of the price. */
  | { readonly type: 'half-spread'; readonly basisPoints: number }
  /** Buys at the ask and sales at the bid of the row's open; the block must carry quotes. */
  | { readonly type: 'quotes' }
  /**
   * The price moves by `basisPoints` × (the order's part of the last closed bar's volume)², the part capped at 1;
   * an order that meets a bar without volume before it pays `basisPoints`.
   */
  | { readonly type: 'volume-share'; readonly basisPoints: number }

/** How orders of a backtest meet the market. */
export interface FillModel {
  readonly slippage: SlippageModel
  /** From the close a decision was made at to the market: filled at the first open at or after it. Zero: the next open. */
  readonly latency: DurationMs
}

/** At the next bar's open, at its price. */
export const PLAIN_FILLS: FillModel = { slippage: { type: 'none' }, latency: 0 as DurationMs }

const MOST_BASIS_POINTS = 10_000
/** An hour: what a decision saw is kept that long. */
const MOST_LATENCY = 3_600_000

/** What is wrong with a fill model, in a sentence. `hasQuotes`: whether the bars carry bid and ask. */
export function fillProblem({ slippage, latency }: FillModel, hasQuotes: boolean): string | undefined {
  if (!Number.isSafeInteger(latency) || latency < 0 || latency > MOST_LATENCY) {
    return 'Latency must be a whole number of milliseconds, at most an hour.'
  }
  if (slippage.type === 'quotes' && !hasQuotes) return 'These bars carry no bid and ask to fill at.'
  if (slippage.type === 'none' || slippage.type === 'quotes') return undefined
  const { basisPoints } = slippage
  const isPart = basisPoints >= 0 && basisPoints <= MOST_BASIS_POINTS
  return isPart ? undefined : 'Slippage must be from 0 to 10,000 basis points.'
}
