/** Which line of a file a row came from, kept only where it is not the line after the last row's. */
export class LineMap {
  readonly #rows: number[] = []
  readonly #lines: number[] = []
  #expected = -1

  /** Rows come in order. */
  add(row: number, line: number): void {
    if (line - row === this.#expected) return
    this.#expected = line - row
    this.#rows.push(row)
    this.#lines.push(line)
  }

  lineOf(row: number): number {
    let low = 0
    let high = this.#rows.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((this.#rows[middle] ?? 0) <= row) low = middle
      else high = middle
    }
    return (this.#lines[low] ?? 1) + row - (this.#rows[low] ?? 0)
  }
}
