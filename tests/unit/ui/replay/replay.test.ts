import { describe, expect, it } from 'vitest'
import { type Result, ok } from '$lib/core/result'
import type { ReplayListener, ReplaySource } from '$lib/ui/replay/client'
import { Replay } from '$lib/ui/replay/replay.svelte'
import type { OpenedReplay } from '$workers/api/replay'
import { FakeReplayClient, openedReplay } from '../../../fixtures/fake-replay-client'
import { frame, trade } from '../frames'

/** Answers only when it is told to. */
class SlowClient extends FakeReplayClient {
  readonly #seeks: (() => void)[] = []
  readonly opens: {
    readonly listener: ReplayListener
    answer: (opened: Result<OpenedReplay, string>) => void
  }[] = []

  override open(_source: ReplaySource, listener: ReplayListener): Promise<Result<OpenedReplay, string>> {
    this.listener = listener
    return new Promise((answer) => this.opens.push({ listener, answer }))
  }
  override async seek(seq: number): Promise<void> {
    await new Promise<void>((done) => this.#seeks.push(done))
    await super.seek(seq)
  }
  /** Lets the seek under way arrive. */
  async arrive(): Promise<void> {
    this.#seeks.shift()?.()
    await settle()
  }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0))

async function openedBy<Client extends FakeReplayClient>(client: Client) {
  const left: string[] = []
  const replay = new Replay(client, () => left.push('left'))
  const opening = replay.openFile(new Blob(['{}']), 'match.arena.json')
  if (client instanceof SlowClient) client.opens[0]?.answer(ok(openedReplay()))
  await opening
  if (client instanceof SlowClient) await client.arrive()
  expect(client.calls.splice(0).at(-1)).toBe('seek 14202')
  return { replay, client, left }
}

describe('opening', () => {
  it('shows what was opened, drawn from its own frames', async () => {
    const { replay, client, left } = await openedBy(new FakeReplayClient())
    client.listener?.onFrame(frame(1, { reset: true, trades: [trade(1)] }))
    client.listener?.onPosition({ seq: 14_202, time: 5, speed: 0 })
    expect(replay.shown?.name).toBe('match.arena.json')
    expect(replay.shown?.arena.trades).toHaveLength(1)
    expect(replay.shown?.arena.viewingPast).toBe(true)
    expect([replay.seq, replay.time, replay.problem]).toEqual([14_202, 5, ''])
    expect(left).toEqual(['left'])
  })

  it('says why a file is none, and takes the next one', async () => {
    const client = new FakeReplayClient()
    client.opened = { ok: false, error: 'This is no match file.' }
    const replay = new Replay(client, () => undefined)
    await replay.openFile(new Blob(['{']), 'match.json')
    expect([replay.problem, replay.shown, replay.opening]).toEqual([
      'This is no match file.',
      undefined,
      undefined,
    ])
    client.opened = ok(openedReplay())
    await replay.openFile(new Blob(['{}']), 'other.json')
    expect([replay.problem, replay.shown?.name]).toEqual(['', 'other.json'])
  })

  it('tells how far it is, and forgets a file that another one overtook', async () => {
    const client = new SlowClient()
    const replay = new Replay(client, () => undefined)
    const first = replay.openFile(new Blob(['1']), 'first.json')
    const second = replay.openFile(new Blob(['2']), 'second.json')
    client.opens[0]?.listener.onProgress({ stage: 'running', done: 9, of: 10 })
    expect(replay.opening).toEqual({ name: 'second.json', progress: { stage: 'reading', done: 0, of: 0 } })
    client.opens[1]?.listener.onProgress({ stage: 'running', done: 1, of: 10 })
    expect(replay.opening?.progress.done).toBe(1)
    client.opens[1]?.answer(ok(openedReplay()))
    client.opens[0]?.answer({ ok: false, error: 'Closed.' })
    await Promise.all([first, second])
    expect([replay.shown?.name, replay.problem]).toEqual(['second.json', ''])
  })

  it('says so when the worker is lost, and shows nothing half alive', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    client.listener?.onLost('The replay was stopped: it took too long.')
    expect([replay.problem, replay.shown]).toEqual(['The replay was stopped: it took too long.', undefined])
  })

  it('lists what was opened before, opens it again and forgets it', async () => {
    const client = new FakeReplayClient()
    const file = { id: 'a1', name: 'old.json', openedAt: 1, bytes: 2 }
    client.keptFiles = [file]
    const replay = new Replay(client, () => undefined)
    await replay.loadKept()
    expect(replay.kept).toEqual([file])
    await replay.openKept(file)
    expect([client.calls, replay.shown?.name]).toEqual([['open kept', 'seek 14202'], 'old.json'])
    await replay.forget('a1')
    expect(replay.kept).toEqual([])
  })
})

describe('what the page is asked for', () => {
  it('fetches nothing from an address before a person agreed', async () => {
    const client = new FakeReplayClient()
    const replay = new Replay(client, () => undefined)
    replay.follow('url=https%3A%2F%2Fexample.org%2Fa%2Fgame.json.gz%3Fx%3D1')
    expect(replay.address).toEqual({
      url: 'https://example.org/a/game.json.gz?x=1',
      before: 'https://',
      host: 'example.org',
      after: '/a/game.json.gz?x=1',
    })
    expect(client.calls).toEqual([])
    await replay.openAddress()
    expect([client.calls, replay.shown?.name]).toEqual([['open url', 'seek 14202'], 'game.json.gz'])
    expect(replay.address).toBeUndefined()
  })

  it.each([
    'http://example.org/x.json',
    'file:///etc/hosts',
    'data:,x',
    'nonsense',
    '',
    'https://me:pw@example.org/',
  ])('refuses the address %j with a sentence', (address) => {
    const replay = new Replay(new FakeReplayClient(), () => undefined)
    replay.askAddress(address)
    expect(replay.address).toBeUndefined()
    expect(replay.problem).toMatch(/^[A-Z].+\S$/)
  })

  it('opens a match of this browser, and leaves it open when the address is left', async () => {
    const client = new FakeReplayClient()
    const replay = new Replay(client, () => undefined)
    replay.follow('match=m1')
    await settle()
    replay.follow('')
    expect([client.calls, replay.shown !== undefined]).toEqual([['open own', 'seek 14202'], true])
  })

  it('shows the result in an address as long as the address has it', () => {
    const replay = new Replay(new FakeReplayClient(), () => undefined)
    replay.follow('summary=abc')
    expect(replay.summary).toBe('abc')
    replay.follow('')
    expect(replay.summary).toBe('')
  })

  it('takes pasted text for an address or for a file', async () => {
    const client = new FakeReplayClient()
    const replay = new Replay(client, () => undefined)
    await replay.openText(' https://example.org/x.json ')
    expect(replay.address?.host).toBe('example.org')
    await replay.openText('{"format":"x"}')
    expect([client.calls, replay.shown?.name]).toEqual([['open file', 'seek 14202'], 'Pasted text'])
  })
})

describe('moving about', () => {
  it('goes to the newest wish and leaves out those it overtook', async () => {
    const { replay, client } = await openedBy(new SlowClient())
    void replay.seek(10)
    void replay.seek(20)
    void replay.seek(30)
    expect(replay.seq).toBe(30)
    await client.arrive()
    expect(replay.seq).toBe(30)
    await client.arrive()
    expect(client.calls).toEqual(['seek 10', 'seek 30'])
    client.listener?.onPosition({ seq: 31, time: 1, speed: 60 })
    expect([replay.seq, replay.time]).toEqual([31, 1])
  })

  it('is not held up by a seek in a file that was closed', async () => {
    const { replay, client } = await openedBy(new SlowClient())
    void replay.seek(10)
    const again = replay.openFile(new Blob(['{}']), 'next.json')
    client.opens[1]?.answer(ok(openedReplay()))
    await again
    void replay.seek(40)
    await client.arrive()
    await client.arrive()
    await client.arrive()
    expect(client.calls.at(-1)).toBe('seek 40')
    expect(replay.seq).toBe(40)
  })

  it('stays within the match', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    await replay.seek(-5)
    await replay.seek(99_999)
    expect(client.calls).toEqual(['seek 0', 'seek 14202'])
  })

  it('plays, changes its speed on the way, and stands still', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    await replay.seek(4)
    await replay.setSpeed(300)
    await replay.toggle()
    client.listener?.onPosition({ seq: 5, time: 1, speed: 300 })
    await replay.setSpeed(1000)
    await replay.toggle()
    expect(client.calls).toEqual(['seek 4', 'play 300', 'play 1000', 'play 0'])
  })

  it('plays from the start again at the end', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    await replay.seek(14_202)
    await replay.toggle()
    expect(client.calls.slice(1)).toEqual(['seek 0', 'play 60'])
  })

  it('steps by what was chosen', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    await replay.step(false)
    replay.setStepBy('trade')
    await replay.step(true)
    expect(client.calls).toEqual(['step event', 'step trade back'])
  })
})

describe('the arena of a replay', () => {
  it('refuses what would change a match, and shows prompts', async () => {
    const { replay } = await openedBy(new FakeReplayClient())
    const arena = replay.shown?.arena
    for (const refusal of [
      await arena?.changeRoster({ kind: 'bench', run: 0 }),
      await arena?.setSpendCap('2'),
      await arena?.pause(),
      await arena?.end(),
    ]) {
      expect(refusal).toMatch(/^This is a replay/)
    }
    expect(await arena?.promptOf(0, 1)).toMatchObject({ ok: true })
  })

  it('asks for the moment again, whole, when frames went missing', async () => {
    const { replay, client } = await openedBy(new FakeReplayClient())
    client.listener?.onPosition({ seq: 7, time: 1, speed: 0 })
    client.listener?.onFrame(frame(4))
    expect(client.calls.at(-1)).toBe('seek 7')
    expect(replay.problem).toBe('')
  })
})
