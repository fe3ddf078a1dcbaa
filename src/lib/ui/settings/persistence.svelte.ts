import type { ArenaClient } from '../client'

type Answer = 'granted' | 'refused' | 'unknown'

const KEPT = 'The browser promised not to erase this by itself, even when the disk fills up.'
const NOT_KEPT = 'The browser may erase this by itself when the disk fills up.'
const STILL_NOT =
  'The browser did not agree, and may erase this when the disk fills up: export what you want to keep.'
const UNKNOWN = 'This browser does not say whether it keeps this when the disk fills up.'

/** Whether the browser keeps what is stored, as the Settings page tells it. */
export class PersistenceState {
  readonly #client: Pick<ArenaClient, 'persistence'>
  #answer = $state.raw<Answer | undefined>(undefined)
  #asking = $state.raw(false)
  #refused = $state.raw(false)

  constructor(client: Pick<ArenaClient, 'persistence'>) {
    this.#client = client
  }

  /** A sentence; empty until the browser has answered. */
  get text(): string {
    if (this.#answer === undefined) return ''
    if (this.#answer === 'granted') return KEPT
    if (this.#answer === 'unknown') return UNKNOWN
    return this.#refused ? STILL_NOT : NOT_KEPT
  }
  get canAsk(): boolean {
    return this.#answer === 'refused'
  }
  get asking(): boolean {
    return this.#asking
  }

  /** Never throws. */
  async look(): Promise<void> {
    this.#answer = await this.#persistence(false)
  }

  /** Never throws. */
  async ask(): Promise<void> {
    this.#asking = true
    this.#answer = await this.#persistence(true)
    this.#refused = this.#answer === 'refused'
    this.#asking = false
  }

  #persistence(ask: boolean): Promise<Answer> {
    return this.#client.persistence(ask).catch((): Answer => 'unknown')
  }
}
