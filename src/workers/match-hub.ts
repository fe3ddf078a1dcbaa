import type { Clock } from '../lib/core/clock'
import { type Result, err, ok } from '../lib/core/result'
import { between, durationMs } from '../lib/core/time'
import type { MatchConfig } from '../lib/engine/config'
import type { ChatNode } from '../lib/llm/chat-node'
import { KNOWN_PRODUCTS } from '../lib/feeds/coinbase/known-products'
import { RECORDS_KEPT } from '../lib/match/histories'
import { configureMatch } from '../lib/match/new-match'
import type { StoreFailure } from '../lib/core/store-failure'
import type { AgentFactory, MatchHead, ModelPort } from '../lib/match/ports'
import { standardRoster } from '../lib/match/roster'
import { type RestoredMatch, restoreMatch } from '../lib/match/restore'
import { MatchSession, type SessionPorts } from '../lib/match/session'
import { PastStage, RunningStage, type Stage } from '../lib/match/view/stage'
import type { CopyKeeper } from '../lib/storage/copies/copy-keeper'
import type { Leader } from '../lib/storage/match-lock'
import type { ArenaStorage } from '../lib/storage/open-storage'
import type { RosterChange } from './api/agents'
import type { ProductListing } from './api/feed'
import type { NewMatchRequest, SettledLost } from './api/match'
import type { FeedLink } from './feed-link'
import type { Logger } from './logger'

/** A match left longer than this waits for a person before it goes on. */
const STALE_AFTER = durationMs(6 * 60 * 60 * 1000)

/** Words of the newest decisions a resumed match shows; older ones stay in storage. */
const DECISIONS_SHOWN = 300

/** A person who starts a match waits no longer for the exchange's list of products. */
const LISTING_PATIENCE = durationMs(5000)

const KEPT_ASIDE = 'What was lost is back, in Matches. Another match is running, so none of it goes on now.'

const NO_MATCH = 'There is no match yet.'

export interface HubDeps {
  readonly storage: ArenaStorage
  readonly copies: CopyKeeper
  readonly leader: Leader
  readonly feed: FeedLink
  readonly agents: AgentFactory
  readonly models: ModelPort
  /** The chat nodes that brains may name now. */
  readonly nodes: () => readonly ChatNode[]
  readonly clock: Clock
  readonly logger: Logger
  /** Another match is on show from now on. */
  readonly onStage: () => void
}

interface Loaded {
  readonly match: RestoredMatch
  readonly head: MatchHead
}

/** The leading tab's matches: starts, resumes, ends and shows them. Commands answer in sentences. */
export class MatchHub {
  #session: MatchSession | undefined
  #running: Stage | undefined
  #past: Stage | undefined
  #notice = ''
  /** Why this tab no longer leads; empty while it does. */
  #abdicated = ''

  constructor(private readonly deps: HubDeps) {}

  /** What the page shows now; undefined before the first match. */
  get stage(): Stage | undefined {
    return this.#past ?? this.#running
  }

  /** Whether a match is under way here, paused or not. */
  get isPlaying(): boolean {
    const session = this.#session
    return session !== undefined && session.engine.status !== 'ended' && !session.halted
  }

  /** Goes on with the unfinished match, if there is one. `notice` says why not, or what to know. */
  async resumeUnfinished(): Promise<{ readonly resumed: boolean; readonly notice: string }> {
    const found = await this.deps.storage.matches.unfinishedMatch()
    if (!found.ok) return { resumed: false, notice: found.error.message }
    if (found.value === undefined) return { resumed: false, notice: '' }
    const loaded = await this.#load(found.value)
    if (!loaded.ok) {
      return {
        resumed: false,
        notice: `The last match could not be resumed; it is kept in Matches. ${loaded.error}`,
      }
    }
    const { match, head } = loaded.value
    const standing = between(head.wallTime, this.deps.clock.now()) > STALE_AFTER
    this.#notice = standing
      ? 'This match was left more than six hours ago. Resume it, or start a new one.'
      : ''
    const session = MatchSession.resume(
      match,
      this.#ports(match.engine.config),
      (failure) => this.#halted(failure),
      standing,
    )
    this.#show(session)
    this.nodesChanged(this.deps.nodes())
    this.deps.logger.log('INFO', 'match', `Resumed the match at event ${head.seq}.`)
    return { resumed: true, notice: '' }
  }

  /** Matches came back from their copies: the unfinished one goes on, unless another is being played. */
  async goOnWithRestored(): Promise<SettledLost> {
    if (this.isPlaying) return { state: 'playing', notice: KEPT_ASIDE }
    await this.#supersede()
    const { resumed, notice } = await this.resumeUnfinished()
    return { state: resumed ? 'resumed' : 'idle', notice }
  }

  async startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>> {
    if (this.#abdicated !== '') return err(this.#abdicated)
    const listings = await this.#listingsFor(request)
    if (!listings.ok) return listings
    const chosen = configureMatch(request, {
      matchId: crypto.randomUUID(),
      now: this.deps.clock.now(),
      listings: listings.value,
      freshSeed: crypto.randomUUID().slice(0, 8),
      nodes: this.deps.nodes(),
      defaultRoster: standardRoster(),
    })
    if (!chosen.ok) return chosen
    const { config, prompts } = chosen.value
    await this.#supersede()
    this.#notice = ''
    const ports = this.#ports(config)
    const session = MatchSession.start(config, prompts, ports, (failure) => this.#halted(failure))
    this.#show(session)
    const failure = await session.writer.settled()
    if (failure !== undefined) return err(failure.message)
    const { source, runs, matchId } = config
    this.deps.logger.log('INFO', 'match', `Started a match on ${source} with ${runs.length - 1} agents.`)
    return ok({ matchId })
  }

  pause(): Promise<Result<undefined, string>> {
    return this.#command((session) => session.pause())
  }

  resume(): Promise<Result<undefined, string>> {
    if (this.#abdicated === '') this.#notice = ''
    return this.#command((session) => session.resume())
  }

  end(): Promise<Result<undefined, string>> {
    return this.#command((session) => session.end('operator'))
  }

  changeRoster(change: RosterChange): Promise<Result<undefined, string>> {
    return this.#command((session) => session.changeRoster(change, this.deps.nodes()))
  }

  setSpendCap(usd: string): Promise<Result<undefined, string>> {
    return this.#command((session) => session.setSpendCap(usd))
  }

  /** Names of the agents of a match that goes on, benched ones included, that this brain decides for. */
  agentsOf(brain: string): readonly string[] {
    const engine = this.#session?.engine
    if (engine === undefined || engine.status === 'ended') return []
    return engine.runs.filter((run) => run.brain === brain).map(({ name }) => name)
  }

  /** Replaces what is on show, not what runs. */
  async openPast(matchId: string): Promise<Result<undefined, string>> {
    const loaded = await this.#load(matchId)
    if (!loaded.ok) return loaded
    this.#past = new PastStage(loaded.value.match, this.deps.storage.durable)
    this.deps.onStage()
    return ok(undefined)
  }

  closePast(): void {
    this.#past = undefined
    this.deps.onStage()
  }

  async deleteMatch(matchId: string): Promise<Result<undefined, string>> {
    const deleted = await this.deps.storage.matches.deleteMatch(matchId, this.deps.leader)
    if (!deleted.ok) return err(deleted.error.message)
    await this.deps.copies.remove(matchId)
    return deleted
  }

  /** Chat nodes were edited: runs that use them go on with what they are now. */
  nodesChanged(nodes: readonly ChatNode[]): void {
    if (this.#abdicated !== '') return
    for (const node of nodes) this.#session?.nodeChanged(node)
  }

  /** Stops everything without a word in the log: this tab no longer leads. */
  abdicate(reason: string): void {
    this.#notice = reason
    this.#abdicated = reason
    this.#session?.dispose()
  }

  #ports(config: MatchConfig): SessionPorts {
    const { clock, feed, agents, models, storage, copies, leader } = this.deps
    const store = copies.around(storage.writer(config, leader), config.matchId)
    return { clock, feed, agents, models, store }
  }

  #show(session: MatchSession): void {
    this.#session = session
    this.#past = undefined
    this.#running = new RunningStage(session, this.deps.storage.durable, () => this.#notice)
    this.deps.onStage()
  }

  /** While the exchange lists nothing, a match on products known anyway can still be played on its stream. */
  async #listingsFor(request: NewMatchRequest): Promise<Result<readonly ProductListing[], string>> {
    const patience = new Promise<Result<never, string>>((resolve) => {
      this.deps.clock.after(LISTING_PATIENCE, () => resolve(err('Coinbase does not answer requests.')))
    })
    const listed = await Promise.race([this.deps.feed.listProducts(request.source), patience])
    const isKnown = (id: string): boolean => KNOWN_PRODUCTS.some((product) => product.id === id)
    return !listed.ok && request.products.every(isKnown) ? ok(KNOWN_PRODUCTS) : listed
  }

  /** The command takes effect at once; the answer waits until it is on disk. */
  async #command(
    run: (session: MatchSession) => Result<undefined, string>,
  ): Promise<Result<undefined, string>> {
    const session = this.#session
    if (this.#abdicated !== '') return err(this.#abdicated)
    if (session === undefined) return err(NO_MATCH)
    const answer = run(session)
    if (!answer.ok) return answer
    const failure = await session.writer.settled()
    return failure === undefined ? answer : err(failure.message)
  }

  /** A match that cannot be written any more keeps what it had and makes room. */
  async #supersede(): Promise<void> {
    const session = this.#session
    if (session === undefined) return
    if (session.halted) {
      session.dispose()
      return
    }
    if (session.engine.status !== 'ended') session.end('superseded')
    const failure = await session.writer.settled()
    if (failure !== undefined) session.dispose()
  }

  #halted(failure: StoreFailure): void {
    if (this.#abdicated === '') this.#notice = failure.message
    this.deps.logger.log('ERROR', 'storage', failure.message)
  }

  async #load(matchId: string): Promise<Result<Loaded, string>> {
    const { matches } = this.deps.storage
    const stored = await matches.loadMatch(matchId)
    if (!stored.ok) return err(stored.error.message)
    const { config, steps, prompts } = stored.value
    // Agents may have joined or been given a language model since the match began.
    const runs = Math.max(stored.value.head.standings.length, config.runs.length)
    const newest = Math.max(DECISIONS_SHOWN, RECORDS_KEPT * runs)
    const decisions = await matches.decisions(matchId, { newest })
    if (!decisions.ok) return err(decisions.error.message)
    const match = restoreMatch(steps, decisions.value, prompts)
    return match.ok ? ok({ match: match.value, head: stored.value.head }) : match
  }
}
