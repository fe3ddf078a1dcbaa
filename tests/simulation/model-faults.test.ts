/**
 * Everything a provider or a model does wrong, in every provider's shape, at every place of a decision: one
 * agent for each fault, half of them in one match, beside one whose provider is well and one by house rules.
 */
import { describe, expect, test } from 'vitest'
import type { FaultName } from '../fixtures/models/provider-faults'
import { SHAPES } from '../fixtures/llm/shapes'
import {
  FAULT_PARTS,
  type Often,
  type Place,
  type Played,
  playFaults,
  playTogether,
} from '../fixtures/models/fault-match'

const PLACES: readonly Place[] = ['first call', 'after a trade', 'closing call']
const OFTEN: readonly Often[] = ['once', 'until the tick is over']

/** What a model may not know, and can do without. */
const UNKNOWN_TO_SOME: readonly FaultName[] = [
  ...(['effort is rejected', 'effort in an object is rejected', 'temperature is rejected'] as const),
  ...(['usage in the stream is rejected', 'extra prose', 'usage is missing'] as const),
]

const ALL_WELL: Omit<Played, 'agents'> = {
  ...{ rejections: [], halts: [], twice: [], unanswered: [], silent: [], leaks: [] },
  ...{ disagreements: [], unwell: [], unrecovered: [] },
}

describe.each(SHAPES)('%s', (shape) => {
  describe.each(PLACES)('%s', (place) => {
    test.each(OFTEN)('wrong %s: no trade twice, no decision lost, and the match goes on', async (often) => {
      for (const faults of FAULT_PARTS) {
        const agents = faults.length + 2
        expect(await playFaults(shape, place, often, faults)).toEqual({ ...ALL_WELL, agents })
      }
    })
  })

  test.each(UNKNOWN_TO_SOME)('all agents meet at once: %s: nobody loses a trade', async (fault) => {
    expect(await playTogether(shape, fault)).toEqual({ ...ALL_WELL, agents: 7 })
  })
})
