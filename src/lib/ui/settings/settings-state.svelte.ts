import type { Settings } from '../../../workers/api/match'
import { type Answer, failure } from '../answer'
import type { ArenaClient } from '../client'
import { checkEndpoint } from './settings-form'

/** The Settings page's form. */
export class SettingsState {
  readonly #client: ArenaClient
  #settings = $state.raw<Settings | undefined>(undefined)
  #answer = $state.raw<Answer | undefined>(undefined)

  readonly #rest = $derived(checkEndpoint(this.#settings?.restUrl ?? '', ['https:', 'http:']))
  readonly #socket = $derived(checkEndpoint(this.#settings?.socketUrl ?? '', ['wss:', 'ws:']))

  constructor(client: ArenaClient) {
    this.#client = client
  }

  /** As typed; undefined until loaded. */
  get settings(): Settings | undefined {
    return this.#settings
  }
  get restError(): string | undefined {
    return this.#rest.ok ? undefined : this.#rest.error
  }
  get socketError(): string | undefined {
    return this.#socket.ok ? undefined : this.#socket.error
  }
  /** What became of the last attempt to load or save. */
  get answer(): Answer | undefined {
    return this.#answer
  }

  /** Never throws. */
  async load(): Promise<void> {
    try {
      this.#settings = await this.#client.settings()
    } catch (error) {
      this.#answer = failure('The settings could not be read.', error)
    }
  }

  set<Field extends keyof Settings>(field: Field, value: Settings[Field]): void {
    if (this.#settings === undefined) return
    this.#settings = { ...this.#settings, [field]: value }
    this.#answer = undefined
  }

  /** Never throws. Saves nothing while a field is at fault. */
  async save(): Promise<void> {
    if (this.#settings === undefined || !this.#rest.ok || !this.#socket.ok) return
    const settings = { ...this.#settings, restUrl: this.#rest.value, socketUrl: this.#socket.value }
    try {
      const answer = await this.#client.saveSettings(settings)
      this.#answer = answer.ok
        ? { good: true, text: 'Saved. Addresses take effect when the next match connects.' }
        : { good: false, text: answer.error }
    } catch (error) {
      this.#answer = failure('The settings could not be saved.', error)
    }
  }
}
