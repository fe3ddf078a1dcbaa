import { type Result, err, ok } from '../core/result'
import type { InputEvent } from '../engine/events'
import { EventLog, type SegmentSeal } from '../engine/log/event-log'
import { type LoggedStep, decodeStep } from '../engine/log/step-codec'
import type { WholeMatch } from '../match/whole-match'

/** Steps between two breaths of work on a long tape. */
export const SLICE = 2000

/** A match with its log read out of its bytes once; all that looks at it goes by this. */
export interface MatchTape {
  readonly match: WholeMatch
  /** By `seq`, from 0. */
  readonly steps: readonly LoggedStep[]
  /** By `seq`: match time once the step was folded; never falls. */
  readonly clocks: Float64Array
  readonly seals: readonly SegmentSeal[]
}

/**
 * Reads a match that was run again before: here nothing is compared, a record that cannot be read is a sentence.
 * Stands still after every few thousand records.
 */
export function* readTape(match: WholeMatch): Generator<undefined, Result<MatchTape, string>> {
  const log = new EventLog()
  const clocks = new Float64Array(match.steps.length)
  const steps: LoggedStep[] = []
  let clock = 0
  for (const { record } of match.steps) {
    const step = decodeStep(record)
    if (!step.ok) return err(`Event ${steps.length}: ${step.error}`)
    clock = Math.max(clock, step.value.input.time)
    clocks[steps.length] = clock
    steps.push(step.value)
    log.append(record)
    if (steps.length % SLICE === 0) yield
  }
  if (steps.length === 0) return err('The match holds no event.')
  return ok({ match, steps, clocks, seals: log.seals })
}

/** The place of the first event for which `isPast` holds; their number when there is none. */
export function firstPlace(count: number, isPast: (place: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isPast(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Where the tick was published; undefined when it was not. */
export function publicationOf(
  { steps }: MatchTape,
  tick: number,
): (InputEvent & { readonly type: 'TickPublished' }) | undefined {
  for (const { input } of steps) if (input.type === 'TickPublished' && input.tick === tick) return input
  return undefined
}
