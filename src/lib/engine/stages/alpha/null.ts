import type { AlphaModel } from './contract'

/** Wants nothing. */
export class NullAlpha implements AlphaModel {
  readonly name = 'null'
  readonly version = '1'

  update(): void {
    // Wanting nothing is the whole of this model.
  }
}
