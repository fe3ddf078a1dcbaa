import type { Result } from '../core/result'
import type { RiskModelName } from '../core/risk-rules'
import type { ListedSource, ProductListing } from '../../workers/api/feed'
import type { LogLine, LostMatch, NewMatchRequest, Settings } from '../../workers/api/match'
import type { RiskProfile, TradeIdea, TradeRisk } from '../../workers/api/risk'
import type { MatchListRow, ViewFrame } from '../../workers/api/view'
import type { LabClient } from './lab/client'
import type { ModelsClient } from './models/client'
import type { ReplayClient } from './replay/client'
import type { AgentProfile, PromptView, RosterBook, RosterChange } from '../../workers/api/agents'

/**
 * The page's one door to the workers. Components and view state know this interface only; the class
 * behind it spawns the workers, watches them and replaces one that dies.
 */
export interface ArenaClient {
  readonly models: ModelsClient
  readonly replay: ReplayClient
  readonly lab: LabClient
  /** Spawns the workers; resumes an unfinished match, or starts the house match on live or demo data. */
  connect(listener: ClientListener): Promise<void>
  startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>>
  pause(): Promise<Result<undefined, string>>
  resume(): Promise<Result<undefined, string>>
  end(): Promise<Result<undefined, string>>
  listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>>
  listMatches(): Promise<readonly MatchListRow[]>
  openPast(matchId: string): Promise<Result<undefined, string>>
  closePast(): Promise<void>
  deleteMatch(matchId: string): Promise<Result<undefined, string>>
  /** Matches the browser has erased and of which a copy is left; asked after `connect`, and on `onLead`. */
  lostMatches(): Promise<readonly LostMatch[]>
  settleLost(choice: 'restore' | 'discard'): Promise<Result<undefined, string>>
  /** Whether the browser promised not to erase this site's storage by itself; asked of it when `ask`. */
  persistence(ask: boolean): Promise<'granted' | 'refused' | 'unknown'>
  roster(): Promise<RosterBook>
  saveRoster(agents: readonly AgentProfile[]): Promise<Result<undefined, string>>
  /** In the running match; takes effect at the agent's next tick. */
  changeRoster(change: RosterChange): Promise<Result<undefined, string>>
  /** USD, for the running match. */
  setSpendCap(usd: string): Promise<Result<undefined, string>>
  /** The first prompt of a decision of the match on show, exactly as it was sent. */
  promptOf(run: number, tick: number): Promise<Result<PromptView, string>>
  /** What an agent of the match on show risks now; `model`: by another estimate than its limits name. */
  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>>
  /** The same before and after a trade that is not made. */
  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>>
  /** Asks for the whole history again after a gap in the frames. */
  resync(): Promise<void>
  settings(): Promise<Settings>
  saveSettings(settings: Settings): Promise<Result<undefined, string>>
  /** Bytes used and allowed by the browser for this origin, where it says. */
  storageEstimate(): Promise<{ readonly usage: number; readonly quota: number } | undefined>
}

export interface ClientListener {
  onFrame(frame: ViewFrame): void
  onStatus(status: ClientStatus): void
  onLog(lines: readonly LogLine[]): void
  /** This tab watched another one and now runs the matches: there may be lost ones to offer. */
  onLead(): void
}

/** What the page shows before and beside a match. */
export interface ClientStatus {
  readonly phase: 'starting' | 'probing' | 'running' | 'failed'
  /** A sentence; empty when there is nothing to say. */
  readonly notice: string
  /** Coinbase answered while a demo runs: a live match can be offered. */
  readonly liveAvailable: boolean
}
