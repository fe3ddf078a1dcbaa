/** Columns for browsers that have no file system for pages: gone with the page. */
import type { ColumnFiles } from '../../lab/catalog/bar-store'
import { type QuotedBars, type StoredColumn, columnsOf } from '../../market/bars'
import { labFailure } from './lab-failures'

interface Kept {
  /** With room to grow. */
  readonly columns: ReadonlyMap<StoredColumn, Float64Array>
  readonly rows: number
}

export class MemoryColumns implements ColumnFiles {
  readonly #spans = new Map<string, Kept>()

  read(span: string, column: StoredColumn, from: number, to: number): Promise<Float64Array> {
    const kept = this.#spans.get(span)
    const values = kept?.columns.get(column)
    if (values === undefined || to > (kept?.rows ?? 0)) return Promise.reject(labFailure('damaged'))
    return Promise.resolve(values.slice(from, to))
  }

  write(span: string, at: number, bars: QuotedBars): Promise<void> {
    const before = this.#spans.get(span)
    if ((before?.rows ?? 0) < at) return Promise.reject(labFailure('damaged'))
    const rows = at + bars.length
    const columns = columnsOf(bars).map(([name, column]) => {
      const room = roomFor(before?.columns.get(name), at, rows)
      room.set(column, at)
      return [name, room] as const
    })
    this.#spans.set(span, { columns: new Map(columns), rows })
    return Promise.resolve()
  }

  remove(span: string): Promise<void> {
    this.#spans.delete(span)
    return Promise.resolve()
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.#spans.keys()])
  }
}

/** Twice what is needed where something is there already: then more is likely to come. */
function roomFor(before: Float64Array | undefined, at: number, rows: number): Float64Array {
  if (before === undefined) return new Float64Array(rows)
  if (before.length >= rows) return before
  const room = new Float64Array(2 * rows)
  room.set(before.subarray(0, at))
  return room
}
