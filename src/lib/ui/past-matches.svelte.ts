import type { MatchListRow } from '../../workers/api/view'
import { failure } from './answer'
import type { ArenaClient } from './client'

/** The list of matches kept in this browser, as one page shows it. */
export class PastMatches {
  readonly #client: ArenaClient
  #rows = $state.raw<readonly MatchListRow[] | undefined>(undefined)
  #problem = $state.raw('')
  /** The row that asks whether it shall really go. */
  #asking = $state.raw<string | undefined>(undefined)

  readonly #bytes = $derived((this.#rows ?? []).reduce((sum, row) => sum + row.bytes, 0))

  constructor(client: ArenaClient) {
    this.#client = client
  }

  /** Newest first; undefined until the first answer. */
  get rows(): readonly MatchListRow[] | undefined {
    return this.#rows
  }
  get problem(): string {
    return this.#problem
  }
  get asking(): string | undefined {
    return this.#asking
  }
  /** Disk used by all of them. */
  get bytes(): number {
    return this.#bytes
  }

  /** Never throws. */
  async load(): Promise<void> {
    try {
      const rows = await this.#client.listMatches()
      this.#rows = [...rows].sort((a, b) => b.startedAt - a.startedAt)
      this.#problem = ''
    } catch (error) {
      this.#problem = failure('The list of matches could not be read.', error).text
    }
  }

  ask(id: string | undefined): void {
    this.#asking = id
  }

  /** Deletes for good. Never throws. */
  async remove(id: string): Promise<void> {
    this.#asking = undefined
    try {
      const answer = await this.#client.deleteMatch(id)
      if (!answer.ok) {
        this.#problem = answer.error
        return
      }
    } catch (error) {
      this.#problem = failure('The match could not be deleted.', error).text
      return
    }
    await this.load()
  }
}
