import type { Clock } from '../../core/clock'
import type { ProductIndex } from '../../core/product'
import { durationMs } from '../../core/time'
import type { TickerReported } from '../../market/feed-event'
import type { Ticker } from '../../market/types'
import type { MarketIntake } from './intake'
import type { ProductIdentity } from './parse'
import type { CoinbaseRest, Effort } from './rest'
import type { RestFailure } from './rest-failure'

/** While the WebSocket is away every product is asked for this often, so no quote grows stale. */
export const POLL_EVERY = durationMs(5000)

const FIRST_EFFORT: Effort = { retries: 1 }
const POLL_EFFORT: Effort = { retries: 0, timeout: durationMs(4000) }
const REFRESH_EFFORT: Effort = { priority: 'urgent', retries: 0, timeout: durationMs(1500) }

export interface QuoteDeskDeps {
  readonly rest: CoinbaseRest
  readonly intake: MarketIntake
  readonly clock: Clock
}

/** None may throw. */
export interface QuoteDeskListener {
  /** Whether all products are to be polled now, not only those without a quote on this connection. */
  wantsPolling(): boolean
  onQuote(event: TickerReported): void
  onFailure(failure: RestFailure): void
  /** The exchange does not trade this product; it is not asked for again. */
  onUnknown(of: ProductIdentity, failure: RestFailure): void
  /** Every {@link POLL_EVERY}, after the requests of the round were sent. */
  onRound(): void
}

/** Quotes by request: the first ones, those the socket does not bring, and the one a trade needs now. */
export class QuoteDesk {
  readonly #asking = new Set<ProductIndex>()
  readonly #unknown = new Set<ProductIndex>()
  #cancel: () => void = () => undefined
  readonly #closing = new AbortController()

  constructor(
    private readonly deps: QuoteDeskDeps,
    private readonly listener: QuoteDeskListener,
  ) {}

  open(): void {
    for (const of of this.deps.intake.products) void this.#ask(of, FIRST_EFFORT)
    this.#schedule()
  }

  close(): void {
    this.#closing.abort()
    this.#cancel()
  }

  /** A quote the exchange gives now, or undefined. Never rejects. */
  async refresh(of: ProductIdentity): Promise<Ticker | undefined> {
    const answer = await this.deps.rest.ticker(of, { ...REFRESH_EFFORT, signal: this.#closing.signal })
    if (this.#closing.signal.aborted) return undefined
    if (!answer.ok) {
      this.listener.onFailure(answer.error)
      return undefined
    }
    return this.deps.intake.answered(answer.value, this.deps.clock.now())?.ticker
  }

  #schedule(): void {
    this.#cancel = this.deps.clock.after(POLL_EVERY, () => {
      const { intake } = this.deps
      const due = this.listener.wantsPolling() ? intake.products : intake.unquoted()
      for (const of of due) void this.#ask(of, POLL_EFFORT)
      this.listener.onRound()
      this.#schedule()
    })
  }

  async #ask(of: ProductIdentity, effort: Effort): Promise<void> {
    if (this.#asking.has(of.product) || this.#unknown.has(of.product)) return
    this.#asking.add(of.product)
    const answer = await this.deps.rest.ticker(of, { ...effort, signal: this.#closing.signal })
    this.#asking.delete(of.product)
    if (this.#closing.signal.aborted) return
    if (answer.ok) this.#answered(answer.value)
    else this.#failed(of, answer.error)
  }

  #answered(ticker: Ticker): void {
    const event = this.deps.intake.answered(ticker, this.deps.clock.now())
    if (event !== undefined) this.listener.onQuote(event)
  }

  #failed(of: ProductIdentity, failure: RestFailure): void {
    this.listener.onFailure(failure)
    if (failure.kind !== 'not-found' && failure.kind !== 'bad-request') return
    this.#unknown.add(of.product)
    this.listener.onUnknown(of, failure)
  }
}
