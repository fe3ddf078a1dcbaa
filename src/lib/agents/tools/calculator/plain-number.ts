const DIGITS = 15

/**
 * A finite number in plain notation (never an exponent), rounded to 15 significant digits: one fewer than
 * every double can keep, so that 0.1 + 0.2 prints as 0.3. Trailing zeros and the sign of zero are dropped.
 */
export function plainNumber(value: number): string {
  if (value === 0) return '0'
  const [mantissa = '0', exponent = '0'] = Math.abs(value)
    .toExponential(DIGITS - 1)
    .split('e')
  const digits = mantissa.replace('.', '').replace(/0+$/, '')
  return (value < 0 ? '-' : '') + placePoint(digits, Number(exponent))
}

/** Writes `digits`, the first of which counts 10^exponent. */
function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return fraction === '' ? whole : `${whole}.${fraction}`
}
