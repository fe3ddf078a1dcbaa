import { type Decimal, DECIMAL_ZERO, decimal } from '$lib/core/decimal'
import { type ProductIndex, type ProductSpec, type QuantityUnits, quantityUnits } from '$lib/core/product'
import { type DurationMs, durationMs, timeMs } from '$lib/core/time'
import type { Side } from '$lib/engine/events'
import type { AlphaContext, AlphaModel } from '$lib/engine/stages/alpha/contract'
import type { BarGranularity } from '$lib/market/types'

/** One product's market and account, in ticks and units. Candles newest last; each a close or [high, low, close]. */
export interface FakeProduct {
  readonly spec: ProductSpec
  readonly last?: number
  readonly bid?: number
  readonly ask?: number
  readonly fresh?: boolean
  readonly minutes?: readonly FakeCandle[]
  readonly fives?: readonly FakeCandle[]
  readonly quarters?: readonly FakeCandle[]
  readonly holding?: number
  readonly cost?: string | Decimal
  readonly heldMs?: number
}

export type FakeCandle = number | readonly [number, number, number]

export interface FakeAccount {
  readonly cash?: string | Decimal
  readonly basisPoints?: number
}

const money = (value: string | Decimal | undefined): Decimal =>
  value === undefined ? DECIMAL_ZERO : typeof value === 'string' ? decimal(value) : value

export function fakeContext(products: readonly FakeProduct[], account: FakeAccount = {}): AlphaContext {
  const at = (product: ProductIndex): FakeProduct => products[product]!
  const series = (product: ProductIndex, granularity: BarGranularity): readonly FakeCandle[] => {
    const one = at(product)
    return (granularity === 60 ? one.minutes : granularity === 300 ? one.fives : one.quarters) ?? []
  }
  const cell = (
    product: ProductIndex,
    granularity: BarGranularity,
    back: number,
    column: 0 | 1 | 2,
  ): number => {
    const candle = series(product, granularity).at(-1 - back)
    if (candle === undefined || back < 0) return NaN
    return typeof candle === 'number' ? candle : candle[column]
  }
  return {
    time: timeMs(1_800_000_000_000),
    tick: 1,
    products: products.map((one) => one.spec),
    last: (product) => at(product).last ?? NaN,
    bid: (product) => at(product).bid ?? at(product).last ?? NaN,
    ask: (product) => at(product).ask ?? at(product).last ?? NaN,
    fresh: (product) => at(product).fresh ?? true,
    candleCount: (product, granularity) => series(product, granularity).length,
    open: (product, granularity, back) => cell(product, granularity, back, 2),
    high: (product, granularity, back) => cell(product, granularity, back, 0),
    low: (product, granularity, back) => cell(product, granularity, back, 1),
    close: (product, granularity, back) => cell(product, granularity, back, 2),
    volume: () => 1,
    account: {
      cash: money(account.cash ?? '100000'),
      takerBasisPoints: account.basisPoints ?? 60,
      holding: (product): QuantityUnits => quantityUnits(at(product).holding ?? 0),
      costBasis: (product) => money(at(product).cost),
      heldFor: (product): DurationMs => durationMs(at(product).heldMs ?? 0),
    },
  }
}

export interface SeenSignal {
  readonly product: ProductIndex
  readonly side: Side
  readonly quantity: QuantityUnits
  readonly reason: string
}

/** The signals a model puts, all by quantity. */
export function signalsOf(model: AlphaModel, context: AlphaContext): readonly SeenSignal[] {
  const signals: SeenSignal[] = []
  model.update(context, {
    quantity: (product, side, quantity, reason) => signals.push({ product, side, quantity, reason }),
    weight: () => {
      throw new Error('house models speak in quantities')
    },
  })
  return signals
}

/** So many candles from `from` to `to` in even steps, rounded to ticks. */
export function slope(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => Math.round(from + ((to - from) * (at + 1)) / count))
}
