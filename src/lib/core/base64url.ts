/** Bytes as text that may stand in an address: base64url without padding (RFC 4648). */
const SIGNS = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const NO_SIGN = 255
const VALUES = new Uint8Array(128).fill(NO_SIGN)
SIGNS.forEach((sign, value) => (VALUES[sign] = value))

export function toBase64Url(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3))
  let at = 0
  for (let from = 0; from < bytes.length; from += 3) {
    const three = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
    // Past the end of the last group there is no room, and nothing is written.
    text[at] = SIGNS[three >> 18] ?? 0
    text[at + 1] = SIGNS[(three >> 12) & 63] ?? 0
    text[at + 2] = SIGNS[(three >> 6) & 63] ?? 0
    text[at + 3] = SIGNS[three & 63] ?? 0
    at += 4
  }
  return new TextDecoder().decode(text)
}

/** Undefined for text that {@link toBase64Url} never makes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const left = text.length % 4
  if (left === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let at = 0
  for (let from = 0; from < text.length; from += 4) {
    const a = valueAt(text, from)
    const b = valueAt(text, from + 1)
    const c = valueAt(text, from + 2)
    const d = valueAt(text, from + 3)
    if (a === NO_SIGN || b === NO_SIGN || c === NO_SIGN || d === NO_SIGN) return undefined
    const three = (a << 18) | (b << 12) | (c << 6) | d
    bytes[at] = three >> 16
    bytes[at + 1] = (three >> 8) & 255
    bytes[at + 2] = three & 255
    // What the last signs say beyond the last byte must be nothing: every text has one meaning, and every byte one text.
    if (at + 2 >= bytes.length && (three & unusedBits(left)) !== 0) return undefined
    at += 3
  }
  return bytes
}

/** Of a last group of so many signs; 0 is a whole one. */
function unusedBits(signs: number): number {
  if (signs === 2) return 0xffff
  return signs === 3 ? 0xff : 0
}

/** Zero past the end. */
function valueAt(text: string, at: number): number {
  if (at >= text.length) return 0
  return VALUES[text.charCodeAt(at)] ?? NO_SIGN
}
