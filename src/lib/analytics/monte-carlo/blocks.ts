export const TWO_32 = 4_294_967_296
/** 2^32 over the golden ratio, less 2^32: words in a row, multiplied with it, are spread as evenly as can be (D. E. Knuth). */
export const GOLDEN = -1_640_531_535

/**
 * Blocks of the stationary bootstrap (D. N. Politis and J. P. Romano, "The Stationary Bootstrap", 1994): a row, each as
 * likely, and a geometric length, 1 or more, cut where a path ends anyway. Both come from one random word, either with
 * chances right to 2^-32: the row is the whole part of word × rows / 2^32, the length is looked up by word ×
 * {@link GOLDEN}, which takes each value once. Of a given row there are 2^32 / rows words (8,000 where rows are a year
 * of minutes): to so much the chances of its lengths are right.
 */
export interface Blocks {
  readonly rows: number
  /**
   * Of 2^bits cells, as many as there are lengths or more, each as likely: the last place in it that means its first
   * length (A. J. Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions",
   * 1977). Places are the upper bits.
   */
  readonly bits: number
  readonly cuts: Int32Array
  /** Two for each cell. */
  readonly lengths: Uint16Array
}

/** `most`: longer blocks are not told apart. */
export function blocksOf(rows: number, meanBlock: number, most: number): Blocks {
  let bits = 1
  while (1 << bits < most) bits += 1
  const cells = 1 << bits
  const shares = sharesOf(meanBlock, most, cells)
  const cuts = new Int32Array(cells).fill(TWO_32 / cells - 1)
  const lengths = Uint16Array.from({ length: 2 * cells }, (_, index) => (index >> 1) + 1)
  const small = [...shares.keys()].filter((cell) => (shares[cell] ?? 0) < 1)
  const large = [...shares.keys()].filter((cell) => (shares[cell] ?? 0) >= 1)
  // What a small share leaves of its cell goes to a large one, which may be small then.
  for (let cell = small.pop(); cell !== undefined; cell = small.pop()) {
    const giver = large.at(-1)
    if (giver === undefined) break
    const share = shares[cell] ?? 0
    cuts[cell] = Math.round((share * TWO_32) / cells) - 1
    lengths[2 * cell + 1] = giver + 1
    shares[giver] = (shares[giver] ?? 0) - (1 - share)
    if ((shares[giver] ?? 0) < 1) small.push(large.pop() ?? giver)
  }
  return { rows, bits, cuts, lengths }
}

/** Of each length, from 1 on, how many cells' worth it is. */
function sharesOf(meanBlock: number, most: number, cells: number): Float64Array {
  const shares = new Float64Array(cells)
  let longer = 1
  for (let length = 1; length < most; length += 1) {
    shares[length - 1] = (cells * longer) / meanBlock
    longer *= 1 - 1 / meanBlock
  }
  shares[most - 1] = cells * longer
  return shares
}

/** The first row of the block that a random word stands for. */
export function rowOf({ rows }: Blocks, word: number): number {
  return (word * (rows / TWO_32) + rows / 2) | 0
}

/** Its length. */
export function lengthOf({ bits, cuts, lengths }: Blocks, word: number): number {
  const hash = Math.imul(word, GOLDEN)
  const cell = hash & ((1 << bits) - 1)
  const isSecond = ((cuts[cell] as number) - (hash >>> bits)) >>> 31
  return lengths[(cell << 1) | isSecond] as number
}
