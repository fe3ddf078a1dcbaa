/** What a visitor keeps about language models: chat nodes, agents, sealed keys, and what a day has cost. */
import * as v from 'valibot'
import { LONGEST_LIMIT, LONGEST_PROMPT } from '../core/agent-bounds'
import { parseDecimal } from '../core/decimal'
import { RISK_FIELDS } from '../core/risk-rules'
import type { ChatNode } from '../llm/chat-node'
import { checkBaseUrl } from '../llm/check-node'
import type { AgentProfile, RiskChoices } from '../../workers/api/agents'
import type { SealedKeys } from '../../workers/api/llm'
import { count, shortText } from './config-schema'
import type { SettingEntry } from './settings'

const MAX_NODES = 200
const MAX_AGENTS = 500
const MAX_SEALED_TEXT = 100_000

const amount = v.pipe(
  shortText,
  v.check((text) => {
    const parsed = parseDecimal(text)
    return parsed.ok && parsed.value >= 0n
  }, 'A price or budget is not an amount.'),
)

const baseUrl = v.pipe(
  shortText,
  v.check((url) => {
    const checked = checkBaseUrl(url)
    return checked.ok && checked.value === url
  }, 'A base URL is none, or not in its plain form.'),
)

const chatNode: v.GenericSchema<unknown, ChatNode> = v.strictObject({
  id: v.pipe(shortText, v.minLength(1)),
  name: v.pipe(shortText, v.minLength(1)),
  provider: v.picklist([
    ...(['openai', 'deepseek', 'openrouter', 'anthropic', 'gemini', 'groq'] as const),
    ...(['xai', 'mistral', 'ollama', 'lmstudio', 'custom'] as const),
  ]),
  baseUrl,
  modelId: v.pipe(shortText, v.minLength(1)),
  effort: v.exactOptional(v.picklist(['minimal', 'low', 'medium', 'high'])),
  temperature: v.exactOptional(v.pipe(v.number(), v.finite())),
  maxConcurrent: v.pipe(count, v.minValue(1)),
  prices: v.strictObject({ input: amount, cachedInput: amount, output: amount, estimated: v.boolean() }),
  matchBudget: v.exactOptional(amount),
  dayBudget: v.exactOptional(amount),
  hasOwnKey: v.boolean(),
})

const riskChoices: v.GenericSchema<unknown, RiskChoices> = v.record(
  v.picklist(
    RISK_FIELDS.map(({ field }) => field),
    'There is no such limit.',
  ),
  v.pipe(v.string(), v.maxLength(LONGEST_LIMIT, 'A limit of an agent is too long.')),
)

const agentProfile: v.GenericSchema<unknown, AgentProfile> = v.strictObject({
  id: v.pipe(shortText, v.minLength(1)),
  name: v.pipe(shortText, v.minLength(1)),
  strategy: v.picklist(['default', 'momentum', 'brainrot', 'scalper', 'own']),
  prompt: v.pipe(v.string(), v.maxLength(LONGEST_PROMPT, 'A system prompt is too long.')),
  brain: shortText,
  color: shortText,
  enabled: v.boolean(),
  risk: v.exactOptional(riskChoices),
})

const sealedText = v.pipe(v.string(), v.maxLength(MAX_SEALED_TEXT))

const sealedKeys: v.GenericSchema<unknown, SealedKeys> = v.strictObject({
  origin: shortText,
  iterations: count,
  salt: sealedText,
  iv: sealedText,
  ciphertext: sealedText,
})

export const CHAT_NODES: SettingEntry<readonly ChatNode[]> = {
  key: 'chat-nodes',
  schema: v.pipe(v.array(chatNode), v.maxLength(MAX_NODES, 'There are too many chat nodes.')),
  fallback: [],
}

/** The roster of agents; `fallback` holds until the visitor saves one. */
export function rosterSetting(fallback: readonly AgentProfile[]): SettingEntry<readonly AgentProfile[]> {
  const schema = v.pipe(v.array(agentProfile), v.maxLength(MAX_AGENTS, 'There are too many agents.'))
  return { key: 'roster', schema, fallback }
}

/** Keys encrypted on this device, at most one entry per origin. */
export const SEALED_KEYS: SettingEntry<readonly SealedKeys[]> = {
  key: 'sealed-keys',
  schema: v.array(sealedKeys),
  fallback: [],
}

/** What each chat node has cost on one day (UTC, `2026-10-03`): USD as decimal text, by node id. */
export interface ModelSpendOfDay {
  readonly day: string
  readonly byNode: Readonly<Record<string, string>>
}

export const MODEL_SPEND: SettingEntry<ModelSpendOfDay> = {
  key: 'model-spend',
  schema: v.strictObject({ day: shortText, byNode: v.record(v.string(), amount) }),
  fallback: { day: '', byNode: {} },
}
