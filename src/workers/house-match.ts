import type { Clock } from '../lib/core/clock'
import type { Result } from '../lib/core/result'
import { durationMs } from '../lib/core/time'
import { DEMO_MEANWHILE } from '../lib/market/feed-event'
import type { ClientStatus } from '../lib/ui/client'
import type { NewMatchRequest } from './api/match'
import type { ViewFrame } from './api/view'

/** While a demo runs because Coinbase was silent, how often it is asked again. */
const PROBE_EVERY = durationMs(30_000)

const HOUSE_MATCH = {
  products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
  intervalSeconds: 60,
  rules: 'realistic',
  initialCash: '100000',
} as const

const DEMO_SEED_BYTES = 6

export interface HouseMatchDeps {
  readonly clock: Clock
  readonly probe: () => Promise<{ readonly reachable: boolean; readonly detail: string }>
  readonly start: (request: NewMatchRequest) => Promise<Result<{ matchId: string }, string>>
  readonly report: (change: Partial<ClientStatus>) => void
}

/**
 * The match a visitor sees who configured nothing: the house agents, on live data if Coinbase answers, on the
 * labelled demo if not; then, once it does answer, a live match is offered.
 */
export class HouseMatch {
  #matchesStarted = 0
  /** Whether a demo on show is one that a live match should be offered for. */
  #offerLive = false

  constructor(private readonly deps: HouseMatchDeps) {}

  get anyMatchStarted(): boolean {
    return this.#matchesStarted > 0
  }

  /** Any match: what was offered before is done with. */
  matchStarted(): void {
    this.#matchesStarted += 1
    this.#offerLive = false
  }

  /** A match of an earlier visit goes on; which kind its first frame tells. */
  resumed(): void {
    this.#offerLive = true
  }

  frameCame(frame: ViewFrame): void {
    if (!this.#offerLive) return
    this.#offerLive = false
    if (frame.view.match.source === 'demo') this.#probeAgain()
  }

  /** `notice` is what the page says already, and goes on saying. */
  async start(notice: string): Promise<void> {
    const { probe, start, report } = this.deps
    report({ phase: 'probing', notice: notice || 'Asking Coinbase for prices …' })
    const { reachable, detail } = await probe()
    const live = reachable ? await start({ ...HOUSE_MATCH, source: 'coinbase' }) : undefined
    if (live?.ok === true) {
      report({ phase: 'running', notice })
      return
    }
    const why = live === undefined ? detail : live.error
    const demo = await start({ ...HOUSE_MATCH, source: 'demo', seed: freshSeed(), speed: 10 })
    if (!demo.ok) {
      report({ phase: 'failed', notice: demo.error })
      return
    }
    report({ phase: 'running', notice: `${notice || why} ${DEMO_MEANWHILE}` })
    this.#probeAgain()
  }

  /** Asks until Coinbase answers or a person starts a match of their own. */
  #probeAgain(): void {
    const demo = this.#matchesStarted
    const isOver = (): boolean => this.#matchesStarted !== demo
    const probed = (reachable: boolean): void => {
      if (isOver()) return
      if (reachable) this.deps.report({ liveAvailable: true, notice: '' })
      else this.#probeAgain()
    }
    this.deps.clock.after(PROBE_EVERY, () => {
      if (isOver()) return
      this.deps.probe().then(
        ({ reachable }) => probed(reachable),
        () => probed(false),
      )
    })
  }
}

/** Any seed will do; this one is short enough to be told to a friend. */
function freshSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(DEMO_SEED_BYTES))
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
}
