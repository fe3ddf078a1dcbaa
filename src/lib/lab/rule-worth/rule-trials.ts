import { samplingGrid } from '../../analytics/sampling'
import { decimalToNumber } from '../../core/decimal'
import { type Result, err, ok } from '../../core/result'
import type { RiskRules } from '../../core/risk-rules'
import { type BacktestHead, headFor } from '../../engine/block/backtest-head'
import { Backtest } from '../../engine/block/backtest'
import type { BarBlock } from '../../engine/block/bar-block'
import { type BlockSignal, signalsOf } from '../../engine/block/block-signals'
import { settleSignals } from '../../engine/block/replay-backtest'
import type { AlphaModel } from '../../engine/stages/alpha/contract'
import type { RuleWorth } from '../../engine/verdict-book'
import { rulesOf, underRules } from '../run-rules'
import { worthRows } from './worth-rows'
import { ruleNotes } from './rule-words'
import type { RuleWorthReport, VariantFigures } from './types'
import { type FiguresGround, figuresOf } from './variant-figures'
import { keyOf, limitsSet, variantsOf, without } from './variants'
import { type VerdictCounts, verdictCounts } from './verdict-counts'

/** A finished backtest whose limits are looked at. */
export interface RuleGround {
  readonly records: readonly Uint8Array[]
  readonly digest: string
  readonly block: BarBlock
  /** Who decides anew under other limits; undefined where nobody can. */
  readonly decider: Decider | undefined
}

/** A fresh model that decides as the run's did, or what was decided elsewhere, by the place in {@link variantsOf}. */
export type Decider =
  | { readonly type: 'model'; readonly make: () => AlphaModel }
  | { readonly type: 'signals'; readonly of: readonly (readonly BlockSignal[])[] }

const NO_LIMITS = 'No limit was set in this run: there is nothing to leave out.'
const UNLIKE = 'This run does not follow from its own log any more: verify it.'

/** What the run itself told, under all its limits. */
interface Told {
  readonly counts: ReadonlyMap<string, VerdictCounts>
  readonly worth: readonly RuleWorth[]
}

/**
 * Runs a backtest again under its limits, under none, without each, and under each alone, a stretch of rows at a
 * time. Who can decide anew does so, if deciding anew under the same limits gives the log of the run, byte for
 * byte; otherwise the log's signals are settled under the other limits.
 */
export class RuleTrials {
  readonly #variants: readonly RiskRules[]
  readonly #figures = new Map<string, VariantFigures>()
  readonly #measure: FiguresGround
  #decisions: RuleWorthReport['decisions']
  #signals: readonly BlockSignal[] = []
  #told: Told | undefined
  #problem: string | undefined
  #current: Backtest | undefined
  #ended = 0

  private constructor(
    private readonly ground: RuleGround,
    private readonly head: BacktestHead,
  ) {
    const { block, decider } = ground
    const span = block.granularity * 1000
    this.#variants = variantsOf(rulesOf(head.config))
    this.#decisions = decider === undefined ? 'recorded' : 'again'
    this.#measure = {
      time: (block.products[0]?.time ?? new Float64Array(0)).map((start) => start + span),
      granularity: block.granularity,
      initial: decimalToNumber(head.config.initialCash),
    }
  }

  /** A sentence for a run without limits, and for a log that cannot be read. */
  static open(ground: RuleGround): Result<RuleTrials, string> {
    const head = headFor(ground.records[0] ?? new Uint8Array(), ground.block)
    if (!head.ok) return head
    if (limitsSet(rulesOf(head.value.config)).length === 0) return err(NO_LIMITS)
    return ok(new RuleTrials(ground, head.value))
  }

  /** Rows that all runs together have. */
  get rows(): number {
    return this.#variants.length * this.ground.block.rows
  }

  /** Of {@link rows}, those that were folded. */
  get row(): number {
    return this.#ended * this.ground.block.rows + (this.#current?.row ?? 0)
  }

  get done(): boolean {
    return this.#problem !== undefined || this.#ended === this.#variants.length
  }

  /** Folds the next rows of the run under way. @throws AlphaFault, InvariantError as {@link Backtest.step} */
  step(): void {
    if (this.done) return
    this.#current ??= this.#begin(this.#variants[this.#ended] ?? {})
    this.#current?.step()
    if (this.#current?.done === true) this.#end(this.#current)
  }

  /** To be asked when it is done. */
  finish(): Result<RuleWorthReport, string> {
    if (this.#problem !== undefined) return err(this.#problem)
    const rules = rulesOf(this.head.config)
    const asRun = this.#figuresOf(rules)
    const unlimited = this.#figuresOf(without(rules, limitsSet(rules)))
    if (this.#told === undefined || asRun === undefined || unlimited === undefined)
      return err('Not all runs were made.')
    const { counts, worth } = this.#told
    const rows = worthRows({ rules, counts, worth, asRun, figuresOf: (one) => this.#figuresOf(one) })
    const { time, granularity } = this.#measure
    const notes = ruleNotes(this.#decisions, samplingGrid(time, granularity).seconds)
    return ok({ decisions: this.#decisions, asRun, unlimited, rows, notes })
  }

  #figuresOf(rules: RiskRules): VariantFigures | undefined {
    return this.#figures.get(keyOf(rules))
  }

  #begin(rules: RiskRules): Backtest | undefined {
    const { block, decider } = this.ground
    const { fills, alphaName, alphaVersion } = this.head
    const config = underRules(this.head.config, rules)
    const anew = this.#decisions === 'again' ? decider : undefined
    if (anew?.type === 'model') return new Backtest({ config, block, alpha: anew.make(), fills })
    if (this.#ended === 0) this.#readSignals()
    const signals = anew?.of[this.#ended] ?? this.#signals
    const settled = settleSignals(config, fills, block, alphaName, alphaVersion, signals)
    if (!settled.ok) this.#problem ??= settled.error
    return settled.ok ? settled.value : undefined
  }

  #readSignals(): void {
    const signals = signalsOf(this.ground.records)
    if (signals.ok) this.#signals = signals.value
    else this.#problem = signals.error
  }

  #end(backtest: Backtest): void {
    this.#current = undefined
    if (this.#ended === 0 && !this.#tell(backtest)) return
    this.#figures.set(keyOf(this.#variants[this.#ended] ?? {}), figuresOf(backtest, this.#measure))
    this.#ended += 1
  }

  /** The first run has the run's own limits: it must be that run. */
  #tell(backtest: Backtest): boolean {
    const { records, digest } = backtest.finish()
    const counts = verdictCounts(records)
    if (digest === this.ground.digest && counts.ok) {
      this.#told = { counts: counts.value, worth: backtest.worth() }
      return true
    }
    // Whoever decides otherwise than the log says is another strategy: then the log's signals are taken.
    if (this.#decisions === 'again') this.#decisions = 'recorded'
    else this.#problem = UNLIKE
    return false
  }
}
