import type { ExitPlan } from '../../accounts/exit-plan'
import type { Ledger } from '../../accounts/ledger'
import type { RuleFigures } from '../../accounts/portfolio-view'
import { ByteWriter } from '../../core/byte-writer'
import type { Decimal } from '../../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../../core/product'
import type { DerivedEvent, Refusal, RunIndex, Side } from '../events'
import { writeDerived } from '../log/derived-codec'
import { writeLimbs } from '../log/fields'
import type { MarketState } from '../market-state'
import { type Recorder, type RiskAct, EventRecorder } from '../recorder'
import type { SignalQueue } from '../stages/alpha/signal-queue'
import type { RiskVerdict } from '../stages/risk/verdict'
import { NAMES_EXITS, TAG, writeBlockHead, writeNamed } from './block-codec'

/**
 * Writes what follows from bars straight into bytes. The common case, a signal approved as it was and
 * filled, is one short entry made without an object; order numbers count up and need no place in it.
 */
export class BlockRecorder implements Recorder {
  readonly #writer = new ByteWriter(65_536)
  readonly #events = new EventRecorder()
  #row = 0
  #lastRow = 0

  /** `market`: where fills may be off the bar's own price, what says which that is. */
  constructor(private readonly market?: Pick<MarketState, 'lasts'>) {}

  /** Starts the record of rows [from, to). */
  begin(seq: number, from: number, to: number): void {
    writeBlockHead(this.#writer, seq, from, to)
    this.#lastRow = from
  }

  /** The row whatever comes next belongs to. */
  at(row: number): void {
    this.#row = row
  }

  /** Ends the record and answers its bytes. */
  end(): Uint8Array<ArrayBuffer> {
    this.#writer.u8(TAG.end)
    return this.#writer.take()
  }

  signals(queue: SignalQueue): void {
    for (let index = 0; index < queue.count; index += 1) {
      const named = queue.exitsOf(index)
      const flag = named === undefined ? 0 : NAMES_EXITS
      if (queue.isWeight(index)) this.#weight(queue.product(index), queue.weightOf(index), flag)
      else this.#quantity(queue, index, flag)
      if (named !== undefined) writeNamed(this.#writer, named)
    }
  }

  #weight(product: ProductIndex, weight: number, flag: number): void {
    const tag = weight === 0 ? TAG.wantsNone : weight === 1 ? TAG.wantsAll : TAG.wantsWeight
    this.#entry(tag | flag)
    this.#writer.varint(product)
    if (tag === TAG.wantsWeight) this.#writer.f64(weight)
  }

  #quantity(queue: SignalQueue, index: number, flag: number): void {
    this.#entry((queue.sideOf(index) === 'buy' ? TAG.wantsToBuy : TAG.wantsToSell) | flag)
    this.#writer.varint(queue.product(index))
    this.#writer.varint(queue.quantityOf(index))
  }

  riskJudged(run: RunIndex, verdict: RiskVerdict, chain: string): void {
    // An approval is told by the trade that follows it.
    if (verdict.verdict === 'approved') return
    this.#events.riskJudged(run, verdict, chain)
    this.#flush()
  }

  riskActed(run: RunIndex, act: RiskAct): void {
    this.#events.riskActed(run, act)
    this.#flush()
  }

  tradingHalted(run: RunIndex, reason: RuleFigures): void {
    this.#events.tradingHalted(run, reason)
    this.#flush()
  }

  exitsChanged(run: RunIndex, product: ProductIndex, exits: ExitPlan): void {
    this.#other({ type: 'ExitsChanged', run, product, exits })
  }

  signalRefused(run: RunIndex, tick: number, ordinal: number, refusal: Refusal): void {
    this.#other({ type: 'SignalRefused', run, tick, ordinal, refusal })
  }

  orderPlaced(): void {
    // Told by its fill or its cancellation.
  }

  orderFilled(
    run: RunIndex,
    _order: number,
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    price: PriceTicks,
    ledger: Ledger,
  ): void {
    const writer = this.#writer
    const off = this.market === undefined ? 0 : Math.abs(price - (this.market.lasts[product] ?? price))
    if (side === 'buy') this.#entry(off === 0 ? TAG.bought : TAG.boughtOff)
    else this.#entry(off === 0 ? TAG.sold : TAG.soldOff)
    writer.varint(product)
    writer.varint(quantity)
    writer.varint(price)
    if (off > 0) writer.varint(off)
    writeLimbs(writer, ledger.cashHigh(run), ledger.cashLow(run))
  }

  orderCancelled(run: RunIndex, order: number, refusal: Refusal): void {
    this.#other({ type: 'OrderCancelled', run, order, refusal })
  }

  equitySampled(run: RunIndex, equity: Decimal): void {
    this.#other({ type: 'EquitySampled', run, equity })
  }

  #flush(): void {
    for (const event of this.#events.take()) this.#other(event)
  }

  #other(event: DerivedEvent): void {
    this.#entry(TAG.other)
    writeDerived(this.#writer, event)
  }

  #entry(tag: number): void {
    this.#writer.u8(tag)
    this.#writer.varint(this.#row - this.#lastRow)
    this.#lastRow = this.#row
  }
}
