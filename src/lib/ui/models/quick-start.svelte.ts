import type { NodeTest } from '../../../workers/api/llm'
import { failure } from '../answer'
import type { Arena } from '../arena.svelte'
import { listText } from '../brain-text'
import { houseRequest } from '../match-form/house'
import type { ModelsClient, QuickStarted } from './client'

type Stage = 'key' | 'busy' | 'trying' | 'ready'

/** From one pasted key to a match of language models. */
export class QuickStart {
  readonly #client: Pick<ModelsClient, 'quickStart' | 'test'>
  readonly #arena: Arena
  #stage = $state.raw<Stage>('key')
  #problem = $state.raw('')
  #done = $state.raw('')
  #doubt = $state.raw('')

  constructor(client: Pick<ModelsClient, 'quickStart' | 'test'>, arena: Arena) {
    this.#client = client
    this.#arena = arena
  }

  /** `trying`: the key is asked for one tiny answer; `ready`: it was not refused, and a match can start. */
  get stage(): Stage {
    return this.#stage
  }
  /** A sentence; empty when nothing went wrong. */
  get problem(): string {
    return this.#problem
  }
  /** Who uses the node now, and who could not be put on it; empty before. */
  get done(): string {
    return this.#done
  }
  /** Why nobody knows whether the models will answer; empty when they did. */
  get doubt(): string {
    return this.#doubt
  }

  /** Never throws. The key is handed over and not kept. */
  async useKey(key: string): Promise<void> {
    this.#problem = ''
    this.#done = ''
    this.#doubt = ''
    if (key.trim() === '') {
      this.#problem = 'Paste an OpenAI key first.'
      return
    }
    this.#stage = 'busy'
    try {
      await this.#setUp(key)
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

  async #setUp(key: string): Promise<void> {
    const made = await this.#client.quickStart(key)
    if (!made.ok) {
      this.#problem = made.error
      return
    }
    this.#done = doneText(made.value)
    this.#stage = 'trying'
    this.#judge(await this.#client.test(made.value.nodeId))
  }

  #judge({ ok, findings }: NodeTest): void {
    const bad = findings.find(({ verdict }) => verdict === 'bad')
    if (bad?.subject === 'key')
      this.#problem = `${bad.sentence} The chat node stays; paste another key, or test it again below.`
    else if (!ok) this.#doubt = `The test did not succeed. ${bad?.sentence ?? ''}`.trim()
  }
}

/** "Scalper uses it now. Momentum and Brainrot are not in your roster." */
function doneText({ moved, missing }: QuickStarted): string {
  const users = moved.length === 0 ? 'No agent' : listText(moved)
  const sentences = [`${users} ${moved.length > 1 ? 'use' : 'uses'} it now.`]
  if (missing.length > 0) {
    sentences.push(`${listText(missing)} ${missing.length > 1 ? 'are' : 'is'} not in your roster.`)
  }
  return sentences.join(' ')
}
