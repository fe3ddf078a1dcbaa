/** What to say about a comma that separates no thousands: it may be meant as a point. */
const POINT_SENTENCE = 'Write it with a point, such as 1.5.'

const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/

/**
 * A number as people write it, `$1,000.50`, without its dollar sign and thousands separators: `1000.50`. Any
 * other comma stays, so that no check takes `1,5` for 15.
 */
export function plainNumber(text: string): string {
  const plain = text.trim().replace(/^\$\s*/, '')
  return GROUPED.test(plain) ? plain.replaceAll(',', '') : plain
}

/** The sentence for a number that {@link plainNumber} made of what was typed and that is none. */
export function noNumber(plain: string, otherwise: string): string {
  return /^[\d.,]*,[\d.,]*$/.test(plain) ? POINT_SENTENCE : otherwise
}
