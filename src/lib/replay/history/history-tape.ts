/** Stored bars as a match nobody played yet: one agent may live through them as if they happened now. */
import { groupDigits } from '../../core/group-digits'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, durationMs, timeMs } from '../../core/time'
import type { BarBlock } from '../../engine/block/bar-block'
import type { SlippageModel } from '../../engine/block/fill-model'
import type { MatchConfig } from '../../engine/config'
import type { InputEvent } from '../../engine/events'
import { NEWEST_FORMAT } from '../../engine/known-limits'
import { chooseDecisions } from '../../match/decision-defaults'
import { isSnapshotGranularity } from '../../market/types'
import type { ForkGround } from '../fork/fork-tape'
import { needsCloses } from '../what-if/condensed'
import { BarInputs } from './bar-inputs'

export interface HistoryParts {
  /** Of the backtest: one agent run, in the products' order of the block. */
  readonly config: MatchConfig
  readonly block: BarBlock
  readonly slippage: SlippageModel
  /** Between decisions; rounded to whole bars. */
  readonly everyMinutes: number
}

/** Tick `n` is the agent's decision number `n`, from 1 on. */
export interface HistoryTape extends ForkGround {
  readonly decisions: number
}

/** Seconds of the candles whose closes returns are made of. */
const MINUTE = 60
const MOST_DECISIONS = 2000
/** Rows times products; each becomes five events. */
const MOST_BARS = 150_000
/** What the candle tables of a tick reach back. */
const WARM_UP_SECONDS = 4 * 3600
/** Of all rows, what waiting for candles may take. */
const MOST_WARM_UP = 0.25

const TOO_COARSE = 'A language model reads candles of 1, 5 and 15 minutes: choose bars of at most 15 minutes.'
const NO_MINUTES =
  'Limits on tail risk, volatility and correlated exposure rest on candles of a minute in a match: choose bars of a minute, or leave these limits off.'
const TOO_SHORT = 'These bars are too few for a decision: choose more days, or let it decide more often.'

/**
 * The inputs that such a match would have had: the market's as the bars tell it, and a tick right after the close
 * of every so many rows, once candles are there. The open of the next row comes behind the tick, at the same
 * instant: what an agent decides meets prices it did not see, as in every backtest.
 * A sentence when the bars are too many, too few or too coarse.
 */
export function historyTape({
  config,
  block,
  slippage,
  everyMinutes,
}: HistoryParts): Result<HistoryTape, string> {
  const { rows, products, granularity } = block
  if (!isSnapshotGranularity(granularity)) return err(TOO_COARSE)
  if (granularity !== MINUTE && needsCloses(config, [])) return err(NO_MINUTES)
  const bars = rows * products.length
  if (bars > MOST_BARS) return err(tooMany(bars, 'bars', MOST_BARS))
  const every = Math.max(1, Math.round((everyMinutes * 60) / granularity))
  const warmUp = Math.floor(Math.min(WARM_UP_SECONDS / granularity, rows * MOST_WARM_UP))
  // What is decided after the last row would meet no open.
  const decisions = rows > warmUp + 1 ? Math.ceil((rows - 1 - warmUp) / every) : 0
  if (decisions === 0) return err(TOO_SHORT)
  if (decisions > MOST_DECISIONS) return err(tooMany(decisions, 'decisions', MOST_DECISIONS))
  const bounds = chooseDecisions()
  if (!bounds.ok) return bounds
  const interval = durationMs(every * granularity * 1000)
  const started: MatchConfig = { ...config, formatVersion: NEWEST_FORMAT, decisions: bounds.value, interval }
  const isTick = (row: number): boolean => row >= warmUp && row < rows - 1 && (row - warmUp) % every === 0
  const inputs = inputsOf(started, new BarInputs(block, slippage), block, isTick)
  const match = { config: started, decisions: [], head: { tick: decisions } }
  return ok({ match, decisions, steps: inputs.map((input) => ({ input })) })
}

function tooMany(count: number, what: string, most: number): string {
  const [asked, possible] = [count, most].map((number) => groupDigits(String(number)))
  return `A language model can be led through ${possible} ${what}, and these are ${asked}: choose fewer days, or let it decide less often.`
}

function inputsOf(
  config: MatchConfig,
  market: BarInputs,
  block: BarBlock,
  isTick: (row: number) => boolean,
): InputEvent[] {
  const time = config.startedAt
  const inputs: InputEvent[] = [
    { type: 'MatchStarted', time, config },
    { type: 'FeedStateChanged', time, state: 'live', detail: '' },
  ]
  const span: DurationMs = durationMs(block.granularity * 1000)
  let tick = 0
  for (let row = 0; row < block.rows; row += 1) {
    market.addRow(row, inputs)
    if (!isTick(row)) continue
    tick += 1
    const closed = timeMs((block.products[0]?.time[row] ?? 0) + span)
    inputs.push({ type: 'TickPublished', time: closed, tick })
  }
  return inputs
}
