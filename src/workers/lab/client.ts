import * as Comlink from 'comlink'
import type { Clock } from '../../lib/core/clock'
import { type Result, err, ok } from '../../lib/core/result'
import { durationMs } from '../../lib/core/time'
import type { LabClient, LabListener, OwnStrategyView } from '../../lib/ui/lab/client'
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
  LabOpened,
  LabPageApi,
  LabWorkerApi,
  OwnCode,
  RecordedRun,
  RiskProfile,
  RiskRequest,
  LabProgress,
  RuleWorthReport,
  RunFormat,
  RunSummary,
  RunVerdict,
  RunView,
  SharedProgress,
  SimulationReport,
  SimulationRequest,
  SweepReport,
  SweepRequest,
  TradeIdea,
  TradeRisk,
  TrialResult,
} from '../api/lab'
import type { MatchWorkerApi, Settings } from '../api/match'
import type { ExportedFile } from '../api/replay'
import { DisposableWorker } from '../disposable-worker'
import labWorkerUrl from '../lab.worker?worker&url'
import { type OwnedWorker, workerOfPage } from '../owned-worker'
import { settled } from '../settled'
import { StrategySandbox } from '../strategy-sandbox'
import { simulationWork, sweepWork } from './hands'
import { buffersOf } from './part-buffers'
import { type OwnChoice, OwnFrame } from './own-frame'
import { SharePool } from './pool'
import { BUSY, STOPPED } from './work'

type Answer<T> = Promise<Result<T, string>>
type Remote = Comlink.Remote<LabWorkerApi>

/** Measuring, sealing and packing millions of bars are single pieces of work. */
const PATIENCE = durationMs(20_000)
const NOT_OPEN = 'The lab is not open.'

export interface LabDeps {
  readonly clock: Clock
  readonly match: Pick<OwnedWorker<MatchWorkerApi>, 'ask'>
}

/** Owns the desk (a lab.worker), the frame of the visitor's own code, and the hands of a sweep. */
export class WorkersLab implements LabClient {
  /** One desk at a time, however many ask for it at once. */
  #desk: Promise<DisposableWorker<LabWorkerApi>> | undefined
  #listener: LabListener | undefined
  #settings: Settings | undefined
  /** Of the work under way: some of it is prepared for a while before there is anything to stop. */
  #halt = new AbortController()
  #isSimulating = false
  readonly #sandbox = new StrategySandbox()
  /** Matches whose log the desk has. */
  readonly #taken = new Set<string>()

  constructor(private readonly deps: LabDeps) {}

  open(listener: LabListener): Answer<LabOpened> {
    this.#listener = listener
    return settled(
      (async (): Answer<LabOpened> => {
        const opened = await this.#asked((desk) => desk.describe())
        return ok({ ...opened, recorded: await this.#recorded() })
      })(),
    )
  }

  datasets(): Promise<readonly Dataset[]> {
    return this.#list((desk) => desk.datasets())
  }

  deleteDataset(id: string): Answer<void> {
    return this.#ask((desk) => desk.deleteDataset(id))
  }

  products(): ReturnType<LabClient['products']> {
    return this.#ask((desk) => desk.products())
  }

  download(request: DownloadRequest): Answer<void> {
    return this.#ask((desk) => desk.download(request))
  }

  pauseDownload(id: string): Promise<void> {
    return this.#tell((desk) => desk.pauseDownload(id))
  }

  resumeDownload(id: string): Answer<void> {
    return this.#ask((desk) => desk.resumeDownload(id))
  }

  cancelDownload(id: string): Promise<void> {
    return this.#tell((desk) => desk.cancelDownload(id))
  }

  makeDemo(request: DemoRequest): Answer<Dataset> {
    return this.#ask((desk) => desk.makeDemo(request))
  }

  inspectFile(file: Blob, name: string): Answer<FileInspection> {
    return this.#ask((desk) => desk.inspectFile(file, name))
  }

  importFile(file: Blob, name: string, choices: ImportChoices): Answer<ImportAnswer> {
    return this.#ask((desk) => desk.importFile(file, name, choices))
  }

  exportDataset(id: string, format: BarFormat): Answer<ExportedFile> {
    return this.#ask((desk) => desk.exportDataset(id, format))
  }

  saveOwn(own: OwnCode): Answer<void> {
    return this.#ask((desk) => desk.saveOwn(own))
  }

  deleteOwn(name: string): Promise<void> {
    return this.#tell((desk) => desk.deleteOwn(name))
  }

  barsOfMatch(matchId: string): Answer<readonly Dataset[]> {
    return this.#ask(async (desk) => {
      const { port1, port2 } = new MessageChannel()
      await this.deps.match.ask((match) => match.handOver(matchId, Comlink.transfer(port1, [port1])))
      const taken = await desk.takeMatch(Comlink.transfer(port2, [port2]))
      if (taken.ok) this.#taken.add(matchId)
      return taken
    })
  }

  async run(setup: BacktestSetup): Answer<RunView> {
    const { strategy } = setup
    const { signal } = this.#begin()
    if (strategy.type === 'own') return this.#runOwn(setup, strategy, signal)
    // Its decisions are at the desk only for as long as the desk lives.
    if (strategy.type === 'recorded' && !this.#taken.has(strategy.matchId)) {
      const taken = await this.barsOfMatch(strategy.matchId)
      if (!taken.ok) return taken
    }
    return this.#ask(async (desk) => {
      if (strategy.type === 'agent') await this.#lendModels(desk)
      return signal.aborted ? err(STOPPED) : desk.run(setup)
    })
  }

  estimateAgent(setup: BacktestSetup): Answer<AgentEstimate> {
    return this.#ask(async (desk) => {
      await this.#lendModels(desk)
      return desk.estimateAgent(setup)
    })
  }

  checkOwn(code: string): Answer<OwnStrategyView> {
    return settled(this.#sandbox.check(code))
  }

  sweep(request: SweepRequest): Answer<SweepReport> {
    return this.#shared(async (desk, signal) => {
      const plan = await desk.planSweep(request)
      const settings = this.#settings
      if (!plan.ok) return plan
      if (settings === undefined) return err(NOT_OPEN)
      if (signal.aborted) return err(STOPPED)
      const trials: TrialResult[] = []
      const { clock } = this.deps
      const work = sweepWork(plan.value, clock, settings, (part) => void trials.push(...part))
      const done = await this.#pool(signal, (news) => this.#listener?.onSweep(news)).run(work)
      return done.ok ? desk.judgeSweep(plan.value.plan, trials) : done
    })
  }

  profile(request: RiskRequest): Answer<RiskProfile> {
    return this.#ask((desk) => desk.profile(request))
  }

  profileTrade(request: RiskRequest, idea: TradeIdea): Answer<TradeRisk> {
    return this.#ask((desk) => desk.profileTrade(request, idea))
  }

  async simulate(request: SimulationRequest): Answer<SimulationReport> {
    if (this.#isSimulating) return err(BUSY)
    this.#isSimulating = true
    const report = await this.#shared((desk, signal) => this.#simulated(desk, request, signal))
    this.#isSimulating = false
    return report
  }

  async stop(): Promise<void> {
    this.#halt.abort()
    this.#sandbox.stop()
    await this.#tell((desk) => desk.stop())
  }

  runs(): Promise<readonly RunSummary[]> {
    return this.#list((desk) => desk.runs())
  }

  showRun(id: string): Answer<RunView> {
    return this.#ask((desk) => desk.showRun(id))
  }

  deleteRun(id: string): Promise<void> {
    return this.#tell((desk) => desk.deleteRun(id))
  }

  verifyRun(id: string): Answer<RunVerdict> {
    return this.#ask((desk) => desk.verifyRun(id))
  }

  ruleWorth(id: string, own?: BacktestSetup): Answer<RuleWorthReport> {
    const { signal } = this.#begin()
    return this.#ask(async (desk) => {
      if (own === undefined) return desk.ruleWorth(id)
      const logs = await this.#frame(desk, signal).runUnderAll(own)
      return logs.ok ? desk.ruleWorth(id, logs.value) : logs
    })
  }

  exportRun(id: string, format: RunFormat): Answer<ExportedFile> {
    return this.#ask((desk) => desk.exportRun(id, format))
  }

  openRun(file: Blob, name: string): Answer<RunView> {
    return this.#ask((desk) => desk.openRun(file, name))
  }

  #begin(): AbortController {
    this.#halt = new AbortController()
    return this.#halt
  }

  /** The desk gathers what the hands make: at the page parts only pass through. */
  async #simulated(desk: Remote, request: SimulationRequest, signal: AbortSignal): Answer<SimulationReport> {
    const plan = await desk.planSimulation(request)
    if (!plan.ok) return plan
    if (signal.aborted) return err(STOPPED)
    const { clock } = this.deps
    const startedAt = clock.now()
    const work = simulationWork(plan.value, clock, (part) =>
      desk.gather(Comlink.transfer(part, buffersOf(part))),
    )
    const done = await this.#pool(signal, (news) => this.#listener?.onSimulation(news)).run(work)
    return done.ok ? desk.judgeSimulation(clock.now() - startedAt) : done
  }

  /** Whatever ends such work before its time, its hands are let go: the desk's death, too. */
  async #shared<T>(work: (desk: Remote, signal: AbortSignal) => Answer<T>): Answer<T> {
    const control = this.#begin()
    const answer = await this.#ask((desk) => work(desk, control.signal))
    if (!answer.ok) control.abort()
    return answer
  }

  #pool(signal: AbortSignal, onNews: (news: SharedProgress) => void): SharePool {
    const pool = new SharePool(this.deps.clock, navigator.hardwareConcurrency, onNews)
    signal.addEventListener('abort', () => pool.stop())
    return pool
  }

  #runOwn(setup: BacktestSetup, strategy: OwnChoice, signal: AbortSignal): Answer<RunView> {
    return this.#ask(async (desk) => {
      const log = await this.#frame(desk, signal).run(setup, strategy)
      return log.ok ? desk.adopt(setup, log.value) : log
    })
  }

  #frame(desk: Remote, signal: AbortSignal): OwnFrame {
    const onProgress = (progress: LabProgress): void => this.#listener?.onProgress(progress)
    return new OwnFrame(desk, this.#sandbox, signal, onProgress)
  }

  async #lendModels(desk: Remote): Promise<void> {
    const { port1, port2 } = new MessageChannel()
    await this.deps.match.ask((match) => match.lendModels(Comlink.transfer(port1, [port1])))
    await desk.connectModels(Comlink.transfer(port2, [port2]))
  }

  /** The desk outlives the page that opened it: what it downloads goes on while another page is looked at. */
  #standing(): Promise<DisposableWorker<LabWorkerApi>> {
    this.#desk ??= this.#start().catch((cause: unknown) => {
      this.#desk = undefined
      throw cause
    })
    return this.#desk
  }

  /** A desk that died takes what is open along; the next question is asked of its successor. */
  async #start(): Promise<DisposableWorker<LabWorkerApi>> {
    this.#taken.clear()
    const settings = await this.deps.match.ask((match) => match.settings())
    this.#settings = settings
    const desk = await DisposableWorker.start<LabWorkerApi>({
      spawn: () => workerOfPage(labWorkerUrl, 'lab'),
      clock: this.deps.clock,
      ping: (remote) => remote.ping(),
      within: PATIENCE,
      onLost: (sentence) => {
        this.#desk = undefined
        this.#listener?.onLost(sentence)
      },
    })
    await desk.ask((remote) => remote.open(Comlink.proxy(this.#page), settings))
    return desk
  }

  readonly #page: LabPageApi = {
    onProgress: (progress) => this.#listener?.onProgress(progress),
    onDownloads: (downloads) => this.#listener?.onDownloads(downloads),
    onDatasets: (datasets) => this.#listener?.onDatasets(datasets),
  }

  /** Agents of matches that have ended, the newest match first. */
  async #recorded(): Promise<readonly RecordedRun[]> {
    const matches = await this.deps.match.ask((match) => match.listMatches())
    return matches.flatMap(({ id, status, startedAt, standings }) => {
      if (status !== 'ended') return []
      // Standings are in roster order.
      return standings.flatMap(({ name, role }, run) =>
        role === 'agent' ? [{ matchId: id, run, name, startedAt }] : [],
      )
    })
  }

  async #asked<T>(call: (desk: Remote) => Promise<T>): Promise<T> {
    return (await this.#standing()).ask(call)
  }

  #ask<T>(call: (desk: Remote) => Answer<T>): Answer<T> {
    return settled(this.#asked<Result<T, string>>(call))
  }

  /** What cannot be listed now is listed as nothing; the page was told that the desk is lost. */
  #list<T>(call: (desk: Remote) => Promise<readonly T[]>): Promise<readonly T[]> {
    return this.#asked(call).catch(() => [])
  }

  /** What is told to a desk that ends meanwhile has become pointless. */
  async #tell(call: (desk: Remote) => Promise<void>): Promise<void> {
    await this.#asked(call).catch(() => undefined)
  }
}
