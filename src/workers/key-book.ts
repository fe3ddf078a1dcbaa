import { type ChatNode, keySlotOf, originOf } from '../lib/llm/chat-node'
import { isThisMachine } from '../lib/llm/provider-origin'
import type { NodeState } from '../lib/ui/models/client'
import type { SealedKeys } from './api/llm'

/** Where keys are, as far as the page knows: never a key. Slots are `keySlotOf(node)`. */
export class KeyBook {
  readonly #slots = new Map<string, readonly string[]>()
  /** Slots whose present key is also in its origin's sealed entry. */
  #remembered: ReadonlySet<string> = new Set<string>()
  /** Origins whose sealed entry was made or opened since their worker started. */
  readonly #unlocked = new Set<string>()
  /** Kept on this device, one entry an origin. */
  sealed: readonly SealedKeys[] = []

  /** Slots that hold a key, over all origins. */
  get slots(): readonly string[] {
    return [...this.#slots.values()].flat()
  }

  slotsOf(origin: string): readonly string[] {
    return this.#slots.get(origin) ?? []
  }

  /** What the origin's worker says it holds. */
  hold(origin: string, slots: readonly string[]): void {
    this.#slots.set(origin, slots)
  }

  /** The origin's worker is gone, and what it held with it. */
  drop(origin: string): void {
    this.forgetRemembered(this.slotsOf(origin))
    this.#slots.delete(origin)
    this.#unlocked.delete(origin)
  }

  /** These slots' present keys are in their origin's sealed entry. */
  remember(origin: string, slots: readonly string[]): void {
    this.#unlocked.add(origin)
    this.#remembered = new Set([...this.#remembered, ...slots])
  }

  /** These slots' present keys are not on this device, or not any more. */
  forgetRemembered(slots: readonly string[]): void {
    this.#remembered = new Set([...this.#remembered].filter((slot) => !slots.includes(slot)))
  }

  /** Sealed entries that somebody still has a use for and that wait for their passphrase. */
  lockedFor(nodes: readonly ChatNode[]): readonly SealedKeys[] {
    const origins = new Set(nodes.map(originOf))
    return this.sealed.filter(({ origin }) => origins.has(origin) && !this.#unlocked.has(origin))
  }

  keyOf(node: ChatNode): NodeState['key'] {
    const slot = keySlotOf(node)
    if (this.slotsOf(originOf(node)).includes(slot)) {
      return this.#remembered.has(slot) ? 'remembered' : 'session'
    }
    return isThisMachine(originOf(node)) ? 'not-needed' : 'none'
  }
}
