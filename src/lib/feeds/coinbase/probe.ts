import type { Clock } from '../../core/clock'
import { type DurationMs, durationMs } from '../../core/time'
import { readFrame } from './messages'
import type { CoinbaseRest } from './rest'
import type { SocketFactory } from './socket-port'

/** How long a page waits for Coinbase before it shows the demo market instead. */
export const PROBE_TIMEOUT = durationMs(5000)

export interface ProbeAnswer {
  readonly reachable: boolean
  /** A sentence. */
  readonly detail: string
}

export interface ProbeDeps {
  readonly rest: CoinbaseRest
  readonly socketUrl: string
  readonly connect: SocketFactory
  readonly clock: Clock
}

/** Coinbase is reachable when, in time, one valid frame of any type came or one request was answered. */
export function probeCoinbase(deps: ProbeDeps, timeout: DurationMs = PROBE_TIMEOUT): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const cancelTimer = deps.clock.after(timeout, () => {
      answer(false, `Coinbase did not answer within ${timeout / 1000} s.`)
    })
    const closeSocket = listenForFrame(deps, () => answer(true, 'Coinbase answers by WebSocket.'))
    void deps.rest.time({ priority: 'urgent', retries: 0, timeout }).then((time) => {
      if (time.ok) answer(true, 'Coinbase answers requests.')
    })
    function answer(reachable: boolean, detail: string): void {
      cancelTimer()
      closeSocket()
      resolve({ reachable, detail })
    }
  })
}

/** Calls back on a valid frame. Answers how to stop. */
function listenForFrame(deps: ProbeDeps, onFrame: () => void): () => void {
  try {
    const socket = deps.connect(deps.socketUrl, {
      opened: () => {
        const subscription = { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['heartbeat'] }
        socket.send(JSON.stringify(subscription))
      },
      received: (data) => {
        if (readFrame(data).ok) onFrame()
      },
      closed: () => undefined,
    })
    return () => socket.close()
  } catch {
    // An address the browser refuses: the request may still be answered.
    return () => undefined
  }
}
