import { describe, expect, it } from 'vitest'
import { type MatchHead, StoreFailure, type StoreFailureKind } from '$lib/match/ports'
import { MatchWriter } from '$lib/match/writer'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { sampleDecision, sampleHead, sampleStep } from '../../fixtures/store-fixtures'
import { ScriptedStore } from './fixtures'

function openWriter() {
  const clock = new VirtualClock()
  const store = new ScriptedStore()
  const halts: StoreFailure[] = []
  let seq = -1
  const head = (): MatchHead => sampleHead('m1', seq)
  const writer = new MatchWriter(store, clock, head, (failure) => halts.push(failure))
  const add = (count = 1): void => {
    for (let step = 0; step < count; step += 1) writer.addStep(sampleStep(++seq))
  }
  const seqs = (): number[][] => store.written.map((batch) => batch.steps.map((step) => step.seq))
  return { clock, store, halts, writer, add, seqs }
}

/** Whether the promise has settled by now. */
function watch(promise: Promise<void>): { done: boolean } {
  const watched = { done: false }
  void promise.then(() => (watched.done = true))
  return watched
}

const failure = (kind: StoreFailureKind): StoreFailure => new StoreFailure(kind, `It was ${kind}.`)

describe('MatchWriter', () => {
  it('puts what is added in one go into one transaction, with the head as of then', async () => {
    const { store, writer, add, seqs } = openWriter()
    add(3)
    writer.addDecision(sampleDecision(1))
    await writer.durable()
    expect(seqs()).toEqual([[0, 1, 2]])
    expect(store.written[0]?.decisions).toHaveLength(1)
    expect(store.written[0]?.head.seq).toBe(2)
  })

  it('gathers what comes during a commit into the next one, in order', async () => {
    const { store, writer, add, seqs } = openWriter()
    store.hold()
    add()
    await settled()
    add(2)
    await settled()
    add()
    expect(seqs()).toEqual([])
    store.release()
    await writer.durable()
    expect(seqs()).toEqual([[0], [1, 2, 3]])
  })

  it('calls nothing durable before its own commit has resolved', async () => {
    const { store, writer, add } = openWriter()
    store.hold()
    add()
    const first = watch(writer.durable())
    await settled()
    add()
    const second = watch(writer.durable())
    expect([first.done, second.done, writer.idle]).toEqual([false, false, false])
    store.release()
    store.hold()
    await settled()
    expect([first.done, second.done]).toEqual([true, false])
    store.release()
    await settled()
    expect([second.done, writer.idle]).toEqual([true, true])
  })

  it('durable() asked while a commit is in flight and nothing newer waits resolves with that commit, not before', async () => {
    const { store, writer, add } = openWriter()
    store.hold()
    add()
    await settled()
    const asked = watch(writer.durable())
    await settled()
    expect(asked.done).toBe(false)
    store.release()
    await settled()
    expect(asked.done).toBe(true)
  })

  it('durable() of an idle writer resolves at once', async () => {
    const { writer } = openWriter()
    const asked = watch(writer.durable())
    await settled()
    expect(asked.done).toBe(true)
  })

  it('offers an aborted batch again, the very same, three times at growing distance', async () => {
    const { clock, store, halts, writer, add } = openWriter()
    store.failures = [failure('aborted'), failure('aborted'), failure('aborted')]
    add()
    await settled()
    expect(store.offered).toHaveLength(1)
    await clock.advance(50)
    expect(store.offered).toHaveLength(2)
    await clock.advance(250)
    add()
    await clock.advance(999)
    expect(store.offered).toHaveLength(3)
    await clock.advance(1)
    await writer.durable()
    expect(new Set(store.offered.slice(0, 4)).size).toBe(1)
    expect(store.written.map((batch) => batch.steps.length)).toEqual([1, 1])
    expect(halts).toEqual([])
  })

  it('halts when it stays aborted', async () => {
    const { clock, store, halts, writer, add } = openWriter()
    store.failures = [1, 2, 3, 4].map(() => failure('aborted'))
    add()
    await clock.advance(2000)
    expect(halts.map(({ kind }) => kind)).toEqual(['aborted'])
    expect(writer.halted).toBe(true)
  })

  it.each(['quota', 'fenced', 'unavailable', 'damaged'] as const)(
    'halts at once when the store says %s',
    async (kind) => {
      const { clock, store, halts, writer, add } = openWriter()
      store.failures = [failure(kind)]
      add()
      const asked = watch(writer.durable())
      await clock.advance(60_000)
      expect([halts.length, writer.halted, asked.done, store.offered.length]).toEqual([1, true, false, 1])
    },
  )

  it('tells what a store may not throw as a failure in a sentence', async () => {
    const { store, halts, add } = openWriter()
    store.failures = [new TypeError('x is undefined')]
    add()
    await settled()
    expect(halts[0]).toMatchObject({ kind: 'unavailable', message: 'Storage failed: x is undefined.' })
  })

  it('keeps everything while halted, and retry() writes the very same rows, then what came since', async () => {
    const { store, writer, add, seqs } = openWriter()
    store.failures = [failure('quota')]
    add(2)
    const first = watch(writer.durable())
    await settled()
    add(2)
    writer.addDecision(sampleDecision(1))
    const second = watch(writer.durable())
    await settled()
    expect([first.done, second.done, store.offered.length]).toEqual([false, false, 1])
    writer.retry()
    await settled()
    expect([first.done, second.done, writer.halted, writer.idle]).toEqual([true, true, false, true])
    expect(store.offered[1]).toBe(store.offered[0])
    expect(seqs()).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(store.written[1]?.decisions).toHaveLength(1)
  })

  it('halts again when a retry fails, and loses nothing', async () => {
    const { store, halts, writer, add, seqs } = openWriter()
    store.failures = [failure('quota'), failure('quota')]
    add()
    await settled()
    writer.retry()
    await settled()
    expect([halts.length, writer.halted]).toEqual([2, true])
    writer.retry()
    writer.retry()
    await settled()
    expect(seqs()).toEqual([[0]])
  })

  it('retry() of a writer in health does nothing', async () => {
    const { store, writer, add } = openWriter()
    add()
    await writer.durable()
    writer.retry()
    await settled()
    expect(store.offered).toHaveLength(1)
  })
})
