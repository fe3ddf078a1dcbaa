import { createContext } from 'svelte'
import type { NewMatchRequest } from '../../workers/api/match'
import type { ActivityRow, EquityPoint, MatchView, TradeRow, ViewFrame } from '../../workers/api/view'
import { type AgentIdentity, identify } from './agent-color'
import { appendRows } from './bounded-rows'
import type { ArenaClient, ClientStatus } from './client'
import { appendEquity } from './equity-history'
import { FrameOrder } from './frame-order'
import { byValue } from './standings'

export const TRADES_KEPT = 5_000
export const ACTIVITY_KEPT = 2_000

/** Why the buttons of a match cannot be used; empty when they can. */
const FOLLOWING = 'Another tab of this browser runs this match. Control it there; here you watch.'

/**
 * What the page knows of the match it shows. Fed by the client's frames; components read it, none
 * writes it. Rows are plain data behind raw state: replaced, never changed.
 */
export class Arena {
  readonly #client: ArenaClient
  readonly #order: FrameOrder
  #view = $state.raw<MatchView | undefined>(undefined)
  #trades = $state.raw<readonly TradeRow[]>([])
  #activity = $state.raw<readonly ActivityRow[]>([])
  #equity = $state.raw<readonly EquityPoint[]>([])
  #status = $state.raw<ClientStatus>({ phase: 'starting', notice: '', liveAvailable: false })
  #problem = $state.raw('')
  #busy = $state.raw(false)
  #past = $state.raw(false)
  #arrivedAt = $state.raw(0)
  #lastRequest: NewMatchRequest | undefined

  readonly #identities = $derived(identify(this.#view?.agents ?? []))
  readonly #ranked = $derived(byValue(this.#view?.agents ?? []))
  readonly #locked = $derived(this.#view?.match.role === 'follower' ? FOLLOWING : '')

  /** @param wallNow monotone milliseconds, to tell how old a frame is */
  constructor(
    client: ArenaClient,
    readonly wallNow: () => number = () => performance.now(),
  ) {
    this.#client = client
    this.#order = new FrameOrder(() => client.resync())
  }

  get view(): MatchView | undefined {
    return this.#view
  }
  /** Oldest first. */
  get trades(): readonly TradeRow[] {
    return this.#trades
  }
  /** Oldest first. */
  get activity(): readonly ActivityRow[] {
    return this.#activity
  }
  /** Oldest first. */
  get equity(): readonly EquityPoint[] {
    return this.#equity
  }
  get status(): ClientStatus {
    return this.#status
  }
  /** In roster order, so that `identities[run]` is the run's. */
  get identities(): readonly AgentIdentity[] {
    return this.#identities
  }
  /** Best first, the benchmark in its place by value. */
  get ranked(): MatchView['agents'] {
    return this.#ranked
  }
  /** The last command's failure, a sentence; empty when it went well. */
  get problem(): string {
    return this.#problem
  }
  /** A command is under way. */
  get busy(): boolean {
    return this.#busy
  }
  /** A finished match is shown instead of the current one. */
  get viewingPast(): boolean {
    return this.#past
  }
  get lockedReason(): string {
    return this.#locked
  }
  /** {@link wallNow} when the newest frame came. */
  get arrivedAt(): number {
    return this.#arrivedAt
  }

  /** Never throws: a start that fails is a status with a sentence. */
  async connect(onLog: Parameters<ArenaClient['connect']>[0]['onLog']): Promise<void> {
    try {
      await this.#client.connect({
        onFrame: (frame) => this.onFrame(frame),
        onStatus: (status) => (this.#status = status),
        onLog,
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#status = { phase: 'failed', notice: `The arena could not start. ${reason}`, liveAvailable: false }
    }
  }

  onFrame(frame: ViewFrame): void {
    const verdict = this.#order.accept(frame)
    if (verdict === 'drop') return
    this.#view = frame.view
    this.#arrivedAt = this.wallNow()
    if (verdict === 'view-only') return
    const kept = verdict === 'replace' ? { trades: [], activity: [], equity: [] } : this
    this.#trades = appendRows(kept.trades, frame.trades, (row) => row.id, TRADES_KEPT)
    this.#activity = appendRows(kept.activity, frame.activity, (row) => row.id, ACTIVITY_KEPT)
    this.#equity = appendEquity(kept.equity, frame.equity)
  }

  /** The sentence why not, or `undefined` when the match started. */
  async startMatch(request: NewMatchRequest): Promise<string | undefined> {
    const answer = await this.#command(() => this.#client.startMatch(request))
    if (answer === undefined) {
      this.#lastRequest = request
      this.#past = false
    }
    return answer
  }

  /** Another match like the last one started here, or the house match. */
  startAgain(house: NewMatchRequest): Promise<string | undefined> {
    return this.startMatch(this.#lastRequest ?? house)
  }

  pause(): Promise<string | undefined> {
    return this.#command(() => this.#client.pause())
  }
  resume(): Promise<string | undefined> {
    return this.#command(() => this.#client.resume())
  }
  end(): Promise<string | undefined> {
    return this.#command(() => this.#client.end())
  }

  async openPast(matchId: string): Promise<string | undefined> {
    const answer = await this.#command(() => this.#client.openPast(matchId))
    if (answer === undefined) this.#past = true
    return answer
  }

  async closePast(): Promise<void> {
    await this.#command(async () => {
      await this.#client.closePast()
      return { ok: true }
    })
    this.#past = false
  }

  dismissProblem(): void {
    this.#problem = ''
  }

  async #command(
    run: () => Promise<{ ok: true } | { ok: false; error: string }>,
  ): Promise<string | undefined> {
    this.#busy = true
    try {
      const answer = await run()
      this.#problem = answer.ok ? '' : answer.error
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#problem = `The arena did not answer. ${reason}`
    } finally {
      this.#busy = false
    }
    return this.#problem === '' ? undefined : this.#problem
  }
}

export const [getArena, setArena] = createContext<Arena>()
