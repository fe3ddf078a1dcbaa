/**
 * What the page asks of lab.worker: the candle library, backtests, sweeps, results. One desk per page keeps the
 * library and the results; further workers of the same kind share the work of sweeps.
 */
import type {
  SimulationPart,
  SimulationPlan,
  SimulationReport,
  SimulationSettings,
  SimulationShare,
} from '../../lib/analytics/monte-carlo/types'
import type { TearSheet } from '../../lib/analytics/tear-sheet'
import type { Result } from '../../lib/core/result'
import type { RiskRules } from '../../lib/core/risk-rules'
import type { FeeSchedule } from '../../lib/engine/config'
import type { FillModel, SlippageModel } from '../../lib/engine/block/fill-model'
import type { AgentChoice, BacktestSetup, StrategyChoice } from '../../lib/lab/backtest-setup'
import type { ReadBlock } from '../../lib/lab/catalog/bar-catalog'
import type { BarSource, Dataset, TimeRange } from '../../lib/lab/catalog/dataset'
import type { DownloadRequest, DownloadView } from '../../lib/lab/catalog/download-types'
import type { RuleWorthReport, RuleWorthRow, VariantFigures } from '../../lib/lab/rule-worth/types'
import type { ParameterSpec, ParameterValues, StrategyDescriptor } from '../../lib/lab/strategies/contract'
import type { SweepPlan, SweepReport, SweepRequest, SweepShare, TrialResult } from '../../lib/lab/sweep/types'
import type { QuotedBars } from '../../lib/market/bars'
import type { BarGranularity } from '../../lib/market/types'
import type { Settings } from './match'
import type { ExportedFile } from './replay'
import type { RiskProfile, TradeIdea, TradeRisk } from './risk'

export interface LabWorkerApi {
  /** Opens library and results, once, before all else. `page` is told of downloads and of what is kept. */
  open(page: LabPageApi, settings: Settings): Promise<void>
  /** What a page shows first, whenever it is opened: downloads under way go on in between. */
  describe(): Promise<Omit<LabOpened, 'recorded'>>
  /** Instead of {@link open}, for a hand in sweeps: it takes no part in downloads and tells nobody. */
  join(settings: Settings): Promise<void>
  datasets(): Promise<readonly Dataset[]>
  deleteDataset(id: string): Promise<Result<void, string>>
  /** Starts, or goes on with, a download; progress comes by {@link LabPageApi.onDownloads}. */
  download(request: DownloadRequest): Promise<Result<void, string>>
  pauseDownload(id: string): Promise<void>
  resumeDownload(id: string): Promise<Result<void, string>>
  /** Ends it; what is stored already stays. */
  cancelDownload(id: string): Promise<void>
  /** Products of the exchange that can be asked for. */
  products(): Promise<Result<readonly { readonly id: string; readonly name: string }[], string>>
  /** Bars by seed, at once. */
  makeDemo(request: DemoRequest): Promise<Result<Dataset, string>>
  /** Looks into a file without storing anything: its format, columns, first rows, and what they seem to be. */
  inspectFile(file: Blob, name: string): Promise<Result<FileInspection, string>>
  /** All or nothing. */
  importFile(file: Blob, name: string, choices: ImportChoices): Promise<Result<ImportAnswer, string>>
  exportDataset(id: string, format: BarFormat): Promise<Result<ExportedFile, string>>
  /** Keeps code under its name, in place of what had it. */
  saveOwn(own: OwnCode): Promise<Result<void, string>>
  deleteOwn(name: string): Promise<void>
  /**
   * A match of this browser, sent by match.worker through `port` (see MatchWorkerApi.handOver): its prices become
   * datasets of source `match`, one for each product, its agents' decisions can be run as `recorded` strategies.
   */
  takeMatch(port: MessagePort): Promise<Result<readonly Dataset[], string>>
  /** The way to language models, for `agent` strategies: LentModelsApi by Comlink. A later call replaces the earlier. */
  connectModels(port: MessagePort): Promise<void>
  /** What an `agent` strategy would cost. Asks no model; needs {@link connectModels}. */
  estimateAgent(setup: BacktestSetup): Promise<Result<AgentEstimate, string>>
  /** Runs a listed, recorded or `agent` strategy; the last needs {@link connectModels} and spends. For one that was written by the visitor see {@link lend} and {@link adopt}. */
  run(setup: BacktestSetup): Promise<Result<RunView, string>>
  /** Ends what {@link run}, {@link importFile} or {@link exportRun} is at; it answers with a sentence. */
  stop(): Promise<void>
  /** The bars of a setup for the frame that runs the visitor's code; buffers are transferred. */
  lend(setup: BacktestSetup): Promise<Result<LentBars, string>>
  /** A log that came out of that frame: trusted no further than its signals, which are settled again here. */
  adopt(setup: BacktestSetup, log: OwnLog): Promise<Result<RunView, string>>
  /** Of this visit and kept ones, newest first. */
  runs(): Promise<readonly RunSummary[]>
  showRun(id: string): Promise<Result<RunView, string>>
  deleteRun(id: string): Promise<void>
  /** Settles the signals of the run's log on its bars once more and compares all that follows. */
  verifyRun(id: string): Promise<Result<RunVerdict, string>>
  /**
   * What each of the run's limits was worth: the run again without it, and under it alone. May take long;
   * {@link stop} ends it. `own`: the logs of own code's frame under each of `variantsOf` the run's limits, in order;
   * without them its recorded signals are settled under the other limits.
   */
  ruleWorth(id: string, own?: readonly OwnLog[]): Promise<Result<RuleWorthReport, string>>
  exportRun(id: string, format: RunFormat): Promise<Result<ExportedFile, string>>
  /** Opens a result file of anybody: verified first; its bars come with it. */
  openRun(file: Blob, name: string): Promise<Result<RunView, string>>
  /** Splits a sweep's parameter sets; each share goes to a worker by {@link evaluate}. */
  planSweep(request: SweepRequest): Promise<Result<PlannedSweep, string>>
  evaluate(share: HandShare, told: ShareListener): Promise<Result<readonly TrialResult[], string>>
  /** Puts the shares' results together. */
  judgeSweep(plan: SweepPlan, trials: readonly TrialResult[]): Promise<Result<SweepReport, string>>
  /** Risk of what a source holds, measured on its newest bars as the rules of the request say. */
  profile(request: RiskRequest): Promise<Result<RiskProfile, string>>
  /** The same before and after a trade; nothing is traded. */
  profileTrade(request: RiskRequest, idea: TradeIdea): Promise<Result<TradeRisk, string>>
  /** What all paths are made of. It goes to each hand by {@link takePlan}; its shares are asked for by {@link simulate}. */
  planSimulation(request: SimulationRequest): Promise<Result<PlannedSimulation, string>>
  takePlan(plan: SimulationPlan): Promise<void>
  /** Paths of the plan taken last; buffers are transferred. */
  simulate(share: SimulationShare, told: ShareListener): Promise<Result<SimulationPart, string>>
  /** Puts a part to those there are of what was planned last. */
  gather(part: SimulationPart): Promise<void>
  /** What all the gathered parts come to. `milliseconds`: wall time they took. */
  judgeSimulation(milliseconds: number): Promise<Result<SimulationReport, string>>
  ping(): Promise<number>
}

export interface LabOpened {
  readonly strategies: readonly StrategyView[]
  readonly datasets: readonly Dataset[]
  readonly runs: readonly RunSummary[]
  /** False where the browser keeps nothing: a sentence is shown. */
  readonly kept: boolean
  readonly downloads: readonly DownloadView[]
  /** What a visitor's own code is written against. */
  readonly ownApi: OwnApiText
  /** The visitor's own code, as it was saved. */
  readonly own: readonly OwnCode[]
  /** Of the choice "Coinbase tiers". */
  readonly coinbaseFees: FeeSchedule
  /** Runs of ended matches whose decisions can be tried again, newest first. */
  readonly recorded: readonly RecordedRun[]
}

export interface OwnApiText {
  /** Type declarations with their comments. */
  readonly types: string
  readonly examples: readonly OwnCode[]
}

export interface OwnCode {
  readonly name: string
  readonly code: string
}

/** An agent of a match of this browser. */
export interface RecordedRun {
  readonly matchId: string
  readonly run: number
  readonly name: string
  readonly startedAt: number
}

/** Of a {@link StrategyDescriptor} what travels. */
export type StrategyView = Omit<StrategyDescriptor, 'make' | 'problem'>

export interface LabPageApi {
  onProgress(progress: LabProgress): void
  onDownloads(downloads: readonly DownloadView[]): void
  onDatasets(datasets: readonly Dataset[]): void
}

/** Of the work under way; told a few times a second. */
export interface LabProgress {
  readonly stage: 'reading' | 'deciding' | 'running' | 'measuring' | 'verifying' | 'writing'
  readonly done: number
  readonly of: number
}

/** Before a language model is led through stored bars. */
export interface AgentEstimate {
  /** Name of the chat node. */
  readonly node: string
  readonly decisions: number
  /** In and out, of all calls, if decisions are usual ones. */
  readonly tokens: number
  /** USD for these, decimal text; nothing is taken for cached. */
  readonly likely: string
  /** USD, decimal text: the cap, or less where even the longest decisions cannot reach it. */
  readonly atMost: string
  /** A model that costs nothing. */
  readonly free: boolean
  /** Nobody published the model's prices. */
  readonly guessedPrices: boolean
  /** It will probably stop at the cap, before the last bar. */
  readonly overCap: boolean
}

export interface DemoRequest {
  readonly product: string
  readonly granularity: BarGranularity
  readonly range: TimeRange
  readonly seed: string
}

export type BarFormat = 'csv' | 'arrow' | 'parquet'

export interface FileInspection {
  readonly format: BarFormat
  readonly columns: readonly string[]
  /** As text, at most 5. */
  readonly rows: readonly (readonly string[])[]
  /** What the columns seem to be; may be changed by the person. */
  readonly guess: ImportChoices
  /** A sentence for each thing a person should look at before importing. */
  readonly doubts: readonly string[]
}

export interface ImportChoices {
  readonly product: string
  readonly granularity: BarGranularity
  /** Names of columns; `volume` may be empty, and both `bid` and `ask`: the best at the bar's open. */
  readonly columns: {
    readonly time: string
    readonly open: string
    readonly high: string
    readonly low: string
    readonly close: string
    readonly volume: string
    readonly bid?: string
    readonly ask?: string
  }
  /** How the time column counts; `text` is ISO 8601 or `YYYY-MM-DD hh:mm[:ss]`. */
  readonly time: 'seconds' | 'milliseconds' | 'microseconds' | 'text'
  /** Minutes to take from local time of text without a zone to get UTC. */
  readonly offsetMinutes: number
  /** Smallest price step, decimal text. */
  readonly quoteIncrement: string
  /** CSV: between fields. */
  readonly separator: ',' | ';' | '\t' | '|'
  /** CSV: `,` where decimals are written so. */
  readonly decimalMark: '.' | ','
}

export interface ImportAnswer {
  readonly dataset: Dataset
  /** What was mended (sorted, duplicates dropped, rounded to the step), a sentence each. */
  readonly notes: readonly string[]
}

/** Bars and the encoded configuration, as they cross into the frame of the visitor's code. */
export interface LentBars {
  readonly granularity: BarGranularity
  /** Quotes are there of all products or of none. */
  readonly products: readonly (Omit<QuotedBars, 'length'> & { readonly id: string })[]
  /** The head of the log to be: configuration, fills, block hash, name of the strategy. */
  readonly head: Uint8Array
}

/** Records as the frame wrote them. */
export interface OwnLog {
  readonly records: readonly Uint8Array[]
}

export interface RunSummary {
  readonly id: string
  readonly name: string
  readonly source: BarSource
  readonly products: readonly string[]
  readonly granularity: BarGranularity
  readonly range: TimeRange
  readonly madeAt: number
  readonly totalReturn: number
  readonly sharpe: number
  readonly maxDrawdown: number
  /** Round trips, those still under way at the end among them. */
  readonly trades: number
}

export interface RunView {
  readonly summary: RunSummary
  readonly setup: BacktestSetup
  readonly sheet: TearSheet
  /** Over the whole log, hex. */
  readonly digest: string
  /** Of the bars, hex. */
  readonly blockHash: string
  readonly rows: number
  readonly logBytes: number
  /** Wall time of the fold, ms; NaN for a run that was kept from an earlier visit. */
  readonly milliseconds: number
  /** What to know of this run, a sentence each (a warning that prices are made up, orders refused, gaps). */
  readonly notes: readonly string[]
}

export type RunVerdict =
  | {
      readonly status: 'verified'
      readonly rows: number
      readonly milliseconds: number
      readonly digest: string
    }
  | { readonly status: 'diverged'; readonly at: number; readonly expected: string; readonly got: string }

/**
 * `html`: the tear sheet as one file, with what each rule was worth once that was worked out; `json`: the result with
 * its bars, which verifies; `csv-rules`: what each rule was worth. PNG is the page's.
 */
export type RunFormat = 'json' | 'html' | 'csv-trades' | 'csv-equity' | 'csv-rules' | 'parquet-equity'

/** A plan, with its bars where workers of this page can share memory. */
export interface PlannedSweep {
  readonly plan: SweepPlan
  readonly shared: ReadBlock | undefined
}

/** A share for one hand; without shared bars it reads a copy of its own. */
export interface HandShare extends SweepShare {
  readonly shared?: ReadBlock
}

/** Whoever shares out work to hands. */
export interface ShareListener {
  /** Trials, or paths, done since the last call. Answers false when the work is to be ended. */
  onDone(done: number): Promise<boolean> | boolean
}

/** A portfolio whose risk is looked at: money and quantities are decimal text. */
export type RiskSource =
  /** Datasets of one source and one granularity, and what is held of their products: 0 is allowed. */
  | {
      readonly type: 'datasets'
      readonly range: TimeRange
      readonly holdings: readonly { readonly dataset: string; readonly quantity: string }[]
      readonly cash: string
    }
  /** A backtest: its last holdings to a profile, its equity as one product to a simulation. */
  | { readonly type: 'run'; readonly id: string }

export interface RiskRequest {
  readonly source: RiskSource
  /** Limits, and how tails are measured. */
  readonly rules: RiskRules
}

export interface SimulationRequest {
  readonly source: RiskSource
  readonly settings: SimulationSettings
}

/** A plan, and in what multiples its paths are best shared out. */
export interface PlannedSimulation {
  readonly plan: SimulationPlan
  readonly pathsAtOnce: number
}

/** Of work that is shared out: trials or paths, and ms left; NaN while unknown. */
export interface SharedProgress {
  readonly done: number
  readonly of: number
  readonly left: number
}

export type {
  AgentChoice,
  BacktestSetup,
  BarSource,
  Dataset,
  DownloadRequest,
  DownloadView,
  FeeSchedule,
  FillModel,
  ParameterSpec,
  ParameterValues,
  RiskProfile,
  RuleWorthReport,
  RuleWorthRow,
  SimulationPart,
  SimulationPlan,
  SimulationReport,
  SimulationSettings,
  SimulationShare,
  SlippageModel,
  StrategyChoice,
  TearSheet,
  TimeRange,
  TradeIdea,
  TradeRisk,
  VariantFigures,
}
export type {
  FAN_PARTS,
  JumpChoice,
  PathModel,
  Probability,
  TailEstimate,
} from '../../lib/analytics/monte-carlo/types'
export type {
  RowRange,
  SweepAxis,
  SweepGoal,
  SweepPlan,
  SweepReport,
  SweepRequest,
  SweepRow,
  SweepShare,
  SweepSplit,
  SweepWindow,
  TrialResult,
} from '../../lib/lab/sweep/types'
