import type { ActivityRow } from '../../workers/api/view'

export type KindFilter = 'all' | 'trades' | 'talk' | 'tools' | 'risk' | 'trouble'

export const KINDS: readonly { readonly value: KindFilter; readonly text: string }[] = [
  { value: 'all', text: 'All' },
  { value: 'trades', text: 'Trades' },
  { value: 'talk', text: 'Talk' },
  { value: 'tools', text: 'Tools' },
  { value: 'risk', text: 'Risk' },
  { value: 'trouble', text: 'Trouble' },
]

/**
 * What a filter lets through: talk is what agents said, tools what they asked, risk what limits and stops
 * did, trouble what came to nothing.
 */
const PASSING: Readonly<Record<Exclude<KindFilter, 'all'>, readonly ActivityRow['kind'][]>> = {
  trades: ['trade', 'refused'],
  talk: ['response'],
  tools: ['tool'],
  risk: ['risk'],
  trouble: ['refused', 'problem'],
}

/** @param run undefined is every agent */
export function passesActivity(row: ActivityRow, filter: KindFilter, run: number | undefined): boolean {
  if (run !== undefined && row.run !== run) return false
  if (filter === 'all' || PASSING[filter].includes(row.kind)) return true
  // A refusal by a limit, and a sale by one, are a trade's and the risk layer's at once.
  if (filter === 'risk') return row.byRisk === true
  return filter === 'trades' && row.kind === 'risk' && row.side !== undefined
}

/** A row's kind as its tag says it. */
export const KIND_TEXT: Readonly<Record<ActivityRow['kind'], string>> = {
  response: 'response',
  trade: 'trade',
  tool: 'tool',
  refused: 'refused',
  problem: 'problem',
  notice: 'notice',
  risk: 'risk',
}
