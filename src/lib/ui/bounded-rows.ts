/** Rows in order of a rising key, bounded from the old end. Rows that are already there are not added again. */
export function appendRows<Row>(
  kept: readonly Row[],
  added: readonly Row[],
  keyOf: (row: Row) => number,
  capacity: number,
): readonly Row[] {
  const last = kept.at(-1)
  const newest = last === undefined ? -Infinity : keyOf(last)
  const fresh = added.filter((row) => keyOf(row) > newest)
  if (fresh.length === 0) return kept
  return [...kept, ...fresh].slice(-capacity)
}

/** The newest `count` rows that pass, newest first. Looks no further than it must. */
export function newestFirst<Row>(
  rows: readonly Row[],
  count: number,
  passes: (row: Row) => boolean = () => true,
): { readonly rows: readonly Row[]; readonly more: boolean } {
  const found: Row[] = []
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index]
    if (row === undefined || !passes(row)) continue
    if (found.length === count) return { rows: found, more: true }
    found.push(row)
  }
  return { rows: found, more: false }
}
