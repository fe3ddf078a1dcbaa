import { type Result, err, ok } from '../../lib/core/result'
import { type BlockSignal, signalsOf } from '../../lib/engine/block/block-signals'
import { type Decider, RuleTrials } from '../../lib/lab/rule-worth/rule-trials'
import { listedAlpha } from '../../lib/lab/strategies/listed-alpha'
import type { OwnLog, RuleWorthReport } from '../api/lab'
import type { FinishedRun } from './run-view'
import { type LabWork, STOPPED } from './work'

/** What the limits of finished runs were worth; worked out when somebody asks, once for each. */
export class RuleWorths {
  /** By the digest of the run's log. */
  readonly #known = new Map<string, RuleWorthReport>()

  constructor(private readonly work: LabWork) {}

  /** Undefined until it was worked out. */
  known({ digest }: FinishedRun): RuleWorthReport | undefined {
    return this.#known.get(digest)
  }

  /**
   * A backtest for each limit left out and each alone: it reports, breathes, and can be ended. `own`: what own code
   * decided in its frame under each set of limits; of these logs only the signals are believed.
   */
  async of(
    run: FinishedRun,
    signal: AbortSignal,
    own: readonly OwnLog[] = [],
  ): Promise<Result<RuleWorthReport, string>> {
    const known = this.known(run)
    if (known !== undefined) return ok(known)
    const { records, digest, block } = run
    const decider = deciderOf(run, own)
    if (!decider.ok) return decider
    const trials = RuleTrials.open({ records, digest, block, decider: decider.value })
    if (!trials.ok) return trials
    if (!(await this.work.through(trials.value, trials.value.rows, 'running', signal))) return err(STOPPED)
    const report = trials.value.finish()
    if (report.ok) this.#known.set(digest, report.value)
    return report
  }
}

/** A listed strategy decides anew, own code has done so. A language model costs money, and a match is over. */
function deciderOf(
  { setup, block }: FinishedRun,
  own: readonly OwnLog[],
): Result<Decider | undefined, string> {
  if (setup.strategy.type === 'own') return own.length === 0 ? ok(undefined) : decidedBy(own)
  if (setup.strategy.type !== 'listed') return ok(undefined)
  const make = listedAlpha(setup.strategy, block.granularity)
  return ok(make.ok ? { type: 'model', make: make.value } : undefined)
}

function decidedBy(own: readonly OwnLog[]): Result<Decider, string> {
  const of: (readonly BlockSignal[])[] = []
  for (const { records } of own) {
    const signals = signalsOf(records)
    if (!signals.ok) return err(`Your strategy’s frame answered a log that cannot be read. ${signals.error}`)
    of.push(signals.value)
  }
  return ok({ type: 'signals', of })
}
