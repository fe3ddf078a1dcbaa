import type { AgentRow } from '../../workers/api/view'

const WORDS: Readonly<Record<AgentRow['status'], string>> = {
  waiting: 'waiting',
  thinking: 'thinking',
  restarting: 'restarting',
  stopped: 'stopped',
}

const SHORT = 28

/** One or two words for the row; trouble is named where it is short enough. */
export function statusText(row: AgentRow): string {
  const troubled = row.status === 'restarting' || row.status === 'stopped'
  const detail = row.statusDetail.replace(/\.$/, '')
  return troubled && detail !== '' && detail.length <= SHORT ? detail : WORDS[row.status]
}
