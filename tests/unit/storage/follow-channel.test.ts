import { describe, expect, it } from 'vitest'
import { FollowPublisher, FollowReceiver, type LeaderState } from '$lib/storage/follow-channel'
import { type ChannelPort, parseFollowMessage } from '$lib/storage/follow-messages'
import { VirtualClock } from '../../fixtures/virtual-clock'

/** All ends of one BroadcastChannel; messages are cloned and heard by everyone but their sender. */
class Ether {
  readonly #ends = new Set<FakeChannel>()
  readonly sent: unknown[] = []
  /** Swallows what the test wants lost. */
  lose: (message: unknown) => boolean = () => false

  open(): FakeChannel {
    const end = new FakeChannel(this)
    this.#ends.add(end)
    return end
  }

  send(from: FakeChannel, message: unknown): void {
    this.sent.push(message)
    if (this.lose(message)) return
    for (const end of this.#ends) if (end !== from) end.deliver(structuredClone(message))
  }

  leave(end: FakeChannel): void {
    this.#ends.delete(end)
  }
}

class FakeChannel implements ChannelPort {
  readonly #listeners: ((event: { readonly data: unknown }) => void)[] = []

  constructor(private readonly ether: Ether) {}

  postMessage(message: unknown): void {
    this.ether.send(this, message)
  }

  addEventListener(_: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.push(listener)
  }

  close(): void {
    this.ether.leave(this)
  }

  deliver(data: unknown): void {
    for (const listener of this.#listeners) listener({ data })
  }
}

interface Frame {
  readonly text: string
}

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'text' in value
const isFrameMessage = (message: unknown): boolean => parseFollowMessage(message)?.type === 'frame'

function tabs() {
  const ether = new Ether()
  const clock = new VirtualClock()
  const resyncs: number[] = []
  const lead = (epoch: number) =>
    new FollowPublisher<Frame>(ether.open(), clock, epoch, () => resyncs.push(epoch))
  const follow = () => {
    const frames: string[] = []
    const states: LeaderState[] = []
    const receiver = new FollowReceiver<Frame>(ether.open(), clock, isFrame, {
      onFrame: ({ text }) => frames.push(text),
      onLeader: (state) => states.push(state),
    })
    return { receiver, frames, states }
  }
  return { ether, clock, resyncs, lead, follow }
}

describe('following', () => {
  it('costs nothing while nobody watches', async () => {
    const { ether, clock, lead } = tabs()
    const leader = lead(1)
    leader.publish({ text: 'a' }, false)
    await clock.advance(10_000)
    leader.publish({ text: 'b' }, true)
    expect(leader.watched).toBe(false)
    expect(ether.sent.filter(isFrameMessage)).toEqual([])
  })

  it('begins with a frame that stands alone, on request, and goes on in order', async () => {
    const { resyncs, lead, follow } = tabs()
    const leader = lead(1)
    const follower = follow()
    expect(resyncs).toEqual([1])
    leader.publish({ text: 'too early' }, false)
    leader.publish({ text: 'whole' }, true)
    leader.publish({ text: 'next' }, false)
    expect(follower.frames).toEqual(['whole', 'next'])
    expect(follower.receiver.leader).toBe('present')
  })

  it('after a lost frame shows nothing until a whole one', async () => {
    const { ether, resyncs, lead, follow } = tabs()
    const leader = lead(1)
    const follower = follow()
    leader.publish({ text: 'whole' }, true)
    ether.lose = isFrameMessage
    leader.publish({ text: 'lost' }, false)
    ether.lose = () => false
    leader.publish({ text: 'out of order' }, false)
    expect(resyncs).toEqual([1, 1])
    leader.publish({ text: 'whole again' }, true)
    expect(follower.frames).toEqual(['whole', 'whole again'])
  })

  it('asks again when the request was lost', async () => {
    const { ether, clock, resyncs, lead, follow } = tabs()
    ether.lose = (message) => parseFollowMessage(message)?.type === 'resync'
    lead(1)
    follow()
    ether.lose = () => false
    await clock.advance(2_000)
    expect(resyncs).toEqual([1])
  })

  it('goes on for as long as the follower lives, and stops some seconds after', async () => {
    const { clock, lead, follow } = tabs()
    const leader = lead(1)
    const follower = follow()
    await clock.advance(60_000)
    expect(leader.watched).toBe(true)
    follower.receiver.close()
    await clock.advance(8_000)
    expect(leader.watched).toBe(false)
    leader.publish({ text: 'unseen' }, true)
    expect(follower.frames).toEqual([])
  })

  it('tells a leader that ended from one that fell silent', async () => {
    const { ether, clock, lead, follow } = tabs()
    const ended = lead(1)
    const follower = follow()
    await clock.advance(20_000)
    ended.close()
    await clock.advance(20_000)
    expect(follower.states).toEqual(['present', 'gone'])
    lead(2)
    ether.lose = () => true
    await clock.advance(8_000)
    expect(follower.states).toEqual(['present', 'gone', 'present', 'silent'])
    ether.lose = () => false
    await clock.advance(2_000)
    expect(follower.receiver.leader).toBe('present')
  })

  it('follows a new leader from a whole frame on and ignores the old one should it wake', async () => {
    const { resyncs, lead, follow } = tabs()
    const old = lead(1)
    const follower = follow()
    old.publish({ text: 'old' }, true)
    const current = lead(2)
    expect(resyncs).toEqual([1, 1, 2])
    current.publish({ text: 'new' }, true)
    old.publish({ text: 'woken' }, true)
    old.close()
    current.publish({ text: 'newer' }, false)
    expect(follower.frames).toEqual(['old', 'new', 'newer'])
    expect(follower.receiver.leader).toBe('present')
  })

  it('ignores what is no message and a frame that is none, without flooding the leader', async () => {
    const { ether, clock, resyncs, lead, follow } = tabs()
    const leader = lead(1)
    const follower = follow()
    const stranger = ether.open()
    for (const message of [undefined, 'hello', { type: 'frame' }, { type: 'order', epoch: 1 }, 7]) {
      stranger.postMessage(message)
    }
    for (let n = 0; n < 20; n += 1) leader.publish({ title: 'another version' } as unknown as Frame, true)
    expect(follower.frames).toEqual([])
    expect(resyncs.length).toBe(1)
    await clock.advance(2_000)
    expect(resyncs.length).toBe(2)
    leader.publish({ text: 'whole' }, true)
    expect(follower.frames).toEqual(['whole'])
  })
})
