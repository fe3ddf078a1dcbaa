import { exp } from './exp'
import { LN2_HIGH, LN2_LOW } from './ln2'
import { scaleByPowerOfTwo } from './float-parts'

const PARTS = 256
const LEAST_POWER = -1022
const MOST_POWER = 1023
/** 1.5 × 2^52: added and taken off again it leaves the nearest whole number. */
const ROUNDER = 6_755_399_441_055_744
const LEAST = -708
const MOST = 709

/** 2^(i / 256), and all powers of two. */
const FRACTIONS = Float64Array.from({ length: PARTS }, (_, i) => exp((i * Math.LN2) / PARTS))
const POWERS = Float64Array.from({ length: MOST_POWER - LEAST_POWER + 1 }, (_, i) =>
  scaleByPowerOfTwo(1, i + LEAST_POWER),
)

const farExp = tableExp(FRACTIONS, POWERS)

/**
 * e^x for hot loops, the same in every engine, with a relative error below 1e-15; x beyond -708 … 709 counts as -708 or
 * 709. `exp` is more exact, and slower. Near 0 its series, of which what is left out is below 3e-16.
 */
export function fastExp(x: number): number {
  if (x > 0.125 || x < -0.125) return farExp(x)
  const square = x * x
  const low = x + square * (0.5 + x * (1 / 6))
  const middle = 1 / 24 + x * (1 / 120) + square * (1 / 720 + x * (1 / 5040))
  const high = 1 / 40320 + x * (1 / 362880)
  return 1 + (low + square * square * (middle + square * square * high))
}

/**
 * x = (256 k + i) ln 2 / 256 + r: 2^k and 2^(i/256) from tables, e^r by its series, whose first term left out is below
 * 4e-17. Tables and numbers are constants of a function around it: what a bundle declares at its top is none to an engine.
 */
function tableExp(fractions: Float64Array, powers: Float64Array): (x: number) => number {
  const [least, most, rounder, leastPower] = [LEAST, MOST, ROUNDER, LEAST_POWER]
  const [perPart, high, low] = [PARTS / Math.LN2, LN2_HIGH / PARTS, LN2_LOW / PARTS]
  const lastPart = PARTS - 1
  return (x) => {
    const bounded = x > most ? most : x < least ? least : x
    const turns = bounded * perPart + rounder - rounder
    const r = bounded - turns * high - turns * low
    const whole = turns | 0
    const power = powers[(whole >> 8) - leastPower] as number
    const scale = power * (fractions[whole & lastPart] as number)
    return scale + scale * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24))))
  }
}
