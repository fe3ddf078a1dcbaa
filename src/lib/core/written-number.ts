/** What to say about a comma that separates no thousands: it may be meant as a point. */
const POINT_SENTENCE = 'Write it with a point, such as 1.5.'
/** About powers of ten, and digits set apart by spaces. */
const PLAIN_SENTENCE = 'Write it as a plain number, such as 1.5.'

const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/

/**
 * A number as people write it, `$1,000.50`, without its dollar sign and thousands separators: `1000.50`. Any
 * other comma stays, so that no check takes `1,5` for 15. `.5` and `5.` are 0.5 and 5.
 */
export function plainNumber(text: string): string {
  const bare = text.trim().replace(/^\$\s*/, '')
  const plain = GROUPED.test(bare) ? bare.replaceAll(',', '') : bare
  return plain.replace(/^-?(?=\.\d+$)/, '$&0').replace(/(?<=^-?\d+)\.$/, '')
}

/** The sentence for a number that {@link plainNumber} made of what was typed and that is none. */
export function noNumber(plain: string, otherwise: string): string {
  if (/^[\d.,]*,[\d.,]*$/.test(plain)) return POINT_SENTENCE
  return /^[\d.]+(?:e[+-]?\d+|(?:\s[\d.]+)+)$/i.test(plain) ? PLAIN_SENTENCE : otherwise
}
