import { type Result, err, ok } from '../lib/core/result'
import type { ChatNode } from '../lib/llm/chat-node'
import { checkChatNode } from '../lib/llm/check-node'
import { CHAT_NODES } from '../lib/storage/model-settings'
import type { SettingsRepository } from '../lib/storage/settings'
import type { ChatNodeBook } from './api/match'

/** Names of the agents that a chat node decides for. */
export interface NodeUsers {
  readonly roster: readonly string[]
  /** Of a match that goes on. */
  readonly match: readonly string[]
}

/** The chat nodes of this browser, as all its tabs see them. */
export class NodeBook {
  #book: ChatNodeBook = { nodes: [], notice: '' }

  constructor(
    private readonly settings: SettingsRepository,
    /** They were changed here; other tabs want to know. */
    private readonly onChange: () => void,
  ) {}

  get nodes(): readonly ChatNode[] {
    return this.#book.nodes
  }

  /** As they are stored; asked again whenever another tab may have changed them. */
  async load(): Promise<ChatNodeBook> {
    const { value, notice } = await this.settings.get(CHAT_NODES)
    this.#book = { nodes: value, notice }
    return this.#book
  }

  async save(node: ChatNode): Promise<Result<undefined, string>> {
    let fault = ''
    const saved = await this.#change((nodes) => {
      const others = nodes.filter(({ id }) => id !== node.id)
      const checked = checkChatNode(node, others)
      if (!checked.ok) {
        fault = Object.values(checked.error).join(' ')
        return nodes
      }
      const isKnown = others.length < nodes.length
      const replaced = nodes.map((known) => (known.id === node.id ? checked.value : known))
      return isKnown ? replaced : [...nodes, checked.value]
    })
    return fault === '' ? this.#announce(saved) : err(fault)
  }

  /** Refused while a deletion would leave an agent without a brain. */
  async remove(id: string, { roster, match }: NodeUsers): Promise<Result<undefined, string>> {
    await this.load()
    const node = this.nodes.find((known) => known.id === id)
    if (node === undefined) return ok(undefined)
    if (roster.length > 0) {
      return err(`“${node.name}” is used by ${roster.join(', ')}. Give them another brain first.`)
    }
    if (match.length > 0) {
      return err(
        `“${node.name}” still decides for ${match.join(', ')} in the running match. Apply its new brain there, or end the match.`,
      )
    }
    return this.#announce(await this.#change((nodes) => nodes.filter((known) => known.id !== id)))
  }

  /** Read and written in one transaction: what another tab stores meanwhile stays. */
  async #change(
    change: (nodes: readonly ChatNode[]) => readonly ChatNode[],
  ): Promise<Result<undefined, string>> {
    const stored = await this.settings.update(CHAT_NODES, change)
    if (!stored.ok) return stored
    this.#book = { nodes: stored.value, notice: '' }
    return ok(undefined)
  }

  /** Tells of a change that was made. */
  #announce(made: Result<undefined, string>): Result<undefined, string> {
    if (made.ok) this.onChange()
    return made
  }
}
