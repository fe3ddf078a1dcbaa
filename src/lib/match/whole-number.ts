import { type Result, err, ok } from '../core/result'

/** Checks a number a person gave; `least` and `most` are allowed. */
export function wholeNumber(
  what: string,
  value: number,
  least: number,
  most: number,
  unit: string,
): Result<number, string> {
  const fits = Number.isInteger(value) && value >= least && value <= most
  return fits ? ok(value) : err(`${what} must be a whole number of ${unit} from ${least} to ${most}.`)
}
