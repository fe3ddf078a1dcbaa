import type { ModelToolCall } from '../completion'
import { type CallPart, MOST_CALLS } from './chunk'

interface Draft {
  id: string
  name: string
  arguments: string
  signature: string | undefined
}

/** Nine letters and digits: the one form of id that every provider takes. */
const ID_DIGITS = 5
const LONGEST_ID = 128
const LONGEST_NAME = 128
const LONGEST_SIGNATURE = 65_536
const LONGEST_ARGUMENTS = 16_384
/** Characters of the arguments of all calls of an answer. */
const MOST_ARGUMENTS = 65_536

/**
 * Puts tool calls together from the pieces a provider streams, whole or by and by, indexed or not, and keeps
 * them within what a record of a decision can hold.
 */
export class CallAssembly {
  readonly #drafts: Draft[] = []
  /** The newest call of each index. */
  readonly #newest = new Map<number, Draft>()
  #room = MOST_ARGUMENTS
  #isCut = false

  get isEmpty(): boolean {
    return this.#drafts.length === 0
  }

  /** Arguments were longer than any of ours are: what is left of them is no whole. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** @throws SyntaxError when there are more calls than any answer has */
  add(part: CallPart): void {
    const id = part.id ?? ''
    // A longer id is as good as none: one is made up.
    this.#put(part, id.length > LONGEST_ID ? '' : id)
  }

  /** `before`: tool calls earlier in the conversation, so that made-up ids stay apart from theirs. */
  calls(before: number): readonly ModelToolCall[] {
    const taken = new Set<string>()
    return this.#drafts.map(({ id, name, arguments: input, signature }, position) => {
      const made = `call${String(before + position + 1).padStart(ID_DIGITS, '0')}`
      const own = id === '' || taken.has(id) ? made : id
      taken.add(own)
      return { id: own, name, arguments: input, ...(signature === undefined ? {} : { signature }) }
    })
  }

  #put({ index, function: made, extra_content: extra }: CallPart, id: string): void {
    const name = (made?.name ?? '').slice(0, LONGEST_NAME)
    const draft = this.#continued(index, id, name) ?? this.#begun(index)
    const signature = extra?.google?.thought_signature ?? ''
    draft.id ||= id
    draft.name ||= name
    if (signature !== '' && signature.length <= LONGEST_SIGNATURE) draft.signature ??= signature
    const input = made?.arguments
    this.#write(draft, typeof input === 'object' ? JSON.stringify(input) : (input ?? ''))
  }

  #write(draft: Draft, text: string): void {
    const room = Math.min(this.#room, LONGEST_ARGUMENTS - draft.arguments.length)
    const kept = text.slice(0, room)
    this.#isCut ||= kept.length < text.length
    this.#room -= kept.length
    draft.arguments += kept
  }

  #begun(index: number | undefined): Draft {
    if (this.#drafts.length === MOST_CALLS) throw new SyntaxError('too many calls')
    const draft = { id: '', name: '', arguments: '', signature: undefined }
    this.#drafts.push(draft)
    if (index !== undefined) this.#newest.set(index, draft)
    return draft
  }

  /** Google gives every call the index 0 or none: another id, or a second name, begins another call. */
  #continued(index: number | undefined, id: string, name: string): Draft | undefined {
    const latest = index === undefined ? this.#drafts.at(-1) : this.#newest.get(index)
    if (latest === undefined) return undefined
    const isOther = id !== '' && latest.id !== '' && id !== latest.id
    const isNamed = name !== '' && latest.name !== ''
    const repeats = id !== '' && id === latest.id
    return isOther || (isNamed && !repeats) ? undefined : latest
  }
}
