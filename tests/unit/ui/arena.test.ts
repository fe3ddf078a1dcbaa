import { describe, expect, it } from 'vitest'
import type { ArenaClient, ClientListener } from '$lib/ui/client'
import { Arena, TRADES_KEPT } from '$lib/ui/arena.svelte'
import { LOG_KEPT, LogBook } from '$lib/ui/log-book.svelte'
import { FakeArenaClient } from '../../fixtures/fake-arena-client'
import { frame, notices, trade, view } from './frames'

class CountingClient extends FakeArenaClient {
  resyncs = 0
  failing = false
  listener: ClientListener | undefined
  override async connect(listener: ClientListener): Promise<void> {
    if (this.failing) throw new Error('No workers here.')
    this.listener = listener
  }
  override async resync(): Promise<void> {
    this.resyncs += 1
    if (this.failing) throw new Error('The worker is gone.')
  }
}

function arenaWith(): { arena: Arena; client: CountingClient } {
  const client = new CountingClient({ minutes: 0 })
  return { arena: new Arena(client, () => 0), client }
}

const ids = (arena: Arena) => arena.trades.map((row) => row.id)

describe('frames', () => {
  it('adds what frames append and shows the newest view', () => {
    const { arena, client } = arenaWith()
    arena.onFrame(frame(1, { reset: true, trades: [trade(1)] }))
    arena.onFrame(frame(2, { trades: [trade(2), trade(3)], view: view({ tick: 7 }) }))
    expect(ids(arena)).toEqual([1, 2, 3])
    expect(arena.view?.match.tick).toBe(7)
    expect(client.resyncs).toBe(0)
  })

  it('asks once for everything after a gap, keeps the view fresh and adds nothing until it comes', () => {
    const { arena, client } = arenaWith()
    arena.onFrame(frame(1, { reset: true, trades: [trade(1)] }))
    arena.onFrame(frame(3, { trades: [trade(5)], view: view({ tick: 3 }) }))
    arena.onFrame(frame(4, { trades: [trade(6)], view: view({ tick: 4 }) }))
    expect(client.resyncs).toBe(1)
    expect(ids(arena)).toEqual([1])
    expect(arena.view?.match.tick).toBe(4)
    arena.onFrame(frame(5, { reset: true, trades: [1, 2, 3, 4, 5, 6].map(trade) }))
    arena.onFrame(frame(6, { trades: [trade(7)] }))
    expect(ids(arena)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('asks when the first frame is not the whole', () => {
    const { arena, client } = arenaWith()
    arena.onFrame(frame(9))
    expect(client.resyncs).toBe(1)
    expect(arena.view).toBeUndefined()
  })

  it('asks again when the request failed or nothing came of it', async () => {
    const { arena, client } = arenaWith()
    client.failing = true
    arena.onFrame(frame(9))
    await Promise.resolve()
    await Promise.resolve()
    client.failing = false
    arena.onFrame(frame(10))
    expect(client.resyncs).toBe(2)
    for (let number = 11; number < 40; number += 1) arena.onFrame(frame(number))
    expect(client.resyncs).toBe(3)
  })

  it("never mixes another match's rows in", () => {
    const { arena } = arenaWith()
    arena.onFrame(frame(1, { reset: true, trades: [trade(1)] }))
    arena.onFrame(frame(2, { view: view({ id: 'm2' }), trades: [trade(2)] }))
    expect(arena.view?.match.id).toBe('m1')
    arena.onFrame(frame(1, { reset: true, view: view({ id: 'm2' }), trades: [trade(9)] }))
    expect(ids(arena)).toEqual([9])
  })

  it('forgets the oldest trades beyond the bound', () => {
    const { arena } = arenaWith()
    const many = Array.from({ length: TRADES_KEPT + 10 }, (_, index) => trade(index))
    arena.onFrame(frame(1, { reset: true, trades: many }))
    expect(arena.trades).toHaveLength(TRADES_KEPT)
    expect(arena.trades[0]?.id).toBe(10)
  })

  it('ranks by exact value, the benchmark in its place', () => {
    const { arena } = arenaWith()
    const agents = [
      { run: 0, equity: '100000.000000000000000001' },
      { run: 1, equity: '100000.000000000000000002' },
      { run: 2, equity: '99999', role: 'agent' as const },
      { run: 3, equity: '99999.5', role: 'benchmark' as const, rank: undefined },
    ]
    arena.onFrame(frame(1, { reset: true, view: view({}, agents) }))
    expect(arena.ranked.map((row) => row.run)).toEqual([1, 0, 3, 2])
  })
})

describe('commands', () => {
  it('answers a refusal with its sentence and shows it until the next command', async () => {
    const { arena, client } = arenaWith()
    client.pause = async () => ({ ok: false, error: 'Nothing runs.' })
    expect(await arena.pause()).toBe('Nothing runs.')
    expect(arena.problem).toBe('Nothing runs.')
    expect(await arena.resume()).toBeUndefined()
    expect(arena.problem).toBe('')
  })

  it('turns a worker that dies into a sentence', async () => {
    const { arena, client } = arenaWith()
    client.end = () => Promise.reject(new Error('It was restarted.'))
    expect(await arena.end()).toBe('The arena did not answer. It was restarted.')
    expect(arena.busy).toBe(false)
  })

  it('starts the last match of this page again, else the house match', async () => {
    const { arena, client } = arenaWith()
    const house = {
      source: 'demo',
      products: ['BTC-USD'],
      intervalSeconds: 60,
      rules: 'classic',
      initialCash: '1',
    } as const
    await arena.startAgain(house)
    await arena.startMatch({ ...house, initialCash: '2' })
    await arena.startAgain(house)
    expect(client.requests.map((request) => request.initialCash)).toEqual(['1', '2', '2'])
  })

  it('says what a failed start was', async () => {
    const { arena, client } = arenaWith()
    client.failing = true
    await arena.connect(
      () => undefined,
      () => undefined,
    )
    expect(arena.status.phase).toBe('failed')
    expect(arena.status.notice).toContain('No workers here.')
  })

  it('knows when it shows a past match', async () => {
    const { arena, client } = arenaWith()
    await arena.openPast('old')
    expect(arena.viewingPast).toBe(true)
    client.openPast = async () => ({ ok: false, error: 'It is gone.' })
    await arena.closePast()
    await arena.openPast('older')
    expect(arena.viewingPast).toBe(false)
  })
})

describe('notices', () => {
  const idsFor = (match: Parameters<typeof view>[0], client?: Partial<ArenaClient>) => {
    const arena = arenaWith()
    Object.assign(arena.client, client)
    arena.arena.onFrame(frame(1, { reset: true, view: view(match) }))
    return notices(arena.arena).map((notice) => notice.id)
  }

  it.each([
    [{}, []],
    [{ source: 'demo' }, ['demo']],
    [{ durable: false }, ['not-saved']],
    [{ role: 'follower', source: 'demo' }, ['follower', 'demo']],
    [{ status: 'paused' }, ['paused']],
    [{ status: 'halted' }, ['halted']],
    [{ status: 'ended', source: 'demo' }, ['ended']],
  ] as const)('of %o are %o', (match, ids) => expect(idsFor(match)).toEqual(ids))

  it('offers a live match when Coinbase answers during a demo', async () => {
    const { arena, client } = arenaWith()
    await arena.connect(
      () => undefined,
      () => undefined,
    )
    client.listener?.onStatus({ phase: 'running', notice: '', liveAvailable: true })
    arena.onFrame(frame(1, { reset: true, view: view({ source: 'demo' }) }))
    const demo = notices(arena).find((notice) => notice.id === 'demo')
    expect(demo?.title).toBe('Demo — simulated prices.')
    await demo?.action?.run()
    expect(client.requests[0]).toMatchObject({
      source: 'coinbase',
      products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
    })
  })

  it('says in one notice that a demo runs and why', async () => {
    const { arena, client } = arenaWith()
    await arena.connect(
      () => undefined,
      () => undefined,
    )
    arena.dismissInvitation()
    const report = (liveAvailable: boolean) =>
      client.listener?.onStatus({
        ...{ phase: 'running', liveAvailable },
        notice: 'Coinbase did not answer within 5 s. A demo match runs meanwhile.',
      })
    report(false)
    arena.onFrame(frame(1, { reset: true, view: view({ source: 'demo' }) }))
    expect(notices(arena).map(({ id, text }) => [id, text])).toEqual([
      ['demo', 'Coinbase did not answer within 5 s.'],
    ])
    report(true)
    expect(notices(arena)[0]?.text).toMatch(/^Coinbase did not answer within 5 s\. Coinbase answers now: /)
    arena.onFrame(frame(2, { reset: true, view: view() }))
    expect(notices(arena).map(({ id }) => id)).toEqual(['status'])
  })

  it('locks the controls of a follower, with the reason', () => {
    const { arena } = arenaWith()
    arena.onFrame(frame(1, { reset: true, view: view({ role: 'follower' }) }))
    expect(arena.lockedReason).toContain('Another tab')
  })
})

describe('the log', () => {
  it('is bounded and filtered by level and text', () => {
    const book = new LogBook()
    const line = (level: 'DEBUG' | 'ERROR', index: number) => ({
      time: index,
      level,
      source: 'feed',
      text: `line ${index}`,
    })
    book.add(
      Array.from({ length: LOG_KEPT + 5 }, (_, index) => line(index % 2 === 0 ? 'DEBUG' : 'ERROR', index)),
    )
    expect(book.size).toBe(LOG_KEPT)
    expect(book.shown.every((shown) => shown.level === 'ERROR')).toBe(true)
    book.level = 'DEBUG'
    book.text = 'LINE 2004'
    expect(book.shown.map((shown) => shown.text)).toEqual(['line 2004'])
  })
})
