import type { LostMatch } from '../../workers/api/match'
import type { MatchSummary } from '../../workers/api/view'
import { failure } from './answer'
import type { ArenaClient } from './client'
import type { Notice } from './notices'
import { keepingNotices } from './safekeeping-notices'

/** How long a match runs before its storage is worth asking for. */
export const WORTH_KEEPING_MS = 60_000

/** What the page does so that matches survive the browser: copies of lost ones, and its promise to keep them. */
export class Safekeeping {
  readonly #client: Pick<ArenaClient, 'lostMatches' | 'settleLost' | 'persistence'>
  #lost = $state.raw<readonly LostMatch[]>([])
  #settling = $state.raw(false)
  #problem = $state.raw('')
  #restored = $state.raw(0)
  #runningSince: number | undefined
  #asked = false

  constructor(client: Pick<ArenaClient, 'lostMatches' | 'settleLost' | 'persistence'>) {
    this.#client = client
  }

  /** Erased by the browser, with a copy left. */
  get lost(): readonly LostMatch[] {
    return this.#lost
  }
  /** Copies that were brought back just now. */
  get restored(): number {
    return this.#restored
  }
  /** What there is to say of all this. */
  get notices(): readonly Notice[] {
    return keepingNotices(this)
  }
  get settling(): boolean {
    return this.#settling
  }
  /** Why the copies could not be settled; empty when they could. */
  get problem(): string {
    return this.#problem
  }

  /** Never throws: without an answer there is nothing to offer. */
  async look(): Promise<void> {
    this.#lost = await this.#client.lostMatches().catch(() => [])
  }

  /** Never throws. */
  async settle(choice: 'restore' | 'discard'): Promise<void> {
    this.#settling = true
    try {
      const answer = await this.#client.settleLost(choice)
      this.#problem = answer.ok ? '' : answer.error
      if (answer.ok) {
        this.#restored = choice === 'restore' ? this.#lost.length : 0
        this.#lost = []
      }
    } catch (error) {
      this.#problem = failure('The arena did not answer.', error).text
    } finally {
      this.#settling = false
    }
  }

  dismissRestored(): void {
    this.#restored = 0
  }

  /**
   * Asks the browser once not to erase what is stored, when there is something to keep: a saved match
   * that ran for a minute. Firefox puts the question to the person, who would wonder at it had they
   * only opened the page: so not before they have started or steered a match themselves.
   */
  watch(match: MatchSummary | undefined, isSteered: boolean, now: number): void {
    const isWorth = match?.status === 'running' && match.durable && match.role === 'leader'
    if (!isWorth) this.#runningSince = undefined
    else this.#runningSince ??= now
    if (this.#asked || !isSteered || this.#runningSince === undefined) return
    if (now - this.#runningSince < WORTH_KEEPING_MS) return
    this.#asked = true
    // A refusal changes nothing: the Settings page tells it, and offers to ask again.
    void this.#client.persistence(true).catch(() => undefined)
  }
}
