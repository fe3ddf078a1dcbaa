/** What the page may ask of match.worker. Every answer is data; expected failures are sentences. */
import type { Result } from '../../lib/core/result'
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
  /** How many of each house agent; default one of each. Up to 50 agents in all. */
  readonly roster?: readonly {
    readonly strategy: 'momentum' | 'brainrot' | 'scalper'
    readonly name: string
  }[]
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
  settings(): Promise<Settings>
  saveSettings(settings: Settings): Promise<Result<undefined, string>>
  /** The next frame carries the whole history again. */
  resync(): Promise<void>
  ping(): Promise<number>
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
  /** The feed's worker no longer answers: the page, which owns it, replaces it. */
  onFeedLost(reason: string): void
}
