/**
 * Looks at the messages of an Arrow file before the library does, which believes every count it reads: a damaged
 * or hostile file must end in a sentence, not in a loop over 2^31 entries.
 * Layout: the Arrow columnar format's "Serialization and Interprocess Communication" (Message.fbs, Schema.fbs).
 */
import { type Result, err, ok } from '../../core/result'
import { FlatReader } from './flat-reader'
import { MOST_ROWS } from './raw-bars'

const MAGIC_BYTES = 8
const CONTINUES = -1
const LARGEST_HEAD = 1_048_576
const MOST_MESSAGES = 100_000
const MOST_COLUMNS = 256
const MOST_BUFFERS = 4096
const MOST_NOTES = 1000

const HEADER = { schema: 1, dictionary: 2, rows: 3 } as const
const DAMAGED = 'The Arrow file is damaged or cut short.'
const NESTED = 'The Arrow file has columns of lists or structures; bars have plain columns.'

/** The file's stream of messages, all of them of sizes that can be read; or a sentence. Must not throw. */
export function arrowStream(bytes: Uint8Array): Result<Uint8Array, string> {
  const start = bytes[0] === 0x41 ? MAGIC_BYTES : 0
  try {
    const end = new Walk(bytes.subarray(start)).end()
    return typeof end === 'string' ? err(end) : ok(bytes.subarray(start, start + end))
  } catch (cause) {
    if (cause instanceof RangeError) return err(DAMAGED)
    throw cause
  }
}

class Walk {
  #rows = 0
  #schemas = 0

  constructor(private readonly bytes: Uint8Array) {}

  /** Where the stream ends, or what is wrong with it. */
  end(): number | string {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
    let at = 0
    for (let message = 0; at < this.bytes.length; message += 1) {
      if (message === MOST_MESSAGES) return 'The Arrow file has too many parts.'
      if (view.getInt32(at, true) !== CONTINUES) return DAMAGED
      const size = view.getInt32(at + 4, true)
      if (size === 0) break
      if (size < 8 || size > LARGEST_HEAD || at + 8 + size > this.bytes.length) return DAMAGED
      const body = this.#message(this.bytes.subarray(at + 8, at + 8 + size))
      if (typeof body === 'string') return body
      at += 8 + size + body
      if (body < 0 || at > this.bytes.length) return DAMAGED
    }
    return this.#schemas === 1 ? at : DAMAGED
  }

  /** Bytes of the message's body, or what is wrong with its head. */
  #message(head: Uint8Array): number | string {
    const flat = new FlatReader(head)
    const root = flat.table(0)
    const type = flat.field(root, 1)
    const header = flat.field(root, 2)
    const length = flat.field(root, 3)
    if (type === undefined || header === undefined) return DAMAGED
    const fault = this.#header(flat, flat.u8(type), flat.table(header))
    return fault ?? (length === undefined ? 0 : flat.i64(length))
  }

  #header(flat: FlatReader, type: number, table: number): string | undefined {
    // What holds data needs a schema before it.
    if (type !== HEADER.schema && this.#schemas === 0) return DAMAGED
    switch (type) {
      case HEADER.schema:
        this.#schemas += 1
        return this.#schemas > 1 ? DAMAGED : faultOfSchema(flat, table)
      case HEADER.dictionary: {
        const data = flat.field(table, 1)
        return data === undefined ? DAMAGED : faultOfBatch(flat, flat.table(data))
      }
      case HEADER.rows: {
        const length = flat.field(table, 0)
        this.#rows += length === undefined ? 0 : flat.i64(length)
        if (!(this.#rows >= 0 && this.#rows <= MOST_ROWS))
          return 'The Arrow file has more rows than can be read.'
        return faultOfBatch(flat, table)
      }
      default:
        return DAMAGED
    }
  }
}

function faultOfSchema(flat: FlatReader, table: number): string | undefined {
  const fields = flat.vector(flat.field(table, 1))
  if (fields.length > MOST_COLUMNS) return `The Arrow file has more than ${MOST_COLUMNS} columns.`
  let notes = flat.vector(flat.field(table, 2)).length
  for (let field = 0; field < fields.length; field += 1) {
    const at = flat.table(fields.first + 4 * field)
    if (flat.vector(flat.field(at, 5)).length > 0) return NESTED
    notes += flat.vector(flat.field(at, 6)).length
  }
  return notes > MOST_NOTES ? DAMAGED : undefined
}

function faultOfBatch(flat: FlatReader, table: number): string | undefined {
  const nodes = flat.vector(flat.field(table, 1)).length
  const buffers = flat.vector(flat.field(table, 2)).length
  if (nodes > MOST_COLUMNS || buffers > MOST_BUFFERS) return DAMAGED
  if (flat.field(table, 3) !== undefined) return 'The Arrow file is compressed; write it without compression.'
  const variadic = flat.vector(flat.field(table, 4))
  if (variadic.length > MOST_COLUMNS) return DAMAGED
  for (let at = 0; at < variadic.length; at += 1) {
    const count = flat.i64(variadic.first + 8 * at)
    if (count < 0 || count > buffers) return DAMAGED
  }
  return undefined
}
