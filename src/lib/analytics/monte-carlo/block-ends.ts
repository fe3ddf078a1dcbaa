import type { RandomStream } from '../../stats/random-stream'
import { type Blocks, GOLDEN, TWO_32 } from './blocks'
import { PATHS_AT_ONCE } from './path-source'

/** As many cells as any blocks may have. */
const MOST_CELLS = 4096

/** Where the kernel looks, which is fastest where it never changes: what blocks are drawn from, and what comes out. */
const CUTS = new Int32Array(MOST_CELLS)
const LENGTHS = new Uint16Array(2 * MOST_CELLS)
const TOTALS = new Float64Array(PATHS_AT_ONCE)
const run = kernel(CUTS, LENGTHS, TOTALS)

/**
 * What the blocks of each path of a chunk add up to, into `ends`. `sums` are the running totals of rows, from 0 on, as
 * far as any block may reach: what a block adds is the difference of two.
 */
export function endsOfBlocks(
  stream: RandomStream,
  blocks: Blocks,
  sums: Float64Array,
  steps: number,
  ends: Float64Array,
): void {
  CUTS.set(blocks.cuts)
  LENGTHS.set(blocks.lengths)
  run(stream, blocks.rows, blocks.bits, sums, steps)
  let before = 0
  for (let path = 0; path < PATHS_AT_ONCE; path += 1) {
    const total = TOTALS[path] as number
    ends[path] = total - before
    before = total
  }
}

/**
 * Block after block, all paths in a row. Nothing in the loop depends on chance but its end: where a path ends within a
 * block, `over` has all bits set, and else none. Totals run on from path to path for the same reason. Row and length are
 * those of blocks.ts, the word that of a random stream, as a call would double the time.
 */
function kernel(cuts: Int32Array, lengths: Uint16Array, totals: Float64Array) {
  return ({ state }: RandomStream, rows: number, bits: number, sums: Float64Array, steps: number): void => {
    const perWord = rows / TWO_32
    const middle = rows / 2
    const cells = (1 << bits) - 1
    const golden = GOLDEN | 0
    const count = totals.length
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let counter = state[3] as number
    let total = 0
    let left = steps
    for (let path = 0; path < count;) {
      const word = (((a + b) | 0) + counter) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + word) | 0
      counter = (counter + 1) | 0
      const row = (word * perWord + middle) | 0
      const hash = Math.imul(word, golden)
      const cell = hash & cells
      const isSecond = ((cuts[cell] as number) - (hash >>> bits)) >>> 31
      const length = lengths[(cell << 1) | isSecond] as number
      const rest = (left - length) | 0
      const end = (row + length + (rest & (rest >> 31))) | 0
      total += (sums[end] as number) - (sums[row] as number)
      totals[path] = total
      const over = (rest - 1) >> 31
      path = (path - over) | 0
      left = (rest + ((steps - rest) & over)) | 0
    }
  }
}
