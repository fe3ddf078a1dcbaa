import { sha256 } from './hash'
import { Pcg32 } from './pcg32'

const TWO_26 = 67_108_864
const TWO_32 = 4_294_967_296
const TWO_53 = 9_007_199_254_740_992

/**
 * Seeded chance: the same seed and labels give the same numbers in every engine. The key is a SHA-256,
 * the generator is {@link Pcg32} seeded by the key's first 16 bytes.
 */
export class Random {
  readonly #key: Uint8Array
  readonly #generator: Pcg32

  private constructor(key: Uint8Array) {
    this.#key = key
    const words = new DataView(key.buffer, key.byteOffset)
    this.#generator = new Pcg32(
      words.getUint32(0),
      words.getUint32(4),
      words.getUint32(8),
      words.getUint32(12),
    )
  }

  static fromSeed(seed: string): Random {
    return new Random(sha256(`seed:${seed}`))
  }

  /** A generator of its own, a function of seed and labels alone: how much this one was used has no say. */
  fork(label: string): Random {
    const suffix = new TextEncoder().encode(`fork:${label}`)
    const joined = new Uint8Array(this.#key.length + suffix.length)
    joined.set(this.#key)
    joined.set(suffix, this.#key.length)
    return new Random(sha256(joined))
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    return this.#generator.next()
  }

  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number {
    const high = this.#generator.next() >>> 5
    const low = this.#generator.next() >>> 6
    return (high * TWO_26 + low) / TWO_53
  }

  /** A whole number in [0, bound), each equally likely. @throws RangeError unless bound is whole, 1 to 2^32. */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) {
      throw new RangeError(`not a bound for a random whole number: ${bound}`)
    }
    // Words below the remainder would favour the low results; they are drawn again.
    const unfair = TWO_32 % bound
    let word = this.#generator.next()
    while (word < unfair) word = this.#generator.next()
    return word % bound
  }

  /** One of the items, each equally likely. @throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T
  }
}
