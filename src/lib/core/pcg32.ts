/** Multiplier of the 64-bit linear congruential step, in 16-bit and 32-bit pieces. */
const MULTIPLIER_HIGH = 0x5851f42d
const MULTIPLIER_LOW = 0x4c957f2d
const LOW_0 = MULTIPLIER_LOW & 0xffff
const LOW_1 = MULTIPLIER_LOW >>> 16
const UINT32_MAX = 0xffffffff

/**
 * PCG-XSH-RR 64/32 by M. E. O'Neill ("PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", 2014). The 64-bit state is two 32-bit halves: no BigInt.
 */
export class Pcg32 {
  #high = 0
  #low = 0
  readonly #incrementHigh: number
  readonly #incrementLow: number

  /** Seeds as the reference's `pcg32_srandom_r(initstate, initseq)`; all four are 32-bit words. */
  constructor(stateHigh: number, stateLow: number, sequenceHigh: number, sequenceLow: number) {
    this.#incrementHigh = (sequenceHigh << 1) | (sequenceLow >>> 31)
    this.#incrementLow = (sequenceLow << 1) | 1
    this.next()
    const low = (this.#low >>> 0) + (stateLow >>> 0)
    this.#high = (this.#high + stateHigh + (low > UINT32_MAX ? 1 : 0)) | 0
    this.#low = low | 0
    this.next()
  }

  /** The next whole number in [0, 2^32). */
  next(): number {
    const high = this.#high
    const low = this.#low
    this.#step(high, low)
    const shifted = (((low >>> 18) | (high << 14)) ^ low) >>> 27
    const word = shifted | (((high >>> 18) ^ high) << 5)
    const rotation = high >>> 27
    return ((word >>> rotation) | (word << (-rotation & 31))) >>> 0
  }

  /** state = state * multiplier + increment, modulo 2^64, schoolbook on 16-bit pieces. */
  #step(high: number, low: number): void {
    const low0 = low & 0xffff
    const low1 = low >>> 16
    const product00 = Math.imul(low0, LOW_0) >>> 0
    const product01 = Math.imul(low0, LOW_1) >>> 0
    const product10 = Math.imul(low1, LOW_0) >>> 0
    const middle = (product00 >>> 16) + (product01 & 0xffff) + (product10 & 0xffff)
    const carried = Math.imul(low1, LOW_1) + (product01 >>> 16) + (product10 >>> 16) + (middle >>> 16)
    const crossed = Math.imul(low, MULTIPLIER_HIGH) + Math.imul(high, MULTIPLIER_LOW)
    const sum = (((middle << 16) | (product00 & 0xffff)) >>> 0) + (this.#incrementLow >>> 0)
    this.#low = sum | 0
    this.#high = (carried + crossed + this.#incrementHigh + (sum > UINT32_MAX ? 1 : 0)) | 0
  }
}
