/** Rows by time, each time once. */
import { type Result, err, ok } from '../../core/result'
import { type QuotedBars, columnsOf, mapColumns } from '../../market/bars'
import { isoText, several } from './bar-text'
import type { RawBars } from './raw-bars'

export interface OrderedBars {
  readonly bars: QuotedBars
  readonly notes: readonly string[]
}

/**
 * Sorts by time where needed, and drops rows that repeat another in every field. Rows of the same time that differ
 * are refused with both places. Rows that rise already are left where they are.
 */
export function inOrder(raw: RawBars, placeOf: (row: number) => string): Result<OrderedBars, string> {
  if (rises(raw)) return ok({ bars: raw, notes: [] })
  const order = orderOf(raw)
  const kept = withoutRepeats(raw, order)
  if (!kept.ok) {
    const [first, second] = kept.error
    const time = isoText(raw.time[first] ?? Number.NaN)
    return err(
      `${placeOf(second)}: There are two different bars for ${time}; the other is ${lower(placeOf(first))}.`,
    )
  }
  const dropped = raw.length - kept.value.length
  return ok({ bars: gather(raw, kept.value), notes: notesOf(order, dropped) })
}

function rises({ length, time }: RawBars): boolean {
  for (let row = 1; row < length; row += 1) if (!((time[row] ?? 0) > (time[row - 1] ?? 0))) return false
  return true
}

/** Rows by time, and among equal ones as they came. */
function orderOf({ length, time }: RawBars): Uint32Array {
  const order = Uint32Array.from({ length }, (_, row) => row)
  return order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b)
}

/** The first row of each time, in order; or two that contradict each other. */
function withoutRepeats(raw: RawBars, order: Uint32Array): Result<Uint32Array, readonly [number, number]> {
  const columns = columnsOf(raw)
  const kept = new Uint32Array(order.length)
  let count = 0
  for (const row of order) {
    const last = kept[count - 1] ?? 0
    if (count > 0 && raw.time[last] === raw.time[row]) {
      if (!columns.every(([, column]) => column[last] === column[row])) return err([last, row])
    } else {
      kept[count] = row
      count += 1
    }
  }
  return ok(kept.subarray(0, count))
}

function gather(raw: RawBars, rows: Uint32Array): QuotedBars {
  return mapColumns(raw, (from) => {
    const to = new Float64Array(rows.length)
    for (let at = 0; at < to.length; at += 1) to[at] = from[rows[at] ?? 0] ?? Number.NaN
    return to
  })
}

function notesOf(order: Uint32Array, dropped: number): string[] {
  const sorted = order.every((row, at) => row === at)
    ? []
    : ['The rows were not in order of time and were sorted.']
  const single = dropped === 1 ? 'was' : 'were'
  return dropped === 0
    ? sorted
    : [...sorted, `${several(dropped, 'row')} that ${single} there twice ${single} dropped.`]
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
