/** Composition root of the match: storage, leadership, the session, the models, and the view for the page. */
import * as Comlink from 'comlink'
import type { Decimal } from '../lib/core/decimal'
import { type Result, err, invariant, ok } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import { StoreFailure } from '../lib/core/store-failure'
import { durationMs } from '../lib/core/time'
import type { PackedMatch } from '../lib/match/whole-match'
import { FrameStream } from '../lib/match/view/frame-stream'
import { CopyKeeper } from '../lib/storage/copies/copy-keeper'
import { LostMatches } from '../lib/storage/copies/lost-matches'
import { openOpfsShelf } from '../lib/storage/copies/opfs-shelf'
import { FollowPublisher, FollowReceiver } from '../lib/storage/follow-channel'
import { FOLLOW_CHANNEL } from '../lib/storage/follow-messages'
import { bestLocks } from '../lib/storage/lease-lock'
import { type Leader, MatchLock } from '../lib/storage/match-lock'
import { type ArenaStorage, openStorage } from '../lib/storage/open-storage'
import { ARENA_SETTINGS } from '../lib/storage/settings'
import type { ChatNode } from '../lib/llm/chat-node'
import type { AgentProfile, PromptView, RosterBook, RosterChange } from './api/agents'
import type { HeldKeys, SealedKeys } from './api/llm'
import type {
  AttachAnswer,
  ChatNodeBook,
  LostMatch,
  MatchPageApi,
  MatchWorkerApi,
  MatchWorkerSetup,
  NewMatchRequest,
  SettledLost,
  Settings,
} from './api/match'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import type { MatchListRow, ViewFrame } from './api/view'
import { WorkerAgentFactory } from './agent-factory'
import { PlatformClock } from './clock'
import { DaySpend } from './day-spend'
import { FeedLink } from './feed-link'
import { isViewFrame } from './frame-check'
import { LentModels } from './lent-models'
import { Logger } from './logger'
import { MatchHub } from './match-hub'
import { listRows } from './match-list'
import { packedMatch, sendPacked } from './match-parcel'
import { ModelHub } from './model-hub'
import { NodeBook, type NodeUsers } from './node-book'
import { RISK_CHANNEL, RiskDesk } from './risk-desk'
import { readRoster, saveRoster } from './roster-store'
import { SealedBook } from './sealed-book'
import { storedPrompt } from './stored-prompt'
import { TabNews } from './tab-news'

/** Four pictures a second are a calm race; the page draws between them. */
const FRAME_EVERY = durationMs(250)

const FOLLOWING = 'Another tab runs this match; this one watches. Commands are given there.'
const SILENT =
  'The tab that runs this match has not been heard for a while: its browser may have put it to sleep. What is shown here may be old. Go to that tab to wake it, or close it, and this one takes over.'
const NOT_READY = 'The arena is still starting.'

const clock = new PlatformClock()
const logger = new Logger(() => clock.now())

class MatchWorker implements MatchWorkerApi {
  readonly #feed = new FeedLink(clock, (reason) => this.#page?.onFeedLost(reason))
  readonly #frames = new FrameStream()
  readonly #risk = new RiskDesk({
    channel: new BroadcastChannel(RISK_CHANNEL),
    clock,
    stage: () => this.#hub?.stage,
    role: () => this.#role(),
  })
  #page: MatchPageApi | undefined
  #agentWorkerUrl = ''
  #storage: ArenaStorage | undefined
  #nodes: NodeBook | undefined
  #models: ModelHub | undefined
  #daySpend: DaySpend | undefined
  #sealed: SealedBook | undefined
  #tabs: TabNews | undefined
  #hub: MatchHub | undefined
  #lost: LostMatches | undefined
  #copies: CopyKeeper | undefined
  /** What the page shows, in a tab that leads and in one that follows. */
  #shown: ViewFrame | undefined
  #publisher: FollowPublisher<ViewFrame> | undefined
  #receiver: FollowReceiver<ViewFrame> | undefined

  async attach(setup: MatchWorkerSetup, page: MatchPageApi): Promise<AttachAnswer> {
    this.#page = page
    this.#agentWorkerUrl = setup.agentWorkerUrl
    logger.listen((lines) => page.onLog(lines))
    const { indexedDB, IDBKeyRange } = globalThis
    const storage = await openStorage({ indexedDB, IDBKeyRange, clock })
    this.#storage = storage
    void storage.closed.then((sentence) => this.#abdicate(sentence))
    logger.level = (await this.settings()).logLevel
    await this.#openModels(storage)
    const locks = bestLocks(navigator.locks, storage.epochs, clock, crypto.randomUUID())
    const acquired = await new MatchLock(locks, storage.epochs, clock).acquire()
    if (acquired.role === 'leader') return this.#lead(acquired.leader, storage)
    this.#follow(acquired.promoted, storage)
    return { state: 'following', durable: storage.durable, notice: FOLLOWING }
  }

  async connectFeed(port: MessagePort): Promise<void> {
    this.#feed.connect(port)
  }

  async startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>> {
    return this.#hub?.startMatch(request) ?? this.#notLeading()
  }

  async pause(): Promise<Result<undefined, string>> {
    return this.#hub?.pause() ?? this.#notLeading()
  }

  async resume(): Promise<Result<undefined, string>> {
    return this.#hub?.resume() ?? this.#notLeading()
  }

  async end(): Promise<Result<undefined, string>> {
    return this.#hub?.end() ?? this.#notLeading()
  }

  async listMatches(): Promise<readonly MatchListRow[]> {
    const list = await this.#storage?.matches.listMatches()
    if (list?.ok === false) throw new Error(list.error.message)
    return list === undefined ? [] : listRows(list.value)
  }

  async openPast(matchId: string): Promise<Result<undefined, string>> {
    return this.#hub?.openPast(matchId) ?? this.#notLeading()
  }

  async closePast(): Promise<void> {
    this.#hub?.closePast()
  }

  async deleteMatch(matchId: string): Promise<Result<undefined, string>> {
    return this.#hub?.deleteMatch(matchId) ?? this.#notLeading()
  }

  async handOver(matchId: string, port: MessagePort): Promise<void> {
    const packed: Result<PackedMatch, string> =
      this.#storage === undefined ? err(NOT_READY) : await packedMatch(this.#storage.matches, matchId)
    sendPacked(packed, port)
  }

  async lostMatches(): Promise<readonly LostMatch[]> {
    return this.#lost?.found ?? []
  }

  async settleLost(choice: 'restore' | 'discard'): Promise<Result<SettledLost, string>> {
    if (this.#hub === undefined || this.#lost === undefined) return this.#notLeading()
    const settled = await this.#lost.settle(choice)
    if (!settled.ok) return settled
    if (choice === 'discard') return ok({ state: this.#hub.isPlaying ? 'playing' : 'idle', notice: '' })
    await this.#copies?.prune()
    return ok(await this.#hub.goOnWithRestored())
  }

  async changeRoster(change: RosterChange): Promise<Result<undefined, string>> {
    return this.#hub?.changeRoster(change) ?? this.#notLeading()
  }

  async setSpendCap(usd: string): Promise<Result<undefined, string>> {
    return this.#hub?.setSpendCap(usd) ?? this.#notLeading()
  }

  async promptOf(run: number, tick: number): Promise<Result<PromptView, string>> {
    if (this.#storage === undefined || this.#shown === undefined) return err(NOT_READY)
    return storedPrompt(this.#storage.matches, this.#shown.view.match.id, run, tick)
  }

  async riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    return this.#risk.profile(run, model)
  }

  async tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    return this.#risk.tradeRisk(run, idea, model)
  }

  async roster(): Promise<RosterBook> {
    if (this.#storage === undefined) throw new Error(NOT_READY)
    return readRoster(this.#storage.settings)
  }

  async saveRoster(agents: readonly AgentProfile[]): Promise<Result<undefined, string>> {
    if (this.#storage === undefined || this.#nodes === undefined) return err(NOT_READY)
    return saveRoster(this.#storage.settings, agents, this.#nodes.nodes)
  }

  async chatNodes(): Promise<ChatNodeBook> {
    if (this.#nodes === undefined) throw new Error(NOT_READY)
    return this.#nodes.load()
  }

  async saveChatNode(node: ChatNode): Promise<Result<undefined, string>> {
    return this.#nodes?.save(node) ?? err(NOT_READY)
  }

  async deleteChatNode(id: string): Promise<Result<undefined, string>> {
    return this.#nodes?.remove(id, await this.#usersOf(`node:${id}`)) ?? err(NOT_READY)
  }

  async sealedKeys(): Promise<readonly SealedKeys[]> {
    return this.#sealed?.entries() ?? []
  }

  async keepSealedKeys(keys: readonly SealedKeys[]): Promise<Result<undefined, string>> {
    return this.#sealed?.keep(keys) ?? err(NOT_READY)
  }

  async dropSealedKeys(origin: string | undefined): Promise<Result<undefined, string>> {
    return this.#sealed?.drop(origin) ?? err(NOT_READY)
  }

  async forgetElsewhere(origin: string, slot: string): Promise<void> {
    this.#tabs?.keyForgotten(origin, slot)
  }

  async bookTest(nodeId: string, cost: Decimal): Promise<void> {
    this.#daySpend?.book(nodeId, cost)
  }

  async connectModels(origin: string, port: MessagePort): Promise<void> {
    this.#models?.connect(origin, port)
  }

  async lendModels(port: MessagePort): Promise<void> {
    if (this.#models === undefined) throw new Error(NOT_READY)
    Comlink.expose(new LentModels(this.#models, clock), port)
  }

  async keysChanged(held: readonly HeldKeys[]): Promise<void> {
    this.#models?.keysChanged(held)
  }

  async settings(): Promise<Settings> {
    const read = await this.#storage?.settings.get(ARENA_SETTINGS)
    if (read !== undefined && read.notice !== '') logger.log('WARNING', 'storage', read.notice)
    return read?.value ?? ARENA_SETTINGS.fallback
  }

  async saveSettings(settings: Settings): Promise<Result<undefined, string>> {
    if (this.#storage === undefined) return err(NOT_READY)
    const saved = await this.#storage.settings.put(ARENA_SETTINGS, settings)
    if (saved.ok) logger.level = settings.logLevel
    return saved
  }

  async resync(): Promise<void> {
    this.#frames.reset()
    this.#receiver?.resync()
  }

  async ping(): Promise<number> {
    return clock.now()
  }

  /** Nodes and keys belong to the browser, not to a match: they are there in every tab. */
  async #openModels(storage: ArenaStorage): Promise<void> {
    const nodes = new NodeBook(storage.settings, () => {
      tabs.changed()
      this.#hub?.nodesChanged(nodes.nodes)
    })
    const changedElsewhere = async (): Promise<void> => {
      await nodes.load()
      this.#hub?.nodesChanged(nodes.nodes)
      this.#page?.onNodesChanged()
    }
    const tabs = new TabNews({
      onChanged: () => void changedElsewhere(),
      onKeyForgotten: (origin, slot) => this.#page?.onKeyForgotten(origin, slot),
    })
    this.#tabs = tabs
    this.#sealed = new SealedBook(storage.settings, () => tabs.changed())
    const daySpend = new DaySpend(storage.settings, clock, (text) => logger.log('WARNING', 'models', text))
    await Promise.all([nodes.load(), daySpend.load()])
    this.#nodes = nodes
    this.#daySpend = daySpend
    this.#models = new ModelHub({
      ...{ clock, daySpend, nodes: () => nodes.nodes },
      onLost: (origin, reason) => {
        logger.log('WARNING', 'models', `${origin}: ${reason}`)
        this.#page?.onModelsLost(origin, reason)
      },
    })
  }

  /** Names of the agents, of the roster or of a match that goes on, that this brain decides for. */
  async #usersOf(brain: string): Promise<NodeUsers> {
    const { agents } = await this.roster()
    const listed = agents.filter((agent) => agent.brain === brain).map(({ name }) => name)
    const watched =
      this.#hub === undefined && this.#shown?.view.match.status !== 'ended' ? this.#shown : undefined
    const elsewhere = watched?.view.agents.filter(({ brainId }) => brainId === brain).map(({ name }) => name)
    return { roster: listed, match: this.#hub?.agentsOf(brain) ?? elsewhere ?? [] }
  }

  async #lead(leader: Leader, storage: ArenaStorage): Promise<AttachAnswer> {
    void leader.lost.then((reason) => this.#abdicate(reason))
    const resync = (): void => this.#frames.reset()
    this.#publisher = new FollowPublisher(new BroadcastChannel(FOLLOW_CHANNEL), clock, leader.epoch, resync)
    const agents = new WorkerAgentFactory(this.#agentWorkerUrl, clock, logger)
    const [nodes, models] = [this.#nodes, this.#models]
    invariant(nodes !== undefined && models !== undefined, 'a tab leads before its models are open')
    const copies = await this.#openCopies(storage, leader)
    this.#hub = new MatchHub({
      ...{ storage, copies, leader, feed: this.#feed, agents, models, clock, logger },
      nodes: () => nodes.nodes,
      onStage: resync,
    })
    // The tab that led before this one went on spending.
    await this.#daySpend?.load()
    const { resumed, notice } = await this.#hub.resumeUnfinished()
    this.#drawAgain()
    const notices = [storage.notice, notice].filter((sentence) => sentence !== '')
    return { state: resumed ? 'resumed' : 'idle', durable: storage.durable, notice: notices.join(' ') }
  }

  /** Copies outlive the database in a place of their own; where there is none, nothing is copied. */
  async #openCopies(storage: ArenaStorage, fence: Leader): Promise<CopyKeeper> {
    const warn = (sentence: string): void => logger.log('WARNING', 'copies', sentence)
    const hasPlace = storage.durable && 'storage' in navigator
    const shelf = hasPlace ? await openOpfsShelf(navigator.storage) : undefined
    const copies = new CopyKeeper({ shelf, matches: storage.matches, clock, warn })
    this.#copies = copies
    this.#lost = new LostMatches({ shelf, storage, fence, warn })
    await this.#lost.find()
    void copies.prune()
    return copies
  }

  #follow(promoted: Promise<Leader>, storage: ArenaStorage): void {
    const channel = new BroadcastChannel(FOLLOW_CHANNEL)
    const receiver = new FollowReceiver<ViewFrame>(channel, clock, isViewFrame, {
      onFrame: (frame) => this.#showFrame(withRole(frame, 'follower')),
      onLeader: (state) => {
        logger.log('INFO', 'tabs', `The tab that runs the match is ${state}.`)
        this.#page?.onLeader(state === 'silent' ? SILENT : FOLLOWING)
      },
    })
    this.#receiver = receiver
    const takeOver = async (leader: Leader): Promise<void> => {
      receiver.close()
      this.#receiver = undefined
      const { state, notice } = await this.#lead(leader, storage)
      // Nothing follows what the other tab showed last; commands are given here from now on.
      if (state === 'idle' && this.#shown !== undefined) this.#showFrame(withRole(this.#shown, 'leader'))
      this.#page?.onLead(state === 'resumed', notice)
    }
    promoted.then(takeOver).catch((cause: unknown) => {
      const reason = cause instanceof StoreFailure ? cause.message : 'This tab cannot take over the match.'
      logger.log('ERROR', 'tabs', reason)
      this.#page?.onLeader(reason)
    })
  }

  #drawAgain(): void {
    clock.after(FRAME_EVERY, () => {
      this.#drawAgain()
      const frame = this.#hub?.stage?.frame(this.#frames)
      if (frame === undefined) return
      this.#showFrame(frame)
      this.#publisher?.publish(frame, frame.reset)
    })
  }

  #showFrame(frame: ViewFrame): void {
    this.#shown = frame
    this.#page?.onFrame(frame)
  }

  /** Another tab leads, or has newer storage: nothing more is written here, and the page says so. */
  #abdicate(reason: string): void {
    logger.log('ERROR', 'tabs', reason)
    this.#hub?.abdicate(reason)
    this.#publisher?.close()
    this.#publisher = undefined
  }

  #role(): 'leader' | 'follower' | 'neither' {
    if (this.#publisher !== undefined) return 'leader'
    return this.#receiver === undefined ? 'neither' : 'follower'
  }

  #notLeading(): Result<never, string> {
    return err(this.#receiver === undefined ? NOT_READY : FOLLOWING)
  }
}

function withRole(frame: ViewFrame, role: 'leader' | 'follower'): ViewFrame {
  return { ...frame, view: { ...frame.view, match: { ...frame.view.match, role } } }
}

Comlink.expose(new MatchWorker())
