import type { Clock } from '../../lib/core/clock'
import { sha256Hex } from '../../lib/core/hash'
import { type Result, err, ok } from '../../lib/core/result'
import { sameBytes } from '../../lib/core/same-bytes'
import { encodeHead, setupProblem } from '../../lib/engine/block/backtest-head'
import { Backtest } from '../../lib/engine/block/backtest'
import { type BlockSignal, signalsOf } from '../../lib/engine/block/block-signals'
import { BacktestReplay, settleSignals } from '../../lib/engine/block/replay-backtest'
import type { MatchConfig } from '../../lib/engine/config'
import { backtestConfig } from '../../lib/lab/backtest-config'
import type { AgentChoice, BacktestSetup } from '../../lib/lab/backtest-setup'
import type { ReadBlock } from '../../lib/lab/catalog/bar-catalog'
import { joinQuotes } from '../../lib/lab/catalog/quoted-block'
import { listedAlpha } from '../../lib/lab/strategies/listed-alpha'
import type {
  AgentEstimate,
  LabProgress,
  LentBars,
  OwnLog,
  RuleWorthReport,
  RunFormat,
  RunSummary,
  RunVerdict,
  RunView,
} from '../api/lab'
import type { ExportedFile } from '../api/replay'
import type { AgentRuns } from './agent-runs'
import type { LabLibrary } from './library'
import type { RecordedMatches } from './recorded-matches'
import type { RunBook } from './run-book'
import { faultText } from './fault-text'
import { type Learnt, NOTHING_LEARNT, learntBy } from './learnt'
import { RuleWorths } from './rule-worths'
import { exportRun } from './run-export'
import { type FinishedRun, nameOf } from './run-view'
import { shortened } from './shortened'
import { type LabWork, STOPPED } from './work'

type Answer<T> = Promise<Result<T, string>>

const OTHER_HEAD = 'Your strategy’s frame answered a log of another backtest than was asked for.'

export interface RunsDeps {
  readonly library: LabLibrary
  readonly book: RunBook
  readonly recorded: RecordedMatches
  readonly agents: AgentRuns
  readonly work: LabWork
  readonly clock: Clock
}

/** A backtest ready to be folded. */
interface Ground {
  readonly setup: BacktestSetup
  readonly read: ReadBlock
  readonly config: MatchConfig
  /** What to know of the run before it was made. */
  readonly notes: readonly string[]
}

/** Runs backtests, whoever decides in them, and runs finished ones again. */
export class LabRuns {
  readonly #worths: RuleWorths

  constructor(private readonly deps: RunsDeps) {
    this.#worths = new RuleWorths(deps.work)
  }

  run(setup: BacktestSetup): Answer<RunView> {
    return this.#alone(async (signal) => {
      const ground = await this.#ground(setup)
      if (!ground.ok) return ground
      const { strategy } = setup
      if (strategy.type === 'own') return err('Your own code runs in its frame, not here.')
      if (strategy.type === 'listed') return this.#runListed(ground.value, strategy, signal)
      if (strategy.type === 'agent') return this.#runAgent(ground.value, strategy, signal)
      const decided = this.deps.recorded.signalsOn(
        strategy,
        ground.value.read.block,
        ground.value.config.products,
      )
      if (!decided.ok) return decided
      return this.#settle({ ...ground.value, notes: decided.value.notes }, decided.value.signals, signal)
    })
  }

  /** What a language model would cost on these bars. */
  estimateAgent(setup: BacktestSetup): Answer<AgentEstimate> {
    const { strategy } = setup
    if (strategy.type !== 'agent') return Promise.resolve(err('Only a language model costs anything.'))
    return this.#alone(async () => {
      const ground = await this.#ground(setup)
      if (!ground.ok) return ground
      const { config, read } = ground.value
      return this.deps.agents.estimate(strategy, { config, block: read.block, fills: setup.fills })
    })
  }

  /** What the frame of the visitor's code needs, in memory of its own. */
  async lend(setup: BacktestSetup): Answer<LentBars & { readonly transfer: readonly ArrayBuffer[] }> {
    const ground = await this.#ground(setup)
    if (!ground.ok) return ground
    const { memory } = this.deps.library
    const { block } = ground.value.read
    const { message, transfer } = memory.transfer(...joinQuotes(block).map((bars) => memory.lease(bars)))
    const products = message.map((bars, at) => ({ ...bars, id: ground.value.config.products[at]?.id ?? '' }))
    return ok({ granularity: block.granularity, products, head: headOf(ground.value), transfer })
  }

  /** Of a log from that frame nothing is believed but its signals: they are settled here. */
  adopt(setup: BacktestSetup, { records }: OwnLog): Answer<RunView> {
    return this.#alone(async (signal) => {
      const ground = await this.#ground(setup)
      if (!ground.ok) return ground
      const head = headOf(ground.value)
      if (!sameBytes(records[0] ?? new Uint8Array(), head)) return err(OTHER_HEAD)
      const signals = signalsOf(records)
      if (!signals.ok)
        return err(`Your strategy’s frame answered a log that cannot be read. ${signals.error}`)
      return this.#settle(ground.value, signals.value, signal)
    })
  }

  list(): Promise<readonly RunSummary[]> {
    return this.deps.book.list()
  }

  async show(id: string): Answer<RunView> {
    const found = await this.deps.book.find(id)
    return found.ok ? ok(found.value.view) : found
  }

  remove(id: string): Promise<void> {
    return this.deps.book.remove(id)
  }

  /** Settles the signals of the run's log once more and compares every record. */
  verify(id: string): Answer<RunVerdict> {
    return this.#alone(async (signal) => {
      const found = await this.deps.book.find(id)
      return found.ok ? this.#replay(found.value.run, signal) : found
    })
  }

  /** The run again without each of its limits, and under each alone. */
  ruleWorth(id: string, own?: readonly OwnLog[]): Answer<RuleWorthReport> {
    return this.#alone(async (signal) => {
      const found = await this.deps.book.find(id)
      return found.ok ? this.#worths.of(found.value.run, signal, own) : found
    })
  }

  export(id: string, format: RunFormat): Answer<ExportedFile> {
    const { book, work } = this.deps
    return this.#alone(async (signal) => {
      const found = await book.find(id)
      if (!found.ok) return found
      const { run } = found.value
      const rules = format === 'csv-rules' ? await this.#worths.of(run, signal) : ok(this.#worths.known(run))
      if (!rules.ok) return rules
      const watch = { signal, progress: (progress: LabProgress) => work.progress(progress) }
      return exportRun({ ...found.value, rules: rules.value }, format, watch)
    })
  }

  /** A result file of anybody: shown only when it verifies. */
  open(file: Blob): Answer<RunView> {
    return this.#alone(async (signal) => {
      const run = await this.deps.book.read(file)
      if (!run.ok) return run
      const verdict = await this.#replay(run.value, signal)
      if (!verdict.ok) return verdict
      if (verdict.value.status === 'verified') {
        const { milliseconds } = verdict.value
        return this.deps.book.keep({ ...run.value, milliseconds })
      }
      const { at, expected, got } = verdict.value
      return err(`This file does not verify: at record ${at} it should say ${expected}, and says ${got}.`)
    })
  }

  async #ground(setup: BacktestSetup): Answer<Ground> {
    this.deps.work.progress({ stage: 'reading', done: 0, of: 0 })
    const read = await this.deps.library.read(setup.datasets, setup.range)
    if (!read.ok) return read
    const { block, datasets } = read.value
    const [first] = datasets
    if (first === undefined) return err('Choose the bars of at least one product.')
    const products = datasets.map(({ spec }) => spec)
    const config = backtestConfig(setup, products, first.source)
    const problem = setupProblem(config, setup.fills, block)
    return problem === undefined ? ok({ setup, read: read.value, config, notes: [] }) : err(problem)
  }

  async #runListed(
    ground: Ground,
    strategy: Extract<BacktestSetup['strategy'], { type: 'listed' }>,
    signal: AbortSignal,
  ): Answer<RunView> {
    const { setup, read, config } = ground
    const { block } = read
    const make = listedAlpha(strategy, block.granularity)
    if (!make.ok) return make
    const alpha = make.value()
    const backtest = new Backtest({ config, block, alpha, fills: setup.fills })
    return this.#fold(ground, backtest, signal, () => learntBy(alpha))
  }

  /** What was paid for is shown: a life that was stopped becomes a shorter backtest. */
  async #runAgent(ground: Ground, choice: AgentChoice, signal: AbortSignal): Answer<RunView> {
    const { config, read } = ground
    const decided = await this.deps.agents.live(
      choice,
      { config, block: read.block, fills: ground.setup.fills },
      signal,
    )
    if (!decided.ok) return decided
    const { signals, rows, notes } = decided.value
    const lived = shortened({ ...ground, notes }, rows)
    if (!lived.ok) return lived
    return this.#settle(lived.value, signals, signal.aborted ? new AbortController().signal : signal)
  }

  #settle(ground: Ground, signals: readonly BlockSignal[], signal: AbortSignal): Answer<RunView> {
    const { setup, read, config } = ground
    const name = nameOf(setup.strategy)
    const backtest = settleSignals(config, setup.fills, read.block, name, versionOf(setup), signals)
    return backtest.ok
      ? this.#fold(ground, backtest.value, signal, () => NOTHING_LEARNT)
      : Promise.resolve(backtest)
  }

  async #fold(
    { setup, read, config, notes }: Ground,
    backtest: Backtest,
    signal: AbortSignal,
    learnt: () => Learnt,
  ): Answer<RunView> {
    const { work, clock, book } = this.deps
    const { block, datasets } = read
    const startedAt = performance.now()
    if (!(await work.through(backtest, block.rows, 'running', signal))) return err(STOPPED)
    const { records, digest } = backtest.finish()
    const { weights, notes: learnedNotes } = learnt()
    const run: FinishedRun = {
      ...{ setup, block, config, records, digest, fills: setup.fills, weights },
      notes: [...notes, ...learnedNotes],
      source: datasets[0]?.source ?? 'import',
      products: config.products,
      madeAt: clock.now(),
      milliseconds: performance.now() - startedAt,
    }
    work.progress({ stage: 'measuring', done: 0, of: 0 })
    return book.keep(run)
  }

  async #replay(run: FinishedRun, signal: AbortSignal): Answer<RunVerdict> {
    const { records, block, digest } = run
    const startedAt = performance.now()
    const replay = BacktestReplay.open(records, block)
    if (!replay.ok) return ok({ status: 'diverged', ...placed(replay.error) })
    if (!(await this.deps.work.through(replay.value, block.rows, 'verifying', signal))) return err(STOPPED)
    const again = replay.value.finish()
    if (!again.ok) return ok({ status: 'diverged', ...placed(again.error) })
    if (again.value.digest !== digest) {
      return ok({ status: 'diverged', at: records.length, expected: again.value.digest, got: digest })
    }
    const milliseconds = performance.now() - startedAt
    return ok({ status: 'verified', rows: block.rows, milliseconds, digest })
  }

  async #alone<T>(work: (signal: AbortSignal) => Answer<T>): Answer<T> {
    try {
      return await this.deps.work.alone<Result<T, string>>(work, err)
    } catch (fault) {
      return err(faultText(fault))
    }
  }
}

function placed({ divergedAt, expected, got }: { divergedAt: number; expected: string; got: string }): {
  at: number
  expected: string
  got: string
} {
  return { at: divergedAt, expected, got }
}

/** Own code and prompts are known by their hash: another text is another strategy. */
function versionOf({ strategy }: BacktestSetup): string {
  if (strategy.type === 'agent') return hashOfText(strategy.prompt)
  return strategy.type === 'own' ? hashOfText(strategy.code) : '1'
}

function hashOfText(text: string): string {
  return sha256Hex(text).slice(0, 16)
}

function headOf({ setup, read, config }: Ground): Uint8Array {
  const { hash } = read.block
  const alpha = { alphaName: nameOf(setup.strategy), alphaVersion: versionOf(setup) }
  return encodeHead({ blockHash: hash, ...alpha, fills: setup.fills, config })
}
