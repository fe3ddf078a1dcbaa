import type { Clock } from '../../core/clock'
import { durationMs } from '../../core/time'
import type { SocketFactory, SocketPort } from './socket-port'

/** A socket may look open and be dead for hours; only the heartbeats, one a second, prove it alive. */
export const SILENCE_LIMIT = durationMs(10_000)

export interface ConnectionListener {
  opened(): void
  received(data: unknown): void
  /** Once, and nothing after it. `silent`: open as it seemed, but without a heartbeat. */
  ended(cause: 'dropped' | 'silent', reason: string): void
}

/**
 * One connection from its attempt to its end, with a watchdog. After its end it is deaf: a half-open
 * socket may close minutes later, and nobody waits for that.
 */
export class Connection {
  #socket: SocketPort | undefined
  #opened = false
  #ended = false
  #disarm: () => void = () => undefined

  constructor(
    private readonly url: string,
    private readonly connect: SocketFactory,
    private readonly clock: Clock,
    private readonly listener: ConnectionListener,
  ) {}

  start(): void {
    this.#arm()
    try {
      this.#socket = this.connect(this.url, {
        opened: () => this.#whileAlive(() => this.#open()),
        received: (data) => this.#whileAlive(() => this.listener.received(data)),
        closed: (reason) => this.#end('dropped', reason),
      })
    } catch {
      this.#end('dropped', 'The browser refused to open a WebSocket to Coinbase.')
    }
  }

  send(text: string): void {
    if (!this.#ended) this.#socket?.send(text)
  }

  /** The other end is alive: the watchdog starts anew. */
  heardHeartbeat(): void {
    if (!this.#ended) this.#arm()
  }

  /** Ends it without telling the listener. */
  close(): void {
    this.#ended = true
    this.#disarm()
    this.#socket?.close()
  }

  #open(): void {
    this.#opened = true
    this.#arm()
    this.listener.opened()
  }

  #arm(): void {
    this.#disarm()
    this.#disarm = this.clock.after(SILENCE_LIMIT, () => {
      const limit = SILENCE_LIMIT / 1000
      if (this.#opened) this.#end('silent', `No heartbeat from Coinbase for ${limit} s.`)
      else this.#end('dropped', `Coinbase's WebSocket did not open within ${limit} s.`)
    })
  }

  #whileAlive(run: () => void): void {
    if (!this.#ended) run()
  }

  #end(cause: 'dropped' | 'silent', reason: string): void {
    if (this.#ended) return
    this.close()
    this.listener.ended(cause, reason)
  }
}
