/** The newest rows of a growing list, and which of them a reader has not seen. */
export class RowHistory<Row> {
  #rows: Row[] = []
  #total = 0

  /** Keeps at least `kept` of the newest rows. */
  constructor(private readonly kept: number) {}

  /** Rows ever added; as a cursor, "all up to here". */
  get total(): number {
    return this.#total
  }

  add(row: Row): void {
    this.#rows.push(row)
    this.#total += 1
    // Trimmed in strides, so that adding stays cheap.
    if (this.#rows.length >= 2 * this.kept) this.#rows = this.#rows.slice(-this.kept)
  }

  /** What was added after the cursor, as far as it is kept, oldest first. */
  since(cursor: number): readonly Row[] {
    const fresh = Math.min(this.#total - cursor, this.#rows.length)
    return fresh <= 0 ? [] : this.#rows.slice(-fresh)
  }
}
