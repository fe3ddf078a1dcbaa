import { LONGEST_NAME, LONGEST_PROMPT } from '../core/agent-bounds'
import { BENCHMARK_NAME, BENCHMARK_NAME_TAKEN } from '../core/benchmark'
import { sha256Hex } from '../core/hash'
import { type Result, err, ok } from '../core/result'
import type { RunConfig } from '../engine/config'
import type { RunAssignment } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'
import { PROVIDERS } from '../llm/providers'
import type { RosterEntry } from '../../workers/api/agents'
import type { StoredPrompt } from './ports'
import { extraColor, houseRun, houseStrategyOf, labelsOf } from './roster'

export const MOST_AGENTS = 50
/** Hex digits of a prompt's hash that name its version. */
const VERSION_DIGITS = 8
/** Hex digits by which one address is told from another. The log is shared; whose address it is, is not. */
const ADDRESS_DIGITS = 8
const COLOR = /^--[a-z0-9-]{1,40}$/

/** Where in which match an entry takes part. */
export interface RosterPlace {
  readonly name: string
  readonly index: number
  readonly matchId: string
}

/** What an entry makes of a run, with the texts of the prompts it names. */
export interface Assigned {
  readonly assignment: RunAssignment
  readonly prompts: readonly StoredPrompt[]
}

export function checkName(name: string, taken: readonly string[]): Result<string, string> {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > LONGEST_NAME) {
    return err(`Every agent needs a name of at most ${LONGEST_NAME} characters.`)
  }
  if (trimmed === BENCHMARK_NAME) return err(BENCHMARK_NAME_TAKEN)
  if (!taken.includes(trimmed)) return ok(trimmed)
  return err(`Two agents have the name “${trimmed}”. Rename one on the Agents page.`)
}

/** The run a checked entry becomes; whatever is wrong with it is a sentence. */
export function assign(
  entry: Omit<RosterEntry, 'name'>,
  place: RosterPlace,
  nodes: readonly ChatNode[],
): Result<Assigned, string> {
  const { name, index, matchId } = place
  const strategy = houseStrategyOf(entry.brain)
  if (strategy !== undefined) {
    const house = houseRun(strategy, name, index, matchId)
    const { brain, strategyVersion, labels } = house
    const assignment = { brain, strategyVersion, labels, color: colorOf(entry, house.color) }
    return ok({ assignment, prompts: [] })
  }
  const node = nodes.find(({ id }) => entry.brain === `node:${id}`)
  if (node === undefined) return err(`There is no such brain for ${name}: choose house rules or a chat node.`)
  if (entry.prompt.trim() === '') return err(`${name} needs a system prompt to play with a language model.`)
  if (entry.prompt.length > LONGEST_PROMPT) {
    return err(`The system prompt of ${name} is longer than 20,000 characters.`)
  }
  return ok(assignModel(entry, place, node))
}

function assignModel(entry: Omit<RosterEntry, 'name'>, place: RosterPlace, node: ChatNode): Assigned {
  const { index, matchId } = place
  const hash = sha256Hex(entry.prompt)
  const version = hash.slice(0, VERSION_DIGITS)
  const assignment = {
    brain: entry.brain,
    strategyVersion: version,
    labels: labelsOf(`${entry.strategy}@${version}`, index, matchId),
    color: colorOf(entry, extraColor(index)),
    model: { ...modelOf(node), promptHash: hash },
  }
  return { assignment, prompts: [{ hash, text: entry.prompt }] }
}

/** What the log keeps of a chat node. */
export function modelOf(node: ChatNode): Omit<NonNullable<RunConfig['model']>, 'promptHash'> {
  const { id, name, provider, modelId } = node
  return { node: id, nodeName: name, provider, modelId, settings: settingsOf(node) }
}

/** What of a chat node besides its model changes how a run plays, in words. */
function settingsOf({ provider, baseUrl, effort, temperature }: ChatNode): string {
  const isElsewhere = baseUrl !== PROVIDERS[provider].baseUrl
  return [
    ...(effort === undefined ? [] : [`effort ${effort}`]),
    ...(temperature === undefined ? [] : [`temperature ${temperature}`]),
    ...(isElsewhere ? [`at another address (${sha256Hex(baseUrl).slice(0, ADDRESS_DIGITS)})`] : []),
  ].join(', ')
}

function colorOf({ color }: Pick<RosterEntry, 'color'>, otherwise: string): string {
  return COLOR.test(color) ? color : otherwise
}
