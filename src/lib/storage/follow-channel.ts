/**
 * How other tabs watch: the leader's worker publishes its view frames, followers draw them. Nothing here
 * writes to storage, and no command travels: following is read-only.
 */
import type { Clock } from '../core/clock'
import { assertNever } from '../core/result'
import { type DurationMs, type TimeMs, addTime, durationMs } from '../core/time'
import { type ChannelPort, type FollowMessage, parseFollowMessage } from './follow-messages'

/** How often a leader with nothing to show, and a follower, make themselves heard. */
const BEAT = durationMs(2_000)
/** Silence for so long means that the other end is gone or frozen. */
const SILENCE = durationMs(7_000)

/** The leader's end. Frames are cloned only while someone watches. */
export class FollowPublisher<Frame> {
  #number = 0
  #watchedUntil: TimeMs
  #closed = false
  #cancelBeat: () => void = () => undefined

  /** @param onResyncAsked the next frame published should be a reset */
  constructor(
    private readonly channel: ChannelPort,
    private readonly clock: Clock,
    private readonly epoch: number,
    private readonly onResyncAsked: () => void,
  ) {
    this.#watchedUntil = clock.now()
    channel.addEventListener('message', ({ data }) => this.#hear(parseFollowMessage(data)))
    this.#beat()
  }

  /** Whether a follower was heard lately. */
  get watched(): boolean {
    return this.clock.now() < this.#watchedUntil
  }

  /** Sends a frame to those who watch. `reset` says that it stands without the frames before it. */
  publish(frame: Frame, reset: boolean): void {
    if (this.#closed || !this.watched) return
    this.#send({ type: 'frame', epoch: this.epoch, number: this.#number, reset, frame })
    this.#number += 1
  }

  /** Tells the followers that this leader ends, and closes the channel. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelBeat()
    this.#send({ type: 'gone', epoch: this.epoch })
    this.channel.close()
  }

  #hear(message: FollowMessage | undefined): void {
    if (this.#closed || (message?.type !== 'watching' && message?.type !== 'resync')) return
    this.#watchedUntil = addTime(this.clock.now(), SILENCE)
    if (message.type === 'resync') this.onResyncAsked()
  }

  #beat(): void {
    this.#send({ type: 'alive', epoch: this.epoch })
    this.#cancelBeat = this.clock.after(BEAT, () => this.#beat())
  }

  #send(message: FollowMessage): void {
    this.channel.postMessage(message)
  }
}

/** `waiting`: no leader heard yet; `silent`: heard before, not lately; `gone`: it ended in order. */
export type LeaderState = 'waiting' | 'present' | 'silent' | 'gone'

export interface FollowListener<Frame> {
  onFrame(frame: Frame): void
  onLeader(state: LeaderState): void
}

/** The follower's end. Frames come whole and in order: after joining or a gap, none until a reset. */
export class FollowReceiver<Frame> {
  #epoch = 0
  /** Number of the next frame; undefined while only a reset will do. */
  #expected: number | undefined
  #state: LeaderState = 'waiting'
  #closed = false
  #cancelBeat: () => void = () => undefined
  #cancelSilence: () => void = () => undefined

  /** @param isFrame checks what another tab sent; frames it refuses are as good as lost */
  constructor(
    private readonly channel: ChannelPort,
    private readonly clock: Clock,
    private readonly isFrame: (value: unknown) => value is Frame,
    private readonly listener: FollowListener<Frame>,
  ) {
    channel.addEventListener('message', ({ data }) => this.#hear(parseFollowMessage(data)))
    this.#beat()
    this.#expectLife(SILENCE)
  }

  get leader(): LeaderState {
    return this.#state
  }

  /** Asks the leader for a frame that stands alone; those in between are not shown. */
  resync(): void {
    this.#expected = undefined
    if (!this.#closed) this.channel.postMessage({ type: 'resync' } satisfies FollowMessage)
  }

  close(): void {
    this.#closed = true
    this.#cancelBeat()
    this.#cancelSilence()
    this.channel.close()
  }

  #hear(message: FollowMessage | undefined): void {
    if (this.#closed || message === undefined) return
    switch (message.type) {
      case 'watching':
      case 'resync':
        return
      case 'alive':
        this.#leaderLives(message.epoch)
        return
      case 'gone':
        if (message.epoch >= this.#epoch) this.#leaderWent()
        return
      case 'frame':
        if (this.#leaderLives(message.epoch)) this.#take(message)
        return
      default:
        assertNever(message)
    }
  }

  /** False for a leader of an older epoch: a frozen tab that woke shows nothing to anyone. */
  #leaderLives(epoch: number): boolean {
    if (epoch < this.#epoch) return false
    if (epoch > this.#epoch) {
      const known = this.#epoch > 0
      this.#epoch = epoch
      if (known) this.resync()
    }
    this.#tell('present')
    this.#expectLife(SILENCE)
    return true
  }

  #leaderWent(): void {
    this.#cancelSilence()
    this.#expected = undefined
    this.#tell('gone')
  }

  #take(message: Extract<FollowMessage, { type: 'frame' }>): void {
    const fits = message.reset || message.number === this.#expected
    if (!fits) {
      if (this.#expected !== undefined) this.resync()
      return
    }
    if (!this.isFrame(message.frame)) {
      // Asking at once would loop with a tab of another version; the next beat asks.
      this.#expected = undefined
      return
    }
    this.#expected = message.number + 1
    this.listener.onFrame(message.frame)
  }

  #beat(): void {
    // As long as frames do not fit: an earlier request may have been lost with the leader it went to.
    const type = this.#expected === undefined ? 'resync' : 'watching'
    this.channel.postMessage({ type } satisfies FollowMessage)
    this.#cancelBeat = this.clock.after(BEAT, () => this.#beat())
  }

  #expectLife(within: DurationMs): void {
    this.#cancelSilence()
    this.#cancelSilence = this.clock.after(within, () => this.#tell('silent'))
  }

  #tell(state: LeaderState): void {
    if (state === this.#state) return
    this.#state = state
    this.listener.onLeader(state)
  }
}
