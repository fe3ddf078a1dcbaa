import type { PortfolioView } from '../accounts/portfolio-view'
import type { TimeMs } from '../core/time'
import { type Result, err, ok } from '../core/result'
import type { Engine } from '../engine/engine'
import type { RunIndex } from '../engine/events'
import { replayInSlices } from '../engine/log/replay'
import type { StoredStep } from './ports'

/** What an agent saw at one tick. */
export interface Scene {
  /** See market/snapshot-codec; shared, not to be changed or transferred. */
  readonly snapshot: Float64Array
  readonly portfolio: PortfolioView
}

/** What the run sees of a tick, right after the engine has folded its publication at `time`. */
export function sceneOf(
  engine: Engine,
  run: RunIndex,
  time: TimeMs,
  snapshot: Float64Array = engine.packedSnapshot(time),
): Scene {
  return { snapshot, portfolio: engine.portfolio(run, time) }
}

/**
 * What a run saw at the given ticks, by tick, from one fold of the stored log; ticks at which the run was
 * not there yet are missing. A sentence when the log does not follow from its inputs up to the last of them.
 * It stands still after every few thousand steps, so that a long log need not block whoever folds it.
 */
export function* scenesInSlices(
  steps: readonly StoredStep[],
  run: RunIndex,
  ticks: ReadonlySet<number>,
): Generator<undefined, Result<ReadonlyMap<number, Scene>, string>> {
  const scenes = new Map<number, Scene>()
  const wanted = new Set(ticks)
  const folded = yield* replayInSlices(recordsWhile(steps, wanted), undefined, ({ input }, engine) => {
    if (input.type !== 'TickPublished' || !wanted.delete(input.tick) || engine.runs[run] === undefined) return
    scenes.set(input.tick, sceneOf(engine, run, input.time))
  })
  if (folded.ok) return ok(scenes)
  return err(`The stored log does not follow from its own inputs at event ${folded.error.divergedAt}.`)
}

/** The log as far as anything in it is still wanted. */
function* recordsWhile(steps: readonly StoredStep[], wanted: ReadonlySet<number>): Generator<Uint8Array> {
  for (const { record } of steps) {
    if (wanted.size === 0) return
    yield record
  }
}
