import { describe, expect, it, vi } from 'vitest'
import { err, ok } from '$lib/core/result'
import { ExportDialogState } from '$lib/ui/replay/export-dialog.svelte'
import { FakeReplayClient } from '../../../fixtures/fake-replay-client'

function setup(matchId: string | undefined = 'm1') {
  const client = new FakeReplayClient()
  const save = vi.fn()
  return { client, save, state: new ExportDialogState(client, matchId, save) }
}

describe('exporting a match', () => {
  it('is of the match of this browser that was asked for, compressed unless chosen otherwise', async () => {
    const { client, save, state } = setup('m7')
    await state.exportMatch()
    state.choose({ compressed: false })
    await state.exportMatch()
    expect(client.calls).toEqual(['export m7', 'export m7'])
    expect(save.mock.calls.map(([name]) => String(name))).toEqual(['match.arena.json.gz', 'match.arena.json'])
    expect(state.answer).toEqual({ good: true, text: expect.stringContaining('match.arena.json (2 B)') })
  })

  it('is of what is open in the replay without a match, tables too', async () => {
    const client = new FakeReplayClient()
    const state = new ExportDialogState(client, undefined, () => undefined)
    await state.exportMatch()
    await state.exportTable('equity')
    expect(client.calls).toEqual(['export open', 'table open equity'])
  })

  it('hands on what was chosen', async () => {
    const { client, state } = setup()
    const asked = vi.spyOn(client, 'exportMatch')
    state.choose({ prompts: false, signed: true })
    await state.exportMatch()
    expect(asked).toHaveBeenCalledWith('m1', { prompts: false, words: true, compressed: true, signed: true })
  })

  it('says what was left out', async () => {
    const { client, state } = setup()
    client.exportMatch = async () =>
      ok({ name: 'a', blob: new Blob([]), notice: 'Words before tick 12 were left out.' })
    await state.exportMatch()
    expect(state.answer?.text).toContain('Words before tick 12 were left out.')
  })

  it('saves nothing when it is refused or nobody answers', async () => {
    const { client, save, state } = setup()
    client.exportMatch = async () => err('The match is too long for a file.')
    await state.exportMatch()
    expect(state.answer).toEqual({ good: false, text: 'The match is too long for a file.' })
    client.exportMatchTable = () => Promise.reject(new Error('Gone.'))
    await state.exportTable('trades')
    expect(state.answer).toEqual({ good: false, text: expect.stringContaining('Gone.') })
    expect(save).not.toHaveBeenCalled()
  })

  it('writes one file at a time, and says which', async () => {
    const { client, state } = setup()
    const first = state.exportTable('trades')
    expect([state.busy, state.progress]).toEqual([true, expect.stringContaining('trades')])
    await state.exportMatch()
    await first
    expect(client.calls).toEqual(['table m1 trades'])
    expect([state.busy, state.progress]).toEqual([false, ''])
  })
})
