import type { Decimal } from '../../core/decimal'
import type { Engine } from '../../engine/engine'
import { type RunIndex, runIndex } from '../../engine/events'
import type { LoggedStep } from '../../engine/log/step-codec'

/** What came of one run. */
export interface RunFigures {
  readonly run: RunIndex
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly color: string
  readonly equity: Decimal
  readonly fees: Decimal
  readonly trades: number
  /** Sales of the risk layer. */
  readonly liquidations: number
}

/** Counts, while a match is folded, what its engine keeps no figure of. */
export class Outcome {
  readonly #liquidations = new Map<RunIndex, number>()

  follow({ derived }: LoggedStep): void {
    // What the layer sells is recorded as its verdicts, one or more, right before their order.
    let sells = false
    for (const event of derived) {
      if (event.type === 'RiskEvent' && event.verdict === 'liquidated') sells = true
      if (event.type === 'OrderFilled' && sells) this.#count(event.run)
      if (event.type === 'OrderFilled' || event.type === 'OrderCancelled') sells = false
    }
  }

  /** Of all runs, in roster order, as the engine has them now. */
  figures(engine: Engine): readonly RunFigures[] {
    return engine.runs.map(({ name, role, color }, index) => {
      const run = runIndex(index)
      const { equity, feesPaid: fees } = engine.portfolio(run, engine.time)
      const liquidations = this.#liquidations.get(run) ?? 0
      return { run, name, role, color, equity, fees, trades: engine.tradeCount(run), liquidations }
    })
  }

  #count(run: RunIndex): void {
    this.#liquidations.set(run, (this.#liquidations.get(run) ?? 0) + 1)
  }
}
