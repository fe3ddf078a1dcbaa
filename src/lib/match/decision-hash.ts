import { canonicalJson } from '../core/canonical-json'
import { sha256Hex } from '../core/hash'
import type { DecisionRecord } from '../agents/decision'

/** SHA-256 of the record's canonical JSON, hex: what the log keeps of a decision's words. */
export function hashOfDecision(record: DecisionRecord): string {
  const canonical = canonicalJson(record)
  // Text torn in the middle of a character has no canonical form; JSON.stringify escapes the halves.
  return sha256Hex(canonical.ok ? canonical.value : JSON.stringify(record))
}
