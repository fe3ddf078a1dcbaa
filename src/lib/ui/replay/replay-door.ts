import { err } from '../../core/result'
import type { ArenaDoor } from '../arena.svelte'
import type { ReplayClient } from './client'

const REFUSED = 'This is a replay: nothing in it can be changed.'

/**
 * What an arena that shows a replay may ask for: prompts, and the whole picture again. Whatever would
 * change a match is refused.
 * @param again sends the moment on show once more, whole
 */
export function replayDoor(client: ReplayClient, again: () => Promise<void>): ArenaDoor {
  const refuse = () => Promise.resolve(err(REFUSED))
  return {
    models: { subscribe: () => () => undefined },
    connect: () => Promise.resolve(),
    resync: again,
    startMatch: refuse,
    pause: refuse,
    resume: refuse,
    end: refuse,
    openPast: refuse,
    closePast: () => Promise.resolve(),
    roster: () => Promise.resolve({ agents: [], strategies: [], notice: '' }),
    changeRoster: refuse,
    setSpendCap: refuse,
    riskProfile: (run, model) => client.riskProfile(run, model),
    tradeRisk: (run, idea, model) => client.tradeRisk(run, idea, model),
    promptOf: async (run, tick) => {
      const scene = await client.decision(run, tick)
      if (!scene.ok) return scene
      return scene.value.prompt ?? err('This decision was made by house rules, which are sent no prompt.')
    },
  }
}
