import type { Result } from '../../core/result'
import type { ChatNode } from '../../llm/chat-node'
import type { NodeTest } from '../../../workers/api/llm'
import { type Answer, failure, success } from '../answer'
import type { ModelsClient } from './client'

/** How a test of a node stands. */
export interface TestReport {
  readonly nodeId: string
  readonly name: string
  /** Undefined while it runs. */
  readonly result: NodeTest | undefined
}

type Outcome = Result<unknown, string>

/** What a visitor does on the Models page to nodes and their keys, and what became of it. */
export class ModelsDesk {
  readonly #client: ModelsClient
  #nodesAnswer = $state.raw<Answer | undefined>(undefined)
  #keysAnswer = $state.raw<Answer | undefined>(undefined)
  #report = $state.raw<TestReport | undefined>(undefined)
  #busy = $state.raw(false)

  constructor(client: ModelsClient) {
    this.#client = client
  }

  /** To the last thing asked of a node. */
  get nodesAnswer(): Answer | undefined {
    return this.#nodesAnswer
  }
  /** To the last thing asked of the keys on this device. */
  get keysAnswer(): Answer | undefined {
    return this.#keysAnswer
  }
  get report(): TestReport | undefined {
    return this.#report
  }
  /** Something about the keys on this device is under way. */
  get busy(): boolean {
    return this.#busy
  }

  /** A form opens: what was said before is not about it. */
  clearAnswer(): void {
    this.#nodesAnswer = undefined
  }

  /** Saves the node; a sentence when it was refused. */
  async saveNode(node: ChatNode): Promise<string | undefined> {
    const before = this.#report
    const outcome = await settle(() => this.#client.saveNode(node), 'The chat node could not be saved.')
    this.#nodesAnswer = outcome.ok ? success(`${node.name} is saved.`) : bad(outcome.error)
    if (outcome.ok && before?.nodeId === node.id && this.#report === before) this.#report = undefined
    return outcome.ok ? undefined : outcome.error
  }

  /** Hands a key over; a sentence when it was refused. */
  async setKey(nodeId: string, name: string, key: string): Promise<string | undefined> {
    this.#keysChange()
    const outcome = await settle(() => this.#client.setKey(nodeId, key), 'The key could not be handed over.')
    if (outcome.ok) this.#nodesAnswer = success(`${name} is saved and has its key.`)
    return outcome.ok ? undefined : outcome.error
  }

  async forgetKey({ id, name }: ChatNode): Promise<void> {
    this.#keysChange()
    const outcome = await settle(() => this.#client.forgetKey(id), 'The key could not be forgotten.')
    this.#nodesAnswer = outcome.ok ? success(`The key of ${name} is forgotten.`) : bad(outcome.error)
  }

  async remove({ id, name }: ChatNode): Promise<void> {
    const outcome = await settle(() => this.#client.deleteNode(id), 'The chat node could not be deleted.')
    this.#nodesAnswer = outcome.ok ? success(`${name} is deleted.`) : bad(outcome.error)
    if (outcome.ok && this.#report?.nodeId === id) this.#report = undefined
  }

  async test({ id, name }: ChatNode): Promise<void> {
    const running: TestReport = { nodeId: id, name, result: undefined }
    this.#nodesAnswer = undefined
    this.#report = running
    const result = await this.#client.test(id).catch((error: unknown) => brokenTest(error))
    if (this.#report === running) this.#report = { ...running, result }
  }

  async signInOpenRouter(): Promise<void> {
    const outcome = await settle(() => this.#client.signInOpenRouter(), 'OpenRouter could not be asked.')
    this.#nodesAnswer = outcome.ok ? success('Going to OpenRouter …') : bad(outcome.error)
  }

  remember(passphrase: string): Promise<boolean> {
    return this.#keys(
      () => this.#client.remember(passphrase),
      'The keys are kept on this device, encrypted.',
      'The keys could not be kept.',
    )
  }

  unlock(passphrase: string): Promise<boolean> {
    return this.#keys(
      () => this.#client.unlock(passphrase),
      'The keys are back in memory.',
      'The keys could not be unlocked.',
    )
  }

  forgetRemembered(): Promise<boolean> {
    return this.#keys(
      () => this.#client.forgetRemembered(),
      'No key is kept on this device any more; those in memory stay until this page reloads.',
      'The kept keys could not be removed.',
    )
  }

  refuseKeys(sentence: string): void {
    this.#keysAnswer = bad(sentence)
  }

  /** What was said of keys, and found out with them, is of the past; what is found out meanwhile is not. */
  #keysChange(): void {
    this.#keysAnswer = undefined
    this.#report = undefined
  }

  async #keys(run: () => Promise<Outcome>, done: string, broken: string): Promise<boolean> {
    this.#busy = true
    this.#keysAnswer = undefined
    const outcome = await settle(run, broken)
    this.#busy = false
    this.#keysAnswer = outcome.ok ? success(done) : bad(outcome.error)
    return outcome.ok
  }
}

/** The answer of a promise, its rejection as a sentence. */
async function settle(run: () => Promise<Outcome>, broken: string): Promise<Outcome> {
  try {
    return await run()
  } catch (error) {
    return { ok: false, error: failure(broken, error).text }
  }
}

function bad(text: string): Answer {
  return { good: false, text }
}

function brokenTest(error: unknown): NodeTest {
  const sentence = failure('The test did not end.', error).text
  return { ok: false, findings: [{ subject: 'reach', verdict: 'bad', sentence }] }
}
