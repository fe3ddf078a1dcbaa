import * as Comlink from 'comlink'
import type { Clock } from '../../lib/core/clock'
import { type Result, err, ok } from '../../lib/core/result'
import { timeLeft } from '../../lib/lab/time-left'
import type { LabWorkerApi, PlannedSweep, TrialResult } from '../api/lab'
import type { Settings } from '../api/match'
import { DisposableWorker } from '../disposable-worker'
import labWorkerUrl from '../lab.worker?worker&url'
import { workerOfPage } from '../owned-worker'
import { STOPPED } from './work'

/** Shares for each hand: small enough that none waits long for the last, large enough that asking costs nothing. */
const SHARES_EACH = 12
/** More hands than this read more copies of the bars than they save time. */
const MOST_HANDS = 16

export interface SweepNews {
  readonly done: number
  readonly of: number
  readonly left: number
}

/** Tries the sets of one sweep in as many workers as the machine has cores, and lets them go. */
export class SweepPool {
  #stopped = false

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly onNews: (news: SweepNews) => void,
  ) {}

  stop(): void {
    this.#stopped = true
  }

  async run({ plan, shared }: PlannedSweep): Promise<Result<readonly TrialResult[], string>> {
    const of = plan.sets.length * plan.windows.length
    const hands = Math.max(1, Math.min(navigator.hardwareConcurrency, MOST_HANDS, of))
    const size = Math.max(1, Math.ceil(of / (hands * SHARES_EACH)))
    const startedAt = this.clock.now()
    const results: TrialResult[] = []
    let next = 0
    let done = 0
    let isBroken = false
    const onTrials = (count: number): boolean => {
      done += count
      this.onNews({ done, of, left: timeLeft(done, of, this.clock.now() - startedAt) })
      return !this.#stopped
    }
    const work = async (): Promise<Result<undefined, string>> => {
      const worker = await this.#hire()
      try {
        while (next < of && !this.#stopped && !isBroken) {
          const bars = shared === undefined ? {} : { shared }
          const share = { plan, from: next, to: Math.min(next + size, of), ...bars }
          next = share.to
          const answer = await worker.ask<Result<readonly TrialResult[], string>>((hand) =>
            hand.evaluate(share, Comlink.proxy({ onTrials })),
          )
          if (!answer.ok) {
            isBroken = true
            return answer
          }
          results.push(...answer.value)
        }
        return this.#stopped ? err(STOPPED) : ok(undefined)
      } catch (cause) {
        isBroken = true
        throw cause
      } finally {
        worker.end()
      }
    }
    const ended = await Promise.all(Array.from({ length: hands }, work))
    return ended.find((one) => !one.ok) ?? ok(results)
  }

  async #hire(): Promise<DisposableWorker<LabWorkerApi>> {
    const worker = await DisposableWorker.start<LabWorkerApi>({
      spawn: () => workerOfPage(labWorkerUrl, 'lab hand'),
      clock: this.clock,
      ping: (remote) => remote.ping(),
    })
    await worker.ask((hand) => hand.join(this.settings))
    return worker
  }
}
