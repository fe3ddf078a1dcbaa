import { describe, expect, it } from 'vitest'
import type { RunSummary } from '$workers/api/lab'
import { openLabStorage } from '$lib/storage/lab/open-lab-storage'
import { MOST_RUNS } from '$lib/storage/lab/run-shelf'
import { TabLocks, WorkerLocks } from '$lib/storage/lab/write-locks'
import { LabWorld, barsAt, newDataset, rangeOf } from '../../../fixtures/lab-world'

const summary = (number: number): RunSummary => ({
  ...{ id: `run-${number}`, name: 'SMA cross', source: 'demo', products: ['BTC-USD'], granularity: 60 },
  ...{ range: { from: 0, to: 60_000 }, madeAt: 1000 + number },
  ...{ totalReturn: 0.1, sharpe: NaN, maxDrawdown: 0.02, trades: 7 },
})

describe('kept results', () => {
  it('come newest first, with their files, after a reload', async () => {
    const world = new LabWorld()
    const { storage } = await world.page()
    for (const number of [2, 1, 3]) {
      expect(await storage.runs.keep(summary(number), Uint8Array.of(number))).toBe(true)
    }
    storage.close()
    const { runs } = (await world.page()).storage
    expect((await runs.list()).map(({ id }) => id)).toEqual(['run-3', 'run-2', 'run-1'])
    expect((await runs.list())[0]).toEqual(summary(3))
    expect(await runs.file('run-2')).toEqual(Uint8Array.of(2))
    await runs.remove('run-2')
    expect(await runs.file('run-2')).toBeUndefined()
  })

  it('are at most fifty, the oldest go', async () => {
    const { storage } = await new LabWorld().page()
    for (let number = 0; number < MOST_RUNS + 3; number += 1)
      await storage.runs.keep(summary(number), new Uint8Array())
    const kept = await storage.runs.list()
    expect(kept).toHaveLength(MOST_RUNS)
    expect(kept.at(-1)?.id).toBe('run-3')
    expect(await storage.runs.file('run-2')).toBeUndefined()
    expect(await storage.runs.file('run-3')).toEqual(new Uint8Array())
  })
})

describe('own strategies', () => {
  it('are kept by name', async () => {
    const world = new LabWorld()
    const { strategies } = (await world.page()).storage
    await strategies.keep({ name: 'b', code: '1', savedAt: 1 })
    await strategies.keep({ name: 'a', code: '2', savedAt: 2 })
    expect(await strategies.keep({ name: 'b', code: '3', savedAt: 3 })).toBe(true)
    expect(await strategies.list()).toEqual([
      { name: 'a', code: '2', savedAt: 2 },
      { name: 'b', code: '3', savedAt: 3 },
    ])
    expect(await strategies.keep({ name: '', code: '', savedAt: 3 })).toBe(false)
    await strategies.remove('b')
    expect((await strategies.list()).map(({ name }) => name)).toEqual(['a'])
  })
})

describe('a browser that keeps nothing', () => {
  it('holds bars in memory, says so, and has empty shelves', async () => {
    const nothing = { indexedDB: undefined, IDBKeyRange: undefined, storage: undefined, locks: undefined }
    const storage = await openLabStorage(nothing)
    expect(storage.kept).toBe(false)
    expect(storage.notice).toContain('gone with the page')
    expect(await storage.runs.keep(summary(1), new Uint8Array())).toBe(false)
    expect(await storage.runs.list()).toEqual([])
    expect(await storage.strategies.list()).toEqual([])
    await storage.bars.files.write('span', 0, barsAt([0, 1]))
    await storage.bars.files.write('span', 1, barsAt([5, 6, 7]))
    expect(await storage.bars.files.read('span', 'close', 0, 4)).toEqual(barsAt([0, 5, 6, 7]).close)
    await expect(storage.bars.files.read('span', 'close', 0, 5)).rejects.toThrow('not as they should be')
    await expect(storage.bars.files.write('span', 9, barsAt([0]))).rejects.toThrow('not as they should be')
  })

  it('keeps results where only the file system is missing', async () => {
    const { storage, recorder, catalog } = await new LabWorld(false).page()
    expect(storage.kept).toBe(false)
    expect(await storage.runs.keep(summary(1), new Uint8Array())).toBe(true)
    expect(await recorder.replace(newDataset(), rangeOf(0, 2), barsAt([0, 1]))).toMatchObject({ ok: true })
    expect(await catalog.datasets()).toMatchObject({ ok: true, value: [{ rows: 2 }] })
  })
})

/** The browser's lock manager, as far as it is used. */
class FakeLockManager {
  readonly #held = new Map<string, { exclusive: boolean; count: number }>()

  async request(
    name: string,
    options: LockOptions,
    run: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> {
    const exclusive = options.mode !== 'shared'
    const held = this.#held.get(name) ?? { exclusive: false, count: 0 }
    if (held.count > 0 && (exclusive || held.exclusive)) {
      if (options.ifAvailable !== true) throw new Error('would wait')
      return run(null)
    }
    this.#held.set(name, { exclusive, count: held.count + 1 })
    try {
      return await run({ name, mode: exclusive ? 'exclusive' : 'shared' })
    } finally {
      const { count } = this.#held.get(name) ?? { count: 1 }
      this.#held.set(name, { exclusive, count: count - 1 })
    }
  }
}

describe.each([
  ['among tabs', () => new TabLocks(new FakeLockManager() as unknown as LockManager)],
  ['within a worker', () => new WorkerLocks()],
])('one writer at a time %s', (_, make) => {
  const nothing = (): Promise<void> => Promise.resolve()

  it('is refused with a sentence while another writes the same bars', async () => {
    const locks = make()
    const inner = await locks.alone('a', () => locks.alone('a', nothing))
    expect(inner).toMatchObject({ ok: true, value: { ok: false } })
    expect(await locks.alone('a', nothing)).toEqual({ ok: true, value: undefined })
  })

  it('does not hinder other datasets, but the sweep', async () => {
    const locks = make()
    let swept = 0
    const sweep = () => {
      swept += 1
      return nothing()
    }
    const inner = await locks.alone('a', async () => {
      await locks.whenQuiet(sweep)
      return locks.alone('b', nothing)
    })
    expect(inner).toMatchObject({ ok: true, value: { ok: true } })
    expect(swept).toBe(0)
    await locks.whenQuiet(sweep)
    expect(swept).toBe(1)
  })

  it('is free again after work that failed', async () => {
    const locks = make()
    await expect(locks.alone('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await locks.alone('a', nothing)).toMatchObject({ ok: true })
  })
})
