/** What the running match makes of the roster, agent by agent, matched by name. Pure. */
import type { AgentProfile, RosterChange, RosterEntry } from '../../../workers/api/agents'
import type { AgentRow, MatchView } from '../../../workers/api/view'

/** An agent of the roster beside its namesake in the match. */
export interface MatchPlace {
  readonly agent: AgentProfile
  /** Undefined while it takes no part. */
  readonly row: AgentRow | undefined
  /** What it does there, a few words. */
  readonly text: string
}

/** Whether a match is on that this tab may change. */
export function isOpen(view: MatchView | undefined, viewingPast: boolean): view is MatchView {
  if (view === undefined || viewingPast || view.match.role !== 'leader') return false
  return view.match.status === 'running' || view.match.status === 'paused'
}

export function placesOf(agents: readonly AgentProfile[], rows: readonly AgentRow[]): readonly MatchPlace[] {
  const players = rows.filter(({ role }) => role === 'agent')
  return agents.map((agent) => {
    const row = players.find(({ name }) => name === agent.name)
    return { agent, row, text: placeText(row) }
  })
}

function placeText(row: AgentRow | undefined): string {
  if (row === undefined) return 'takes no part'
  return row.status === 'benched' ? 'on the bench' : `plays · ${row.brain}`
}

/** What brings the agent, as the roster has it, into the match: in this order. */
export function applyChanges({ agent, row }: MatchPlace): readonly RosterChange[] {
  const { name, ...assignment } = entryOf(agent)
  if (row === undefined) return [{ kind: 'add', agent: { name, ...assignment } }]
  const reassign: RosterChange = { kind: 'reassign', run: row.run, agent: assignment }
  return row.status === 'benched' ? [reassign, { kind: 'unbench', run: row.run }] : [reassign]
}

/** Undefined when there is nobody to bench. */
export function benchChange({ row }: MatchPlace): RosterChange | undefined {
  if (row === undefined || row.status === 'benched') return undefined
  return { kind: 'bench', run: row.run }
}

function entryOf({ name, strategy, prompt, brain, color }: AgentProfile): RosterEntry {
  return { name, strategy, prompt, brain, color }
}
