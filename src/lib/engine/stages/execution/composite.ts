import type { Cleared } from '../risk/verdict'
import type { ExecutionModel, Venue } from './contract'

/** Gives each clearance to the first model that takes it on. */
export class CompositeExecution implements ExecutionModel {
  readonly name: string
  readonly #models: readonly ExecutionModel[]

  constructor(models: readonly ExecutionModel[]) {
    this.#models = models
    this.name = `first(${models.map((model) => model.name).join(', ')})`
  }

  execute(cleared: Cleared, venue: Venue): boolean {
    return this.#models.some((model) => model.execute(cleared, venue))
  }
}
