/** What the running match makes of the roster, agent by agent, matched by name. Pure. */
import { sha256Hex } from '../../core/hash'
import { limitsText } from '../../core/limit-text'
import { type RiskRules, riskPresetOf, sameRules } from '../../core/risk-rules'
import { unbroken } from '../../core/unbroken'
import type { AgentProfile, RosterChange } from '../../../workers/api/agents'
import type { AgentRow, MatchView } from '../../../workers/api/view'
import { callsModel } from '../brain-text'
import { entryOf } from '../match-form/agent-choices'
import { isUnder } from '../risk-form/risk-form'

/** Hex digits of its hash that tell a prompt from others in `AgentRow.strategyId`. */
const VERSION_DIGITS = 8

/** An agent of the roster beside its namesake in the match, or an agent of the match that the roster lacks. */
export interface MatchPlace {
  readonly name: string
  readonly color: string
  /** Undefined when it is no longer in the roster. */
  readonly agent: AgentProfile | undefined
  /** Undefined while it takes no part. */
  readonly row: AgentRow | undefined
  /** The limits of the match, where an agent has none of its own. */
  readonly base: RiskRules
  /** What it does there, a few words. */
  readonly text: string
}

/** Whether a match is on that this tab may change. */
export function isOpen(view: MatchView | undefined, viewingPast: boolean): view is MatchView {
  if (view === undefined || viewingPast || view.match.role !== 'leader') return false
  return view.match.status === 'running' || view.match.status === 'paused'
}

/** @param base the limits of the match */
export function placesOf(
  agents: readonly AgentProfile[],
  rows: readonly AgentRow[],
  base: RiskRules,
): readonly MatchPlace[] {
  const players = rows.filter(({ role }) => role === 'agent')
  const listed = agents.map((agent): MatchPlace => {
    const row = players.find(({ name }) => name === agent.name)
    return { name: agent.name, color: agent.color, agent, row, base, text: placeText(row, base) }
  })
  const names = new Set(agents.map(({ name }) => name))
  const strays = players
    .filter(({ name }) => !names.has(name))
    .map((row): MatchPlace => {
      const text = `${placeText(row, base)} · no longer in the roster`
      return { name: row.name, color: row.color, agent: undefined, row, base, text }
    })
  return [...listed, ...strays]
}

function placeText(row: AgentRow | undefined, base: RiskRules): string {
  if (row === undefined) return 'takes no part'
  const place = row.benched ? 'on the bench' : `plays · ${row.brain}`
  const limits = row.risk === undefined ? '' : placeLimits(row.risk.rules, row.risk.title, base)
  return limits === '' ? place : `${place} · ${limits}`
}

/** `Guarded limits`, or with what is its own: `own limits: trailing stop 2 %`; empty without any. */
function placeLimits(rules: RiskRules, title: string, base: RiskRules): string {
  const preset = riskPresetOf(rules)
  if (preset === 'classic') return sameRules(rules, base) ? '' : 'no limits'
  if (preset !== 'own') return `${title} limits`
  const changed = limitsText(rules, base)
  return changed === '' ? 'own limits' : unbroken(`own limits: ${changed}`)
}

/** What the button says that brings the agent, as the roster has it, into the match; undefined when it is. */
export function applyText(place: MatchPlace): string | undefined {
  if (place.row === undefined) return 'Join the match'
  if (place.row.benched) return 'Unbench'
  return differs(place.agent, place.row, place.base) ? 'Apply changes' : undefined
}

function differs(agent: AgentProfile | undefined, row: AgentRow, base: RiskRules): boolean {
  if (agent === undefined) return false
  if (row.risk !== undefined && !isUnder(row.risk.rules, base, agent.risk)) return true
  if (row.brainId !== agent.brain || row.color !== agent.color) return true
  if (!callsModel(agent.brain)) return false
  return row.strategyId !== `${agent.strategy}@${sha256Hex(agent.prompt).slice(0, VERSION_DIGITS)}`
}

/** What brings the agent, as the roster has it, into the match: in this order. */
export function applyChanges({ agent, row }: MatchPlace): readonly RosterChange[] {
  if (agent === undefined) return row?.benched === true ? [{ kind: 'unbench', run: row.run }] : []
  const { name, ...assignment } = entryOf(agent)
  if (row === undefined) return [{ kind: 'add', agent: { name, ...assignment } }]
  const reassign: RosterChange = { kind: 'reassign', run: row.run, agent: assignment }
  return row.benched ? [reassign, { kind: 'unbench', run: row.run }] : [reassign]
}

/** Undefined when there is nobody to bench. */
export function benchChange({ row }: MatchPlace): RosterChange | undefined {
  if (row === undefined || row.benched) return undefined
  return { kind: 'bench', run: row.run }
}

/** Why the agent may not buy there, a sentence; empty when it may. */
export function haltOf({ row }: MatchPlace): string {
  return row?.risk?.halted ?? ''
}
