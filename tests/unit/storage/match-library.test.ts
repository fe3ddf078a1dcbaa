import { describe, expect, it } from 'vitest'
import { sha256Hex } from '$lib/core/hash'
import type { StorageBackend, TableName } from '$lib/storage/backend'
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

async function play(backend: StorageBackend, matchId: string, from: number, ended: boolean) {
  const fence = await lead(backend)
  const store = new BackedMatchStore(backend, sampleConfig(matchId), fence)
  const prompts = [{ hash: sha256Hex('Trade.'), text: 'Trade.' }]
  await store.commit({ ...sampleBatch(from, 3, { matchId }), prompts })
  await store.commit(sampleBatch(from + 3, 1, { matchId, status: ended ? 'ended' : 'running' }))
  return fence
}

/** Changes what is stored behind the store's back, as a faulty disk or a curious person would. */
function tamper(backend: StorageBackend, table: TableName, row: object): Promise<void> {
  return backend.transact('write', [table], (tx) => tx.put(table, row as never))
}

describe.each(BACKENDS)('the library over %s', (_, open) => {
  it('lists matches, newest first, with their size and times', async () => {
    const backend = await open()
    await play(backend, 'older', 0, true)
    await play(backend, 'newer', 10, false)
    const list = await new MatchLibrary(backend).listMatches()
    if (!list.ok) throw list.error
    expect(list.value.damaged).toEqual([])
    expect(list.value.matches.map(({ matchId }) => matchId)).toEqual(['newer', 'older'])
    expect(list.value.matches[1]).toMatchObject({
      config: sampleConfig('older'),
      head: sampleHead('older', 3, 'ended'),
      createdAt: sampleHead('older', 2).wallTime,
      endedAt: sampleHead('older', 3).wallTime,
    })
    expect(list.value.matches[0]?.endedAt).toBeUndefined()
    const decisionBytes = JSON.stringify(sampleDecision(0).record).length * 2
    expect(list.value.matches[1]?.bytes).toBe(4 * 3 + 2 * 8 + 'Trade.'.length + decisionBytes)
  })

  it('finds the newest match that has not ended', async () => {
    const backend = await open()
    const library = new MatchLibrary(backend)
    expect(await library.unfinishedMatch()).toEqual({ ok: true, value: undefined })
    await play(backend, 'a', 0, false)
    await play(backend, 'b', 10, false)
    await play(backend, 'c', 20, true)
    expect(await library.unfinishedMatch()).toEqual({ ok: true, value: 'b' })
  })

  it('answers decisions from a tick on, or the newest few, oldest first', async () => {
    const backend = await open()
    const store = new BackedMatchStore(backend, sampleConfig(), await lead(backend))
    const decisions = [2, 1, 0].flatMap((tick) => [sampleDecision(tick, 1), sampleDecision(tick, 0)])
    await store.commit({ ...sampleBatch(0, 1), decisions })
    const library = new MatchLibrary(backend)
    const keys = async (range: object): Promise<unknown> => {
      const found = await library.decisions('match-1', range)
      return found.ok && found.value.map(({ tick, run }) => `${tick}/${run}`)
    }
    expect(await keys({})).toEqual(['0/0', '0/1', '1/0', '1/1', '2/0', '2/1'])
    expect(await keys({ fromTick: 2 })).toEqual(['2/0', '2/1'])
    expect(await keys({ newest: 3 })).toEqual(['1/1', '2/0', '2/1'])
    expect(await keys({ fromTick: 2, newest: 9 })).toEqual(['2/0', '2/1'])
  })

  it('deletes an ended match with all its rows and no other', async () => {
    const backend = await open()
    await play(backend, 'kept', 0, true)
    const fence = await play(backend, 'gone', 10, true)
    const library = new MatchLibrary(backend)
    expect(await library.deleteMatch('gone', fence)).toEqual({ ok: true, value: undefined })
    for (const table of ['matches', 'configs', 'steps', 'decisions', 'prompts', 'equity'] as const) {
      const rows = await backend.transact('read', [table], (tx) => tx.all(table))
      expect(new Set((rows as { matchId: string }[]).map(({ matchId }) => matchId))).toEqual(
        new Set(['kept']),
      )
    }
    expect((await library.loadMatch('kept')).ok).toBe(true)
  })

  it('refuses to delete the match that runs, an unknown one, and for a follower any', async () => {
    const backend = await open()
    const former = await play(backend, 'past', 0, true)
    const fence = await play(backend, 'current', 10, false)
    const library = new MatchLibrary(backend)
    const answers = [
      await library.deleteMatch('current', fence),
      await library.deleteMatch('unknown', fence),
      await library.deleteMatch('past', former),
    ]
    expect(answers.map((answer) => (answer.ok ? '' : answer.error.message))).toEqual([
      expect.stringContaining('End it first'),
      expect.stringContaining('no such match'),
      expect.stringContaining('Another tab'),
    ])
    const list = await library.listMatches()
    expect(list.ok && list.value.matches.length).toBe(2)
  })

  it('names the event when the log has a hole or lacks its end, and lets such a match be deleted', async () => {
    for (const [seq, sentence] of [
      [1, 'event 1 is missing'],
      [3, 'ends at event 2, but the match had reached event 3'],
    ] as const) {
      const backend = await open()
      const fence = await play(backend, 'match-1', 0, false)
      await backend.transact('write', ['steps'], (tx) =>
        tx.removeRange('steps', ['match-1', seq], ['match-1', seq]),
      )
      const library = new MatchLibrary(backend)
      const loaded = await library.loadMatch('match-1')
      expect(loaded).toMatchObject({
        ok: false,
        error: { kind: 'damaged', message: expect.stringContaining(sentence) },
      })
      expect(await library.deleteMatch('match-1', fence)).toEqual({ ok: true, value: undefined })
    }
  })

  it('lists a damaged row apart, with the reason, and it can be deleted', async () => {
    const backend = await open()
    const fence = await play(backend, 'good', 0, true)
    await tamper(backend, 'matches', { matchId: 'bad', head: { status: 'dancing' } })
    await tamper(backend, 'steps', { matchId: 'good', seq: 2, record: 'text' })
    const library = new MatchLibrary(backend)
    const list = await library.listMatches()
    expect(list.ok && list.value.damaged).toEqual([
      { matchId: 'bad', problem: expect.stringContaining('not as it should be') },
    ])
    expect(list.ok && list.value.matches.map(({ matchId }) => matchId)).toEqual(['good'])
    expect(await library.loadMatch('good')).toMatchObject({ ok: false, error: { kind: 'damaged' } })
    expect((await library.deleteMatch('bad', fence)).ok).toBe(true)
  })
})
