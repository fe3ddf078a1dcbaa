import { type Bars, type QuotedBars, mapColumns } from '../../market/bars'
import type { ZeroCopyManager } from './zero-copy'

/**
 * Several products' bars in common rows: every time that any of them has, NaN where a product has none. Columns
 * whose times are equal already stay the same memory; what is copied, `memory` counts.
 */
export function alignBars(products: readonly QuotedBars[], memory: ZeroCopyManager): readonly QuotedBars[] {
  const [first] = products
  if (first === undefined || products.every((bars) => haveSameTimes(first, bars))) return products
  const time = unionOfTimes(products)
  return products.map((bars) =>
    haveSameTimes({ length: time.length, time }, bars) ? bars : spread(bars, time, memory),
  )
}

function haveSameTimes(a: Pick<Bars, 'length' | 'time'>, b: Bars): boolean {
  if (a.length !== b.length) return false
  for (let row = 0; row < a.length; row += 1) if (a.time[row] !== b.time[row]) return false
  return true
}

/** Rising and each once, by taking the least of all heads again and again. */
function unionOfTimes(products: readonly Bars[]): Float64Array {
  const union = new Float64Array(products.reduce((sum, { length }) => sum + length, 0))
  const heads = new Uint32Array(products.length)
  let count = 0
  for (let time = leastHead(products, heads); time !== Infinity; time = leastHead(products, heads)) {
    union[count] = time
    count += 1
    for (let index = 0; index < products.length; index += 1) {
      const head = heads[index] ?? 0
      if (products[index]?.time[head] === time) heads[index] = head + 1
    }
  }
  return union.slice(0, count)
}

function leastHead(products: readonly Bars[], heads: Uint32Array): number {
  let least = Infinity
  for (let index = 0; index < products.length; index += 1) {
    const time = products[index]?.time[heads[index] ?? 0] ?? Infinity
    if (time < least) least = time
  }
  return least
}

function spread(bars: QuotedBars, time: Float64Array, memory: ZeroCopyManager): QuotedBars {
  const rows = rowsIn(bars, time)
  return mapColumns(bars, (from, name) => {
    if (name === 'time') return time
    const missing = name === 'volume' ? 0 : NaN
    const to = new Float64Array(time.length).fill(missing)
    for (let row = 0; row < rows.length; row += 1) to[rows[row] ?? 0] = from[row] ?? missing
    memory.count(from.byteLength)
    return to
  })
}

/** Where each bar goes. */
function rowsIn(bars: Bars, time: Float64Array): Uint32Array {
  const rows = new Uint32Array(bars.length)
  for (let at = 0, row = 0; row < bars.length; at += 1) {
    if (time[at] !== bars.time[row]) continue
    rows[row] = at
    row += 1
  }
  return rows
}
