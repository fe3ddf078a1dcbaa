import { valueHash } from '../core/value-hash'
import type { DecisionRecord } from '../agents/decision'

/** SHA-256 of the record's canonical JSON, hex: what the log keeps of a decision's words. */
export function hashOfDecision(record: DecisionRecord): string {
  return valueHash(record)
}
