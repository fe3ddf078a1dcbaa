import { Random } from '../core/random'

const TWO_32 = 4_294_967_296
/** Rounds until the seed's words have reached all of the state. */
const WARM_UP = 20

/**
 * Numbers for simulations, many and fast: sfc32 (C. Doty-Humphrey, PractRand), 128 bits of state in 32-bit steps, at
 * least 2^32 numbers before any repeat. For what must be fair to the last bit there is {@link Random}.
 */
export class RandomStream {
  /** a, b, c and the counter: for loops that keep them in variables of their own, and put them back. */
  readonly state = new Int32Array(4)

  /** One of 2^32 streams of a seed, each a function of seed and number alone. */
  constructor(key: Int32Array, number: number) {
    this.state.set([key[0] ?? 0, (key[1] ?? 0) ^ number, key[2] ?? 0, 1])
    for (let round = 0; round < WARM_UP; round += 1) this.int32()
  }

  /** What streams of a seed's text are made from. */
  static keyOf(seed: string): Int32Array {
    const random = Random.fromSeed(seed).fork('stream')
    return Int32Array.from({ length: 3 }, () => random.uint32() | 0)
  }

  /** A whole number from -2^31 to 2^31 - 1. Kept so short that engines build it into what calls it. */
  int32(): number {
    const { state } = this
    const b = state[1] as number
    const c = state[2] as number
    const word = ((((state[0] as number) + b) | 0) + (state[3] as number)) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + word) | 0
    state[3] = ((state[3] as number) + 1) | 0
    return word
  }

  /** Between 0 and 1, neither of them: the middle of one of 2^32 equal parts. */
  uniform(): number {
    return ((this.int32() >>> 0) + 0.5) / TWO_32
  }
}
