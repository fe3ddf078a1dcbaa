/** Keeps copies of matches beside the database, and no more of them than are of use. */
import type { Clock } from '../../core/clock'
import type { MatchStore } from '../../match/ports'
import type { MatchLibrary, MatchListing } from '../match-library'
import { CopiedMatchStore } from './copied-store'
import type { CopyEntry, CopyShelf } from './copy-shelf'
import { MatchCopy } from './match-copy'

/** Ended matches are copied no longer than they are among the newest so many, */
const ENDED_KEPT = 3
/** and no more of them than fit into this. */
const ENDED_BYTES = 128 * 1024 * 1024

export interface CopyKeeperDeps {
  /** Undefined where the browser has no place for copies: then there are none, and nothing is amiss. */
  readonly shelf: CopyShelf | undefined
  readonly matches: MatchLibrary
  readonly clock: Clock
  readonly warn: (sentence: string) => void
}

/** No method rejects: a match is played, ended and deleted whatever becomes of its copy. */
export class CopyKeeper {
  constructor(private readonly deps: CopyKeeperDeps) {}

  /** The store, writing a copy as it goes. A store that forgets has nothing to copy. */
  around(store: MatchStore, matchId: string): MatchStore {
    const { shelf, matches, clock, warn } = this.deps
    if (shelf === undefined || !store.durable) return store
    const copy = new MatchCopy({
      ...{ matchId, shelf, clock, warn },
      load: () => matches.wholeMatch(matchId),
      onEnded: () => void this.prune(),
    })
    return new CopiedMatchStore(store, copy, () => void this.prune(0))
  }

  /** For a match that a person deleted. */
  async remove(matchId: string): Promise<void> {
    try {
      await this.deps.shelf?.remove(matchId)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.deps.warn(`The copy of a deleted match could not be removed; the next start offers it. ${reason}`)
    }
  }

  /** Removes copies of ended matches but the newest `kept`. Copies of matches that are lost stay. */
  async prune(kept = ENDED_KEPT): Promise<void> {
    const { shelf, matches, warn } = this.deps
    if (shelf === undefined) return
    const list = await matches.listMatches()
    if (!list.ok) return
    try {
      const copies = new Map((await shelf.list()).map((entry) => [entry.matchId, entry]))
      for (const { matchId } of superfluous(list.value.matches, copies, kept)) await shelf.remove(matchId)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      warn(`Old copies of matches could not be cleared away. ${reason}`)
    }
  }
}

/** `listings`: newest first. */
function superfluous(
  listings: readonly MatchListing[],
  copies: ReadonlyMap<string, CopyEntry>,
  kept: number,
): readonly CopyEntry[] {
  const ended = listings.filter(({ head }) => head.status === 'ended')
  let bytes = 0
  return ended.flatMap(({ matchId }, place) => {
    const copy = copies.get(matchId)
    if (copy === undefined) return []
    bytes += copy.bytes
    return place >= kept || bytes > ENDED_BYTES ? [copy] : []
  })
}
