import type { Signal } from '../../events'
import type { AlphaContext, AlphaModel, SignalSink } from './contract'

/** Passes on the signals an agent submitted and the log recorded. Incremental: each is passed on once. */
export class SubmittedSignals implements AlphaModel {
  readonly name = 'submitted'
  readonly version = '1'
  #pending: Signal[] = []

  submit(signal: Signal): void {
    this.#pending.push(signal)
  }

  update(_context: AlphaContext, signals: SignalSink): void {
    for (const { product, side, quantity, reason, exits } of this.#pending) {
      signals.quantity(product, side, quantity, reason ?? '', exits)
    }
    this.#pending = []
  }
}
