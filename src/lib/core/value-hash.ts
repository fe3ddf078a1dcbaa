import { canonicalJson } from './canonical-json'
import { sha256Hex } from './hash'

/** SHA-256 of a value's canonical JSON, hex. For values made of what JSON can carry. */
export function valueHash(value: unknown): string {
  const canonical = canonicalJson(value)
  // Text torn in the middle of a character has no canonical form; JSON.stringify escapes the halves.
  return sha256Hex(canonical.ok ? canonical.value : JSON.stringify(value))
}
