import type { AlphaContext, AlphaModel, SignalSink } from './contract'

/** Several models on one account; their signals queue in the models' order. */
export class CompositeAlpha implements AlphaModel {
  readonly name: string
  readonly version: string
  readonly #models: readonly AlphaModel[]

  constructor(models: readonly AlphaModel[]) {
    this.#models = models
    this.name = `all(${models.map((model) => model.name).join(', ')})`
    this.version = models.map((model) => model.version).join('+')
  }

  update(context: AlphaContext, signals: SignalSink): void {
    for (const model of this.#models) model.update(context, signals)
  }
}
