const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const LESS_THAN = 0x3c
const SPACE = 0x20
/** The bytes of a byte order mark. */
const MARK = [0xef, 0xbb, 0xbf]
const DONE = /[\r\n]data: ?\[DONE\]/
const DONE_LENGTH = 14
/** The blank line that ends an event, and how much of it may be in the bytes before. */
const EVENT_END = /\n\n|\r\r|\r\n\r\n/
const EVENT_END_LENGTH = 3

/** What a body turned out to be, by its first character. */
export type BodyKind = 'empty' | 'events' | 'json' | 'page'

/**
 * Reads a body on its way to the client: tells of every byte, ends with the end mark of an event stream even
 * if the connection stays open, passes whole events on only (the client copies what it has of one whenever
 * more of it comes), and turns a plain JSON answer into a stream of one event. Ends, as if the body had, when
 * the signal is aborted; fails on a web page and on endless bodies.
 */
export class BodyTap {
  readonly stream: ReadableStream<Uint8Array>
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  /** Of the event that has not ended yet; of a JSON answer, all of it. */
  #held: Uint8Array[] = []
  readonly #decoder = new TextDecoder()
  #kind: BodyKind = 'empty'
  #bytes = 0
  /** The last characters seen; what a body begins with begins a line. */
  #tail = '\n'
  #sawEnd = false

  constructor(
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
    private readonly mostBytes: number,
    private readonly onBytes: () => void,
  ) {
    this.#reader = body.getReader()
    const cancel = (): void => void this.#cancel()
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
    this.stream = new ReadableStream({
      pull: (out) => this.#pull(out),
      // Not waited for: a connection may take its time to end.
      cancel: () => void this.#cancel(),
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
    if (this.#kind === 'page' || this.#bytes > this.mostBytes) {
      void this.#cancel()
      throw new SyntaxError('no answer')
    }
    if (this.#kind === 'empty') return false
    this.#held.push(bytes)
    return this.#kind === 'events' && this.#passEvents(bytes, out)
  }

  #passEvents(bytes: Uint8Array, out: ReadableStreamDefaultController<Uint8Array>): boolean {
    const text = this.#tail + this.#decoder.decode(bytes, { stream: true })
    const isDone = DONE.test(text)
    const hasEvent = EVENT_END.test(text.slice(Math.max(0, this.#tail.length - EVENT_END_LENGTH)))
    this.#tail = text.slice(-DONE_LENGTH)
    if (!isDone && !hasEvent) return false
    this.#passHeld(out)
    if (!isDone) return true
    this.#sawEnd = true
    void this.#cancel()
    out.close()
    return true
  }

  #passHeld(out: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#held.length > 0) out.enqueue(joined(this.#held))
    this.#held = []
  }

  #close(out: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#kind === 'json') {
      this.#sawEnd = true
      out.enqueue(eventOf(joined(this.#held)))
    } else {
      this.#passHeld(out)
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
function eventOf(json: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(json)
  return new TextEncoder().encode(`data: ${text.replaceAll(/[\r\n]+/g, ' ')}\n\n`)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
