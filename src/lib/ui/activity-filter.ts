import type { ActivityRow } from '../../workers/api/view'

export type KindFilter = 'all' | 'trades' | 'talk'

export const KINDS: readonly { readonly value: KindFilter; readonly text: string }[] = [
  { value: 'all', text: 'All' },
  { value: 'trades', text: 'Trades' },
  { value: 'talk', text: 'Talk' },
]

/** Trades and what was refused; talk is what agents said. `run` undefined is every agent. */
export function passesActivity(row: ActivityRow, filter: KindFilter, run: number | undefined): boolean {
  if (run !== undefined && row.run !== run) return false
  if (filter === 'trades') return row.kind === 'trade' || row.kind === 'refused'
  if (filter === 'talk') return row.kind === 'response'
  return true
}

/** A row's kind as its tag says it. */
export const KIND_TEXT: Readonly<Record<ActivityRow['kind'], string>> = {
  response: 'response',
  trade: 'trade',
  tool: 'tool',
  refused: 'refused',
  problem: 'problem',
  notice: 'notice',
}
