import type { ProductIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import { SnapshotView } from '../market/snapshot-view'
import type { BarGranularity } from '../market/types'
import type { RunAccount } from './run-account'
import type { AlphaContext } from './stages/alpha/contract'

/**
 * What an alpha sees when it decides inside the engine of a match: the very snapshot agents get at that
 * tick, packed only if somebody looks.
 */
export class MarketAlphaContext implements AlphaContext {
  readonly products
  #view: SnapshotView | undefined

  constructor(
    readonly account: RunAccount,
    readonly tick: number,
    private readonly pack: () => Float64Array,
  ) {
    this.products = account.products
  }

  get time(): TimeMs {
    return this.account.time
  }

  last(product: ProductIndex): number {
    return this.account.last(product)
  }

  bid(product: ProductIndex): number {
    return this.account.bid(product)
  }

  ask(product: ProductIndex): number {
    return this.account.ask(product)
  }

  fresh(product: ProductIndex): boolean {
    return this.account.isFresh(product)
  }

  candleCount(product: ProductIndex, granularity: BarGranularity): number {
    return this.#snapshot.candleCount(product, granularity)
  }

  open(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#snapshot.open(product, granularity, back)
  }

  close(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#snapshot.close(product, granularity, back)
  }

  high(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#snapshot.high(product, granularity, back)
  }

  low(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#snapshot.low(product, granularity, back)
  }

  volume(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#snapshot.volume(product, granularity, back)
  }

  get #snapshot(): SnapshotView {
    this.#view ??= new SnapshotView(this.pack())
    return this.#view
  }
}
