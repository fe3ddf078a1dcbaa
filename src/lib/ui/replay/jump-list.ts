/** Long lists of moments, a page at a time. */
import { firstFrom } from './moment'

export const PAGE = 6

export interface JumpPage<Row> {
  readonly rows: readonly Row[]
  readonly from: number
  readonly total: number
}

/** The page that begins with row `from`, as far as there is one. */
export function pageOf<Row>(rows: readonly Row[], from: number): JumpPage<Row> {
  const start = Math.max(0, Math.min(from, rows.length - 1))
  return { rows: rows.slice(start, start + PAGE), from: start, total: rows.length }
}

/** Where the page begins that holds the last row at or before an event; the last page is a full one. `rows` rise by `seq`. */
export function pageAround(rows: readonly { readonly seq: number }[], seq: number): number {
  const last = firstFrom(rows, (row) => row.seq > seq) - 1
  return Math.max(0, Math.min(Math.floor(last / PAGE) * PAGE, rows.length - PAGE))
}
