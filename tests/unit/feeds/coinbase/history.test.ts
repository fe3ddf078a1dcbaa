import { beforeEach, describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { CoinbaseHistory } from '$lib/feeds/coinbase/history'
import { parseBars } from '$lib/feeds/coinbase/parse'
import { CoinbaseRest } from '$lib/feeds/coinbase/rest'
import { type FakeAnswer, FakeRestServer, json } from '../../../fixtures/coinbase/fake-rest'
import { BTC, BTC_ROW, FARTCOIN } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START, VirtualClock } from '../../../fixtures/virtual-clock'

const HOUR = 3_600_000
const from = VIRTUAL_START - 10 * HOUR
const PAGE = { spec: BTC, granularity: 3600, range: { from, to: from + 3 * HOUR } } as const

let clock: VirtualClock
let server: FakeRestServer
let history: CoinbaseHistory
let giveUp: AbortController
let troubles: string[]

beforeEach(() => {
  clock = new VirtualClock()
  server = new FakeRestServer(clock)
  const chance = () => 0.5
  const rest = new CoinbaseRest({ url: 'https://exchange.test', fetch: server.fetch, clock, chance })
  history = new CoinbaseHistory({ rest, clock, chance })
  giveUp = new AbortController()
  troubles = []
})

const page = () => history.page(PAGE, giveUp.signal, (sentence) => troubles.push(sentence))

async function within<T>(milliseconds: number, pending: Promise<T>): Promise<T> {
  await clock.advance(milliseconds)
  return pending
}

/** These answers one after the other, the last for ever. */
function answers(...given: readonly FakeAnswer[]): void {
  let next = 0
  server.answer = () => given[Math.min(next++, given.length - 1)] ?? 'silent'
}

describe('rows of candles as columns', () => {
  const row = (bucket: number, close: number) => [(from + bucket * HOUR) / 1000, 90, 110, 100, close, 2.5]
  const request = { spec: BTC, granularity: 3600, from: timeMs(from), to: timeMs(from + 5 * HOUR) } as const

  it('are rising and each once, of what was asked for and is over', () => {
    const rows = [row(6, 100), row(5, 101), row(4, 104), row(4, 104), row(2, 102), row(0, 100), row(-1, 100)]
    const { bars, malformed } = parseBars(rows, request, timeMs(from + 6 * HOUR - 1))
    expect([...bars.time]).toEqual([from, from + 2 * HOUR, from + 4 * HOUR])
    expect([...bars.close]).toEqual([10_000, 10_200, 10_400])
    expect([...bars.volume]).toEqual([2.5, 2.5, 2.5])
    expect(malformed).toBe(0)
  })

  it('are whole steps of the price, and nonsense is counted', () => {
    const odd = [[from / 1000, 0.0299, 0.03004, 0.03, 0.029_949_999, 1]]
    const fine = parseBars(odd, { ...request, spec: FARTCOIN }, timeMs(from + HOUR))
    expect([fine.bars.low[0], fine.bars.high[0], fine.bars.close[0]]).toEqual([299, 300, 299])
    const nonsense = [[1], null, row(1, NaN), row(1, 500), [from / 1000 + 7, 90, 110, 100, 100, 1]]
    expect(parseBars(nonsense, request, timeMs(from + 9 * HOUR))).toMatchObject({
      bars: { length: 0 },
      malformed: 5,
    })
  })
})

describe('a page', () => {
  it('asks for the first and the last bucket, both included', async () => {
    const bars = await within(0, page())
    expect(bars.ok && bars.value.length).toBe(3)
    const asked = server.requests[0]?.url.searchParams
    expect(asked?.get('start')).toBe(new Date(from).toISOString())
    expect(asked?.get('end')).toBe(new Date(from + 2 * HOUR).toISOString())
  })

  it('is asked for again after failures that pass, and says so meanwhile', async () => {
    answers({ status: 429, body: '{}' }, 'unreachable', { status: 503, body: '' }, json([]))
    expect(await within(60_000, page())).toMatchObject({ ok: true, value: { length: 0 } })
    expect(troubles).toEqual([
      'Coinbase asks for fewer requests (429). Trying again.',
      'Coinbase could not be reached by request. Trying again.',
      'Coinbase is unavailable (503). Trying again.',
    ])
  })

  it('of nothing but nonsense is not taken for a time without trades', async () => {
    answers(json([[1, 2, 3]]), json([]))
    expect(await within(60_000, page())).toMatchObject({ ok: true })
    expect(troubles).toHaveLength(1)
  })

  it('that is refused is not asked for again', async () => {
    answers({ status: 400, body: '{}' })
    expect(await within(60_000, page())).toMatchObject({ ok: false, error: { kind: 'refused' } })
    expect(server.requests).toHaveLength(1)
  })

  it('is given up after minutes of silence', async () => {
    answers('silent')
    expect(await within(600_000, page())).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('ends at once when it is stopped, also while it waits for its turn', async () => {
    answers('silent')
    const [first, second] = [page(), page()]
    await clock.advance(10)
    giveUp.abort()
    expect(await first).toMatchObject({ ok: false, error: { kind: 'closed' } })
    expect(await second).toMatchObject({ ok: false, error: { kind: 'closed' } })
    await clock.advance(60_000)
    expect(server.requests).toHaveLength(1)
  })
})

describe('products', () => {
  it('are listed once', async () => {
    server.answer = () => json([BTC_ROW])
    expect(await within(0, history.product('BTC-USD', giveUp.signal))).toEqual({ ok: true, value: BTC })
    expect(await within(1000, history.product('NO-USD', giveUp.signal))).toMatchObject({
      ok: false,
      error: { kind: 'refused' },
    })
    expect(server.requests).toHaveLength(1)
  })

  it('are asked for again after a failure', async () => {
    answers({ status: 400, body: '' }, json([BTC_ROW]))
    expect(await within(0, history.products())).toMatchObject({ ok: false })
    expect(await within(1000, history.products())).toMatchObject({ ok: true })
  })
})
