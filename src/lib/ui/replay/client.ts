import type { Result } from '../../core/result'
import type { RiskModelName } from '../../core/risk-rules'
import type {
  DecisionScene,
  ExportChoices,
  ExportedFile,
  ExportTable,
  ForkAnswer,
  ForkChoice,
  KeptFile,
  OpenedReplay,
  ReplayPosition,
  ReplayProgress,
  ResultSummary,
  StepBy,
  WhatIfAnswer,
  WhatIfChoices,
} from '../../../workers/api/replay'
import type { RiskProfile, TradeIdea, TradeRisk } from '../../../workers/api/risk'
import type { ViewFrame } from '../../../workers/api/view'

/** What can be opened on the page Replay. */
export type ReplaySource =
  | { readonly kind: 'file'; readonly file: Blob; readonly name: string }
  /** https only, confirmed by the person; fetched without credentials in a frame that reaches this origin only. */
  | { readonly kind: 'url'; readonly url: string }
  /** A match of this browser. */
  | { readonly kind: 'own'; readonly matchId: string }
  /** A file opened here before. */
  | { readonly kind: 'kept'; readonly id: string }

export interface ReplayListener {
  onProgress(progress: ReplayProgress): void
  onFrame(frame: ViewFrame): void
  onPosition(position: ReplayPosition): void
  onFork(progress: { readonly tick: number; readonly ofTicks: number }): void
  /** The worker died or ran too long; nothing more comes. */
  onLost(sentence: string): void
}

/** The page's door to replay.worker. One replay is open at a time; each has a worker of its own. */
export interface ReplayClient {
  /** Closes what was open. Never rejects; the error is a sentence. */
  open(source: ReplaySource, listener: ReplayListener): Promise<Result<OpenedReplay, string>>
  close(): void
  seek(seq: number): Promise<void>
  step(by: StepBy, back: boolean): Promise<void>
  play(speed: number): Promise<void>
  decision(run: number, tick: number): Promise<Result<DecisionScene, string>>
  /** What an agent risks at the moment on show; `model`: by another estimate than its limits name. */
  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>>
  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>>
  whatIf(choices: WhatIfChoices): Promise<Result<WhatIfAnswer, string>>
  fork(choice: ForkChoice): Promise<Result<ForkAnswer, string>>
  stopFork(): Promise<void>
  /** Of what is open. */
  exportFile(choices: ExportChoices): Promise<Result<ExportedFile, string>>
  exportTable(table: ExportTable): Promise<Result<ExportedFile, string>>
  summaryLink(): Promise<Result<string, string>>
  /** Of what an address says, without opening anything; the error is a sentence. */
  readSummary(code: string): Promise<Result<ResultSummary, string>>
  /** Of a match of this browser, whatever is open: in a worker of its own, which is gone afterwards. */
  exportMatch(matchId: string, choices: ExportChoices): Promise<Result<ExportedFile, string>>
  exportMatchTable(matchId: string, table: ExportTable): Promise<Result<ExportedFile, string>>
  /** Newest first. */
  kept(): Promise<readonly KeptFile[]>
  forget(id: string): Promise<void>
}
