import type { AlphaContext, AlphaModel } from './contract'
import { Brainrot } from './brainrot'
import { Momentum } from './momentum'
import { Scalper } from './scalper'

/** An alpha model that can also say, in figures, why it does nothing. */
export interface HouseModel extends AlphaModel {
  explain(context: AlphaContext): string
}

const MODELS: ReadonlyMap<string, () => HouseModel> = new Map<string, () => HouseModel>([
  ['house:momentum', () => new Momentum()],
  ['house:brainrot', () => new Brainrot()],
  ['house:scalper', () => new Scalper()],
])

/** The model of a house brain such as `house:momentum`, with its default parameters; undefined for others. */
export function houseModel(brain: string): HouseModel | undefined {
  return MODELS.get(brain)?.()
}
