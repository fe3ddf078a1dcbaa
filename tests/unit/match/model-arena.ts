/** The house match with a language model for its first agent, and what its log says of models. */
import { decimal } from '$lib/core/decimal'
import { sha256Hex } from '$lib/core/hash'
import type { MatchConfig } from '$lib/engine/config'
import type { InputEvent } from '$lib/engine/events'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import type { FeedPort } from '$lib/match/ports'
import { type Decide, ModelAgents, asksOnce } from '../../fixtures/model-agents'
import { chatNode, reply } from '../../fixtures/scripted-models'
import { modelMatchConfig, runModel } from '../../fixtures/synthetic-match'
import { demoMatch } from './fixtures'
import { TestArena } from './session-harness'

export const PROMPT = 'Trade well.'
export const HASH = sha256Hex(PROMPT)
export const GPT = chatNode('gpt')
export const ENTRY = { strategy: 'own', prompt: 'Another way.', brain: 'node:deep', color: '' } as const

/** The house match, its first agent a language model. */
function modelMatch(over: Partial<MatchConfig> = {}): MatchConfig {
  const { decisions, spendCap } = modelMatchConfig()
  if (decisions === undefined || spendCap === undefined) throw new Error('a match without rules for models')
  const config = demoMatch({ formatVersion: 2, decisions, spendCap, ...over })
  const model = runModel('gpt', { promptHash: HASH })
  const runs = config.runs.map((run, index) => (index === 0 ? { ...run, brain: 'node:gpt', model } : run))
  return { ...config, runs }
}

export function modelArena(
  over: Partial<MatchConfig> = {},
  decide: Decide = asksOnce,
  feed?: (feed: FeedPort) => FeedPort,
) {
  let models: ModelAgents | undefined
  const arena = new TestArena(
    modelMatch(over),
    {
      agents: (house) => (models = new ModelAgents(house, decide)),
      ...(feed === undefined ? {} : { feed: (clock) => feed(new DemoFeed(clock)) }),
    },
    new Map([[HASH, PROMPT]]),
  )
  arena.models.nodes.set('gpt', GPT)
  arena.models.onCall = () => reply(decimal('0.001'))
  return { arena, spawned: () => models?.spawned ?? [] }
}

export const calls = (inputs: readonly InputEvent[]) =>
  inputs.flatMap((input) => (input.type === 'ModelCallSettled' ? [input.call] : []))
export const skips = (inputs: readonly InputEvent[]) =>
  inputs.flatMap((input) => (input.type === 'TickSkipped' ? [`${input.run}: ${input.reason}`] : []))
export const closes = (inputs: readonly InputEvent[], run: number) =>
  inputs.flatMap((input) =>
    input.type === 'DecisionClosed' && input.decision.run === run ? [input.decision.outcome] : [],
  )

export async function inputsOf(arena: TestArena): Promise<InputEvent[]> {
  return (await arena.steps()).map(({ input }) => input)
}
