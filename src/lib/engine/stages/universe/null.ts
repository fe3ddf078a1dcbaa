import type { UniverseSelectionModel } from './contract'

/** No product at all: a run that may only watch. */
export class NullUniverse implements UniverseSelectionModel {
  readonly name = 'null'

  contains(): boolean {
    return false
  }
}
