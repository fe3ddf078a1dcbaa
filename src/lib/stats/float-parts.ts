/** Taking doubles apart and scaling them by powers of two, exactly. IEEE 754 binary64. */

const scratch = new DataView(new ArrayBuffer(8))
const EXPONENT_BIAS = 1023
const MANTISSA_BITS_IN_HIGH_WORD = 20
const MIN_NORMAL_EXPONENT = -1022
const MAX_EXPONENT = 1023
/** Where scaling down stops for breath: far enough from the subnormals that only the last step rounds. */
const SAFE_EXPONENT = MIN_NORMAL_EXPONENT + 53

/** 2^exponent for whole exponents from -1022 to 1023. */
function powerOfTwo(exponent: number): number {
  scratch.setInt32(0, (exponent + EXPONENT_BIAS) << MANTISSA_BITS_IN_HIGH_WORD)
  scratch.setInt32(4, 0)
  return scratch.getFloat64(0)
}

/** The e with 2^e <= |value| < 2^(e + 1), for finite values other than 0, subnormals included. */
export function binaryExponent(value: number): number {
  scratch.setFloat64(0, value)
  const biased = (scratch.getInt32(0) >>> MANTISSA_BITS_IN_HIGH_WORD) & 0x7ff
  if (biased > 0) return biased - EXPONENT_BIAS
  return binaryExponent(value * powerOfTwo(54)) - 54
}

/** value × 2^exponent for any whole exponent, rounded once at most (where it becomes subnormal). */
export function scaleByPowerOfTwo(value: number, exponent: number): number {
  let scaled = value
  let rest = exponent
  for (let turn = 0; turn < 2 && rest > MAX_EXPONENT; turn++) {
    scaled *= powerOfTwo(MAX_EXPONENT)
    rest -= MAX_EXPONENT
  }
  for (let turn = 0; turn < 2 && rest < MIN_NORMAL_EXPONENT; turn++) {
    scaled *= powerOfTwo(SAFE_EXPONENT)
    rest -= SAFE_EXPONENT
  }
  return scaled * powerOfTwo(Math.min(Math.max(rest, MIN_NORMAL_EXPONENT), MAX_EXPONENT))
}
