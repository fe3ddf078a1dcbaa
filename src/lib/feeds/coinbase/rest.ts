import type { Clock } from '../../core/clock'
import { type Result, err, invariant, ok } from '../../core/result'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../../core/time'
import type { Ticker } from '../../market/types'
import type { ProductListing } from '../../../workers/api/feed'
import { type BackoffPolicy, type Chance, backoffDelay } from '../backoff'
import { type FetchPort, fetchJson, garbage, whenAny } from './fetch-json'
import { type Priority, RequestLimiter, type Turnstile } from './limiter'
import { readRows, readTickerBody, readTimeBody } from './messages'
import {
  type BarBatch,
  type BucketRequest,
  type CandleBatch,
  type CandleRequest,
  type ProductIdentity,
  parseBars,
  parseCandles,
  parseProducts,
  parseTickerBody,
} from './parse'
import { type RestFailure, isWorthRetrying } from './rest-failure'
import { RetryBudget } from './retry-budget'

/** Most buckets one request may span, both ends included. */
export const MAX_BUCKETS = 300

const BACKOFF: BackoffPolicy = { first: durationMs(500), most: durationMs(10_000) }
const TIMEOUT = durationMs(5000)
const LONG_TIMEOUT = durationMs(15_000)

/** How hard to try. Defaults: in turn, 5 s an attempt, 2 retries while the common budget lasts. */
export interface Effort {
  readonly priority?: Priority
  readonly timeout?: DurationMs
  readonly retries?: number
  /** Gives the request up: it then fails as `closed`. */
  readonly signal?: AbortSignal
}

export interface RestDeps {
  /** Without a slash at the end, e.g. `https://api.exchange.coinbase.com`. */
  readonly url: string
  readonly fetch: FetchPort
  readonly clock: Clock
  readonly chance: Chance
  readonly turnstile?: Turnstile
}

/** The exchange by request. Every failure is a value; no method rejects. */
export class CoinbaseRest {
  readonly #limiter: RequestLimiter
  readonly #budget = new RetryBudget()
  readonly #cancelled = new AbortController()

  constructor(private readonly deps: RestDeps) {
    this.#limiter = new RequestLimiter(deps.clock, deps.turnstile)
  }

  /** USD products that can be traded at market now, by id. */
  async products(): Promise<Result<readonly ProductListing[], RestFailure>> {
    const rows = await this.#get('/products', { timeout: LONG_TIMEOUT }, readRows)
    if (!rows.ok) return rows
    const products = parseProducts(rows.value)
    return products.length > 0 ? ok(products) : garbage('a list of products none of which can be used.')
  }

  /** Closed buckets whose starts lie in [from, to], oldest first; buckets without a trade are absent. */
  async candles(request: CandleRequest, effort: Effort = {}): Promise<Result<CandleBatch, RestFailure>> {
    const rows = await this.#buckets(request, effort)
    return rows.ok ? ok(parseCandles(rows.value, request, this.deps.clock.now())) : rows
  }

  /** As {@link candles}, of any granularity, in columns. */
  async bars(request: BucketRequest, effort: Effort = {}): Promise<Result<BarBatch, RestFailure>> {
    const rows = await this.#buckets(request, effort)
    return rows.ok ? ok(parseBars(rows.value, request, this.deps.clock.now())) : rows
  }

  async ticker(of: ProductIdentity, effort: Effort = {}): Promise<Result<Ticker, RestFailure>> {
    const body = await this.#get(`/products/${of.spec.id}/ticker`, effort, readTickerBody)
    if (!body.ok) return body
    const ticker = parseTickerBody(body.value, of)
    return ticker.ok ? ticker : garbage(`an unusable quote: ${ticker.error.sentence}`)
  }

  /** The exchange's clock. */
  async time(effort: Effort = {}): Promise<Result<TimeMs, RestFailure>> {
    const body = await this.#get('/time', effort, readTimeBody)
    return body.ok ? ok(timeMs(Math.round(body.value.epoch * 1000))) : body
  }

  /** Ends what is under way; whatever is asked later fails at once. */
  close(): void {
    this.#cancelled.abort()
    this.#limiter.close()
  }

  #buckets(request: BucketRequest, effort: Effort): Promise<Result<readonly unknown[], RestFailure>> {
    const span = request.granularity * 1000
    const buckets = (request.to - request.from) / span + 1
    invariant(buckets >= 1 && buckets <= MAX_BUCKETS, `cannot request ${buckets} buckets`)
    const range = `start=${isoText(request.from)}&end=${isoText(request.to)}`
    const path = `/products/${request.spec.id}/candles?granularity=${request.granularity}&${range}`
    return this.#get(path, effort, readRows)
  }

  async #get<T>(
    path: string,
    effort: Effort,
    read: (json: unknown) => Result<T, string>,
  ): Promise<Result<T, RestFailure>> {
    const retries = effort.retries ?? 2
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#attempt(path, effort, read)
      if (answer.ok) {
        this.#budget.succeeded()
        return answer
      }
      const again = attempt < retries && isWorthRetrying(answer.error) && this.#budget.spend()
      const pause = backoffDelay(BACKOFF, attempt, this.deps.chance)
      if (answer.error.kind === 'rate-limited') this.#limiter.holdFor(durationMs(pause + 500))
      if (!again || (await this.#cancelledDuring(pause, effort))) return answer
    }
  }

  async #attempt<T>(
    path: string,
    effort: Effort,
    read: (json: unknown) => Result<T, string>,
  ): Promise<Result<T, RestFailure>> {
    await this.#limiter.turn(effort.priority ?? 'normal', effort.signal)
    const cancels = this.#cancelsOf(effort)
    if (cancels.some((cancel) => cancel.aborted))
      return err({ kind: 'closed', sentence: 'The feed was closed.' })
    const { fetch, clock, url } = this.deps
    const json = await fetchJson(fetch, clock, url + path, effort.timeout ?? TIMEOUT, cancels)
    if (!json.ok) return json
    const body = read(json.value)
    return body.ok ? body : garbage(`something else than was asked for. ${body.error}`)
  }

  /** Waits; answers true, at once, when the request is given up meanwhile. */
  #cancelledDuring(pause: DurationMs, effort: Effort): Promise<boolean> {
    return new Promise((resolve) => {
      const cancelTimer = this.deps.clock.after(pause, () => {
        unlink()
        resolve(false)
      })
      const unlink = whenAny(this.#cancelsOf(effort), () => {
        cancelTimer()
        resolve(true)
      })
    })
  }

  #cancelsOf(effort: Effort): readonly AbortSignal[] {
    const own = this.#cancelled.signal
    return effort.signal === undefined ? [own] : [own, effort.signal]
  }
}

function isoText(time: TimeMs): string {
  return new Date(time).toISOString()
}
