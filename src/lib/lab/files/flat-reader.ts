/**
 * Reads tables of FlatBuffers, the encoding of Arrow's messages (little-endian; a table points back to its vtable,
 * which has the place of each field). Every method throws RangeError past the end.
 */
export class FlatReader {
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The table that an offset at `at` leads to. */
  table(at: number): number {
    return at + this.#view.getInt32(at, true)
  }

  /** Place of the table's field of this number, undefined where it is left out. */
  field(table: number, number: number): number | undefined {
    const vtable = table - this.#view.getInt32(table, true)
    const slot = 4 + 2 * number
    if (slot >= this.#view.getUint16(vtable, true)) return undefined
    const offset = this.#view.getUint16(vtable + slot, true)
    return offset === 0 ? undefined : table + offset
  }

  /** Where a vector's first element is, and how many there are; none for a missing field. */
  vector(at: number | undefined): { readonly first: number; readonly length: number } {
    if (at === undefined) return { first: 0, length: 0 }
    const start = this.table(at)
    const length = this.#view.getInt32(start, true)
    if (length < 0) throw new RangeError('a vector of negative length')
    return { first: start + 4, length }
  }

  u8(at: number): number {
    return this.#view.getUint8(at)
  }

  i32(at: number): number {
    return this.#view.getInt32(at, true)
  }

  /** @throws RangeError beyond 2^53 */
  i64(at: number): number {
    const value = Number(this.#view.getBigInt64(at, true))
    if (!Number.isSafeInteger(value)) throw new RangeError('a number beyond 2^53')
    return value
  }
}
