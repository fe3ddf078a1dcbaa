import type { ModelToolCall } from '../completion'
import type { CallPart } from './chunk'

interface Draft {
  readonly index: number | undefined
  id: string
  name: string
  arguments: string
  signature: string | undefined
}

/** Nine letters and digits: the one form of id that every provider takes. */
const ID_DIGITS = 5

/** Puts tool calls together from the pieces a provider streams, whole or by and by, indexed or not. */
export class CallAssembly {
  readonly #drafts: Draft[] = []

  get isEmpty(): boolean {
    return this.#drafts.length === 0
  }

  add(part: CallPart): void {
    const draft = this.#draftOf(part)
    const input = part.function?.arguments
    draft.id ||= part.id ?? ''
    draft.name ||= part.function?.name ?? ''
    draft.signature ??= part.extra_content?.google?.thought_signature ?? undefined
    draft.arguments += typeof input === 'object' ? JSON.stringify(input) : (input ?? '')
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

  #draftOf(part: CallPart): Draft {
    const known = this.#continued(part)
    if (known !== undefined) return known
    const draft = { index: part.index, id: '', name: '', arguments: '', signature: undefined }
    this.#drafts.push(draft)
    return draft
  }

  /** Google gives every call the index 0 or none: another id, or a second name, begins another call. */
  #continued({ index, id, function: made }: CallPart): Draft | undefined {
    const latest =
      index === undefined ? this.#drafts.at(-1) : this.#drafts.findLast((draft) => draft.index === index)
    if (latest === undefined) return undefined
    const said = id ?? ''
    const isOther = said !== '' && latest.id !== '' && said !== latest.id
    const isNamed = (made?.name ?? '') !== '' && latest.name !== ''
    const repeats = said !== '' && said === latest.id
    return isOther || (isNamed && !repeats) ? undefined : latest
  }
}
