import { failure } from '../answer'
import type { Arena } from '../arena.svelte'
import { houseRequest } from '../match-form/house'
import type { ModelsClient } from './client'

/** From one pasted key to a match of language models. */
export class QuickStart {
  readonly #client: Pick<ModelsClient, 'quickStart'>
  readonly #arena: Arena
  #stage = $state.raw<'key' | 'busy' | 'ready'>('key')
  #problem = $state.raw('')

  constructor(client: Pick<ModelsClient, 'quickStart'>, arena: Arena) {
    this.#client = client
    this.#arena = arena
  }

  /** `ready`: the three strategies are on the node and a match can start. */
  get stage(): 'key' | 'busy' | 'ready' {
    return this.#stage
  }
  /** A sentence; empty when nothing went wrong. */
  get problem(): string {
    return this.#problem
  }

  /** Never throws. The key is handed over and not kept. */
  async useKey(key: string): Promise<void> {
    this.#problem = ''
    if (key.trim() === '') {
      this.#problem = 'Paste an OpenAI key first.'
      return
    }
    this.#stage = 'busy'
    try {
      const made = await this.#client.quickStart(key)
      this.#problem = made.ok ? '' : made.error
    } catch (error) {
      this.#problem = failure('The key could not be set up.', error).text
    }
    this.#stage = this.#problem === '' ? 'ready' : 'key'
  }

  /** Whether a match of the saved roster began. */
  async startMatch(): Promise<boolean> {
    const refusal = await this.#arena.startWithRoster(houseRequest(this.#arena))
    this.#problem = refusal ?? ''
    if (refusal !== undefined) this.#arena.dismissProblem()
    return refusal === undefined
  }
}
