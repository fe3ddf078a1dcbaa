import { type Result, err, ok } from '../../core/result'
import type { RosterEntry } from '../../../workers/api/agents'
import type { NewMatchRequest } from '../../../workers/api/match'
import type { ArenaClient } from '../client'
import { enabledEntries } from './agent-choices'

/** The enabled agents of the saved roster; undefined when it cannot be read or has no agents. Never rejects. */
export async function savedRoster(
  client: Pick<ArenaClient, 'roster'>,
): Promise<readonly RosterEntry[] | undefined> {
  try {
    const { agents } = await client.roster()
    return agents.length === 0 ? undefined : enabledEntries(agents)
  } catch {
    return undefined
  }
}

/** The request with the saved agents in the place of its own, which stay where nothing is saved. */
export function withRoster(
  request: NewMatchRequest,
  saved: readonly RosterEntry[] | undefined,
): Result<NewMatchRequest, string> {
  if (saved?.length === 0) return err('All your agents are benched. Enable one on the Agents page.')
  return ok(saved === undefined ? request : { ...request, roster: saved })
}
