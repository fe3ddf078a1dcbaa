import { describe, expect, it, vi } from 'vitest'
import { err } from '$lib/core/result'
import { Arena } from '$lib/ui/arena.svelte'
import { noticesOf } from '$lib/ui/notices'
import { Safekeeping, WORTH_KEEPING_MS } from '$lib/ui/safekeeping.svelte'
import { PersistenceState } from '$lib/ui/settings/persistence.svelte'
import type { LostMatch } from '$workers/api/match'
import type { MatchSummary } from '$workers/api/view'
import { FakeArenaClient } from '../../fixtures/fake-arena-client'
import { frame, view } from './frames'

const lost = (events: number): LostMatch => ({
  ...{ matchId: `m${events}`, matchTime: 1, startedAt: 0, bytes: 100 },
  events,
})

function setup(match: Partial<MatchSummary> = {}) {
  const client = new FakeArenaClient({ minutes: 0 })
  const arena = new Arena(client, () => 0)
  const keeping = new Safekeeping(client)
  arena.onFrame(frame(1, { reset: true, view: view(match) }))
  const exportMatch = vi.fn()
  const named = (id: string) =>
    noticesOf(arena, keeping.notices, exportMatch).find((notice) => notice.id === id)
  return { client, arena, keeping, exportMatch, named }
}

describe('storage that was erased', () => {
  it('says nothing when nothing was lost', async () => {
    const { keeping, named } = setup()
    await keeping.look()
    expect(named('lost')).toBeUndefined()
  })

  it('offers the copies, and says what is in them', async () => {
    const { client, keeping, named } = setup()
    client.lost = [lost(4102)]
    await keeping.look()
    expect(named('lost')?.text).toBe('A copy of 1 match, up to event 4,102, is left.')
    client.lost = [lost(12), lost(4102)]
    await keeping.look()
    expect(named('lost')?.text).toBe('Copies of 2 matches are left, the longest up to event 4,102.')
  })

  it('brings them back, and leads to them', async () => {
    const { client, keeping, named } = setup()
    client.lost = [lost(12)]
    await keeping.look()
    await named('lost')?.action?.run()
    expect(client.lost).toEqual([])
    expect(named('lost')).toBeUndefined()
    expect(named('restored')).toMatchObject({
      text: '1 match is back from the copy.',
      link: { href: '#/matches' },
    })
    named('restored')?.action?.run()
    expect(named('restored')).toBeUndefined()
  })

  it('gives them up without a word', async () => {
    const { client, keeping, named } = setup()
    client.lost = [lost(12)]
    await keeping.look()
    await named('lost')?.other?.run()
    expect([named('lost'), named('restored')]).toEqual([undefined, undefined])
  })

  it('keeps offering what could not be brought back, with the reason', async () => {
    const { client, keeping, named } = setup()
    client.lost = [lost(12)]
    await keeping.look()
    client.settleLost = async () => err('There is no room for it.')
    await keeping.settle('restore')
    expect(named('lost')?.text).toContain('There is no room for it.')
    client.settleLost = () => Promise.reject(new Error('The worker is gone.'))
    await keeping.settle('restore')
    expect(named('lost')?.text).toContain('The worker is gone.')
    expect(keeping.settling).toBe(false)
  })
})

describe('a match that cannot be kept', () => {
  it('can be exported and tried again when a full disk halts it', async () => {
    const { arena, exportMatch, named } = setup({ status: 'halted', notice: 'There is no room left.' })
    const notice = named('halted')
    expect(notice?.text).toBe('There is no room left.')
    notice?.action?.run()
    expect(exportMatch).toHaveBeenCalledOnce()
    await notice?.other?.run()
    expect(arena.steered).toBe(true)
  })

  it('cannot be resumed by a tab that only watches', () => {
    const { named } = setup({ status: 'halted', role: 'follower' })
    expect(named('halted')?.other).toBeUndefined()
  })

  it('says what it means that it is not saved, and offers a file', () => {
    const { exportMatch, named } = setup({ durable: false })
    expect(named('not-saved')?.text).toMatch(/gone when the page closes/)
    named('not-saved')?.action?.run()
    expect(exportMatch).toHaveBeenCalledOnce()
  })
})

describe('asking the browser to keep what is stored', () => {
  const running = (change: Partial<MatchSummary> = {}) => view(change).match

  it('happens once, after a minute of a match that a person steered', () => {
    const { client, keeping } = setup()
    keeping.watch(running(), true, 0)
    keeping.watch(running(), true, WORTH_KEEPING_MS - 1)
    expect(client.persistenceAsked).toEqual([])
    keeping.watch(running(), true, WORTH_KEEPING_MS)
    keeping.watch(running(), true, 2 * WORTH_KEEPING_MS)
    expect(client.persistenceAsked).toEqual([true])
  })

  it.each([
    ['nobody touched', running(), false],
    ['is not saved', running({ durable: false }), true],
    ['stands still', running({ status: 'paused' }), true],
    ['another tab runs', running({ role: 'follower' }), true],
  ] as const)('does not happen for a match that %s', (_what, match, isSteered) => {
    const { client, keeping } = setup()
    keeping.watch(match, isSteered, 0)
    keeping.watch(match, isSteered, 10 * WORTH_KEEPING_MS)
    expect(client.persistenceAsked).toEqual([])
  })

  it('is told, and offered, in the settings', async () => {
    const client = new FakeArenaClient({ minutes: 0 })
    const state = new PersistenceState(client)
    expect(state.text).toBe('')
    await state.look()
    expect([state.text, state.canAsk]).toEqual([expect.stringMatching(/may erase/), true])
    await state.ask()
    expect([state.text, state.canAsk]).toEqual([expect.stringMatching(/promised/), false])
    expect(client.persistenceAsked).toEqual([false, true])
  })

  it('is a sentence when the browser refuses or does not answer', async () => {
    const client = new FakeArenaClient({ minutes: 0 })
    const state = new PersistenceState(client)
    client.persistence = async () => 'refused'
    await state.ask()
    expect(state.text).toMatch(/did not agree/)
    client.persistence = () => Promise.reject(new Error('no'))
    await state.look()
    expect([state.text, state.canAsk]).toEqual([expect.stringMatching(/does not say/), false])
  })
})
