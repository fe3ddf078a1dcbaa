import type { Clock } from '../../core/clock'
import { assertNever } from '../../core/result'
import { type DurationMs, type TimeMs, between, durationMs } from '../../core/time'
import type { ProductId } from '../../core/product'
import type { FeedEvent } from '../../market/feed-event'
import type { FeedState } from '../../market/types'
import { type BackoffPolicy, type Chance, backoffDelay } from '../backoff'
import type { FaultTally } from '../fault-tally'
import type { FeedLog } from '../feed-log'
import { Connection } from './connection'
import type { MarketIntake } from './intake'
import { type ErrorFrame, type Frame, readFrame } from './messages'
import type { SocketFactory } from './socket-port'
import { type SocketEvent, nextSocketState } from './socket-states'

const BACKOFF: BackoffPolicy = { first: durationMs(250), most: durationMs(30_000) }

/** Full jitter may draw no wait at all; this floor keeps attempts below the exchange's 8 a second. */
const LEAST_WAIT = durationMs(200)

/** A silent server is not helped by haste, and a person should see that it went silent. */
const WAIT_AFTER_SILENCE = durationMs(1000)

/** Only a connection that held this long starts the backoff anew: dropping every few seconds does not. */
const STABLE_AFTER = durationMs(30_000)

const INVALID_PRODUCT = /^(\S+) is not a valid product/

export interface SocketDeps {
  readonly url: string
  readonly connect: SocketFactory
  readonly clock: Clock
  readonly chance: Chance
  readonly tally: FaultTally
  readonly log: FeedLog
}

/** None may throw. */
export interface SocketListener {
  /** The state with a sentence; told again when only the sentence is new. */
  onState(state: FeedState, detail: string): void
  onEvent(event: FeedEvent): void
  /** The exchange said no to something; a sentence. */
  onProblem(sentence: string): void
}

/**
 * Prices by WebSocket: subscribes at once, watches the heartbeats, reconnects with exponential backoff
 * and full jitter, and says so. Whatever arrives is checked and counted, never thrown.
 */
export class CoinbaseSocket {
  #state: FeedState = 'connecting'
  #connection: Connection | undefined
  #openedAt: TimeMs | undefined
  #beating = false
  #attempts = 0
  #cancelRetry: () => void = () => undefined
  #wanted: readonly ProductId[]

  constructor(
    private readonly deps: SocketDeps,
    private readonly intake: MarketIntake,
    private readonly listener: SocketListener,
  ) {
    this.#wanted = intake.products.map((product) => product.spec.id)
  }

  get state(): FeedState {
    return this.#state
  }

  open(): void {
    this.listener.onState(this.#state, 'Connecting to Coinbase.')
    this.#connect()
  }

  /** Stops every timer and the socket. Nothing is told afterwards. */
  close(): void {
    this.#cancelRetry()
    this.#connection?.close()
    this.#connection = undefined
  }

  #connect(): void {
    this.#openedAt = undefined
    this.#beating = false
    const { url, connect, clock } = this.deps
    this.#connection = new Connection(url, connect, clock, {
      opened: () => this.#opened(),
      received: (data) => this.#received(data),
      ended: (cause, reason) => this.#ended(cause, reason),
    })
    this.#connection.start()
  }

  #opened(): void {
    this.#openedAt = this.deps.clock.now()
    this.intake.connectionOpened()
    this.#subscribe()
  }

  #subscribe(): void {
    const channels = ['ticker_batch', 'heartbeat']
    const subscription = { type: 'subscribe', product_ids: this.#wanted, channels }
    this.#connection?.send(JSON.stringify(subscription))
  }

  #received(data: unknown): void {
    this.deps.tally.frame()
    const frame = readFrame(data)
    if (frame.ok) this.#take(frame.value)
    else this.deps.tally.fault('malformed', frame.error)
  }

  #take(frame: Frame): void {
    const now = this.deps.clock.now()
    switch (frame.type) {
      case 'ticker': {
        const event = this.intake.ticker(frame, now)
        if (event === undefined) return
        this.#fire('priced', 'Live prices from Coinbase.')
        this.listener.onEvent(event)
        return
      }
      case 'heartbeat': {
        const event = this.intake.heartbeat(frame, now)
        if (event === undefined) return
        this.#beating = true
        this.#connection?.heardHeartbeat()
        if (event !== 'unproven') this.listener.onEvent(event)
        return
      }
      case 'subscriptions': {
        const names = frame.channels.map(({ name, product_ids: ids }) => `${name} (${ids.join(', ')})`)
        this.deps.log('DEBUG', `Coinbase confirms ${names.join(' and ')}.`)
        return
      }
      case 'error':
        this.#refused(frame)
        return
      case 'other':
        return
      default:
        assertNever(frame)
    }
  }

  /** While heartbeats come, a quote had by request is as fresh as one from the socket. */
  pricedByRequest(): void {
    if (this.#beating) this.#fire('priced', 'Live prices from Coinbase.')
  }

  /** One bad product id voids the whole subscription, so the rest is asked for again without it. */
  #refused(frame: ErrorFrame): void {
    const invalid = INVALID_PRODUCT.exec(frame.reason)?.[1]
    const rest = this.#wanted.filter((id) => id !== invalid)
    if (rest.length === this.#wanted.length) {
      this.listener.onProblem(`Coinbase says: ${[frame.message, frame.reason].join(': ').slice(0, 300)}`)
      return
    }
    this.#wanted = rest
    if (rest.length > 0) {
      this.listener.onProblem(`Coinbase does not know ${invalid ?? ''}; the others go on without it.`)
      this.#subscribe()
      return
    }
    this.close()
    this.#fire('rejected', 'Coinbase knows none of the chosen products.')
  }

  #ended(cause: 'dropped' | 'silent', reason: string): void {
    if (this.#wasStable()) this.#attempts = 0
    this.#openedAt = undefined
    this.#beating = false
    const wait = this.#nextWait(cause)
    this.#attempts += 1
    this.#fire(cause, `${reason} Next attempt in ${Math.ceil(wait / 100) / 10} s.`)
    this.#cancelRetry = this.deps.clock.after(wait, () => {
      this.deps.tally.fault('reconnects', 'Connecting to Coinbase again.')
      this.#fire('retried', 'Connecting to Coinbase again.')
      this.#connect()
    })
  }

  #wasStable(): boolean {
    return this.#openedAt !== undefined && between(this.#openedAt, this.deps.clock.now()) >= STABLE_AFTER
  }

  #nextWait(cause: 'dropped' | 'silent'): DurationMs {
    const floor = cause === 'silent' ? WAIT_AFTER_SILENCE : LEAST_WAIT
    const drawn = backoffDelay(BACKOFF, this.#attempts, this.deps.chance)
    return durationMs(Math.max(floor, drawn))
  }

  #fire(event: SocketEvent, detail: string): void {
    const next = nextSocketState(this.#state, event)
    if (next === undefined) return
    this.#state = next
    this.listener.onState(next, detail)
  }
}
