import { type Result, err, ok } from '../core/result'

const LONGEST_KEY = 512
const PRINTABLE = /^[\x21-\x7e]+$/

/**
 * Keys by slot, in memory only. They lie in private fields: printing, cloning or serialising the ring
 * shows none of them.
 */
export class KeyRing {
  readonly #keys = new Map<string, string>()

  /** Takes a key as it was pasted. Refused with a sentence that does not repeat it. */
  set(slot: string, pasted: string): Result<undefined, string> {
    const checked = checkKey(pasted)
    if (!checked.ok) return checked
    this.#keys.set(slot, checked.value)
    return ok(undefined)
  }

  get(slot: string): string | undefined {
    return this.#keys.get(slot)
  }

  forget(slot: string): void {
    this.#keys.delete(slot)
  }

  slots(): readonly string[] {
    return [...this.#keys.keys()]
  }
}

function checkKey(pasted: string): Result<string, string> {
  const key = pasted.trim()
  if (key === '') return err('Paste a key first.')
  if (key.length > LONGEST_KEY) return err(`This is no key: it has more than ${LONGEST_KEY} characters.`)
  if (PRINTABLE.test(key)) return ok(key)
  return err('This is no key: it holds spaces, line breaks or unusual characters. Paste the key alone.')
}
