import { describe, expect, it } from 'vitest'
import type { Clock } from '$lib/core/clock'
import { durationMs, timeMs } from '$lib/core/time'
import { type Silence, SliceWatch } from '$workers/slice-watch'

/** A clock that stands until it is moved. */
class HandClock implements Clock {
  #now = 1_000_000
  #timers: { at: number; run: () => void }[] = []

  now(): ReturnType<Clock['now']> {
    return timeMs(this.#now)
  }

  after(delay: number, run: () => void): () => void {
    const timer = { at: this.#now + delay, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** What is due runs at the end of the span, as after a sleep. */
  async move(span: number): Promise<void> {
    this.#now += span
    const due = this.#timers.filter(({ at }) => at <= this.#now)
    this.#timers = this.#timers.filter(({ at }) => at > this.#now)
    for (const { run } of due) run()
    await Promise.resolve()
    await Promise.resolve()
  }
}

const SLICE = durationMs(2000)

function watched(isThere: () => Promise<boolean> = () => Promise.resolve(true)): {
  readonly clock: HandClock
  readonly watch: SliceWatch
  readonly ended: readonly Silence[]
} {
  const clock = new HandClock()
  const ended: Silence[] = []
  const watch = new SliceWatch(clock, isThere, (silence) => ended.push(silence))
  watch.heard(SLICE)
  return { clock, watch, ended }
}

describe('the watch over foreign code', () => {
  it('ends what is silent for too long, once', async () => {
    const { clock, ended } = watched()
    await clock.move(1999)
    expect(ended).toEqual([])
    await clock.move(1)
    await clock.move(10_000)
    expect(ended).toEqual(['busy'])
  })

  it('waits anew whenever it hears something', async () => {
    const { clock, watch, ended } = watched()
    for (let turn = 0; turn < 5; turn += 1) {
      await clock.move(1900)
      watch.heard(SLICE)
    }
    expect(ended).toEqual([])
  })

  it('tells a process that is gone from a worker that is busy', async () => {
    const { clock, ended } = watched(() => Promise.resolve(false))
    await clock.move(2000)
    expect(ended).toEqual(['gone'])
  })

  it('takes a late timer for a sleep, not for silence', async () => {
    const { clock, ended } = watched()
    await clock.move(60_000)
    expect(ended).toEqual([])
    await clock.move(2000)
    expect(ended).toEqual(['busy'])
  })

  it('believes what it hears while it asks', async () => {
    let answer: (there: boolean) => void = () => undefined
    const { clock, watch, ended } = watched(() => new Promise((resolve) => (answer = resolve)))
    await clock.move(2000)
    watch.heard(SLICE)
    answer(true)
    await clock.move(0)
    expect(ended).toEqual([])
    watch.stop()
    await clock.move(2000)
    expect(ended).toEqual([])
  })
})
