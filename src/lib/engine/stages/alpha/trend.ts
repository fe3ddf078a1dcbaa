import type { ProductIndex } from '../../../core/product'
import type { Granularity } from '../../../market/types'
import type { AlphaContext } from './contract'

const SECONDS_PER_MINUTE = 60

/**
 * Where price candles are looked for, coarse ones only when the finer do not reach back far enough.
 * A snapshot's windows end one where the next begins, so of a coarse window its oldest candle counts.
 */
const COARSER: readonly Granularity[] = [300, 900]

/**
 * Change of the last price against about `minutes` ago, as a fraction; NaN when nothing that old is known.
 * Where history is shorter than asked but covers at least half of it, the oldest known close is taken.
 */
export function changeOver(context: AlphaContext, product: ProductIndex, minutes: number): number {
  return context.last(product) / closeBefore(context, product, minutes) - 1
}

function closeBefore(context: AlphaContext, product: ProductIndex, minutes: number): number {
  const known = context.candleCount(product, 60)
  if (known >= minutes / 2) return context.close(product, 60, Math.min(minutes, known) - 1)
  for (const granularity of COARSER) {
    const candles = Math.ceil((minutes * SECONDS_PER_MINUTE) / granularity)
    const available = context.candleCount(product, granularity)
    if (available >= candles / 2) return context.close(product, granularity, Math.min(candles, available) - 1)
  }
  return NaN
}

/** Highest high of the newest `candles` closed one-minute candles; NaN when fewer than `least` are known. */
export function highestHigh(
  context: AlphaContext,
  product: ProductIndex,
  candles: number,
  least: number,
): number {
  const known = Math.min(candles, context.candleCount(product, 60))
  if (known < least) return NaN
  let highest = -Infinity
  for (let back = 0; back < known; back += 1) highest = Math.max(highest, context.high(product, 60, back))
  return highest
}

/** Lowest low of the newest `candles` closed one-minute candles; NaN when fewer than `least` are known. */
export function lowestLow(
  context: AlphaContext,
  product: ProductIndex,
  candles: number,
  least: number,
): number {
  const known = Math.min(candles, context.candleCount(product, 60))
  if (known < least) return NaN
  let lowest = Infinity
  for (let back = 0; back < known; back += 1) lowest = Math.min(lowest, context.low(product, 60, back))
  return lowest
}

/** A fraction as signed per cent with two places: `+0.42%`; `n/a` when unknown. */
export function signedPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return 'n/a'
  const text = (Math.abs(fraction) * 100).toFixed(2)
  return `${fraction < 0 ? '-' : '+'}${text}%`
}
