/** Between a file and its text: gzip, and a stranger's bytes within limits. */
import { groupDigits } from './group-digits'
import { type Result, err, ok } from './result'

export interface TextLimits {
  /** Bytes of a compressed file. */
  readonly compressed: number
  /** Bytes of text, unpacked or as it comes. */
  readonly plain: number
  /** Asked with each piece; true ends the reading with a sentence. */
  readonly late: () => boolean
  /** The sentence for a file whose first bytes say that it is something else. */
  readonly foreign: (head: Uint8Array) => string | undefined
}

const HEAD_BYTES = 8

/** The texts one behind the other as UTF-8, compressed. */
export async function gzip(parts: readonly string[]): Promise<Blob> {
  const packed = new Blob([...parts]).stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = await new Response(packed).arrayBuffer()
  return new Blob([bytes], { type: 'application/gzip' })
}

/**
 * The text of a file, compressed or not, or a sentence why there is none. Never unpacks more than `plain` bytes
 * and a piece. Must not reject.
 */
export async function plainText(file: Blob, limits: TextLimits): Promise<Result<string, string>> {
  const head = await firstBytes(file)
  if (!head.ok) return head
  if (file.size === 0) return err('The file is empty.')
  const packed = isGzip(head.value)
  const most = packed ? limits.compressed : limits.plain
  if (file.size > most)
    return err(`The file has ${megabytes(file.size)}; at most ${megabytes(most)} are read.`)
  const other = limits.foreign(head.value)
  if (other !== undefined) return err(other)
  return packed
    ? unpacked(file, limits)
    : textOf(file.stream(), limits, 'The file could not be read to its end')
}

async function firstBytes(file: Blob): Promise<Result<Uint8Array, string>> {
  try {
    return ok(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
  } catch {
    return err('The file could not be read. It may have been moved or changed since it was chosen.')
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

function unpacked(file: Blob, limits: TextLimits): Promise<Result<string, string>> {
  const stream = file.stream().pipeThrough(new DecompressionStream('gzip'))
  return textOf(stream, limits, 'The compressed file is cut short or damaged')
}

/** A stream's text within limits. `broken` begins the sentence for a stream that fails. */
export async function textOf(
  stream: ReadableStream<Uint8Array>,
  limits: TextLimits,
  broken: string,
): Promise<Result<string, string>> {
  const reader = stream.getReader()
  const text = new TextPieces(limits)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const fault = done ? text.end() : text.add(value)
      if (fault !== undefined) void reader.cancel().catch(() => undefined)
      if (fault !== undefined) return err(fault)
      if (done) return ok(text.whole)
    }
  } catch {
    // What the stream says differs from browser to browser.
    return err(`${broken}: nothing can be read after byte ${counted(text.bytes)} of its text.`)
  }
}

/** Pieces of UTF-8 as they come; answers a sentence at the first that is too much or none. */
class TextPieces {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  readonly #pieces: string[] = []
  bytes = 0

  constructor(private readonly limits: TextLimits) {}

  get whole(): string {
    return this.#pieces.join('')
  }

  add(piece: Uint8Array): string | undefined {
    if (this.bytes === 0 && isGzip(piece)) return 'The file is compressed twice; unpack it once.'
    const other = this.bytes === 0 ? this.limits.foreign(piece) : undefined
    if (other !== undefined) return other
    const before = this.bytes
    this.bytes += piece.length
    const { plain, late } = this.limits
    if (this.bytes > plain)
      return `The file unpacks to more than ${megabytes(plain)}; it is not read further.`
    if (late()) return 'Reading the file takes too long; it was given up.'
    return this.#decode(before, piece)
  }

  end(): string | undefined {
    return this.bytes === 0 ? 'The compressed file is empty.' : this.#decode(this.bytes)
  }

  #decode(before: number, piece?: Uint8Array): string | undefined {
    try {
      this.#pieces.push(
        piece === undefined ? this.#decoder.decode() : this.#decoder.decode(piece, { stream: true }),
      )
      return undefined
    } catch {
      return `The file is not UTF-8 text: a byte after ${counted(before)} belongs to no character.`
    }
  }
}

function megabytes(bytes: number): string {
  return `${counted(Math.ceil(bytes / 100_000) / 10)} MB`
}

function counted(value: number): string {
  return groupDigits(String(value))
}
