import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { browserSocket } from '$lib/feeds/coinbase/socket-port'
import { acknowledgement } from '../../../fixtures/coinbase/frames'

let server: WebSocketServer
const addressOf = (): string => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeEach(async () => {
  vi.stubGlobal('WebSocket', WebSocket)
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
})

afterEach(() => {
  vi.unstubAllGlobals()
  server.close()
})

/** Everything one connection tells, in order, until it closes. */
function story(url: string, sends: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const told: string[] = []
    const socket = browserSocket(url, {
      opened: () => {
        told.push('opened')
        for (const text of sends) socket.send(text)
      },
      received: (data) => told.push(String(data)),
      closed: (reason) => {
        told.push(reason)
        socket.send('too late')
        resolve(told)
      },
    })
  })
}

describe('the platform socket', () => {
  it('opens, sends, receives, and tells how it closed', async () => {
    server.on('connection', (peer) => {
      peer.on('message', (data: Buffer) => {
        expect(data.toString()).toBe('subscribe')
        peer.send(acknowledgement(['BTC-USD']))
        peer.close(1012)
      })
    })
    expect(await story(addressOf(), ['subscribe'])).toEqual([
      'opened',
      acknowledgement(['BTC-USD']),
      "Coinbase's WebSocket closed (code 1012).",
    ])
  })
})
