import { toHex } from '../../core/hash'
import { type Result, InvariantError, err, ok } from '../../core/result'
import { sameBytes } from '../../core/same-bytes'
import type { MatchConfig } from '../config'
import type { Divergence } from '../log/replay'
import { Backtest, type BacktestResult } from './backtest'
import { headFor, setupProblem } from './backtest-head'
import type { BarBlock } from './bar-block'
import { decodeBlockStep } from './block-codec'
import { type BlockSignal, addSignal, checkSignals } from './block-signals'
import type { FillModel } from './fill-model'
import { RecordedSignals } from './recorded-signals'

/**
 * Settles the signals a log holds on its bars once more, step by step, and compares every record, byte by byte,
 * with what follows. Nobody's strategy runs: signals are inputs, orders and fills are checks. Records may be
 * anything; nothing throws for what they hold.
 */
export class BacktestReplay {
  #divergence: Divergence | undefined
  #compared = 1

  private constructor(
    private readonly records: readonly Uint8Array[],
    private readonly alpha: RecordedSignals,
    private readonly backtest: Backtest,
  ) {
    this.#compare(0)
  }

  /** Refuses a log of other bars, and what is no log. */
  static open(records: readonly Uint8Array[], block: BarBlock): Result<BacktestReplay, Divergence> {
    const [first] = records
    const head = first === undefined ? err('The log is empty.') : headFor(first, block)
    if (!head.ok) return err({ divergedAt: 0, expected: 'the head of a backtest', got: head.error })
    const { alphaName, alphaVersion, config, fills } = head.value
    const alpha = new RecordedSignals(alphaName, alphaVersion)
    return ok(new BacktestReplay(records, alpha, new Backtest({ config, block, alpha, fills })))
  }

  /** The first row that has not been folded. */
  get row(): number {
    return this.backtest.row
  }

  /** Also when it has diverged. */
  get done(): boolean {
    return this.#divergence !== undefined || this.backtest.done
  }

  /** Folds and compares the next record. */
  step(): void {
    if (this.done) return
    const seq = this.#compared
    const signals = this.#signalsOf(seq)
    if (!signals.ok) {
      this.#diverge(seq, 'a step of a backtest', signals.error)
      return
    }
    this.alpha.forget()
    this.alpha.give(signals.value)
    const folded = guarded(() => this.backtest.step())
    if (folded.ok) this.#compare(seq)
    else this.#diverge(seq, 'signals that can be settled', folded.error)
    this.#compared += 1
  }

  /** What was folded, if it is what the log says; to be asked when it is done. */
  finish(): Result<BacktestResult, Divergence> {
    const { length } = this.backtest.records
    if (this.#divergence === undefined && this.records.length > length) this.#compare(length)
    return this.#divergence === undefined ? ok(this.backtest.finish()) : err(this.#divergence)
  }

  #signalsOf(seq: number): Result<readonly BlockSignal[], string> {
    const record = this.records[seq]
    if (record === undefined) return err('The log ends early.')
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    const signals: BlockSignal[] = []
    for (const event of step.value.events) addSignal(signals, event)
    // Signals of other rows than the step's would never be asked for; the comparison finds them missing.
    return ok(signals.filter(({ row }) => row >= this.row))
  }

  #compare(seq: number): void {
    const [ours, theirs] = [this.backtest.records[seq], this.records[seq]]
    if (ours === undefined || theirs === undefined || !sameBytes(ours, theirs)) {
      this.#diverge(seq, hexOf(ours), hexOf(theirs))
    }
  }

  #diverge(divergedAt: number, expected: string, got: string): void {
    this.#divergence ??= { divergedAt, expected, got }
  }
}

/**
 * As {@link BacktestReplay}, in one go. A log that was changed into another consistent one verifies: compare
 * the digest of the result with the one you were told.
 */
export function replayBacktest(
  records: readonly Uint8Array[],
  block: BarBlock,
): Result<BacktestResult, Divergence> {
  const replay = BacktestReplay.open(records, block)
  if (!replay.ok) return replay
  while (!replay.value.done) replay.value.step()
  return replay.value.finish()
}

/** A backtest of signals that come from elsewhere, to be folded step by step. Refuses signals that are none. */
export function settleSignals(
  config: MatchConfig,
  fills: FillModel,
  block: BarBlock,
  name: string,
  version: string,
  signals: readonly BlockSignal[],
): Result<Backtest, string> {
  const problem = setupProblem(config, fills, block)
  if (problem !== undefined) return err(problem)
  const checked = checkSignals(signals, block.rows, block.products.length)
  if (!checked.ok) return checked
  const alpha = new RecordedSignals(name, version, signals)
  return ok(new Backtest({ config, block, alpha, fills }))
}

/** What the books cannot hold is a defect where we decide, and a finding where others did. */
function guarded<Value>(work: () => Value): Result<Value, string> {
  try {
    return ok(work())
  } catch (cause) {
    if (cause instanceof InvariantError || cause instanceof RangeError) return err(cause.message)
    throw cause
  }
}

function hexOf(record: Uint8Array | undefined): string {
  return record === undefined ? 'nothing' : toHex(record)
}
