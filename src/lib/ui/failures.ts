/** Agents whose last decision came to nothing, though nothing keeps them from deciding again. */
import type { AgentRow, MatchView } from '../../workers/api/view'

/** What befell them, a sentence by run. */
export type Failures = ReadonlyMap<number, string>

export const NO_FAILURES: Failures = new Map()

/** Whether its language model failed it last time; told between two decisions only. */
export function hasFailed(row: AgentRow): boolean {
  return row.status === 'waiting' && row.modelId !== undefined && row.statusDetail !== ''
}

/** `before`: as of an earlier frame of the same match. While an agent thinks, what was known of it stands. */
export function failuresOf({ agents }: MatchView, before: Failures): Failures {
  return new Map(
    agents.flatMap((row) => {
      const sentence = row.status === 'thinking' ? before.get(row.run) : row.statusDetail
      const stands = hasFailed(row) || row.status === 'thinking'
      return stands && sentence !== undefined ? [[row.run, sentence] as const] : []
    }),
  )
}

/** Whether the Models page helps: keys, credit, and where and what is asked. */
export function isMendedByModels(sentence: string): boolean {
  // Not what a node is called, nor what a provider said.
  const plain = sentence.replace(/“[^”]*”/g, '')
  return /\b(?:keys?|credit|could not be reached|Models page|base URL|settings of|concurrent calls)\b/.test(
    plain,
  )
}
