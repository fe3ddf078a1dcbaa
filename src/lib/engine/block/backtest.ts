import type { PortfolioView } from '../../accounts/portfolio-view'
import type { MatchConfig } from '../config'
import { EventLog } from '../log/event-log'
import type { AlphaModel } from '../stages/alpha/contract'
import { encodeHead } from './backtest-head'
import type { BarBlock } from './bar-block'
import type { RuleWorth } from '../verdict-book'
import { type BacktestParts, BlockFold } from './block-fold'
import { type FillModel, PLAIN_FILLS } from './fill-model'

/**
 * Rows to a step of the log. Also what keeps the hot loop in short calls: browsers optimise those better
 * than one call over everything.
 */
export const STEP_ROWS = 16_384

export interface BacktestResult {
  /** The log: a head that names configuration and bars, then a record for every {@link STEP_ROWS} rows. */
  readonly records: readonly Uint8Array[]
  /** Over all records, hex. */
  readonly digest: string
  /** At every row's close. */
  readonly equity: Float64Array
  readonly portfolio: PortfolioView
  readonly trades: number
  readonly maxDrawdown: number
}

/** A backtest that is folded step by step, so that who runs it can report, breathe and stop in between. */
export class Backtest {
  readonly #fold: BlockFold
  readonly #rows: number
  readonly #records: Uint8Array[]
  #row = 0

  /** @throws InvariantError for what `setupProblem` names. */
  constructor(parts: BacktestParts) {
    const { config, block, alpha, fills = PLAIN_FILLS } = parts
    this.#fold = new BlockFold(parts)
    this.#rows = block.rows
    const named = { alphaName: alpha.name, alphaVersion: alpha.version, blockHash: block.hash }
    this.#records = [encodeHead({ ...named, fills, config })]
  }

  /** The first row that has not been folded. */
  get row(): number {
    return this.#row
  }

  get done(): boolean {
    return this.#row === this.#rows
  }

  /**
   * Folds the next rows, at most {@link STEP_ROWS}; nothing when it is done.
   * @throws AlphaFault when the alpha throws, InvariantError when a gain is beyond what the books hold (nine
   * trillion dollars)
   */
  step(): void {
    if (this.done) return
    const to = Math.min(this.#row + STEP_ROWS, this.#rows)
    this.#records.push(this.#fold.advance(this.#records.length, this.#row, to))
    this.#row = to
  }

  /** The log so far, its head first. */
  get records(): readonly Uint8Array[] {
    return this.#records
  }

  /** At the close of every row; zero from {@link row} on. */
  get equity(): Float64Array {
    return this.#fold.equity
  }

  /** Fills so far. */
  get trades(): number {
    return this.#fold.trades
  }

  /** Positions opened so far: round trips, those still under way among them. */
  get opened(): number {
    return this.#fold.opened
  }

  /** Largest fall of equity from an earlier peak, as a fraction of that peak. */
  get maxDrawdown(): number {
    return this.#fold.maxDrawdown
  }

  /** What the verdicts of each rule were worth, at the last close folded. Rule [S17]. */
  worth(): readonly RuleWorth[] {
    return this.#fold.worth()
  }

  /** What came of it, up to {@link row}. */
  finish(): BacktestResult {
    const log = new EventLog()
    for (const record of this.#records) log.append(record)
    const { equity, trades, maxDrawdown } = this.#fold
    const portfolio = this.#fold.portfolio()
    return { records: this.#records, digest: log.tip, equity, portfolio, trades, maxDrawdown }
  }
}

/** Folds a whole block. `alpha` must be fresh: models may be incremental. @throws AlphaFault */
export function runBacktest(
  config: MatchConfig,
  block: BarBlock,
  alpha: AlphaModel,
  fills: FillModel = PLAIN_FILLS,
): BacktestResult {
  const backtest = new Backtest({ config, block, alpha, fills })
  while (!backtest.done) backtest.step()
  return backtest.finish()
}
