/**
 * Reads the heads of Parquet's pages: Thrift's compact protocol, each count and depth bounded. Whole numbers, truth
 * values and structures are kept by the number of their field; all else is passed over.
 */
export type ThriftStruct = ReadonlyMap<number, number | boolean | ThriftStruct>

const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const
const DEEPEST = 8
const LONGEST_VARINT = 10

/** What is no Thrift, or none that is read. */
export class ThriftError extends Error {
  override readonly name = 'ThriftError'
}

export class ThriftReader {
  constructor(
    private readonly bytes: Uint8Array,
    public offset: number,
  ) {}

  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new ThriftError('nested too deeply')
    const fields = new Map<number, number | boolean | ThriftStruct>()
    let field = 0
    for (;;) {
      const head = this.#byte()
      const type = head & 15
      if (type === TYPE.stop) return fields
      field = head >> 4 === 0 ? this.#zigzag() : field + (head >> 4)
      const value = this.#value(type, depth)
      if (value !== undefined) fields.set(field, value)
    }
  }

  #value(type: number, depth: number): number | boolean | ThriftStruct | undefined {
    if (type === TYPE.true || type === TYPE.false) return type === TYPE.true
    if (type === TYPE.byte) return this.#byte()
    if (type >= TYPE.i16 && type <= TYPE.i64) return this.#zigzag()
    if (type === TYPE.struct) return this.struct(depth + 1)
    if (type === TYPE.double) this.#skip(8)
    else if (type === TYPE.binary) this.#skip(this.#varint())
    else if (type === TYPE.list || type === TYPE.set) this.#list(depth)
    else throw new ThriftError('an unknown type')
    return undefined
  }

  #list(depth: number): void {
    const head = this.#byte()
    const count = head >> 4 === 15 ? this.#varint() : head >> 4
    const type = head & 15
    for (let item = 0; item < count; item += 1) {
      if (type === TYPE.true || type === TYPE.false) this.#byte()
      else this.#value(type, depth + 1)
    }
  }

  #byte(): number {
    const byte = this.bytes[this.offset]
    if (byte === undefined) throw new ThriftError('cut short')
    this.offset += 1
    return byte
  }

  #skip(count: number): void {
    if (count > this.bytes.length - this.offset) throw new ThriftError('cut short')
    this.offset += count
  }

  /** As a double: exact below 2^53, and what is larger is refused by whoever wants a size. */
  #varint(): number {
    let value = 0
    let scale = 1
    for (let read = 0; read < LONGEST_VARINT; read += 1) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    throw new ThriftError('a number without end')
  }

  #zigzag(): number {
    const value = this.#varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
