import * as Comlink from 'comlink'
import { type Result, err } from '../lib/core/result'
import { durationMs } from '../lib/core/time'
import type { ArenaClient, ClientListener, ClientStatus } from '../lib/ui/client'
import agentWorkerUrl from './agent.worker?worker&url'
import type { FeedWorkerApi, ListedSource, ProductListing } from './api/feed'
import type { AttachAnswer, MatchPageApi, MatchWorkerApi, NewMatchRequest, Settings } from './api/match'
import type { MatchListRow, ViewFrame } from './api/view'
import { PlatformClock } from './clock'
import feedWorkerUrl from './feed.worker?worker&url'
import matchWorkerUrl from './match.worker?worker&url'
import { OwnedWorker } from './owned-worker'
import { absoluteUrl } from './spawn'

/** While a demo runs because Coinbase was silent, how often it is asked again. */
const PROBE_EVERY = durationMs(30_000)

const NOTICE_SHOWN = durationMs(15_000)

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

/** Owns feed.worker and match.worker, joins them by a port, and replaces the one that dies. */
class WorkersClient implements ArenaClient {
  readonly #clock = new PlatformClock()
  readonly #match = new OwnedWorker<MatchWorkerApi>(
    absoluteUrl(matchWorkerUrl),
    'match',
    this.#clock,
    (remote) => remote.ping(),
    (reason) => void this.#rejoin(reason),
  )
  readonly #feed = new OwnedWorker<FeedWorkerApi>(
    absoluteUrl(feedWorkerUrl),
    'feed',
    this.#clock,
    (remote) => remote.ping(),
    (reason) => void this.#reconnectFeed(reason),
  )
  #listener: ClientListener | undefined
  /** Whether a demo on show is one that a live match should be offered for. */
  #offerLive = false
  #matchesStarted = 0
  #status: ClientStatus = { phase: 'starting', notice: '', liveAvailable: false }

  async connect(listener: ClientListener): Promise<void> {
    this.#listener = listener
    try {
      await Promise.all([this.#match.start(), this.#feed.start()])
      await this.#prepareFeed()
      const answer = await this.#attach()
      if (answer.state === 'idle') await this.#startHouseMatch(answer.notice)
      else this.#report({ phase: 'running', notice: answer.notice })
      if (answer.state === 'resumed') this.#offerLive = true
    } catch (cause) {
      this.#report({ phase: 'failed', notice: `The arena could not start: ${reasonOf(cause)}` })
    }
  }

  startMatch(request: NewMatchRequest): Promise<Result<{ matchId: string }, string>> {
    this.#offerLive = false
    this.#matchesStarted += 1
    this.#report({ liveAvailable: false, notice: '' })
    return this.#ask(() => this.#match.remote.startMatch(request))
  }

  pause(): Promise<Result<undefined, string>> {
    return this.#ask(() => this.#match.remote.pause())
  }

  resume(): Promise<Result<undefined, string>> {
    return this.#ask(() => this.#match.remote.resume())
  }

  end(): Promise<Result<undefined, string>> {
    return this.#ask(() => this.#match.remote.end())
  }

  listProducts(source: ListedSource): Promise<Result<readonly ProductListing[], string>> {
    return this.#feed
      .untilLost<Result<readonly ProductListing[], string>>(() => this.#feed.remote.listProducts(source))
      .catch((cause: unknown) => err(reasonOf(cause)))
  }

  listMatches(): Promise<readonly MatchListRow[]> {
    return this.#match.untilLost(() => this.#match.remote.listMatches())
  }

  openPast(matchId: string): Promise<Result<undefined, string>> {
    return this.#ask(() => this.#match.remote.openPast(matchId))
  }

  closePast(): Promise<void> {
    return this.#match.untilLost(() => this.#match.remote.closePast())
  }

  deleteMatch(matchId: string): Promise<Result<undefined, string>> {
    return this.#ask(() => this.#match.remote.deleteMatch(matchId))
  }

  resync(): Promise<void> {
    return this.#match.untilLost(() => this.#match.remote.resync())
  }

  settings(): Promise<Settings> {
    return this.#match.untilLost(() => this.#match.remote.settings())
  }

  async saveSettings(settings: Settings): Promise<Result<undefined, string>> {
    const saved = await this.#ask(() => this.#match.remote.saveSettings(settings))
    if (saved.ok) await this.#feed.remote.configure(settings)
    return saved
  }

  async storageEstimate(): Promise<{ usage: number; quota: number } | undefined> {
    const { usage, quota } = await navigator.storage.estimate()
    return usage === undefined || quota === undefined ? undefined : { usage, quota }
  }

  /** A command to a worker that dies meanwhile gets a sentence, not silence. */
  #ask<T>(call: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    return this.#match.untilLost<Result<T, string>>(call).catch((cause: unknown) => err(reasonOf(cause)))
  }

  async #prepareFeed(): Promise<void> {
    const feed = this.#feed.remote
    const { port1, port2 } = new MessageChannel()
    await feed.onLog(Comlink.proxy((lines) => this.#listener?.onLog(lines)))
    await feed.connectMatch(Comlink.transfer(port1, [port1]))
    await this.#match.remote.connectFeed(Comlink.transfer(port2, [port2]))
  }

  async #attach(): Promise<AttachAnswer> {
    const page: MatchPageApi = {
      onFrame: (frame) => this.#frameCame(frame),
      onLog: (lines) => this.#listener?.onLog(lines),
      onLead: (notice) => this.#report({ phase: 'running', notice }),
      onFeedLost: (reason) => void this.#feed.replace(reason),
    }
    const setup = { agentWorkerUrl: absoluteUrl(agentWorkerUrl) }
    const answer = await this.#match.remote.attach(setup, Comlink.proxy(page))
    await this.#feed.remote.configure(await this.#match.remote.settings())
    return answer
  }

  /** match.worker came back: it resumes its match from the log, with the feed as it is. */
  async #rejoin(reason: string): Promise<void> {
    await this.#prepareFeed()
    const { notice } = await this.#attach()
    const restarted = `The match's worker was restarted and went on from its log. ${reason}`
    if (notice === '') this.#tellBriefly(restarted)
    else this.#report({ phase: 'running', notice })
  }

  async #reconnectFeed(reason: string): Promise<void> {
    await this.#feed.remote.configure(await this.#match.remote.settings())
    await this.#prepareFeed()
    this.#tellBriefly(`The market feed's worker was restarted. ${reason}`)
  }

  /** Long enough to be read, gone before it is a nuisance. */
  #tellBriefly(notice: string): void {
    this.#report({ phase: 'running', notice })
    this.#clock.after(NOTICE_SHOWN, () => {
      if (this.#status.notice === notice) this.#report({ notice: '' })
    })
  }

  /** Nobody configured anything: live data if Coinbase answers, the labelled demo if not. */
  async #startHouseMatch(notice: string): Promise<void> {
    this.#report({ phase: 'probing', notice: notice || 'Asking Coinbase for prices …' })
    const probe = await this.#feed.remote.probe()
    const live = probe.reachable ? await this.startMatch({ ...HOUSE_MATCH, source: 'coinbase' }) : undefined
    if (live?.ok === true) {
      this.#report({ phase: 'running', notice })
      return
    }
    const why = live === undefined ? probe.detail : live.error
    const demo = await this.startMatch({ ...HOUSE_MATCH, source: 'demo', seed: freshSeed(), speed: 10 })
    if (!demo.ok) this.#report({ phase: 'failed', notice: demo.error })
    else this.#report({ phase: 'running', notice: `${notice || why} A demo match runs meanwhile.` })
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
    this.#clock.after(PROBE_EVERY, () => {
      if (isOver()) return
      void this.#feed.remote.probe().then(({ reachable }) => {
        if (isOver()) return
        if (reachable) this.#report({ liveAvailable: true, notice: '' })
        else this.#probeAgain()
      })
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
