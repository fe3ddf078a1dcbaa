import type { AgentRow, AgentStatus } from '../../workers/api/view'
import { hasFailed, isMendedByModels } from './failures'

const WORDS: Readonly<Record<AgentStatus, string>> = {
  waiting: 'waiting',
  thinking: 'thinking',
  restarting: 'restarting',
  stopped: 'stopped',
  benched: 'Benched',
  'no-key': 'Waiting for key',
  'no-node': 'No such chat node',
  'spend-cap': 'At its spend cap',
}

/** Something a person can do something about, or should know. */
const TROUBLED: ReadonlySet<AgentStatus> = new Set([
  'restarting',
  'stopped',
  'no-key',
  'no-node',
  'spend-cap',
])

const SHORT = 28

/** One or two words for the row; trouble of a worker is named where it is short enough. */
export function statusText(row: AgentRow): string {
  if (hasFailed(row)) return 'Last decision failed'
  const named = row.status === 'restarting' || row.status === 'stopped'
  const detail = row.statusDetail.replace(/\.$/, '')
  return named && detail !== '' && detail.length <= SHORT ? detail : WORDS[row.status]
}

export function isTroubled(row: AgentRow): boolean {
  return TROUBLED.has(row.status) || hasFailed(row)
}

/** The page where the trouble ends; undefined where no page helps. */
export function remedyOf(row: AgentRow): string | undefined {
  if (row.status === 'no-key' || (hasFailed(row) && isMendedByModels(row.statusDetail))) return '#/models'
  return row.status === 'no-node' ? '#/agents' : undefined
}
