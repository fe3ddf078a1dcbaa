/** The roster as a file: brains by the names of their chat nodes, and no key, which the roster never holds. Pure. */
import * as v from 'valibot'
import { LONGEST_NAME, LONGEST_PROMPT } from '../../core/agent-bounds'
import { type Result, err, ok } from '../../core/result'
import { RISK_FIELDS } from '../../core/risk-rules'
import type { AgentProfile } from '../../../workers/api/agents'
import { nodeOfBrain } from '../brain-text'
import { bytesText, countText } from '../format'
import type { NodeState } from '../models/client'
import { checkRisk, riskPart } from '../risk-form/risk-form'
import { houseBrain, sameName } from './agent-form'
import { freeColor, isAgentColor } from './colors'

const FORMAT = 'arena-roster'
const VERSION = 1
const MOST_AGENTS = 200
/** Of a file that is looked into at all. */
export const LARGEST_FILE = 5_000_000

const BRAIN = v.variant('type', [
  v.object({ type: v.literal('house rules') }),
  v.object({ type: v.literal('chat node'), name: v.pipe(v.string(), v.maxLength(200)) }),
  v.object({ type: v.literal('none') }),
])

const AGENT = v.object({
  name: v.string(),
  strategy: v.picklist(['default', 'momentum', 'brainrot', 'scalper', 'own']),
  prompt: v.string(),
  brain: BRAIN,
  color: v.string(),
  enabled: v.boolean(),
  risk: v.exactOptional(v.record(v.picklist(RISK_FIELDS.map(({ field }) => field)), v.string())),
})

const ROSTER_FILE = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  agents: v.array(AGENT),
})

type FileAgent = v.InferOutput<typeof AGENT>

/** What a file holds; `notices` names the agents that still need a brain. */
export interface ImportedRoster {
  readonly agents: readonly AgentProfile[]
  readonly notices: readonly string[]
}

/** The roster as indented JSON. */
export function rosterToJson(agents: readonly AgentProfile[], nodes: readonly NodeState[]): string {
  const file: v.InferOutput<typeof ROSTER_FILE> = {
    format: FORMAT,
    version: VERSION,
    agents: agents.map(({ id: _, ...agent }) => ({ ...agent, brain: brainInFile(agent.brain, nodes) })),
  }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

function brainInFile(brain: string, nodes: readonly NodeState[]): FileAgent['brain'] {
  if (brain.startsWith('house:')) return { type: 'house rules' }
  const found = nodeOfBrain(brain, nodes)
  return found === undefined ? { type: 'none' } : { type: 'chat node', name: found.node.name }
}

/**
 * A roster from a file's text, or a sentence why it is none. An agent whose chat node is not known here is
 * kept without a brain, and a notice says so.
 */
export function rosterFromJson(
  text: string,
  nodes: readonly NodeState[],
  newId: () => string,
): Result<ImportedRoster, string> {
  if (text.length > LARGEST_FILE) return err(tooLarge(text.length))
  const json = parseJson(text)
  if (!json.ok) return json
  const file = v.safeParse(ROSTER_FILE, json.value)
  if (!file.success) return err(shapeFault(json.value, file.issues))
  const fault = agentsFault(file.output.agents)
  if (fault !== undefined) return err(fault)
  const taken: string[] = []
  const read = file.output.agents.map((agent) => {
    const color = isAgentColor(agent.color) ? agent.color : freeColor(taken)
    taken.push(color)
    return withBrain({ ...plainAgent(agent), color }, nodes, newId())
  })
  return ok({ agents: read.map(({ agent }) => agent), notices: read.flatMap(({ notice }) => notice) })
}

/** The sentence for a file too big to be looked into. */
export function tooLarge(bytes: number): string {
  return `The file has ${bytesText(bytes)}; a roster has at most ${bytesText(LARGEST_FILE)}.`
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text))
  } catch {
    return err('The file is not JSON. Choose a roster that was exported here.')
  }
}

function shapeFault(json: unknown, issues: readonly v.BaseIssue<unknown>[]): string {
  const { format, version } = v.is(v.object({ format: v.unknown(), version: v.unknown() }), json)
    ? json
    : { format: undefined, version: undefined }
  if (format !== FORMAT) return 'The file is not a roster. Choose one that was exported here.'
  if (version !== VERSION) return `The roster is of another version; this page reads version ${VERSION}.`
  const path = issues[0] === undefined ? null : v.getDotPath(issues[0])
  return `The roster cannot be used: “${(path ?? 'agents').slice(0, 60)}” is not what it should be.`
}

function agentsFault(agents: readonly FileAgent[]): string | undefined {
  if (agents.length === 0) return 'The roster has no agents.'
  if (agents.length > MOST_AGENTS) {
    return `The roster has ${countText(agents.length)} agents; at most ${MOST_AGENTS} are taken.`
  }
  for (const [index, agent] of agents.entries()) {
    const sentence = agentFault(agent, index, agents)
    if (sentence !== undefined) return sentence
  }
  return undefined
}

function agentFault(agent: FileAgent, index: number, agents: readonly FileAgent[]): string | undefined {
  const name = agent.name.trim()
  if (name === '') return `Agent ${index + 1} of the roster has no name.`
  if (name.length > LONGEST_NAME) {
    return `The name of agent ${index + 1} has more than ${LONGEST_NAME} characters.`
  }
  if (agents.slice(0, index).some((other) => sameName(other.name, name))) {
    return `Two agents of the roster are called ${name}.`
  }
  if (agent.prompt.length > LONGEST_PROMPT) {
    const [most, length] = [countText(LONGEST_PROMPT), countText(agent.prompt.length)]
    return `The system prompt of ${name} has ${length} characters; at most ${most} are allowed.`
  }
  const limits = checkRisk(agent.risk ?? {}, 'agent')
  return limits.ok ? undefined : `The limits of ${name}: ${Object.values(limits.error).join(' ')}`
}

/** Of an agent without a fault: its name and its limits as they are kept. */
function plainAgent({ risk, ...agent }: FileAgent): FileAgent {
  const limits = checkRisk(risk ?? {}, 'agent')
  return { ...agent, name: agent.name.trim(), ...(limits.ok ? riskPart(limits.value) : {}) }
}

function withBrain(
  agent: FileAgent,
  nodes: readonly NodeState[],
  id: string,
): { readonly agent: AgentProfile; readonly notice: readonly string[] } {
  const { brain, ...rest } = agent
  const missing = (why: string) => ({
    agent: { ...rest, id, brain: '' },
    notice: [`${agent.name}: ${why} Choose a brain for it.`],
  })
  switch (brain.type) {
    case 'house rules': {
      const rules = houseBrain(agent.strategy)
      if (rules === undefined) return missing('its strategy has no house rules.')
      return { agent: { ...rest, id, brain: rules }, notice: [] }
    }
    case 'chat node': {
      const found = nodes.find(({ node }) => node.name === brain.name)
      if (found === undefined) return missing(`there is no chat node “${brain.name}” here.`)
      return { agent: { ...rest, id, brain: `node:${found.node.id}` }, notice: [] }
    }
    case 'none':
      return missing('it has no brain.')
  }
}
