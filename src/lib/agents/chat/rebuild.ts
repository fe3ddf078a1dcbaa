import type { PromptView } from '../../../workers/api/agents'
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { DecisionSettings } from '../../engine/config'
import type { ChatMessage, ModelToolCall } from '../../llm/completion'
import type { PastTick } from '../../match/ports'
import { arenaTools } from '../tools/arena-tools'
import { systemMessage } from './arena-manual'
import { type Opening, openingOf } from './opening'
import { type ChatTick, canBeWhole, isChatTick, wholeTick } from './past-tick'

export interface RebuildParts {
  /** The system prompt as assigned, without what the arena adds. */
  readonly prompt: string
  readonly decisions: DecisionSettings
  readonly products: readonly ProductSpec[]
  /** Whether trades of the match may name exits and a risk layer watches. */
  readonly exits: boolean
  /** The decision with what it saw. */
  readonly decision: PastTick
  /**
   * The run's other decisions, oldest first, with what they saw from {@link scenesNeeded} on. Later ones and
   * ones without a model are passed over.
   */
  readonly past: readonly PastTick[]
}

export type RebuiltPrompt = Pick<PromptView, 'node' | 'modelId' | 'verified' | 'messages' | 'tools'>

/** From which tick on scenes must be at hand to rebuild this decision's prompt; undefined: no model decided. */
export function scenesNeeded({ record }: PastTick): number | undefined {
  return record.model?.wholeFrom
}

/** The messages a stored decision began with, checked against the hash stored with it. */
export function rebuildPrompt(parts: RebuildParts): Result<RebuiltPrompt, string> {
  const { decision, products, exits } = parts
  if (!isChatTick(decision)) return err('No language model was asked on this tick.')
  const { node, modelId, promptHash } = decision.record.model
  const opening = rebuildOpening(decision, parts)
  if (!opening.ok) return opening
  return ok({
    node,
    modelId,
    verified: opening.value.hash === promptHash,
    messages: opening.value.messages.map((message) => ({ role: message.role, text: textOf(message) })),
    tools: arenaTools(products, exits)
      .describe()
      .map(({ name }) => name),
  })
}

function rebuildOpening(decision: ChatTick, parts: RebuildParts): Result<Opening, string> {
  const { prompt, decisions, products, exits } = parts
  const { record, scene } = decision
  const { condensedFrom, wholeFrom } = record.model
  if (scene === undefined) return err('What the agent saw on this tick is not known any more.')
  const past = parts.past.filter(isChatTick)
  const missing = past.find(
    (one) => one.record.tick >= wholeFrom && one.record.tick < record.tick && !canBeWhole(one),
  )
  if (missing !== undefined)
    return err(`What the agent saw on tick ${missing.record.tick} is not known any more.`)
  return ok(
    openingOf({
      system: systemMessage(prompt, decisions, products, exits),
      past,
      layout: { condensedFrom, wholeFrom },
      scene: { tick: record.tick, matchTime: record.matchTime, ...scene },
      products,
      whole: (one) => wholeTick(one, products),
    }),
  )
}

/** A message for a reader; calls follow the words, one a line. */
function textOf(message: ChatMessage): string {
  if (message.role !== 'assistant') return message.content
  return [message.content, ...message.calls.map(callText)].filter((part) => part !== '').join('\n')
}

function callText(call: ModelToolCall): string {
  return `→ ${call.name} ${call.arguments}`
}
