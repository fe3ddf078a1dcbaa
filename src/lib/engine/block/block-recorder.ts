import type { ExitPlan } from '../../accounts/exit-plan'
import type { Ledger } from '../../accounts/ledger'
import type { RuleFigures } from '../../accounts/portfolio-view'
import { ByteWriter } from '../../core/byte-writer'
import type { Decimal } from '../../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../../core/product'
import type { DerivedEvent, Refusal, RunIndex, Side } from '../events'
import { writeDerived } from '../log/derived-codec'
import { writeLimbs } from '../log/fields'
import { type Recorder, type RiskAct, EventRecorder } from '../recorder'
import type { SignalQueue } from '../stages/alpha/signal-queue'
import type { RiskVerdict } from '../stages/risk/verdict'
import { TAG, writeBlockHead } from './block-codec'

/**
 * Writes what follows from bars straight into bytes. The common case, a signal approved as it was and
 * filled, is one short entry made without an object; order numbers count up and need no place in it.
 */
export class BlockRecorder implements Recorder {
  readonly #writer = new ByteWriter(65_536)
  readonly #events = new EventRecorder()
  #row = 0
  #lastRow = 0

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
    const writer = this.#writer
    for (let index = 0; index < queue.count; index += 1) {
      const product = queue.product(index)
      if (queue.isWeight(index)) {
        const weight = queue.weightOf(index)
        this.#entry(weight === 0 ? TAG.wantsNone : weight === 1 ? TAG.wantsAll : TAG.wantsWeight)
        writer.varint(product)
        if (weight !== 0 && weight !== 1) writer.f64(weight)
      } else {
        this.#entry(queue.sideOf(index) === 'buy' ? TAG.wantsToBuy : TAG.wantsToSell)
        writer.varint(product)
        writer.varint(queue.quantityOf(index))
      }
    }
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
    this.#entry(side === 'buy' ? TAG.bought : TAG.sold)
    writer.varint(product)
    writer.varint(quantity)
    writer.varint(price)
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
