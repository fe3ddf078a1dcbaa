import type { DecisionBounds } from '../brain'
import type { HouseVoice } from './voice'
import { BRAINROT_VOICE, MOMENTUM_VOICE, SCALPER_VOICE } from './voices'

/** What makes a house agent besides its model. */
export interface HouseCharacter {
  readonly voice: HouseVoice
  /** How often, after its trades, it spends in the same decision what cash they left. */
  readonly encores: number
}

const CHARACTERS: ReadonlyMap<string, HouseCharacter> = new Map([
  ['house:momentum', { voice: MOMENTUM_VOICE, encores: 0 }],
  ['house:brainrot', { voice: BRAINROT_VOICE, encores: 2 }],
  ['house:scalper', { voice: SCALPER_VOICE, encores: 0 }],
])

/** The character of a house brain such as `house:momentum`; undefined for others. */
export function houseCharacter(brain: string): HouseCharacter | undefined {
  return CHARACTERS.get(brain)
}

/** Rules answer in no time and may touch all ten products of a match, some of them more than once. */
export const HOUSE_BOUNDS: DecisionBounds = { turns: 24, toolCalls: 80, trades: 60 }
