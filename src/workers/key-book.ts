import { type ChatNode, keySlotOf, originOf } from '../lib/llm/chat-node'
import { isThisMachine } from '../lib/llm/provider-origin'
import type { NodeState } from '../lib/ui/models/client'
import type { HeldKeys, SealedKeys } from './api/llm'

/** A sealed entry that was made or opened here since its worker started. */
interface OpenEntry {
  /** Tells it from one that another tab stored in its place. */
  readonly ciphertext: string
  /** Slots whose present key is also in the entry. */
  readonly slots: readonly string[]
}

/** Where keys are, as far as the page knows: never a key. Slots are `keySlotOf(node)`. */
export class KeyBook {
  readonly #slots = new Map<string, readonly string[]>()
  readonly #opened = new Map<string, OpenEntry>()
  /** Kept on this device, one entry an origin. */
  sealed: readonly SealedKeys[] = []

  get held(): readonly HeldKeys[] {
    return [...this.#slots].map(([origin, slots]) => ({ origin, slots }))
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
    this.#slots.delete(origin)
    this.#opened.delete(origin)
  }

  /** The entry was made or opened here; these slots' present keys are in it. */
  remember({ origin, ciphertext }: SealedKeys, slots: readonly string[]): void {
    this.#opened.set(origin, { ciphertext, slots })
  }

  /** The slot's present key is not on this device, or not any more. */
  forgetRemembered(origin: string, slot: string): void {
    const entry = this.#opened.get(origin)
    if (entry === undefined) return
    this.#opened.set(origin, { ...entry, slots: entry.slots.filter((other) => other !== slot) })
  }

  /** Sealed entries that somebody still has a use for and that wait for their passphrase. */
  lockedFor(nodes: readonly ChatNode[]): readonly SealedKeys[] {
    const origins = new Set(nodes.map(originOf))
    return this.sealed.filter((entry) => origins.has(entry.origin) && !this.#isOpen(entry))
  }

  keyOf(node: ChatNode): NodeState['key'] {
    const slot = keySlotOf(node)
    const origin = originOf(node)
    if (!this.slotsOf(origin).includes(slot)) return this.#withoutKey(origin)
    const isKept = this.sealed.some((entry) => entry.origin === origin && this.#isOpen(entry))
    return isKept && this.#opened.get(origin)?.slots.includes(slot) === true ? 'remembered' : 'session'
  }

  #withoutKey(origin: string): NodeState['key'] {
    if (this.sealed.some((entry) => entry.origin === origin && !this.#isOpen(entry))) return 'locked'
    return isThisMachine(origin) ? 'not-needed' : 'none'
  }

  #isOpen({ origin, ciphertext }: SealedKeys): boolean {
    return this.#opened.get(origin)?.ciphertext === ciphertext
  }
}
