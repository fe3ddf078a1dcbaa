/** Composition root of the lab: the candle library, backtests and what is left of them; or a hand in a sweep or a simulation. */
import * as Comlink from 'comlink'
import { type Result, err, invariant, ok } from '../lib/core/result'
import { lockTurnstile } from '../lib/feeds/coinbase/limiter'
import { CoinbaseRest } from '../lib/feeds/coinbase/rest'
import { COINBASE_TIERS } from '../lib/engine/rules'
import { OWN_API_TEXT } from '../lib/lab/own/api-text'
import { OWN_EXAMPLES } from '../lib/lab/own/examples'
import { STRATEGIES } from '../lib/lab/strategies/registry'
import { type LabStorage, openLabStorage } from '../lib/storage/lab/open-lab-storage'
import type {
  AgentEstimate,
  BacktestSetup,
  BarFormat,
  Dataset,
  DemoRequest,
  DownloadRequest,
  FileInspection,
  ImportAnswer,
  ImportChoices,
  LabPageApi,
  LabWorkerApi,
  HandShare,
  LentBars,
  OwnCode,
  OwnLog,
  PlannedSimulation,
  PlannedSweep,
  RiskProfile,
  RiskRequest,
  RuleWorthReport,
  RunFormat,
  RunSummary,
  RunVerdict,
  RunView,
  ShareListener,
  SimulationPart,
  SimulationPlan,
  SimulationReport,
  SimulationRequest,
  SimulationShare,
  StrategyView,
  SweepPlan,
  SweepReport,
  SweepRequest,
  TradeIdea,
  TradeRisk,
  TrialResult,
} from './api/lab'
import type { Settings } from './api/match'
import type { ExportedFile } from './api/replay'
import { BorrowedModels } from './borrowed-models'
import { PlatformClock } from './clock'
import { AgentRuns } from './lab/agent-runs'
import { LabLibrary } from './lab/library'
import { buffersOf } from './lab/part-buffers'
import { RecordedMatches } from './lab/recorded-matches'
import { RiskSources } from './lab/risk-sources'
import { RunBook } from './lab/run-book'
import { LabRuns } from './lab/runs'
import { LabSimulations, SimulationHand } from './lab/simulations'
import { LabSweeps } from './lab/sweeps'
import { LabWork } from './lab/work'
import { receivePacked } from './match-parcel'

type Answer<T> = Promise<Result<T, string>>

/** All that stands once the worker was opened. */
interface Rooms {
  readonly storage: LabStorage
  readonly library: LabLibrary
  readonly runs: LabRuns
  readonly sweeps: LabSweeps
  readonly simulations: LabSimulations
  readonly recorded: RecordedMatches
}

class LabWorker implements LabWorkerApi {
  readonly #clock = new PlatformClock()
  readonly #work = new LabWork(this.#clock)
  readonly #models = new BorrowedModels(this.#clock)
  readonly #hand = new SimulationHand()
  #rooms: Rooms | undefined

  async open(page: LabPageApi, settings: Settings): Promise<void> {
    this.#work.tell(page)
    const { library } = await this.#build(settings, page)
    await library.open()
  }

  async describe(): ReturnType<LabWorkerApi['describe']> {
    const { storage, library, runs } = this.#open
    return {
      strategies: STRATEGIES.map(viewOf),
      datasets: await library.datasets(),
      runs: await runs.list(),
      kept: storage.kept,
      downloads: library.downloads(),
      ownApi: { types: OWN_API_TEXT, examples: OWN_EXAMPLES },
      own: (await storage.strategies.list()).map(({ name, code }) => ({ name, code })),
      coinbaseFees: { type: 'tiers', tiers: COINBASE_TIERS },
    }
  }

  async join(settings: Settings): Promise<void> {
    await this.#build(settings, undefined)
  }

  datasets(): Promise<readonly Dataset[]> {
    return this.#open.library.datasets()
  }

  deleteDataset(id: string): Answer<void> {
    return this.#open.library.remove(id)
  }

  download(request: DownloadRequest): Answer<void> {
    return this.#open.library.download(request)
  }

  pauseDownload(id: string): Promise<void> {
    return this.#open.library.pause(id)
  }

  resumeDownload(id: string): Answer<void> {
    return this.#open.library.resume(id)
  }

  cancelDownload(id: string): Promise<void> {
    return this.#open.library.cancel(id)
  }

  products(): ReturnType<LabWorkerApi['products']> {
    return this.#open.library.products()
  }

  makeDemo(request: DemoRequest): Answer<Dataset> {
    return this.#open.library.makeDemo(request)
  }

  inspectFile(file: Blob, name: string): Answer<FileInspection> {
    return this.#open.library.inspect(file, name)
  }

  importFile(file: Blob, name: string, choices: ImportChoices): Answer<ImportAnswer> {
    return this.#open.library.import(file, name, choices)
  }

  exportDataset(id: string, format: BarFormat): Answer<ExportedFile> {
    return this.#open.library.export(id, format)
  }

  async saveOwn({ name, code }: OwnCode): Answer<void> {
    const kept = await this.#open.storage.strategies.keep({ name, code, savedAt: this.#clock.now() })
    return kept ? ok(undefined) : err('This browser could not keep the code: its storage refused it.')
  }

  async deleteOwn(name: string): Promise<void> {
    await this.#open.storage.strategies.remove(name)
  }

  async takeMatch(port: MessagePort): Answer<readonly Dataset[]> {
    const match = await receivePacked(port)
    return match.ok ? this.#open.recorded.take(match.value) : match
  }

  async connectModels(port: MessagePort): Promise<void> {
    this.#models.connect(port)
  }

  estimateAgent(setup: BacktestSetup): Answer<AgentEstimate> {
    return this.#open.runs.estimateAgent(setup)
  }

  run(setup: BacktestSetup): Answer<RunView> {
    return this.#open.runs.run(setup)
  }

  async stop(): Promise<void> {
    this.#work.stop()
  }

  async lend(setup: BacktestSetup): Answer<LentBars> {
    const lent = await this.#open.runs.lend(setup)
    if (!lent.ok) return lent
    const { transfer, ...bars } = lent.value
    return Comlink.transfer(ok(bars), [...transfer])
  }

  adopt(setup: BacktestSetup, log: OwnLog): Answer<RunView> {
    return this.#open.runs.adopt(setup, log)
  }

  runs(): Promise<readonly RunSummary[]> {
    return this.#open.runs.list()
  }

  showRun(id: string): Answer<RunView> {
    return this.#open.runs.show(id)
  }

  deleteRun(id: string): Promise<void> {
    return this.#open.runs.remove(id)
  }

  verifyRun(id: string): Answer<RunVerdict> {
    return this.#open.runs.verify(id)
  }

  ruleWorth(id: string, own?: readonly OwnLog[]): Answer<RuleWorthReport> {
    return this.#open.runs.ruleWorth(id, own)
  }

  exportRun(id: string, format: RunFormat): Answer<ExportedFile> {
    return this.#open.runs.export(id, format)
  }

  openRun(file: Blob): Answer<RunView> {
    return this.#open.runs.open(file)
  }

  planSweep(request: SweepRequest): Answer<PlannedSweep> {
    return this.#open.sweeps.plan(request)
  }

  evaluate(share: HandShare, told: ShareListener): Answer<readonly TrialResult[]> {
    return this.#open.sweeps.evaluate(share, told)
  }

  judgeSweep(plan: SweepPlan, trials: readonly TrialResult[]): Answer<SweepReport> {
    return this.#open.sweeps.judge(plan, trials)
  }

  profile(request: RiskRequest): Answer<RiskProfile> {
    return this.#open.simulations.profile(request)
  }

  profileTrade(request: RiskRequest, idea: TradeIdea): Answer<TradeRisk> {
    return this.#open.simulations.profileTrade(request, idea)
  }

  planSimulation(request: SimulationRequest): Answer<PlannedSimulation> {
    return this.#open.simulations.plan(request)
  }

  async takePlan(plan: SimulationPlan): Promise<void> {
    this.#hand.take(plan)
  }

  async simulate(share: SimulationShare, told: ShareListener): Answer<SimulationPart> {
    const part = await this.#hand.simulate(share, told)
    return part.ok ? Comlink.transfer(part, buffersOf(part.value)) : part
  }

  async gather(part: SimulationPart): Promise<void> {
    this.#open.simulations.gather(part)
  }

  async judgeSimulation(milliseconds: number): Answer<SimulationReport> {
    return this.#open.simulations.judge(milliseconds)
  }

  async ping(): Promise<number> {
    return this.#clock.now()
  }

  get #open(): Rooms {
    invariant(this.#rooms !== undefined, 'the lab was asked before it was opened')
    return this.#rooms
  }

  async #build({ restUrl }: Settings, page: LabPageApi | undefined): Promise<Rooms> {
    const { indexedDB, IDBKeyRange, navigator } = globalThis
    const { storage: disk, locks } = navigator
    const storage = await openLabStorage({ indexedDB, IDBKeyRange, storage: disk, locks })
    const deps = { storage, clock: this.#clock, work: this.#work }
    const rest = new CoinbaseRest({
      ...{ url: restUrl, clock: this.#clock, chance: Math.random, fetch: (url, init) => fetch(url, init) },
      ...('locks' in navigator ? { turnstile: lockTurnstile(locks, this.#clock) } : {}),
    })
    const library = new LabLibrary({
      ...deps,
      rest,
      page,
      canShare: globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function',
    })
    const recorded = new RecordedMatches(library)
    const book = new RunBook(storage.runs)
    const agents = new AgentRuns({ ...deps, models: this.#models })
    const runs = new LabRuns({ ...deps, library, recorded, book, agents })
    const simulations = new LabSimulations(new RiskSources(library, book))
    this.#rooms = { storage, library, runs, recorded, sweeps: new LabSweeps(library), simulations }
    return this.#rooms
  }
}

function viewOf({
  id,
  name,
  summary,
  family,
  parameters,
  granularities,
}: (typeof STRATEGIES)[number]): StrategyView {
  const only = granularities === undefined ? {} : { granularities }
  return { id, name, summary, family, parameters, ...only }
}

Comlink.expose(new LabWorker())
