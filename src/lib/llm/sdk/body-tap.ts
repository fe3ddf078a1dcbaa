const MOST_BYTES = 16 * 1024 * 1024
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const LESS_THAN = 0x3c
const SPACE = 0x20
/** The bytes of a byte order mark. */
const MARK = [0xef, 0xbb, 0xbf]
const DONE = /(?:^|\n)data: ?\[DONE\]/
const DONE_LENGTH = 14

/** What a body turned out to be, by its first character. */
export type BodyKind = 'empty' | 'events' | 'json' | 'page'

/**
 * Reads a body on its way to the client: tells of every byte, ends with the end mark of an event stream even
 * if the connection stays open, and turns a plain JSON answer into a stream of one event. Ends, as if the
 * body had, when the signal is aborted; fails on a web page and on endless bodies.
 */
export class BodyTap {
  readonly stream: ReadableStream<Uint8Array>
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #json: Uint8Array[] = []
  readonly #decoder = new TextDecoder()
  #kind: BodyKind = 'empty'
  #bytes = 0
  #tail = ''
  #sawEnd = false

  constructor(
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
    private readonly onBytes: () => void,
  ) {
    this.#reader = body.getReader()
    const cancel = (): void => void this.#cancel()
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
    this.stream = new ReadableStream({
      pull: (out) => this.#pull(out),
      cancel: () => this.#cancel(),
    })
  }

  get kind(): BodyKind {
    return this.#kind
  }

  /** Whether it ended as an answer ends, and did not just stop. */
  get sawEnd(): boolean {
    return this.#sawEnd
  }

  async #pull(out: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    let passed = false
    while (!passed) {
      const { done, value } = await this.#reader.read()
      if (done) {
        this.#close(out)
        return
      }
      passed = this.#take(value, out)
    }
  }

  /** Whether something was passed on, or the end was reached. */
  #take(bytes: Uint8Array, out: ReadableStreamDefaultController<Uint8Array>): boolean {
    this.onBytes()
    this.#bytes += bytes.length
    if (this.#kind === 'empty') this.#kind = kindOf(bytes)
    if (this.#kind === 'page' || this.#bytes > MOST_BYTES) {
      void this.#cancel()
      throw new SyntaxError('no answer')
    }
    if (this.#kind === 'empty') return false
    if (this.#kind === 'json') {
      this.#json.push(bytes)
      return false
    }
    out.enqueue(bytes)
    this.#lookForEnd(bytes, out)
    return true
  }

  #lookForEnd(bytes: Uint8Array, out: ReadableStreamDefaultController<Uint8Array>): void {
    const text = this.#tail + this.#decoder.decode(bytes, { stream: true })
    this.#tail = text.slice(-DONE_LENGTH)
    if (!DONE.test(text)) return
    this.#sawEnd = true
    void this.#cancel()
    out.close()
  }

  #close(out: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#kind === 'json') {
      this.#sawEnd = true
      out.enqueue(eventOf(this.#json))
    }
    out.close()
  }

  async #cancel(): Promise<void> {
    try {
      await this.#reader.cancel()
    } catch {
      // It broke by itself: there is nothing left to cancel.
    }
  }
}

function kindOf(bytes: Uint8Array): BodyKind {
  const first = bytes.find((byte) => byte > SPACE && !MARK.includes(byte))
  if (first === undefined) return 'empty'
  if (first === LESS_THAN) return 'page'
  return first === OPEN_BRACE || first === OPEN_BRACKET ? 'json' : 'events'
}

/** JSON has line breaks only between its parts, where a space is as good. */
function eventOf(parts: readonly Uint8Array[]): Uint8Array {
  const decoder = new TextDecoder()
  const text = parts.map((part) => decoder.decode(part, { stream: true })).join('')
  return new TextEncoder().encode(`data: ${text.replaceAll(/[\r\n]+/g, ' ')}\n\n`)
}
