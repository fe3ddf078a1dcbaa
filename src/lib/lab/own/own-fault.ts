/** The visitor's strategy did what it may not; the message is a sentence for them. */
export class OwnFault extends Error {
  override readonly name = 'OwnFault'
}

/**
 * Raises faults and remembers the first, so that a strategy that catches what it is thrown is stopped all the same.
 */
export class Faults {
  #first: OwnFault | undefined

  raise(sentence: string): never {
    const fault = new OwnFault(sentence)
    this.#first ??= fault
    throw fault
  }

  /** @throws OwnFault the first that was raised */
  check(): void {
    if (this.#first !== undefined) throw this.#first
  }
}

const MOST_LETTERS = 200

/** Anything the visitor's code gave, as short text for a sentence. Never throws, whatever it is. */
export function shown(value: unknown): string {
  try {
    const text = typeof value === 'string' ? `"${value}"` : String(value)
    return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text
  } catch {
    return 'something that cannot be shown'
  }
}
