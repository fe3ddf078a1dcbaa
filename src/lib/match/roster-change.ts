import { assertNever, type Result, err, ok } from '../core/result'
import type { RunConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import { type OperatorCommand, type RunIndex, runIndex } from '../engine/events'
import type { ChatNode } from '../llm/chat-node'
import type { RosterChange, RosterEntry } from '../../workers/api/agents'
import type { StoredPrompt } from './ports'
import { limitsToJoin, orderToRearm, ordersForLimits } from './risk-orders'
import { type Assigned, MOST_AGENTS, assign, checkName, modelOf } from './roster-entry'

/** A command to the engine, and the texts of the prompts it names. */
export interface RosterOrder {
  readonly command: OperatorCommand
  readonly prompts: readonly StoredPrompt[]
}

/** What a wish to change the running match comes to, in order; whatever speaks against it is a sentence. */
export function ordersFor(
  change: RosterChange,
  engine: Engine,
  nodes: readonly ChatNode[],
): Result<readonly RosterOrder[], string> {
  switch (change.kind) {
    case 'add':
      return ordersToAdd(change.agent, engine, nodes)
    case 'bench':
    case 'unbench':
      return orderToBench(change.run, change.kind, engine)
    case 're-arm':
      return rearm(change.run, engine)
    case 'reassign':
      return ordersToReassign(change.run, change.agent, engine, nodes)
    default:
      return assertNever(change)
  }
}

/** Runs of a chat node that was edited go on with what it is now. */
export function ordersForNode(node: ChatNode, engine: Engine): readonly RosterOrder[] {
  return engine.runs.flatMap((run, index) => {
    if (run.model?.node !== node.id || !differs(run.model, node)) return []
    const { brain, strategyVersion, labels, color } = run
    const model = { ...run.model, ...modelOf(node) }
    const assignment = { brain, strategyVersion, labels, color, model }
    return [promptless({ kind: 'reassign', run: runIndex(index), assignment })]
  })
}

function differs(model: NonNullable<RunConfig['model']>, node: ChatNode): boolean {
  const { nodeName, provider, modelId, settings } = modelOf(node)
  const isRenamed = model.nodeName !== nodeName || model.provider !== provider
  return isRenamed || model.modelId !== modelId || model.settings !== settings
}

function ordersToAdd(
  entry: RosterEntry,
  engine: Engine,
  nodes: readonly ChatNode[],
): Result<readonly RosterOrder[], string> {
  const { runs, config } = engine
  const agents = runs.filter(({ role }) => role === 'agent').length
  if (agents >= MOST_AGENTS) return err(`A match has at most ${MOST_AGENTS} agents.`)
  const taken = runs.map(({ name }) => name)
  const name = checkName(entry.name, taken)
  if (!name.ok) return name
  const place = { name: name.value, index: runs.length, matchId: config.matchId }
  const assigned = allowed(assign(entry, place, nodes), engine)
  if (!assigned.ok) return assigned
  const { assignment, prompts } = assigned.value
  const limits = limitsToJoin(entry.risk, name.value, config)
  if (!limits.ok) return limits
  const run: RunConfig = { name: name.value, role: 'agent', ...assignment, ...limits.value }
  return ok([{ command: { kind: 'add-run', run }, prompts }])
}

function orderToBench(
  run: number,
  kind: 'bench' | 'unbench',
  engine: Engine,
): Result<readonly RosterOrder[], string> {
  const found = agentOf(run, engine)
  if (!found.ok) return found
  const { index, config } = found.value
  if (engine.isBenched(index) === (kind === 'bench')) {
    return err(kind === 'bench' ? `${config.name} is benched already.` : `${config.name} is not benched.`)
  }
  return ok([promptless({ kind, run: index })])
}

function rearm(run: number, engine: Engine): Result<readonly RosterOrder[], string> {
  const found = agentOf(run, engine)
  if (!found.ok) return found
  const order = orderToRearm(found.value.index, found.value.config.name, engine)
  return order.ok ? ok([promptless(order.value)]) : order
}

function ordersToReassign(
  run: number,
  entry: Omit<RosterEntry, 'name'>,
  engine: Engine,
  nodes: readonly ChatNode[],
): Result<readonly RosterOrder[], string> {
  const found = agentOf(run, engine)
  if (!found.ok) return found
  const { index, config } = found.value
  const place = { name: config.name, index, matchId: engine.config.matchId }
  const assigned = allowed(assign(entry, place, nodes), engine)
  if (!assigned.ok) return assigned
  const { assignment, prompts } = assigned.value
  const limits = ordersForLimits(entry.risk, { ...place, index }, engine.riskRules(index), engine.config)
  if (!limits.ok) return limits
  return ok([
    { command: { kind: 'reassign', run: index, assignment }, prompts },
    ...limits.value.map(promptless),
  ])
}

function promptless(command: OperatorCommand): RosterOrder {
  return { command, prompts: [] }
}

function agentOf(run: number, engine: Engine): Result<{ index: RunIndex; config: RunConfig }, string> {
  const config = engine.runs[run]
  if (config?.role !== 'agent') return err('There is no such agent in this match.')
  return ok({ index: runIndex(run), config })
}

/** The first matches had no rules for language models, and a match's rules are fixed. */
function allowed(assigned: Result<Assigned, string>, engine: Engine): Result<Assigned, string> {
  const needsRules = assigned.ok && assigned.value.assignment.model !== undefined
  if (!needsRules || engine.config.decisions !== undefined) return assigned
  return err('This match was started before language models could trade. Start a new match.')
}
