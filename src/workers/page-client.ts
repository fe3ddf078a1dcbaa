import * as Comlink from 'comlink'
import { type Result, ok } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import { durationMs } from '../lib/core/time'
import type { ArenaClient, ClientListener, ClientStatus } from '../lib/ui/client'
import type { LabClient } from '../lib/ui/lab/client'
import type { ReplayClient } from '../lib/ui/replay/client'
import agentWorkerUrl from './agent.worker?worker&url'
import type { AgentProfile, PromptView, RosterBook, RosterChange } from './api/agents'
import type { FeedWorkerApi, ListedSource, ProductListing } from './api/feed'
import type {
  LostMatch,
  MatchPageApi,
  MatchWorkerApi,
  NewMatchRequest,
  SettledLost,
  Settings,
} from './api/match'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import type { MatchListRow } from './api/view'
import { PlatformClock } from './clock'
import { takeConsent } from './consent'
import feedWorkerUrl from './feed.worker?worker&url'
import matchWorkerUrl from './match.worker?worker&url'
import { lazily } from './lazily'
import { HouseMatch } from './house-match'
import { workerInFrame } from './framed-worker'
import llmWorkerUrl from './llm.worker?worker&url'
import { WorkersModels } from './models-client'
import { OwnedWorker, WorkerLost, workerOfPage } from './owned-worker'
import { ProviderDesk } from './provider-desk'
import { reasonOf, settled } from './settled'
import { absoluteUrl } from './spawn'

const NOTICE_SHOWN = durationMs(15_000)

const MATCH_RESTARTED = "The match's worker was restarted and went on from its log."
const FEED_RESTARTED = "The market feed's worker was restarted."

export function createArenaClient(): ArenaClient {
  return new WorkersClient()
}

/**
 * Owns feed.worker and match.worker, joins them by a port, and joins the successor of one that died. The llm
 * workers are {@link ProviderDesk}'s.
 */
class WorkersClient implements ArenaClient {
  readonly #clock = new PlatformClock()
  readonly #match = new OwnedWorker<MatchWorkerApi>({
    spawn: () => workerOfPage(matchWorkerUrl, 'match'),
    clock: this.#clock,
    ping: (remote) => remote.ping(),
    onReplaced: (reason) => void this.#join(`${MATCH_RESTARTED} ${reason}`),
  })
  readonly #feed = new OwnedWorker<FeedWorkerApi>({
    spawn: () => workerOfPage(feedWorkerUrl, 'feed'),
    clock: this.#clock,
    ping: (remote) => remote.ping(),
    onReplaced: (reason) => void this.#join(`${FEED_RESTARTED} ${reason}`),
  })
  readonly #providers = new ProviderDesk({
    clock: this.#clock,
    match: this.#match,
    onLog: (lines) => this.#listener?.onLog(lines),
    spawn: (origin) => workerInFrame(llmWorkerUrl, `llm ${origin}`, origin),
  })
  readonly models = new WorkersModels(this.#providers, this.#match)
  /** Most visits open no match of the past: its code comes when one does. */
  readonly replay: ReplayClient = lazily(async () => {
    const { WorkersReplay } = await import('./replay-client')
    return new WorkersReplay({ clock: this.#clock, match: this.#match })
  })
  readonly lab: LabClient = lazily(async () => {
    const { WorkersLab } = await import('./lab/client')
    return new WorkersLab({ clock: this.#clock, match: this.#match })
  })
  readonly #house = new HouseMatch({
    clock: this.#clock,
    probe: () => this.#feed.ask((feed) => feed.probe()),
    start: (request) => this.startMatch(request),
    report: (change) => this.#report(change),
  })
  #listener: ClientListener | undefined
  /** Joins wait for one another: two at once would make the match's worker follow itself. */
  #joining = Promise.resolve()
  /** Which lives of the workers are attached and connected already. */
  #attached = 0
  #connected = ''
  #needsHouseMatch = false
  #opened: () => void = () => undefined
  /** Resolves once match.worker can read what is kept: a page may be opened by its address and ask sooner. */
  readonly #whenOpen = new Promise<void>((resolve) => (this.#opened = resolve))
  #status: ClientStatus = { phase: 'starting', notice: '', liveAvailable: false }

  async connect(listener: ClientListener): Promise<void> {
    this.#listener = listener
    // First of all: the code is to be in the address no longer than it must.
    const consent = takeConsent()
    try {
      await Promise.all([this.#match.start(), this.#feed.start()])
    } catch (cause) {
      this.#report({ phase: 'failed', notice: `The arena could not start: ${reasonOf(cause)}` })
      return
    }
    await this.#join('')
    if (consent !== undefined) await this.models.finishSignIn(consent)
  }

  async startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>> {
    const answer = await this.#ask((match) => match.startMatch(request))
    if (!answer.ok) return answer
    this.#house.matchStarted()
    this.#needsHouseMatch = false
    this.#report({ liveAvailable: false, notice: '' })
    return answer
  }

  pause(): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.pause())
  }

  resume(): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.resume())
  }

  end(): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.end())
  }

  listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>> {
    return settled(
      this.#feed.ask<Result<readonly ProductListing[], string>>((feed) => feed.listProducts(source)),
    )
  }

  listMatches(): Promise<readonly MatchListRow[]> {
    return this.#match.ask((match) => match.listMatches())
  }

  openPast(matchId: string): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.openPast(matchId))
  }

  closePast(): Promise<void> {
    return this.#match.ask((match) => match.closePast())
  }

  deleteMatch(matchId: string): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.deleteMatch(matchId))
  }

  lostMatches(): Promise<readonly LostMatch[]> {
    return this.#match.ask((match) => match.lostMatches())
  }

  async settleLost(choice: 'restore' | 'discard'): Promise<Result<undefined, string>> {
    const settled = await this.#ask<SettledLost>((match) => match.settleLost(choice))
    if (!settled.ok) return settled
    const { state, notice } = settled.value
    if (notice !== '') this.#report({ notice })
    if (state === 'resumed') this.#house.resumed()
    this.#needsHouseMatch = state === 'idle' && !this.#house.anyMatchStarted
    void this.#join('')
    return ok(undefined)
  }

  async persistence(ask: boolean): Promise<'granted' | 'refused' | 'unknown'> {
    if (!('storage' in navigator)) return 'unknown'
    try {
      const { storage } = navigator
      const granted = (await storage.persisted()) || (ask && (await storage.persist()))
      return granted ? 'granted' : 'refused'
    } catch {
      return 'unknown'
    }
  }

  async roster(): Promise<RosterBook> {
    await this.#whenOpen
    return this.#match.ask((match) => match.roster())
  }

  saveRoster(agents: readonly AgentProfile[]): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.saveRoster(agents))
  }

  changeRoster(change: RosterChange): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.changeRoster(change))
  }

  setSpendCap(usd: string): Promise<Result<undefined, string>> {
    return this.#ask((match) => match.setSpendCap(usd))
  }

  promptOf(run: number, tick: number): Promise<Result<PromptView, string>> {
    return this.#ask((match) => match.promptOf(run, tick))
  }

  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    return this.#ask((match) => match.riskProfile(run, model))
  }

  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    return this.#ask((match) => match.tradeRisk(run, idea, model))
  }

  resync(): Promise<void> {
    return this.#match.ask((match) => match.resync())
  }

  settings(): Promise<Settings> {
    return this.#match.ask((match) => match.settings())
  }

  async saveSettings(settings: Settings): Promise<Result<undefined, string>> {
    const saved = await this.#ask((match) => match.saveSettings(settings))
    // A feed that is being restarted gets them when it joins.
    if (saved.ok) await this.#feed.ask((feed) => feed.configure(settings)).catch(() => undefined)
    return saved
  }

  async storageEstimate(): Promise<{ usage: number; quota: number } | undefined> {
    const { usage, quota } = await navigator.storage.estimate()
    return usage === undefined || quota === undefined ? undefined : { usage, quota }
  }

  #ask<T>(
    call: (match: Comlink.Remote<MatchWorkerApi>) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    return settled(this.#match.ask<Result<T, string>>(call))
  }

  /** Brings whatever workers there are together; `news` is told when all is well again. */
  #join(news: string): Promise<void> {
    this.#joining = this.#joining.then(async () => {
      try {
        await this.#attach()
        await this.#connectFeed()
        if (this.#needsHouseMatch) await this.#house.start(this.#status.notice)
        if (news !== '') this.#tellBriefly(news)
      } catch (cause) {
        // One lost meanwhile is being replaced, and its successor joins.
        if (cause instanceof WorkerLost) return
        this.#report({ phase: 'failed', notice: `The arena could not start: ${reasonOf(cause)}` })
      }
    })
    return this.#joining
  }

  async #attach(): Promise<void> {
    const { life } = this.#match
    if (life === this.#attached) return
    const page: MatchPageApi = {
      onFrame: (frame) => {
        this.#listener?.onFrame(frame)
        this.#house.frameCame(frame)
      },
      onLog: (lines) => this.#listener?.onLog(lines),
      onLead: (resumed, notice) => void this.#leading(resumed, notice),
      onLeader: (notice) => this.#report({ notice }),
      onFeedLost: (reason) => void this.#feed.replace(reason),
      onModelsLost: (origin, reason) => this.#providers.replace(origin, reason),
      onNodesChanged: () => void this.#providers.join(),
      onKeyForgotten: (origin, slot) => this.#providers.forgottenElsewhere(origin, slot),
    }
    const setup = { agentWorkerUrl: absoluteUrl(agentWorkerUrl) }
    const answer = await this.#match.ask((match) => match.attach(setup, Comlink.proxy(page)))
    this.#attached = life
    this.#opened()
    void this.#providers.join()
    this.#needsHouseMatch = answer.state === 'idle' && (await this.#isFree())
    if (answer.state === 'resumed') this.#house.resumed()
    const phase = this.#needsHouseMatch ? 'starting' : 'running'
    this.#report({ phase, notice: answer.notice })
  }

  async #connectFeed(): Promise<void> {
    const lives = `${this.#match.life}/${this.#feed.life}`
    if (lives === this.#connected) return
    const settings = await this.settings()
    const { port1, port2 } = new MessageChannel()
    await this.#feed.ask(async (feed) => {
      await feed.configure(settings)
      await feed.onLog(Comlink.proxy((lines) => this.#listener?.onLog(lines)))
      await feed.connectMatch(Comlink.transfer(port1, [port1]))
    })
    await this.#match.ask((match) => match.connectFeed(Comlink.transfer(port2, [port2])))
    this.#connected = lives
  }

  /** Whether the house match may begin: a person first says what becomes of matches that were lost. */
  async #isFree(): Promise<boolean> {
    return !this.#house.anyMatchStarted && (await this.lostMatches()).length === 0
  }

  /** This tab watched another one and runs the matches itself from now on. */
  async #leading(resumed: boolean, notice: string): Promise<void> {
    this.#report({ phase: 'running', notice })
    if (resumed) this.#house.resumed()
    else {
      // A worker lost meanwhile is being replaced; its successor is asked again.
      this.#needsHouseMatch = await this.#isFree().catch(() => false)
      void this.#join('')
    }
    this.#listener?.onLead()
  }

  /** Long enough to be read, gone before it is a nuisance. */
  #tellBriefly(notice: string): void {
    this.#report({ phase: 'running', notice })
    this.#clock.after(NOTICE_SHOWN, () => {
      if (this.#status.notice === notice) this.#report({ notice: '' })
    })
  }

  #report(change: Partial<ClientStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#listener?.onStatus(this.#status)
  }
}
