import { type QuotedBars, BAR_COLUMNS, QUOTE_COLUMNS } from '../../market/bars'

/** Bars as a file has them: prices in dollars, times in ms since the epoch, in any order, unchecked. */
export type RawBars = QuotedBars

/** Most rows of a file. */
export const MOST_ROWS = 20_000_000

const FIRST_ROOM = 4096

/** Columns that grow row by row; twice as large each time. */
export class GrowingBars {
  length = 0
  time = new Float64Array(FIRST_ROOM)
  open = new Float64Array(FIRST_ROOM)
  high = new Float64Array(FIRST_ROOM)
  low = new Float64Array(FIRST_ROOM)
  close = new Float64Array(FIRST_ROOM)
  volume = new Float64Array(FIRST_ROOM)
  bid = new Float64Array(FIRST_ROOM)
  ask = new Float64Array(FIRST_ROOM)

  /** @param quoted whether bid and ask are filled in too */
  constructor(private readonly quoted: boolean) {}

  /** Makes room for one more row and answers its number; the caller fills it in. */
  next(): number {
    if (this.length === this.time.length) this.#grow()
    this.length += 1
    return this.length - 1
  }

  /** What is filled in, in memory of its own size. */
  done(): RawBars {
    const cut = (column: Float64Array): Float64Array => column.slice(0, this.length)
    const plain = {
      length: this.length,
      ...{ time: cut(this.time), open: cut(this.open), high: cut(this.high) },
      ...{ low: cut(this.low), close: cut(this.close), volume: cut(this.volume) },
    }
    return this.quoted ? { ...plain, quotes: { bid: cut(this.bid), ask: cut(this.ask) } } : plain
  }

  #grow(): void {
    for (const name of this.quoted ? [...BAR_COLUMNS, ...QUOTE_COLUMNS] : BAR_COLUMNS) {
      const grown = new Float64Array(this.length * 2)
      grown.set(this[name])
      this[name] = grown
    }
  }
}
