import type * as Comlink from 'comlink'
import { type Result, err, ok } from '../../lib/core/result'
import { variantsOf } from '../../lib/lab/rule-worth/variants'
import type { BacktestSetup, LabProgress, LabWorkerApi, OwnLog } from '../api/lab'
import type { StrategySandbox } from '../strategy-sandbox'
import { STOPPED } from './work'

type Answer<T> = Promise<Result<T, string>>

export type OwnChoice = Extract<BacktestSetup['strategy'], { type: 'own' }>

/** The visitor's own code, run in its frame over bars that the desk lends. */
export class OwnFrame {
  constructor(
    private readonly desk: Comlink.Remote<LabWorkerApi>,
    private readonly sandbox: StrategySandbox,
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: LabProgress) => void,
  ) {}

  /** `turn` of `turns` runs, for the progress. Of the log only signals may be believed. */
  async run(setup: BacktestSetup, { code, parameters }: OwnChoice, turn = 0, turns = 1): Answer<OwnLog> {
    const lent = await this.desk.lend(setup)
    if (!lent.ok) return lent
    if (this.signal.aborted) return err(STOPPED)
    const onProgress = (done: number, of: number): void =>
      this.onProgress({ stage: 'running', done: turn * of + done, of: turns * of })
    return this.sandbox.run(code, parameters, lent.value, { onProgress })
  }

  /** Once under each set of limits that is compared, in their order. */
  async runUnderAll(setup: BacktestSetup): Answer<readonly OwnLog[]> {
    const { strategy } = setup
    if (strategy.type !== 'own') return err('Only own code decides in its frame.')
    const variants = variantsOf(setup.risk)
    const logs: OwnLog[] = []
    for (const [turn, risk] of variants.entries()) {
      const log = await this.run({ ...setup, risk }, strategy, turn, variants.length)
      if (!log.ok) return log
      logs.push(log.value)
    }
    return ok(logs)
  }
}
