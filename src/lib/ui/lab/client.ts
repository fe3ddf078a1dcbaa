import type { Result } from '../../core/result'
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
  OwnCode,
  ParameterSpec,
  RiskProfile,
  RiskRequest,
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
} from '../../../workers/api/lab'
import type { ExportedFile } from '../../../workers/api/replay'

export interface LabListener extends LabPageApi {
  /** Trials of a sweep, and ms left; NaN while unknown. */
  onSweep(progress: SharedProgress): void
  /** Paths of a simulation, several times a second. */
  onSimulation(progress: SharedProgress): void
  /** The desk died and was replaced, a sentence; downloads stand. */
  onLost(sentence: string): void
}

/** The page's door to the lab's workers. No method rejects; errors are sentences. */
export interface LabClient {
  open(listener: LabListener): Promise<Result<LabOpened, string>>
  datasets(): Promise<readonly Dataset[]>
  deleteDataset(id: string): Promise<Result<void, string>>
  products(): Promise<Result<readonly { readonly id: string; readonly name: string }[], string>>
  download(request: DownloadRequest): Promise<Result<void, string>>
  pauseDownload(id: string): Promise<void>
  resumeDownload(id: string): Promise<Result<void, string>>
  cancelDownload(id: string): Promise<void>
  makeDemo(request: DemoRequest): Promise<Result<Dataset, string>>
  inspectFile(file: Blob, name: string): Promise<Result<FileInspection, string>>
  importFile(file: Blob, name: string, choices: ImportChoices): Promise<Result<ImportAnswer, string>>
  exportDataset(id: string, format: BarFormat): Promise<Result<ExportedFile, string>>
  /** Puts the prices of a match into the library, a dataset per product; what is there already is answered. */
  barsOfMatch(matchId: string): Promise<Result<readonly Dataset[], string>>
  /** Keeps code under its name, in place of what had it. */
  saveOwn(own: OwnCode): Promise<Result<void, string>>
  deleteOwn(name: string): Promise<void>
  /** The visitor's own code runs in its frame, everything else in the desk's worker. An `agent` spends. */
  run(setup: BacktestSetup): Promise<Result<RunView, string>>
  /** What a setup whose strategy is an `agent` would cost; no model is asked. */
  estimateAgent(setup: BacktestSetup): Promise<Result<AgentEstimate, string>>
  /** What the visitor's code asks for: its name and parameters, or where it is wrong. */
  checkOwn(code: string): Promise<Result<OwnStrategyView, string>>
  sweep(request: SweepRequest): Promise<Result<SweepReport, string>>
  /** Of datasets at their last close, or of a backtest's last holdings. Errors name what is wrong with the request. */
  profile(request: RiskRequest): Promise<Result<RiskProfile, string>>
  /** What a trade would make of it, at the last close and without fees; nothing is traded. */
  profileTrade(request: RiskRequest, idea: TradeIdea): Promise<Result<TradeRisk, string>>
  /** Of datasets, or of a backtest's equity as one product. The same request gives the same paths on every machine. */
  simulate(request: SimulationRequest): Promise<Result<SimulationReport, string>>
  /** Ends the run, the sweep, the simulation or the import under way; it answers with a sentence. */
  stop(): Promise<void>
  runs(): Promise<readonly RunSummary[]>
  showRun(id: string): Promise<Result<RunView, string>>
  deleteRun(id: string): Promise<void>
  verifyRun(id: string): Promise<Result<RunVerdict, string>>
  /**
   * What each of the run's limits was worth. Many backtests: {@link stop} ends them. `own`: the setup of a run of own
   * code that is the visitor's, which then decides anew in its frame.
   */
  ruleWorth(id: string, own?: BacktestSetup): Promise<Result<RuleWorthReport, string>>
  exportRun(id: string, format: RunFormat): Promise<Result<ExportedFile, string>>
  openRun(file: Blob, name: string): Promise<Result<RunView, string>>
}

export interface OwnStrategyView {
  readonly name: string
  readonly parameters: readonly ParameterSpec[]
}
