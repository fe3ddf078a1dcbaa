import { type Result, ok } from '../../core/result'
import { decodeBlockStep } from '../../engine/block/block-codec'

/** How often a rule had its way. */
export interface VerdictCounts {
  readonly refused: number
  readonly resized: number
  readonly sales: number
}

export const NO_VERDICTS: VerdictCounts = { refused: 0, resized: 0, sales: 0 }

/** By the rule's name, from a backtest's log, head first. Any bytes may be given. */
export function verdictCounts(
  records: readonly Uint8Array[],
): Result<ReadonlyMap<string, VerdictCounts>, string> {
  const counts = new Map<string, VerdictCounts>()
  for (const record of records.slice(1)) {
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    for (const entry of step.value.events) {
      if (entry.type !== 'Other' || entry.event.type !== 'RiskEvent') continue
      const { rule, verdict } = entry.event
      const kind = KINDS.get(verdict)
      const known = counts.get(rule) ?? NO_VERDICTS
      if (kind !== undefined) counts.set(rule, { ...known, [kind]: known[kind] + 1 })
    }
  }
  return ok(counts)
}

/** A sale that waits is counted when it is made. */
const KINDS: ReadonlyMap<string, keyof VerdictCounts> = new Map([
  ['refused', 'refused'],
  ['resized', 'resized'],
  ['liquidated', 'sales'],
] as const)
