import type { Decimal } from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import { type LoggedStep, decodeStep } from '../engine/log/step-codec'
import type { WholeMatch } from '../match/whole-match'

/** What every run was worth at one moment; a run that joins later has no value before. */
export interface EquitySample {
  readonly seq: number
  readonly time: number
  /** The tick it was taken at; the last one at the end of the match. */
  readonly tick: number
  /** In roster order. */
  readonly values: readonly Decimal[]
}

/** A match's log, record by record. */
export function logOf({ steps }: WholeMatch): Result<readonly LoggedStep[], string> {
  const read: LoggedStep[] = []
  for (const { record } of steps) {
    const step = decodeStep(record)
    if (!step.ok) return step
    read.push(step.value)
  }
  return read.length === 0 ? err('The match has no event.') : ok(read)
}

/** The samples taken at every tick and at the end, oldest first. */
export function equitySamples(steps: readonly LoggedStep[]): readonly EquitySample[] {
  let tick = 0
  return steps.flatMap(({ seq, input, derived }): EquitySample[] => {
    if (input.type === 'TickPublished') tick = input.tick
    const values = derived.flatMap((event) => (event.type === 'EquitySampled' ? [event.equity] : []))
    return values.length === 0 ? [] : [{ seq, time: input.time, tick, values }]
  })
}
