import { type Result, err, ok } from '../lib/core/result'
import type { ChatNode } from '../lib/llm/chat-node'
import { defaultNode } from '../lib/llm/check-node'
import type { QuickStarted } from '../lib/ui/models/client'
import type { AgentProfile, RosterBook, StrategyName } from './api/agents'

export interface QuickStartSteps {
  readonly nodes: readonly ChatNode[]
  readonly setKey: (node: ChatNode, key: string) => Promise<Result<undefined, string>>
  readonly saveNode: (node: ChatNode) => Promise<Result<undefined, string>>
  readonly roster: () => Promise<RosterBook>
  readonly saveRoster: (agents: readonly AgentProfile[]) => Promise<Result<undefined, string>>
}

const STRATEGIES: readonly StrategyName[] = ['momentum', 'brainrot', 'scalper']

/**
 * From one pasted OpenAI key to language models that can trade: the default chat node, unless it is there
 * already, with the key, and the three strategies of the roster on it. Nothing is kept of a key that is none.
 */
export async function quickStart(key: string, steps: QuickStartSteps): Promise<Result<QuickStarted, string>> {
  const fresh = defaultNode(
    'openai',
    crypto.randomUUID(),
    steps.nodes.map(({ name }) => name),
  )
  const isSame = (node: ChatNode): boolean =>
    node.provider === fresh.provider && node.baseUrl === fresh.baseUrl && node.modelId === fresh.modelId
  const known = steps.nodes.find(isSame)
  const node = known ?? fresh
  const set = await steps.setKey(node, key)
  if (!set.ok) return set
  const saved = known === undefined ? await steps.saveNode(node) : ok(undefined)
  if (!saved.ok) return saved
  const book = await steps.roster()
  const moved = await steps.saveRoster(onNode(book, node))
  return moved.ok ? ok(started(node, book)) : err(moved.error)
}

function started({ id }: ChatNode, { agents, strategies }: RosterBook): QuickStarted {
  const plays = (strategy: StrategyName): boolean => agents.some((agent) => agent.strategy === strategy)
  const titleOf = (strategy: StrategyName): string =>
    strategies.find((preset) => preset.strategy === strategy)?.title ?? strategy
  return {
    nodeId: id,
    moved: agents.filter(({ strategy }) => STRATEGIES.includes(strategy)).map(({ name }) => name),
    missing: STRATEGIES.filter((strategy) => !plays(strategy)).map(titleOf),
  }
}

function onNode({ agents, strategies }: RosterBook, node: ChatNode): readonly AgentProfile[] {
  const brain = `node:${node.id}`
  const promptOf = (strategy: StrategyName): string =>
    strategies.find((preset) => preset.strategy === strategy)?.prompt ?? ''
  return agents.map((agent) =>
    STRATEGIES.includes(agent.strategy)
      ? { ...agent, brain, prompt: agent.prompt || promptOf(agent.strategy), enabled: true }
      : agent,
  )
}
