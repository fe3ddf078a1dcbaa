import type { Clock } from '../../core/clock'
import { type ProductSpec, parseProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, durationMs, timeMs } from '../../core/time'
import type { HistoryFailure, HistorySource, PageRequest } from '../../lab/catalog/download-types'
import type { Bars } from '../../market/bars'
import type { ProductListing } from '../../../workers/api/feed'
import { type BackoffPolicy, type Chance, backoffDelay } from '../backoff'
import { garbage, whenAny } from './fetch-json'
import type { CoinbaseRest } from './rest'
import { type RestFailure, isWorthRetrying } from './rest-failure'

const BACKOFF: BackoffPolicy = { first: durationMs(1000), most: durationMs(30_000) }

/** Some minutes of silence; then a person should know, and say when to go on. */
const MOST_ATTEMPTS = 12

export interface HistoryDeps {
  readonly rest: CoinbaseRest
  readonly clock: Clock
  readonly chance: Chance
}

/** The exchange's history, page by page: patient with failures that pass, at the pace of the limiter behind `rest`. */
export class CoinbaseHistory implements HistorySource {
  #listed: readonly ProductListing[] | undefined

  constructor(private readonly deps: HistoryDeps) {}

  /** Products that can be asked for, by id; the exchange's list is fetched once. */
  async products(): Promise<Result<readonly ProductListing[], HistoryFailure>> {
    if (this.#listed !== undefined) return ok(this.#listed)
    const listed = await this.deps.rest.products()
    if (!listed.ok) return err(historyFailure(listed.error))
    this.#listed = listed.value
    return listed
  }

  async product(id: string, signal: AbortSignal): Promise<Result<ProductSpec, HistoryFailure>> {
    const listed = await orClosed(this.products(), signal)
    if (!listed.ok) return listed
    const listing = listed.value.find((product) => product.id === id)
    if (listing === undefined) {
      return err({ kind: 'refused', sentence: `Coinbase does not trade ${id} against USD now.` })
    }
    const spec = parseProductSpec(listing)
    return spec.ok ? spec : err({ kind: 'refused', sentence: spec.error })
  }

  page(
    request: PageRequest,
    signal: AbortSignal,
    trouble: (sentence: string) => void,
  ): Promise<Result<Bars, HistoryFailure>> {
    return orClosed(this.#patiently(request, signal, trouble), signal)
  }

  async #patiently(
    request: PageRequest,
    signal: AbortSignal,
    trouble: (sentence: string) => void,
  ): Promise<Result<Bars, HistoryFailure>> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#attempt(request, signal)
      if (answer.ok) return answer
      const again = isWorthRetrying(answer.error) && attempt + 1 < MOST_ATTEMPTS && !signal.aborted
      if (!again) return err(historyFailure(answer.error))
      trouble(`${answer.error.sentence} Trying again.`)
      await this.#pause(backoffDelay(BACKOFF, attempt, this.deps.chance), signal)
    }
  }

  async #attempt(request: PageRequest, signal: AbortSignal): Promise<Result<Bars, RestFailure>> {
    const { spec, granularity, range } = request
    // The exchange includes both ends; ours excludes the last.
    const last = timeMs(range.to - granularity * 1000)
    const asked = { spec, granularity, from: timeMs(range.from), to: last }
    const batch = await this.deps.rest.bars(asked, { retries: 0, signal })
    if (!batch.ok) return batch
    const { bars, malformed } = batch.value
    // Nothing but nonsense must not be taken for a time without trades.
    return bars.length === 0 && malformed > 0 ? garbage('bars none of which can be used.') : ok(bars)
  }

  /** Ends early when the request is given up. */
  #pause(span: DurationMs, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.deps.clock.after(span, () => {
        unlink()
        resolve()
      })
      const unlink = whenAny([signal], () => {
        cancel()
        resolve()
      })
    })
  }
}

/** The answer, or that it was given up: at once, though a request may still be waiting for its turn. */
async function orClosed<T>(
  work: Promise<Result<T, HistoryFailure>>,
  signal: AbortSignal,
): Promise<Result<T, HistoryFailure>> {
  let unlink = (): void => undefined
  const closed = new Promise<Result<never, HistoryFailure>>((resolve) => {
    const stopped = { kind: 'closed', sentence: 'The download was stopped.' } as const
    unlink = whenAny([signal], () => resolve(err(stopped)))
  })
  const answer = await Promise.race([work, closed])
  unlink()
  return answer
}

function historyFailure({ kind, sentence }: RestFailure): HistoryFailure {
  if (kind === 'closed') return { kind: 'closed', sentence }
  return { kind: isWorthRetrying({ kind, sentence }) ? 'unreachable' : 'refused', sentence }
}
