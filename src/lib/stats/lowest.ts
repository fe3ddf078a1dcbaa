/** So many are kept in order one by one; of more all values are sorted. */
const MOST_INSERTED = 128

/**
 * Puts the `count` lowest values to the front, in rising order; what follows is in any. A few of many cost one look at
 * each. Values must not be NaN.
 */
export function orderLowest(values: Float64Array, count: number): void {
  if (count < 1) return
  if (count > MOST_INSERTED) {
    values.sort()
    return
  }
  for (let i = 1; i < Math.min(count, values.length); i += 1) insert(values, values[i] ?? 0, i)
  let limit = values[count - 1] ?? 0
  for (let i = count; i < values.length; i += 1) {
    const value = values[i] ?? 0
    if (!(value < limit)) continue
    values[i] = limit
    insert(values, value, count - 1)
    limit = values[count - 1] ?? 0
  }
}

/** Puts a value among the `end` values in order in front, the place `end` being free. */
function insert(values: Float64Array, value: number, end: number): void {
  let place = end
  for (; place > 0 && (values[place - 1] ?? 0) > value; place -= 1) values[place] = values[place - 1] ?? 0
  values[place] = value
}
