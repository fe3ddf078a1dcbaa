import { describe, expect, it } from 'vitest'
import { sha256Hex } from '$lib/core/hash'
import { StoreFailure } from '$lib/core/store-failure'
import { durationMs } from '$lib/core/time'
import type { StorageBackend } from '$lib/storage/backend'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import {
  BACKENDS,
  lead,
  sampleBatch,
  sampleConfig,
  sampleDecision,
  sampleHead,
} from '../../fixtures/store-fixtures'
import { modelMatchConfig } from '../../fixtures/synthetic-match'

async function storeOn(backend: StorageBackend): Promise<BackedMatchStore> {
  return new BackedMatchStore(backend, sampleConfig(), await lead(backend))
}

async function seqsOf(backend: StorageBackend, matchId = 'match-1'): Promise<number[]> {
  const loaded = await new MatchLibrary(backend).loadMatch(matchId)
  if (!loaded.ok) throw loaded.error
  return loaded.value.steps.map(({ seq }) => seq)
}

const failure = (kind: string) => expect.objectContaining({ name: 'StoreFailure', kind })

describe.each(BACKENDS)('a match store over %s', (_, open) => {
  it('says whether it outlives the page', async () => {
    const backend = await open()
    expect((await storeOn(backend)).durable).toBe(backend.kind === 'dexie')
  })

  it('keeps config, steps, decisions, equity and head as they were given', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await store.commit(sampleBatch(0, 3))
    await store.commit(sampleBatch(3, 1))
    const library = new MatchLibrary(backend)
    const loaded = await library.loadMatch('match-1')
    expect(loaded).toEqual({
      ok: true,
      value: {
        config: sampleConfig(),
        head: sampleHead('match-1', 3),
        steps: [...sampleBatch(0, 3).steps, ...sampleBatch(3, 1).steps],
        prompts: [],
      },
    })
    expect(await library.decisions('match-1')).toEqual({
      ok: true,
      value: [sampleDecision(0), sampleDecision(3)],
    })
    const equity = await library.equity('match-1')
    expect(equity.ok && equity.value.map(({ seq, values }) => [seq, values[0]])).toEqual([
      [2, 100_002],
      [3, 100_003],
    ])
  })

  it('keeps system prompts with the steps that name them, once each, and tells when one was changed', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    const [first, second] = ['Trade.', 'Hold. “Ever.”'].map((text) => ({ hash: sha256Hex(text), text }))
    if (first === undefined || second === undefined) return
    await store.commit({ ...sampleBatch(0, 1), prompts: [first] })
    await store.commit({ ...sampleBatch(1, 1), prompts: [second, first] })
    const library = new MatchLibrary(backend)
    const loaded = await library.loadMatch('match-1')
    const byHash = [first, second].sort((a, b) => (a.hash < b.hash ? -1 : 1))
    expect(loaded.ok && loaded.value.prompts).toEqual(byHash)
    const forged = { matchId: 'match-1', hash: first.hash, text: 'Sell everything.' }
    await backend.transact('write', ['prompts'], (transaction) => transaction.put('prompts', forged))
    expect(await library.loadMatch('match-1')).toMatchObject({
      ok: false,
      error: { kind: 'damaged', message: expect.stringContaining('system prompt') },
    })
  })

  it('keeps a match’s rules for language models, and what one said, as they were given', async () => {
    const backend = await open()
    const config = { ...modelMatchConfig(), matchId: 'match-1' }
    const store = new BackedMatchStore(backend, config, await lead(backend))
    const turn = {
      ...{ words: 'Buying.', thinking: 'Hm.', ending: 'tool-calls' as const, cost: '0.0001', attempts: 1 },
      calls: [{ id: 'c1', name: 'execute_trade', arguments: '{"broken', signature: 'xyz' }],
      usage: { input: 10, cachedInput: 5, output: 3, reasoning: 1, estimated: false },
      ...{ latency: durationMs(900), queued: durationMs(3) },
    }
    const model = {
      ...{
        node: 'GPT',
        modelId: 'gpt-5-nano',
        template: 1,
        promptHash: 'ab',
        condensedFrom: 1,
        wholeFrom: 3,
      },
      turns: [turn, { ...turn, ending: 'rate-limited' as const, calls: [] }],
    }
    const spoken = sampleDecision(0)
    const decision = { ...spoken, record: { ...spoken.record, model } }
    await store.commit({ ...sampleBatch(0, 1), decisions: [decision] })
    const library = new MatchLibrary(backend)
    const loaded = await library.loadMatch('match-1')
    expect(loaded.ok && loaded.value.config).toEqual(config)
    expect(await library.decisions('match-1')).toEqual({ ok: true, value: [decision] })
  })

  it('stores only the bytes of a record that is a view into a larger buffer', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    const buffer = new Uint8Array(1000)
    const record = buffer.subarray(10, 12)
    await store.commit({ ...sampleBatch(0, 1), steps: [{ seq: 0, record }] })
    buffer.fill(9)
    const loaded = await new MatchLibrary(backend).loadMatch('match-1')
    const stored = loaded.ok ? loaded.value.steps[0]?.record : undefined
    expect([stored?.buffer.byteLength, [...(stored ?? [])]]).toEqual([2, [0, 0]])
  })

  it('refuses a stale epoch and writes nothing', async () => {
    const backend = await open()
    const former = await storeOn(backend)
    await former.commit(sampleBatch(0, 1))
    const current = await storeOn(backend)
    await expect(former.commit(sampleBatch(1, 1))).rejects.toEqual(failure('fenced'))
    expect(await seqsOf(backend)).toEqual([0])
    await current.commit(sampleBatch(1, 1))
    expect(await seqsOf(backend)).toEqual([0, 1])
  })

  it('accepts the very same batch again and changes nothing', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await store.commit(sampleBatch(0, 2))
    await store.commit(sampleBatch(2, 2))
    const before = await new MatchLibrary(backend).listMatches()
    await store.commit(sampleBatch(2, 2))
    await store.commit(sampleBatch(0, 2))
    expect(await new MatchLibrary(backend).listMatches()).toEqual(before)
    expect(await seqsOf(backend)).toEqual([0, 1, 2, 3])
  })

  it('refuses stored events that come again with other bytes, more of them, or another decision', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await store.commit(sampleBatch(0, 2))
    const [first, second] = sampleBatch(0, 2).steps
    const otherBytes = { seq: 1, record: Uint8Array.of(9) }
    const otherDecision = {
      ...sampleDecision(0),
      record: { ...sampleDecision(0).record, response: 'Other.' },
    }
    for (const wrong of [
      { ...sampleBatch(0, 2), steps: [first!, otherBytes] },
      sampleBatch(1, 2),
      { ...sampleBatch(0, 2), steps: [first!, second!], decisions: [otherDecision] },
      { ...sampleBatch(0, 2), decisions: [sampleDecision(7)] },
    ]) {
      await expect(store.commit(wrong)).rejects.toEqual(failure('damaged'))
    }
    expect(await seqsOf(backend)).toEqual([0, 1])
  })

  it('refuses a gap, within a batch and between batches, and a beginning without an event', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await expect(store.commit({ ...sampleBatch(0, 1), steps: [] })).rejects.toEqual(failure('damaged'))
    await store.commit(sampleBatch(0, 1))
    await expect(store.commit(sampleBatch(2, 1))).rejects.toEqual(failure('damaged'))
    const torn = { ...sampleBatch(1, 1), steps: [...sampleBatch(1, 1).steps, ...sampleBatch(3, 1).steps] }
    await expect(store.commit(torn)).rejects.toEqual(failure('damaged'))
    expect(await seqsOf(backend)).toEqual([0])
  })

  it('writes head and decisions without a step, once', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await store.commit(sampleBatch(0, 1))
    const late = { ...sampleBatch(1, 1), steps: [], equity: [], head: sampleHead('match-1', 0, 'paused') }
    await store.commit(late)
    await store.commit(late)
    const library = new MatchLibrary(backend)
    const list = await library.listMatches()
    expect(list.ok && list.value.matches[0]?.head.status).toBe('paused')
    const decisions = await library.decisions('match-1')
    expect(decisions.ok && decisions.value.map(({ tick }) => tick)).toEqual([0, 1])
  })

  it('does not write what it could not read back', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    const tick = Number.NaN
    await expect(
      store.commit({ ...sampleBatch(0, 1), head: { ...sampleHead('match-1', 0), tick } }),
    ).rejects.toEqual(failure('damaged'))
    const extra = { ...sampleConfig(), surprise: 1 }
    expect(() => new BackedMatchStore(backend, extra, { epoch: 1 })).toThrow(StoreFailure)
    expect(await new MatchLibrary(backend).listMatches()).toEqual({
      ok: true,
      value: { matches: [], damaged: [] },
    })
  })

  it('says so when the storage was wiped under a running match', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await store.commit(sampleBatch(0, 1))
    await backend.transact('write', ['locks'], (tx) => tx.removeRange('locks', ['a'], ['z']))
    await expect(store.commit(sampleBatch(1, 1))).rejects.toEqual(failure('damaged'))
  })

  it('keeps two batches committed at once in order', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    await Promise.all([store.commit(sampleBatch(0, 5)), store.commit(sampleBatch(5, 5))])
    expect(await seqsOf(backend)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('rejects once closed', async () => {
    const backend = await open()
    const store = await storeOn(backend)
    backend.close()
    await expect(store.commit(sampleBatch(0, 1))).rejects.toEqual(failure('unavailable'))
    await expect(backend.closed).resolves.toContain('closed')
  })
})
