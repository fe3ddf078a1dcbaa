import { describe, expect, it } from 'vitest'
import { ZeroCopyManager } from '$lib/lab/catalog/zero-copy'
import { type Bars, sliceBars } from '$lib/market/bars'
import { barsAt, between } from '../../../fixtures/lab-world'

const TEN = 10 * 48
const ten = (): Bars => barsAt(between(0, 10))

/** What arrives at the other end of a port. */
function posted({ message, transfer }: ReturnType<ZeroCopyManager['transfer']>): readonly Bars[] {
  return structuredClone(message, { transfer: [...transfer] })
}

describe('a transfer', () => {
  it('moves the memory itself, and the lease is over', () => {
    const memory = new ZeroCopyManager(false)
    const bars = ten()
    const lease = memory.lease(bars)
    expect(memory.bytesHeld).toBe(TEN)
    const sent = memory.transfer(lease)
    expect(sent.transfer).toHaveLength(6)
    expect(posted(sent)).toEqual([ten()])
    expect(bars.close.length).toBe(0)
    expect(memory).toMatchObject({ bytesCopied: 0, bytesHeld: 0 })
    expect(() => lease.bars).toThrow('used after')
    expect(() => memory.transfer(lease)).toThrow('used after')
    expect(() => memory.release(lease)).toThrow('used after')
  })

  it('of a part of a larger buffer copies the part', () => {
    const memory = new ZeroCopyManager(false)
    const bars = ten()
    const [part] = posted(memory.transfer(memory.lease(sliceBars(bars, 2, 5))))
    expect(part).toEqual(barsAt([2, 3, 4]))
    expect(memory.bytesCopied).toBe(3 * 48)
    expect(bars.close.length).toBe(10)
  })

  it('leaves alone what somebody else still reads', () => {
    const memory = new ZeroCopyManager(false)
    const bars = ten()
    const other = memory.lease(bars)
    expect(posted(memory.transfer(memory.lease(bars)))).toEqual([ten()])
    expect(memory.bytesCopied).toBe(TEN)
    expect(other.bars.close.length).toBe(10)
    posted(memory.transfer(other))
    expect(memory.bytesCopied).toBe(TEN)
  })

  it('of products that share their times sends these once', () => {
    const memory = new ZeroCopyManager(false)
    const btc = ten()
    const sol = { ...ten(), time: btc.time }
    const sent = memory.transfer(memory.lease(btc), memory.lease(sol))
    expect(sent.transfer).toHaveLength(11)
    expect(posted(sent)).toEqual([ten(), ten()])
    expect(memory.bytesCopied).toBe(0)
  })
})

describe('sharing', () => {
  it('where the page may not do it says so, and the lease stands', () => {
    const memory = new ZeroCopyManager(false)
    const lease = memory.lease(ten())
    expect(memory.share(lease)).toMatchObject({ ok: false })
    expect(lease.bars.length).toBe(10)
  })

  it('copies once into memory that all workers read, and not again', () => {
    const memory = new ZeroCopyManager(true)
    const shared = memory.share(memory.lease(ten()))
    if (!shared.ok) throw new Error(shared.error)
    expect(shared.value).toEqual(ten())
    expect(shared.value.close.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(memory.bytesCopied).toBe(TEN)
    const again = memory.share(memory.lease(shared.value))
    expect(again.ok && again.value.close).toBe(shared.value.close)
    const sent = memory.transfer(memory.lease(shared.value))
    expect(sent.transfer).toEqual([])
    expect(memory.bytesCopied).toBe(TEN)
  })
})

it('parts put together are copied and counted, a single part is not', () => {
  const memory = new ZeroCopyManager(false)
  const only = ten()
  expect(memory.concatenate([only])).toBe(only)
  expect(memory.concatenate([barsAt([1, 2]), barsAt([5])])).toEqual(barsAt([1, 2, 5]))
  expect(memory.bytesCopied).toBe(3 * 48)
  expect(memory.concatenate([]).length).toBe(0)
})
