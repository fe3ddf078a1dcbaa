/**
 * What the page asks of replay.worker: a worker for one match, made for it and thrown away with it. It reads
 * files of strangers, runs them again, and never touches what the visitor owns.
 */
import type { Result } from '../../lib/core/result'
import type { RiskModelName, RiskRules } from '../../lib/core/risk-rules'
import type { DecisionRecord } from '../../lib/agents/decision'
import type { ProductSpec } from '../../lib/core/product'
import type { Side } from '../../lib/engine/events'
import type { ChatNode } from '../../lib/llm/chat-node'
import type { PromptView } from './agents'
import type { LlmGatewayApi } from './llm'
import type { RiskProfile, TradeIdea, TradeRisk } from './risk'
import type { EquityPoint, ViewFrame } from './view'

export interface ReplayWorkerApi {
  /**
   * Takes a file apart within limits and runs it again, telling `page` how far it is. The answer is a
   * sentence only when nothing can be shown; a file that diverges is opened up to the event before.
   */
  openFile(file: Blob, name: string, page: ReplayPageApi): Promise<Result<OpenedReplay, string>>
  /** A match of this browser: match.worker sends it through `port` (see MatchWorkerApi.handOver). */
  openOwn(port: MessagePort, page: ReplayPageApi): Promise<Result<OpenedReplay, string>>
  /** A file opened before. */
  openKept(id: string, page: ReplayPageApi): Promise<Result<OpenedReplay, string>>
  /** Newest first; empty where nothing can be kept. */
  kept(): Promise<readonly KeptFile[]>
  forget(id: string): Promise<void>
  /** The way to language models, for forks: {@link LentModelsApi} by Comlink. A later call replaces the earlier. */
  connectModels(port: MessagePort): Promise<void>
  /** Shows the match as it was after event `seq`; a later call overtakes an earlier one. Stops playing. */
  seek(seq: number): Promise<void>
  /** On, or back, to the next event, decision or trade. */
  step(by: StepBy, back: boolean): Promise<void>
  /** Match milliseconds per wall millisecond, 1 … 1000; 0 stands still. */
  play(speed: number): Promise<void>
  decision(run: number, tick: number): Promise<Result<DecisionScene, string>>
  /** What an agent risks at the moment on show; `model`: by another estimate than its limits name. */
  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>>
  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>>
  whatIf(choices: WhatIfChoices): Promise<Result<WhatIfAnswer, string>>
  /** Lives on from a decision with another mind, on the same prices. Another call, or `stopFork`, ends it. */
  fork(choice: ForkChoice): Promise<Result<ForkAnswer, string>>
  stopFork(): Promise<void>
  /** Of what is open. */
  exportFile(choices: ExportChoices): Promise<Result<ExportedFile, string>>
  exportTable(table: ExportTable): Promise<Result<ExportedFile, string>>
  /** Of a match of this browser, which comes through the port; nothing is opened. */
  exportOwn(port: MessagePort, choices: ExportChoices): Promise<Result<ExportedFile, string>>
  exportOwnTable(port: MessagePort, table: ExportTable): Promise<Result<ExportedFile, string>>
  /** The result alone, small enough for an address; without a `#` and unverifiable. */
  summaryLink(): Promise<Result<string, string>>
  /** What {@link summaryLink} wrote, whoever wrote it; asked of a worker that has opened nothing. */
  readSummary(code: string): Promise<Result<ResultSummary, string>>
  ping(): Promise<number>
}

/** A file opened before; kept apart from the visitor's own matches, and never changed. */
export interface KeptFile {
  /** SHA-256 of the file as it came, hex. */
  readonly id: string
  readonly name: string
  readonly openedAt: number
  readonly bytes: number
}

/** What match.worker lends a replay: its own way to language models, with its budgets for the day. */
export interface LentModelsApi extends LlmGatewayApi {
  /** The chat node if a call could be made now, else a sentence. */
  readyNode(id: string): Promise<Result<ChatNode, string>>
}

export interface ReplayPageApi {
  onProgress(progress: ReplayProgress): void
  onFrame(frame: ViewFrame): void
  onPosition(position: ReplayPosition): void
  /** A fork so far, a few times a second. */
  onFork(progress: { readonly tick: number; readonly ofTicks: number }): void
}

export interface ReplayProgress {
  readonly stage: 'reading' | 'running'
  /** Of the file's events, while it runs. */
  readonly done: number
  readonly of: number
}

export interface OpenedReplay {
  readonly verification: VerificationView
  /** Events that can be shown; 0 when the very first is not what the file says. */
  readonly events: number
  readonly startedAt: number
  readonly endedAt: number
  readonly decisions: readonly DecisionMark[]
  readonly trades: readonly TradeMark[]
  /** Moments for the slider: match time by event, thinned to at most 2,000 points, rising. */
  readonly times: readonly { readonly seq: number; readonly time: number }[]
  readonly about: ReplayAbout
}

export type VerificationView =
  | {
      readonly status: 'verified'
      readonly events: number
      /** Wall time of the re-run. */
      readonly milliseconds: number
      /** The log's digest over everything, hex. */
      readonly digest: string
      /** What is missing or else to know, a sentence each: prompts hidden, words left out, who signed. */
      readonly notes: readonly string[]
    }
  | {
      readonly status: 'diverged'
      /** The event at which, or undefined when the log is whole and something beside it was changed. */
      readonly at: number | undefined
      /** A sentence that says what and where. */
      readonly what: string
      readonly expected: string
      readonly got: string
      readonly notes: readonly string[]
    }

export interface ReplayAbout {
  readonly matchId: string
  /** Empty for a match of this browser. */
  readonly software: string
  /** ISO 8601; empty for a match of this browser. */
  readonly exportedAt: string
  readonly products: readonly ProductSpec[]
  readonly riskRules: RiskRules
  /** The flat fee it was played under in basis points; undefined for tiers. */
  readonly feeBasisPoints: number | undefined
  /** The public key's first digits where the file is signed and the signature holds; else empty. */
  readonly signedBy: string
}

/** Where a decision, or a trade, stands in the log. */
export interface DecisionMark {
  readonly run: number
  readonly tick: number
  /** Of the event that closed it. */
  readonly seq: number
  readonly time: number
  readonly trades: number
}

export interface TradeMark {
  readonly seq: number
  readonly time: number
  readonly run: number
  readonly product: number
  readonly side: Side
}

export type StepBy = 'event' | 'decision' | 'trade'

export interface ReplayPosition {
  readonly seq: number
  readonly time: number
  /** 0 while it stands. */
  readonly speed: number
}

/** One decision with all that led to it. */
export interface DecisionScene {
  readonly record: DecisionRecord
  /** Undefined for house rules. */
  readonly prompt: Result<PromptView, string> | undefined
  readonly charts: readonly SceneChart[]
}

/** The candles around a decision, of a product it looked at or traded. */
export interface SceneChart {
  readonly product: number
  readonly name: string
  /** Decimal places of its prices. */
  readonly places: number
  /** One-minute candles, oldest first; prices as numbers for drawing only. */
  readonly candles: readonly {
    readonly time: number
    readonly open: number
    readonly high: number
    readonly low: number
    readonly close: number
  }[]
  /** When the agent looked. */
  readonly seenAt: number
  readonly entries: readonly {
    readonly time: number
    readonly price: number
    readonly side: Side
    readonly text: string
  }[]
}

/** The rules of another world; what is undefined stays as it was played. */
export interface WhatIfChoices {
  readonly feeBasisPoints: number | undefined
  /** The spread times this, 1 … 3, around the same middle. */
  readonly spreadFactor: number
  /** Added between a decision and its trade, 0 … 30,000 ms of match time. */
  readonly latency: number
  readonly risk: RiskRules | undefined
}

export interface WhatIfAnswer {
  /** Best first, the benchmark in its place by value. */
  readonly rows: readonly WhatIfRow[]
  /** Wall time of the fold. */
  readonly milliseconds: number
}

export interface WhatIfRow {
  readonly run: number
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly color: string
  readonly rank: number | undefined
  readonly wasRank: number | undefined
  /** USD, decimal text. */
  readonly equity: string
  readonly wasEquity: string
  readonly fees: string
  readonly trades: number
  readonly wasTrades: number
  /** Sold by the risk layer. */
  readonly liquidations: number
}

export interface ForkChoice {
  readonly run: number
  /** The first tick that is decided anew. */
  readonly tick: number
  /** `house:momentum` … or `node:<chat node id>` of this browser. */
  readonly brain: string
  /** System prompt of a language model; empty for house rules. */
  readonly prompt: string
  /** How it is called in the comparison. */
  readonly name: string
  /** USD that the calls of this fork may cost, decimal text; of no meaning for house rules. */
  readonly spendCap: string
}

/** The two lives of one run. */
export interface ForkAnswer {
  readonly forkedAt: number
  readonly original: ForkLife
  readonly forked: ForkLife
  /** USD, decimal text: what the fork's own model calls cost. */
  readonly cost: string
  /** A sentence when it ended early; else empty. */
  readonly notice: string
}

export interface ForkLife {
  readonly name: string
  readonly equity: string
  readonly trades: number
  readonly fees: string
  /** One value a point, from the start of the match. */
  readonly curve: readonly EquityPoint[]
}

export interface ExportChoices {
  /** The owner may keep prompts; then their hashes stand in their place. */
  readonly prompts: boolean
  /** Says what agents said and were told; without, the log still verifies. */
  readonly words: boolean
  readonly compressed: boolean
  /** Signs with the key this browser keeps, made on first use. */
  readonly signed: boolean
}

export type ExportTable = 'trades' | 'equity' | 'decisions'

export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
  /** What was left out and why; empty when all is there. */
  readonly notice: string
}

/** A result small enough for an address. Nothing in it can be verified. */
export interface ResultSummary {
  readonly startedAt: number
  /** Match time of the last event. */
  readonly endedAt: number
  /** Such as "BTC-USD". */
  readonly products: readonly string[]
  /** USD each began with, decimal text. */
  readonly initialCash: string
  /** The log's digest, hex: by it a file can be held against the summary. */
  readonly digest: string
  /** In roster order. */
  readonly standings: readonly SummaryStanding[]
  /** Thinned, oldest first; whole dollars, in roster order. */
  readonly curves: readonly EquityPoint[]
}

export interface SummaryStanding {
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  /** CSS custom property name, such as `--momentum`. */
  readonly color: string
  /** USD, decimal text. */
  readonly equity: string
  readonly trades: number
}
