import type { ProductSpec } from '../../lib/core/product'
import { type Result, err, invariant, ok } from '../../lib/core/result'
import type { BarBlock } from '../../lib/engine/block/bar-block'
import type { MatchConfig } from '../../lib/engine/config'
import { runIndex } from '../../lib/engine/events'
import { type LoggedStep, decodeStep } from '../../lib/engine/log/step-codec'
import type { StrategyChoice } from '../../lib/lab/backtest-setup'
import type { Dataset } from '../../lib/lab/catalog/dataset'
import { minuteText } from '../../lib/lab/catalog/instant-text'
import { datasetId } from '../../lib/lab/catalog/dataset-view'
import { matchBars } from '../../lib/lab/recorded/match-bars'
import { type RecordedDecisions, recordedDecisions } from '../../lib/lab/recorded/recorded-decisions'
import type { WholeMatch } from '../../lib/match/whole-match'
import { breathe } from '../unhurried'
import type { LabLibrary } from './library'

const NO_BARS = 'No minute of this match has closed: it gives the lab no bars.'
const NOT_TAKEN = 'The match of these decisions is not at hand; choose it again.'
const MINUTE = 60_000
/** Steps between two breaths. */
const SLICE = 5000

interface Taken {
  readonly products: readonly ProductSpec[]
  readonly steps: readonly LoggedStep[]
}

/** Matches of this browser whose agents' decisions can be tried again. */
export class RecordedMatches {
  readonly #taken = new Map<string, Taken>()

  constructor(private readonly library: LabLibrary) {}

  /** Puts the match's prices into the library, and keeps its log at hand. */
  async take({ config, steps }: WholeMatch): Promise<Result<readonly Dataset[], string>> {
    const decoded: LoggedStep[] = []
    for (const { record, seq } of steps) {
      const step = decodeStep(record)
      if (!step.ok) return err(`Event ${seq} of the match cannot be read. ${step.error}`)
      decoded.push(step.value)
      if (decoded.length % SLICE === 0) await breathe()
    }
    const { matchId, products } = config
    this.#taken.set(matchId, { products, steps: decoded })
    const bars = matchBars(
      products.length,
      decoded.map(({ input }) => input),
    )
    const starts = bars.flatMap(({ time, length }) => (length > 0 ? [time[0] ?? 0] : []))
    const ends = bars.flatMap(({ time, length }) => (length > 0 ? [(time[length - 1] ?? 0) + MINUTE] : []))
    if (starts.length === 0) return err(NO_BARS)
    // One range for all, so that they can be backtested together.
    const range = { from: Math.min(...starts), to: Math.max(...ends) }
    const kept: Dataset[] = []
    for (const [index, spec] of products.entries()) {
      const own = bars[index]
      if (own === undefined || own.length === 0) continue
      const id = datasetId('match', spec.id, 60, matchId)
      const note = noteOf(config)
      const dataset = await this.library.keep(
        { id, source: 'match', spec, granularity: 60, note },
        range,
        own,
      )
      if (!dataset.ok) return dataset
      kept.push(dataset.value)
    }
    return ok(kept)
  }

  /** What an agent decided, as signals on the rows of a block. */
  signalsOn(
    { matchId, run }: Extract<StrategyChoice, { type: 'recorded' }>,
    block: BarBlock,
    products: readonly ProductSpec[],
  ): Result<RecordedDecisions, string> {
    invariant(Number.isSafeInteger(run) && run >= 0, 'a run that cannot be')
    const taken = this.#taken.get(matchId)
    if (taken === undefined) return err(NOT_TAKEN)
    return recordedDecisions(taken.steps, runIndex(run), taken.products, { block, products })
  }
}

/** Bars of a match look like any others: that nobody traded at these prices has to be said. */
function noteOf({ source, startedAt }: MatchConfig): string {
  const when = minuteText(startedAt)
  return source === 'demo' ? `Demo match of ${when}, made-up prices` : `Match of ${when}`
}
