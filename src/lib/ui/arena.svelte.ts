import { createContext } from 'svelte'
import { type Result, err, ok } from '../core/result'
import type { RiskModelName } from '../core/risk-rules'
import type { PromptView, RosterChange, RosterEntry } from '../../workers/api/agents'
import type { NewMatchRequest } from '../../workers/api/match'
import type { RiskProfile, TradeIdea, TradeRisk } from '../../workers/api/risk'
import type { ActivityRow, EquityPoint, MatchView, TradeRow, ViewFrame } from '../../workers/api/view'
import { type AgentIdentity, identify } from './agent-color'
import { appendRows } from './bounded-rows'
import type { ArenaClient, ClientListener, ClientStatus } from './client'
import { appendEquity } from './equity-history'
import { type Failures, NO_FAILURES, failuresOf } from './failures'
import { FrameOrder } from './frame-order'
import { savedRoster, withRoster } from './match-form/saved-roster'
import type { ModelsState } from './models/client'
import { byValue } from './standings'

export const TRADES_KEPT = 5_000
export const ACTIVITY_KEPT = 2_000

/** Why the buttons of a match cannot be used; empty when they can. */
const FOLLOWING = 'Another tab of this browser runs this match. Control it there; here you watch.'

/** What an arena asks of the workers. A replay has a door of its own, which refuses every change. */
export type ArenaDoor = Pick<
  ArenaClient,
  | 'connect'
  | 'resync'
  | 'startMatch'
  | 'pause'
  | 'resume'
  | 'end'
  | 'openPast'
  | 'closePast'
  | 'roster'
  | 'changeRoster'
  | 'setSpendCap'
  | 'promptOf'
  | 'riskProfile'
  | 'tradeRisk'
> & { readonly models: Pick<ArenaClient['models'], 'subscribe'> }

/**
 * What the page knows of the match it shows. Fed by the client's frames; components read it, none
 * writes it. Rows are plain data behind raw state: replaced, never changed.
 */
export class Arena {
  readonly #client: ArenaDoor
  readonly #order: FrameOrder
  #view = $state.raw<MatchView | undefined>(undefined)
  #trades = $state.raw<readonly TradeRow[]>([])
  #activity = $state.raw<readonly ActivityRow[]>([])
  #equity = $state.raw<readonly EquityPoint[]>([])
  #status = $state.raw<ClientStatus>({ phase: 'starting', notice: '', liveAvailable: false })
  #problem = $state.raw('')
  #busy = $state.raw(false)
  #steered = $state.raw(false)
  #past = $state.raw(false)
  #arrivedAt = $state.raw(0)
  #failures = $state.raw<Failures>(NO_FAILURES)
  #changingCap = $state.raw(false)
  #models = $state.raw<ModelsState>({ loaded: false, nodes: [], locked: false, notice: '' })
  #invited = $state.raw(true)
  /** The last match started here, and the saved agents of that time. */
  #last:
    | { readonly request: NewMatchRequest; readonly saved: Promise<readonly RosterEntry[] | undefined> }
    | undefined

  readonly #identities = $derived(identify(this.#view?.agents ?? []))
  readonly #ranked = $derived(byValue(this.#view?.agents ?? []))
  readonly #locked = $derived(this.#view?.match.role === 'follower' ? FOLLOWING : '')

  /**
   * @param wallNow monotone milliseconds, to tell how old a frame is
   * @param isPast what comes is over, and nothing in it can be changed
   */
  constructor(
    client: ArenaDoor,
    readonly wallNow: () => number = () => performance.now(),
    isPast = false,
  ) {
    this.#client = client
    this.#past = isPast
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
  /** A person has given a match a command here. */
  get steered(): boolean {
    return this.#steered
  }
  /** A finished match is shown instead of the current one. */
  get viewingPast(): boolean {
    return this.#past
  }
  get lockedReason(): string {
    return this.#locked
  }
  /** Chat nodes and which of them have keys. */
  get models(): ModelsState {
    return this.#models
  }
  /** No chat node is there yet, and nobody waved the invitation to make one aside. */
  get invitesModels(): boolean {
    return this.#invited && this.#models.loaded && this.#models.nodes.length === 0
  }
  /** Agents whose last decision failed, with the sentence why. */
  get failures(): Failures {
    return this.#failures
  }
  /** A person is about to give another spend cap. */
  get changingCap(): boolean {
    return this.#changingCap
  }
  /** {@link wallNow} when the newest frame came. */
  get arrivedAt(): number {
    return this.#arrivedAt
  }

  /** Never throws: a start that fails is a status with a sentence. */
  async connect(onLog: ClientListener['onLog'], onLead: ClientListener['onLead']): Promise<void> {
    this.#client.models.subscribe((state) => (this.#models = state))
    try {
      await this.#client.connect({
        onFrame: (frame) => this.onFrame(frame),
        onStatus: (status) => (this.#status = status),
        onLog,
        onLead,
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#status = { phase: 'failed', notice: `The arena could not start. ${reason}`, liveAvailable: false }
    }
  }

  onFrame(frame: ViewFrame): void {
    const verdict = this.#order.accept(frame)
    if (verdict === 'drop') return
    const isSame = this.#view?.match.id === frame.view.match.id
    this.#failures = failuresOf(frame.view, isSame ? this.#failures : NO_FAILURES)
    if (!isSame) this.#changingCap = false
    this.#view = frame.view
    this.#arrivedAt = this.wallNow()
    if (verdict === 'view-only') return
    const kept = verdict === 'replace' ? { trades: [], activity: [], equity: [] } : this
    this.#trades = appendRows(kept.trades, frame.trades, (row) => row.id, TRADES_KEPT)
    this.#activity = appendRows(kept.activity, frame.activity, (row) => row.id, ACTIVITY_KEPT)
    this.#equity = appendEquity(kept.equity, frame.equity)
  }

  /** The sentence why not, or `undefined` when the match started. */
  startMatch(request: NewMatchRequest): Promise<string | undefined> {
    return this.#start(() => Promise.resolve(ok(request)))
  }

  /** As `request` says, but of the agents that are enabled on the Agents page. */
  startWithRoster(request: NewMatchRequest): Promise<string | undefined> {
    return this.#start(async () => withRoster(request, await savedRoster(this.#client)))
  }

  /**
   * Another match like the last one started here, or `house`; of the agents enabled on the Agents page
   * when there was none, or when they were changed since.
   */
  startAgain(house: NewMatchRequest): Promise<string | undefined> {
    return this.#start(async () => {
      const last = this.#last
      const [saved, then] = await Promise.all([savedRoster(this.#client), last?.saved])
      const same = last !== undefined && JSON.stringify(saved) === JSON.stringify(then)
      return same ? ok(last.request) : withRoster(last?.request ?? house, saved)
    })
  }

  async #start(choose: () => Promise<Result<NewMatchRequest, string>>): Promise<string | undefined> {
    let started: NewMatchRequest | undefined
    const refusal = await this.#command(async () => {
      const chosen = await choose()
      if (!chosen.ok) return chosen
      started = chosen.value
      return this.#client.startMatch(chosen.value)
    })
    if (refusal !== undefined || started === undefined) return refusal
    this.#last = { request: started, saved: savedRoster(this.#client) }
    this.#past = false
    return undefined
  }

  /** In the running match, effective at the agent's next tick. */
  changeRoster(change: RosterChange): Promise<string | undefined> {
    return this.#command(() => this.#client.changeRoster(change))
  }
  /** Dollars that all model calls of the running match may cost together. */
  setSpendCap(usd: string): Promise<string | undefined> {
    return this.#command(() => this.#client.setSpendCap(usd))
  }

  /** The first prompt of a decision of the match on show, or a sentence. Never rejects. */
  async promptOf(run: number, tick: number): Promise<Result<PromptView, string>> {
    try {
      return await this.#client.promptOf(run, tick)
    } catch (error) {
      return { ok: false, error: noAnswer(error) }
    }
  }

  /** What an agent of the match on show risks now, or a sentence. Never rejects. */
  riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    return this.#client.riskProfile(run, model).catch((error: unknown) => err(noAnswer(error)))
  }

  /** The same with a trade that is not made, or a sentence. Never rejects. */
  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    return this.#client.tradeRisk(run, idea, model).catch((error: unknown) => err(noAnswer(error)))
  }

  changeCap(isWanted: boolean): void {
    this.#changingCap = isWanted
  }

  dismissInvitation(): void {
    this.#invited = false
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
    this.#steered = true
    try {
      const answer = await run()
      this.#problem = answer.ok ? '' : answer.error
    } catch (error) {
      this.#problem = noAnswer(error)
    } finally {
      this.#busy = false
    }
    return this.#problem === '' ? undefined : this.#problem
  }
}

function noAnswer(error: unknown): string {
  return `The arena did not answer. ${error instanceof Error ? error.message : String(error)}`
}

export const [getArena, setArena] = createContext<Arena>()
