import { type Result, err, ok } from '../lib/core/result'
import { type ChatNode, keySlotOf, originOf } from '../lib/llm/chat-node'
import type { ModelsClient, ModelsState, QuickStarted } from '../lib/ui/models/client'
import type { NodeTest } from './api/llm'
import type { MatchWorkerApi } from './api/match'
import type { Consent } from './consent'
import { forgetSealed, rememberKeys, unlockKeys } from './key-safe'
import type { OwnedWorker } from './owned-worker'
import type { ProviderDesk } from './provider-desk'
import { reasonOf, settled } from './settled'

type Answer = Promise<Result<undefined, string>>

const NO_NODE = 'There is no such chat node any more.'

/** Chat nodes are match.worker's, keys the llm workers'; this brings the page's wishes to the right one. */
export class WorkersModels implements ModelsClient {
  constructor(
    private readonly desk: ProviderDesk,
    private readonly match: Pick<OwnedWorker<MatchWorkerApi>, 'ask'>,
  ) {}

  subscribe(listener: (state: ModelsState) => void): () => void {
    return this.desk.subscribe(listener)
  }

  saveNode(node: ChatNode): Answer {
    return settled(this.#saveNode(node))
  }

  deleteNode(id: string): Answer {
    return settled(this.#deleteNode(id))
  }

  setKey(nodeId: string, key: string): Answer {
    return settled(this.#withNode(nodeId, (node) => this.#setKey(node, key)))
  }

  forgetKey(nodeId: string): Answer {
    return settled(this.#withNode(nodeId, (node) => this.#forgetKey(node)))
  }

  remember(passphrase: string): Answer {
    return settled(rememberKeys(this.desk, passphrase))
  }

  unlock(passphrase: string): Answer {
    return settled(unlockKeys(this.desk, passphrase))
  }

  forgetRemembered(): Answer {
    return settled(forgetSealed(this.desk))
  }

  async test(nodeId: string): Promise<NodeTest> {
    const node = this.#node(nodeId)
    if (node === undefined) return failedTest(NO_NODE)
    try {
      const test = await this.desk.ask(originOf(node), (llm) => llm.test(node))
      await this.#book(node, test)
      return test
    } catch (cause) {
      return failedTest(reasonOf(cause))
    }
  }

  quickStart(key: string): Promise<Result<QuickStarted, string>> {
    return settled(this.#quickStart(key))
  }

  signInOpenRouter(): Answer {
    return settled(import('./openrouter-sign-in').then(({ leaveForConsent }) => leaveForConsent()))
  }

  /** Finishes the sign-in from whose consent page this page comes back. Never rejects. */
  async finishSignIn(consent: Consent): Promise<void> {
    const done = await settled(this.#finishSignIn(consent))
    this.desk.tell('sign-in', done.ok ? '' : done.error)
  }

  async #finishSignIn(consent: Consent): Answer {
    const { redeemConsent } = await import('./openrouter-sign-in')
    await this.desk.join()
    return redeemConsent(this.desk, (node) => this.#saveNode(node), consent)
  }

  async #quickStart(key: string): Promise<Result<QuickStarted, string>> {
    const { quickStart } = await import('./quick-start')
    const started = await quickStart(key, {
      nodes: this.desk.nodes,
      setKey: (node, pasted) => this.#setKey(node, pasted),
      saveNode: (node) => this.#saveNode(node),
      roster: () => this.match.ask((match) => match.roster()),
      saveRoster: (agents) => this.#ask((match) => match.saveRoster(agents)),
    })
    // A worker that was started for a key that is none serves no node: this ends it.
    if (!started.ok) await this.desk.readNodes()
    return started
  }

  /** A test of which match.worker does not hear, since it is being replaced, was made all the same. */
  async #book({ id }: ChatNode, { cost }: NodeTest): Promise<void> {
    if (cost === undefined || cost === 0n) return
    await this.match.ask((match) => match.bookTest(id, cost)).catch(() => undefined)
  }

  async #saveNode(node: ChatNode): Answer {
    const before = this.#node(node.id)
    const saved = await this.#ask((match) => match.saveChatNode(node))
    if (!saved.ok) return saved
    if (before !== undefined && !keepsKey(before, node)) await this.#leaveOwnKey(before)
    await this.desk.readNodes()
    void this.desk.refresh(originOf(node))
    return saved
  }

  async #deleteNode(id: string): Answer {
    const node = this.#node(id)
    const deleted = await this.#ask((match) => match.deleteChatNode(id))
    if (!deleted.ok) return deleted
    if (node !== undefined) await this.#leaveOwnKey(node)
    await this.desk.readNodes()
    const isLast = node !== undefined && !this.desk.nodes.some((other) => originOf(other) === originOf(node))
    return isLast ? forgetSealed(this.desk, originOf(node)) : ok(undefined)
  }

  async #setKey(node: ChatNode, key: string): Answer {
    const slot = keySlotOf(node)
    const set = await this.desk.ask<Result<undefined, string>>(originOf(node), (llm) => llm.setKey(slot, key))
    if (!set.ok) return set
    // What is on this device is the key before this one.
    this.desk.keys.forgetRemembered(originOf(node), slot)
    this.desk.tell('sign-in', '')
    await this.desk.refresh(originOf(node))
    return ok(undefined)
  }

  async #forgetKey(node: ChatNode): Answer {
    const origin = originOf(node)
    const slot = keySlotOf(node)
    await this.desk.forgetKey(origin, slot)
    await this.match.ask((match) => match.forgetElsewhere(origin, slot))
    // Sealed keys cannot be told apart without the passphrase: all of the origin go.
    return forgetSealed(this.desk, origin)
  }

  /** A key that only this node had is of no more use. */
  async #leaveOwnKey(node: ChatNode): Promise<void> {
    if (node.hasOwnKey) await this.#forgetKey(node)
  }

  #node(id: string): ChatNode | undefined {
    return this.desk.nodes.find((node) => node.id === id)
  }

  async #withNode(id: string, run: (node: ChatNode) => Answer): Answer {
    const node = this.#node(id)
    return node === undefined ? err(NO_NODE) : run(node)
  }

  #ask(call: Parameters<typeof this.match.ask<Result<undefined, string>>>[0]): Answer {
    return this.match.ask<Result<undefined, string>>(call)
  }
}

/** A key is bound to the origin it was entered for. */
function keepsKey(before: ChatNode, after: ChatNode): boolean {
  return originOf(before) === originOf(after) && keySlotOf(before) === keySlotOf(after)
}

function failedTest(sentence: string): NodeTest {
  return { ok: false, findings: [{ subject: 'reach', verdict: 'bad', sentence }] }
}
