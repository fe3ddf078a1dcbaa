import * as Comlink from 'comlink'
import { type Result, err } from '../lib/core/result'
import { durationMs } from '../lib/core/time'
import type { ArenaClient, ClientListener, ClientStatus } from '../lib/ui/client'
import agentWorkerUrl from './agent.worker?worker&url'
import type { FeedWorkerApi, ListedSource, ProductListing } from './api/feed'
import type { MatchPageApi, MatchWorkerApi, NewMatchRequest, Settings } from './api/match'
import type { MatchListRow, ViewFrame } from './api/view'
import { PlatformClock } from './clock'
import feedWorkerUrl from './feed.worker?worker&url'
import matchWorkerUrl from './match.worker?worker&url'
import { OwnedWorker, WorkerLost } from './owned-worker'
import { absoluteUrl } from './spawn'

/** While a demo runs because Coinbase was silent, how often it is asked again. */
const PROBE_EVERY = durationMs(30_000)

const NOTICE_SHOWN = durationMs(15_000)

const MATCH_RESTARTED = "The match's worker was restarted and went on from its log."
const FEED_RESTARTED = "The market feed's worker was restarted."

const HOUSE_MATCH = {
  products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
  intervalSeconds: 60,
  rules: 'realistic',
  initialCash: '100000',
} as const

const DEMO_SEED_BYTES = 6

export function createArenaClient(): ArenaClient {
  return new WorkersClient()
}

/** Owns feed.worker and match.worker, joins them by a port, and joins the successor of one that died. */
class WorkersClient implements ArenaClient {
  readonly #clock = new PlatformClock()
  readonly #match = new OwnedWorker<MatchWorkerApi>({
    url: absoluteUrl(matchWorkerUrl),
    name: 'match',
    clock: this.#clock,
    ping: (remote) => remote.ping(),
    onReplaced: (reason) => void this.#join(`${MATCH_RESTARTED} ${reason}`),
  })
  readonly #feed = new OwnedWorker<FeedWorkerApi>({
    url: absoluteUrl(feedWorkerUrl),
    name: 'feed',
    clock: this.#clock,
    ping: (remote) => remote.ping(),
    onReplaced: (reason) => void this.#join(`${FEED_RESTARTED} ${reason}`),
  })
  #listener: ClientListener | undefined
  /** Joins wait for one another: two at once would make the match's worker follow itself. */
  #joining = Promise.resolve()
  /** Which lives of the workers are attached and connected already. */
  #attached = 0
  #connected = ''
  #needsHouseMatch = false
  /** Whether a demo on show is one that a live match should be offered for. */
  #offerLive = false
  #matchesStarted = 0
  #status: ClientStatus = { phase: 'starting', notice: '', liveAvailable: false }

  async connect(listener: ClientListener): Promise<void> {
    this.#listener = listener
    try {
      await Promise.all([this.#match.start(), this.#feed.start()])
    } catch (cause) {
      this.#report({ phase: 'failed', notice: `The arena could not start: ${reasonOf(cause)}` })
      return
    }
    await this.#join('')
  }

  async startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>> {
    const answer = await this.#ask((match) => match.startMatch(request))
    if (!answer.ok) return answer
    this.#offerLive = false
    this.#needsHouseMatch = false
    this.#matchesStarted += 1
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
    return this.#feed
      .ask<Result<readonly ProductListing[], string>>((feed) => feed.listProducts(source))
      .catch((cause: unknown) => err(reasonOf(cause)))
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

  /** A command to a worker that dies meanwhile gets a sentence, not silence. */
  #ask<T>(
    call: (match: Comlink.Remote<MatchWorkerApi>) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    return this.#match.ask<Result<T, string>>(call).catch((cause: unknown) => err(reasonOf(cause)))
  }

  /** Brings whatever workers there are together; `news` is told when all is well again. */
  #join(news: string): Promise<void> {
    this.#joining = this.#joining.then(async () => {
      try {
        await this.#attach()
        await this.#connectFeed()
        if (this.#needsHouseMatch) await this.#startHouseMatch()
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
      onFrame: (frame) => this.#frameCame(frame),
      onLog: (lines) => this.#listener?.onLog(lines),
      onLead: (resumed, notice) => this.#leading(resumed, notice),
      onFeedLost: (reason) => void this.#feed.replace(reason),
    }
    const setup = { agentWorkerUrl: absoluteUrl(agentWorkerUrl) }
    const answer = await this.#match.ask((match) => match.attach(setup, Comlink.proxy(page)))
    this.#attached = life
    if (answer.state === 'idle') this.#needsHouseMatch = this.#matchesStarted === 0
    else this.#needsHouseMatch = false
    if (answer.state === 'resumed') this.#offerLive = true
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

  /** This tab watched another one and runs the matches itself from now on. */
  #leading(resumed: boolean, notice: string): void {
    this.#report({ phase: 'running', notice })
    this.#offerLive = resumed
    if (resumed) return
    this.#needsHouseMatch = true
    void this.#join('')
  }

  /** Long enough to be read, gone before it is a nuisance. */
  #tellBriefly(notice: string): void {
    this.#report({ phase: 'running', notice })
    this.#clock.after(NOTICE_SHOWN, () => {
      if (this.#status.notice === notice) this.#report({ notice: '' })
    })
  }

  /** Nobody configured anything: live data if Coinbase answers, the labelled demo if not. */
  async #startHouseMatch(): Promise<void> {
    const { notice } = this.#status
    this.#report({ phase: 'probing', notice: notice || 'Asking Coinbase for prices …' })
    const probe = await this.#feed.ask((feed) => feed.probe())
    const live = probe.reachable ? await this.startMatch({ ...HOUSE_MATCH, source: 'coinbase' }) : undefined
    if (live?.ok === true) {
      this.#report({ phase: 'running', notice })
      return
    }
    const why = live === undefined ? probe.detail : live.error
    const demo = await this.startMatch({ ...HOUSE_MATCH, source: 'demo', seed: freshSeed(), speed: 10 })
    if (!demo.ok) {
      this.#report({ phase: 'failed', notice: demo.error })
      return
    }
    this.#report({ phase: 'running', notice: `${notice || why} A demo match runs meanwhile.` })
    this.#probeAgain()
  }

  #frameCame(frame: ViewFrame): void {
    this.#listener?.onFrame(frame)
    if (!this.#offerLive) return
    this.#offerLive = false
    if (frame.view.match.source === 'demo') this.#probeAgain()
  }

  /** Asks until Coinbase answers or a person starts a match of their own. */
  #probeAgain(): void {
    const demo = this.#matchesStarted
    const isOver = (): boolean => this.#matchesStarted !== demo
    const probed = (reachable: boolean): void => {
      if (isOver()) return
      if (reachable) this.#report({ liveAvailable: true, notice: '' })
      else this.#probeAgain()
    }
    this.#clock.after(PROBE_EVERY, () => {
      if (isOver()) return
      this.#feed
        .ask((feed) => feed.probe())
        .then(
          ({ reachable }) => probed(reachable),
          () => probed(false),
        )
    })
  }

  #report(change: Partial<ClientStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#listener?.onStatus(this.#status)
  }
}

/** Any seed will do; this one is short enough to be told to a friend. */
function freshSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(DEMO_SEED_BYTES))
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'no reason was given.'
}
