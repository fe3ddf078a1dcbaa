import { type Result, err, ok } from '../../lib/core/result'
import { backtestConfig } from '../../lib/lab/backtest-config'
import type { ReadBlock } from '../../lib/lab/catalog/bar-catalog'
import { joinQuotes, splitQuotes } from '../../lib/lab/catalog/quoted-block'
import { setupProblem } from '../../lib/engine/block/backtest-head'
import type { MatchConfig } from '../../lib/engine/config'
import { evaluate, testTrial } from '../../lib/lab/sweep/evaluate'
import { type TestTrial, judgeSweep } from '../../lib/lab/sweep/judge'
import { planSweep } from '../../lib/lab/sweep/plan'
import type {
  BacktestSetup,
  HandShare,
  PlannedSweep,
  ShareListener,
  SweepPlan,
  SweepReport,
  SweepRequest,
  TrialResult,
} from '../api/lab'
import type { QuotedBars } from '../../lib/market/bars'
import { breathe } from '../unhurried'
import type { LabLibrary } from './library'
import { faultText } from './fault-text'
import { STOPPED } from './work'

/** Wall time between two reports, ms. */
const NEWS = 60

type Answer<T> = Promise<Result<T, string>>

/** What all trials of a sweep stand on; read once. */
interface Ground {
  readonly key: string
  readonly read: ReadBlock
  readonly config: MatchConfig
}

/** One worker's part in sweeps. */
export class LabSweeps {
  #ground: Ground | undefined

  constructor(private readonly library: LabLibrary) {}

  /** Reads the bars anew; where the page can share memory, they come along for the hands. */
  async plan(request: SweepRequest): Answer<PlannedSweep> {
    this.#ground = undefined
    const ground = await this.#groundOf(request.setup)
    if (!ground.ok) return ground
    const { read } = ground.value
    const plan = planSweep(request, read.block.granularity, read.block.rows)
    return plan.ok ? ok({ plan: plan.value, shared: this.#shared(read) }) : plan
  }

  /** Trial after trial; many times a second others have their turn and the page is told. */
  async evaluate(share: HandShare, told: ShareListener): Answer<readonly TrialResult[]> {
    const ground = await this.#groundOf(share.plan.request.setup, share.shared)
    if (!ground.ok) return ground
    const { config, read } = ground.value
    return spoken(() => this.#tried(evaluate(share, config, read.block), share.to - share.from, told))
  }

  async #tried(
    trials: Iterable<TrialResult>,
    of: number,
    told: ShareListener,
  ): Answer<readonly TrialResult[]> {
    const results: TrialResult[] = []
    let toldOf = 0
    let toldAt = performance.now()
    for (const result of trials) {
      results.push(result)
      const now = performance.now()
      if (now - toldAt < NEWS && results.length < of) continue
      await breathe()
      if (!(await told.onDone(results.length - toldOf))) return err(STOPPED)
      toldOf = results.length
      toldAt = now
    }
    return ok(results)
  }

  async judge(plan: SweepPlan, trials: readonly TrialResult[]): Answer<SweepReport> {
    const ground = await this.#groundOf(plan.request.setup)
    if (!ground.ok) return ground
    const { config, read } = ground.value
    const test: TestTrial = (window, set) => testTrial(plan, config, read.block, window, set)
    return spoken(async () => judgeSweep(plan, trials, test))
  }

  #shared(read: ReadBlock): ReadBlock | undefined {
    const { memory } = this.library
    const all: QuotedBars[] = []
    for (const bars of joinQuotes(read.block)) {
      const shared = memory.share(memory.lease(bars))
      if (!shared.ok) return undefined
      all.push(shared.value)
    }
    return { ...read, block: { ...read.block, ...splitQuotes(all) } }
  }

  async #groundOf(setup: BacktestSetup, shared?: ReadBlock): Answer<Ground> {
    const key = JSON.stringify([setup.datasets, setup.range])
    const known = shared ?? (this.#ground?.key === key ? this.#ground.read : undefined)
    const read = known === undefined ? await this.library.read(setup.datasets, setup.range) : ok(known)
    if (!read.ok) return read
    const { datasets } = read.value
    const products = datasets.map(({ spec }) => spec)
    const config = backtestConfig(setup, products, datasets[0]?.source ?? 'import')
    this.#ground = { key, read: read.value, config }
    const problem = setupProblem(config, setup.fills, read.value.block)
    return problem === undefined ? ok(this.#ground) : err(problem)
  }
}

/** A trial that breaks off ends the sweep with a sentence. */
async function spoken<T>(work: () => Answer<T>): Answer<T> {
  try {
    return await work()
  } catch (fault) {
    return err(faultText(fault))
  }
}
