/** What the page may ask of match.worker. Every answer is data; expected failures are sentences. */
import type { Decimal } from '../../lib/core/decimal'
import type { Result } from '../../lib/core/result'
import type { RiskModelName } from '../../lib/core/risk-rules'
import type { AgentProfile, PromptView, RiskChoices, RosterBook, RosterChange, RosterEntry } from './agents'
import type { HeldKeys, SealedKeys } from './llm'
import type { ChatNode } from '../../lib/llm/chat-node'
import type { RiskProfile, TradeIdea, TradeRisk } from './risk'
import type { MatchListRow, ViewFrame } from './view'

/** The choices of the "New match" dialog, unchecked text and numbers as the person gave them. */
export interface NewMatchRequest {
  readonly source: 'coinbase' | 'demo'
  readonly products: readonly string[]
  readonly intervalSeconds: number
  readonly rules: 'classic' | 'realistic'
  readonly initialCash: string
  /** Minutes of match time; undefined = open-ended. */
  readonly durationMinutes?: number
  readonly seed?: string
  readonly speed?: 1 | 10 | 60
  /** Up to 50 agents; default: the house agents, one of each. */
  readonly roster?: readonly RosterEntry[]
  /** USD all model calls may cost together; default 1. */
  readonly spendCap?: string
  readonly decisions?: DecisionChoices
  /** Limits outside the agents; default: none. */
  readonly risk?: RiskChoices
}

/** Bounds of language models' decisions; what is missing has its default. */
export interface DecisionChoices {
  readonly turns?: number
  readonly toolCalls?: number
  readonly trades?: number
  readonly deadlineSeconds?: number
  readonly memoryTokens?: number
  readonly outputTokens?: number
}

export interface MatchWorkerApi {
  /** Opens storage, takes or waits for the lead, and resumes the unfinished match if there is one. */
  attach(setup: MatchWorkerSetup, page: MatchPageApi): Promise<AttachAnswer>
  /** Gives the worker its end of feed.worker; a later call replaces the earlier (the feed was restarted). */
  connectFeed(port: MessagePort): Promise<void>
  startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>>
  pause(): Promise<Result<undefined, string>>
  resume(): Promise<Result<undefined, string>>
  end(): Promise<Result<undefined, string>>
  listMatches(): Promise<readonly MatchListRow[]>
  /** Opens a finished match read-only: its frames then come instead of the current one's until `closePast`. */
  openPast(matchId: string): Promise<Result<undefined, string>>
  closePast(): Promise<void>
  deleteMatch(matchId: string): Promise<Result<undefined, string>>
  /** Sends a kept match, packed, through the port: a `Result<PackedMatch, string>` as its only message. */
  handOver(matchId: string, port: MessagePort): Promise<void>
  /** Matches whose copy outlived the database they were in; empty when nothing was lost. */
  lostMatches(): Promise<readonly LostMatch[]>
  /** Brings them back from their copies, the unfinished one to go on, or gives the copies up. */
  settleLost(choice: 'restore' | 'discard'): Promise<Result<SettledLost, string>>
  /** In the running match; takes effect at the agent's next tick. */
  changeRoster(change: RosterChange): Promise<Result<undefined, string>>
  /** USD, for the running match. */
  setSpendCap(usd: string): Promise<Result<undefined, string>>
  /** The first prompt of a decision of the match on show, exactly as it was sent. */
  promptOf(run: number, tick: number): Promise<Result<PromptView, string>>
  /**
   * What an agent of the match on show risks now, in a tab that follows too. `model`: by another estimate than its
   * limits name.
   */
  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>>
  /** The same before and after a trade that is not made, and what the agent's risk layer would say to it. */
  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>>
  roster(): Promise<RosterBook>
  /** Replaces the whole roster. */
  saveRoster(agents: readonly AgentProfile[]): Promise<Result<undefined, string>>
  chatNodes(): Promise<ChatNodeBook>
  /** Adds the node, or replaces the one with its id. */
  saveChatNode(node: ChatNode): Promise<Result<undefined, string>>
  /** Refused, with their names, while agents of the roster or of the running match use it. */
  deleteChatNode(id: string): Promise<Result<undefined, string>>
  /** Encrypted keys kept on this device, at most one entry per origin. */
  sealedKeys(): Promise<readonly SealedKeys[]>
  /** Adds the entries; those of the same origins are replaced, those of others stay. Other tabs hear of it. */
  keepSealedKeys(keys: readonly SealedKeys[]): Promise<Result<undefined, string>>
  /** Removes the origin's entry, or all. Other tabs hear of it. */
  dropSealedKeys(origin: string | undefined): Promise<Result<undefined, string>>
  /** A key was forgotten here: the other tabs' workers are to forget what they hold in its slot. */
  forgetElsewhere(origin: string, slot: string): Promise<void>
  /** What a test of the node cost counts in its day. */
  bookTest(nodeId: string, cost: Decimal): Promise<void>
  /** Gives the worker its end of an origin's llm.worker; a later call replaces the earlier. */
  connectModels(origin: string, port: MessagePort): Promise<void>
  /** Lends its way to language models to a replay: serves {@link LentModelsApi} on the port. */
  lendModels(port: MessagePort): Promise<void>
  /** All key slots that hold a key now. */
  keysChanged(held: readonly HeldKeys[]): Promise<void>
  settings(): Promise<Settings>
  saveSettings(settings: Settings): Promise<Result<undefined, string>>
  /** The next frame carries the whole history again. */
  resync(): Promise<void>
  ping(): Promise<number>
}

/** A match that the browser has erased and of which a copy is left. */
export interface LostMatch {
  readonly matchId: string
  /** Match time of the copy's last event. */
  readonly matchTime: number
  readonly startedAt: number
  readonly events: number
  readonly bytes: number
}

export interface SettledLost {
  /** `resumed`: one of them goes on; `playing`: another match was running and still is; `idle`: none runs. */
  readonly state: 'resumed' | 'playing' | 'idle'
  /** A sentence when there is something to know; else empty. */
  readonly notice: string
}

export interface MatchWorkerSetup {
  /** Absolute URL of the built agent worker script. */
  readonly agentWorkerUrl: string
}

export interface AttachAnswer {
  /** `resumed`: an unfinished match of ours goes on; `following`: another tab has it; `idle`: none. */
  readonly state: 'resumed' | 'following' | 'idle'
  readonly durable: boolean
  /** A sentence when storage is missing or damaged. */
  readonly notice: string
}

export interface ChatNodeBook {
  readonly nodes: readonly ChatNode[]
  /** A sentence when the stored nodes could not be used; else empty. */
  readonly notice: string
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'

export interface Settings {
  readonly logLevel: LogLevel
  readonly restUrl: string
  readonly socketUrl: string
}

export interface LogLine {
  readonly time: number
  readonly level: LogLevel
  readonly source: string
  readonly text: string
}

/** What match.worker calls on the page. */
export interface MatchPageApi {
  onFrame(frame: ViewFrame): void
  onLog(lines: readonly LogLine[]): void
  /** This tab followed another and now leads; `resumed` when there was a match to go on with. */
  onLead(resumed: boolean, notice: string): void
  /** What there is to say of the tab that leads, a sentence, while this one follows. */
  onLeader(notice: string): void
  /** The feed's worker no longer answers: the page, which owns it, replaces it. */
  onFeedLost(reason: string): void
  /** An origin's llm.worker no longer answers: the page, which owns it, replaces it. */
  onModelsLost(origin: string, reason: string): void
  /** Another tab changed the chat nodes or what is kept of keys. */
  onNodesChanged(): void
  /** Another tab forgot the key of this slot. */
  onKeyForgotten(origin: string, slot: string): void
}
