import { quantityUnits } from '../../core/product'
import type { BlockCandles, ColumnarAlpha } from '../stages/alpha/columnar'
import type { AlphaContext, SignalSink } from '../stages/alpha/contract'
import type { BlockSignal } from './block-signals'

/** Wants what is written down: the signals of a log, or of whoever decided elsewhere. */
export class RecordedSignals implements ColumnarAlpha {
  readonly #signals: BlockSignal[] = []
  #next = 0

  constructor(
    readonly name: string,
    readonly version: string,
    signals: readonly BlockSignal[] = [],
  ) {
    this.give(signals)
  }

  /** Signals in the order of their rows, which are not before any row that has been asked for. */
  give(signals: readonly BlockSignal[]): void {
    for (const signal of signals) this.#signals.push(signal)
  }

  /** Forgets what has been wanted already. */
  forget(): void {
    this.#signals.splice(0, this.#next)
    this.#next = 0
  }

  update(context: AlphaContext, sink: SignalSink): void {
    for (let signal = this.#at(context.tick); signal !== undefined; signal = this.#at(context.tick)) {
      this.#next += 1
      const { product, kind, amount, reason = '', exits } = signal
      if (kind === 'weight') sink.weight(product, amount, reason, exits)
      else sink.quantity(product, kind, quantityUnits(amount), reason, exits)
    }
  }

  scan(_closes: readonly Float64Array[], from: number, to: number): number {
    const row = this.#signals[this.#next]?.row ?? to
    return Math.max(from, Math.min(row, to))
  }

  scanCandles(_candles: BlockCandles, from: number, to: number): number {
    return this.scan([], from, to)
  }

  #at(row: number): BlockSignal | undefined {
    const signal = this.#signals[this.#next]
    return signal?.row === row ? signal : undefined
  }
}
