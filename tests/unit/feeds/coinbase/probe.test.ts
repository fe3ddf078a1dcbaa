import { beforeEach, describe, expect, it } from 'vitest'
import { probeCoinbase } from '$lib/feeds/coinbase/probe'
import { CoinbaseRest } from '$lib/feeds/coinbase/rest'
import { FakeRestServer } from '../../../fixtures/coinbase/fake-rest'
import { FakeSocketServer } from '../../../fixtures/coinbase/fake-socket'
import { acknowledgement } from '../../../fixtures/coinbase/frames'
import { VirtualClock } from '../../../fixtures/virtual-clock'

let clock: VirtualClock
let server: FakeRestServer
let sockets: FakeSocketServer

beforeEach(() => {
  clock = new VirtualClock()
  server = new FakeRestServer(clock)
  sockets = new FakeSocketServer(clock)
})

function probe() {
  const rest = new CoinbaseRest({ url: 'https://x.test', fetch: server.fetch, clock, chance: () => 0.5 })
  return probeCoinbase({ rest, socketUrl: 'wss://x.test', connect: sockets.connect, clock })
}

describe('the probe', () => {
  it('is content with an answered request', async () => {
    const answer = probe()
    await clock.advance(100)
    expect(await answer).toMatchObject({ reachable: true })
    expect(sockets.latest.closedByPage).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is content with one valid frame when requests fail', async () => {
    server.answer = () => 'unreachable'
    const answer = probe()
    await clock.advance(1000)
    sockets.latest.accept()
    sockets.latest.deliver('garbage', acknowledgement(['BTC-USD']))
    expect(await answer).toMatchObject({ reachable: true })
  })

  it.each(['refused', 'silent', 'garbage', 'throwing'])(
    'answers no after 5 s when the socket is %s',
    async (kind) => {
      server.answer = () => ({ status: 503, body: '' })
      sockets.onAttempt = (connection) => {
        if (kind === 'throwing') throw new SyntaxError('bad address')
        queueMicrotask(() => {
          if (kind === 'refused') connection.drop()
          else connection.accept()
          if (kind === 'garbage') connection.deliver('{', '[]', null)
        })
      }
      let answer: unknown
      void probe().then((value) => (answer = value))
      await clock.advance(4999)
      expect(answer).toBeUndefined()
      await clock.advance(1)
      expect(answer).toEqual({ reachable: false, detail: 'Coinbase did not answer within 5 s.' })
    },
  )
})
