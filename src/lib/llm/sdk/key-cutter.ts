const PIECE = 12
/** A shorter key hides nothing, and would tear holes in ordinary words. */
const SHORTEST_KEY = 6
const LONGEST_QUOTE = 200
/** No more than this of a provider's words is looked at for a quote. */
const LOOKED_AT = 1000
const MARK = '[key]'

/** What keys look like in the wild, masked ones included, and headers that carry them. */
const KEY_LIKE = [
  /\bbearer\s+\S+/gi,
  /\b(?:sk|pk|rk|gsk|xai|key|csk|nvapi|hf)[-_][\w*.…-]{4,}/gi,
  /\bAIza[\w*.…-]{4,}/g,
  /\S{0,64}\*{3,}\S{0,64}/g,
  /\b(?=\w*\d)(?=\w*[A-Za-z])\w{24,}\b/g,
]
// eslint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g

/** Cuts one key out of whatever a provider sends back: a server may repeat what it was sent. */
export class KeyCutter {
  readonly #size: number
  readonly #pieces: ReadonlySet<string>

  constructor(key: string | undefined) {
    const secret = key === undefined || key.length < SHORTEST_KEY ? '' : key
    this.#size = Math.min(PIECE, secret.length)
    const count = secret === '' ? 0 : secret.length - this.#size + 1
    this.#pieces = new Set(Array.from({ length: count }, (_, at) => secret.slice(at, at + this.#size)))
  }

  /** The text without the key and without any longer piece of it. */
  cut(text: string): string {
    if (this.#pieces.size === 0) return text
    let kept = ''
    let from = 0
    for (let at = 0; at + this.#size <= text.length; at++) {
      if (!this.#pieces.has(text.slice(at, at + this.#size))) continue
      const end = this.#endOfRun(text, at)
      kept += text.slice(from, at) + MARK
      from = end
      at = end - 1
    }
    return kept + text.slice(from)
  }

  /** A provider's words as they may be shown to a person: one short line, nothing like a key in it. */
  quote(text: string): string {
    const line = this.cut(text.slice(0, LOOKED_AT)).replaceAll(CONTROL, ' ').replaceAll(/\s+/g, ' ').trim()
    const safe = KEY_LIKE.reduce((left, pattern) => left.replaceAll(pattern, MARK), line)
    return safe.length <= LONGEST_QUOTE ? safe : `${safe.slice(0, LONGEST_QUOTE - 1)}…`
  }

  /** Where a piece of the key that begins at `at` ends, all that overlap it included. */
  #endOfRun(text: string, at: number): number {
    let last = at
    for (let next = at + 1; next <= last + this.#size; next++) {
      if (this.#pieces.has(text.slice(next, next + this.#size))) last = next
    }
    return last + this.#size
  }
}
