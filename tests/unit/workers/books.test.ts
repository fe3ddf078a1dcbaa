import { describe, expect, test } from 'vitest'
import { ok } from '$lib/core/result'
import { defaultRoster } from '$lib/agents/chat/strategies'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { SettingsRepository } from '$lib/storage/settings'
import type { AgentProfile } from '$workers/api/agents'
import { NodeBook } from '$workers/node-book'
import { readRoster, saveRoster } from '$workers/roster-store'
import { chatNode } from './fake-gateway'

const settings = () => new SettingsRepository(new MemoryBackend())
const ONE = chatNode()

describe('chat nodes', () => {
  test('are kept, replaced by id, and removed; other tabs are told', async () => {
    const kept = settings()
    let told = 0
    const book = new NodeBook(kept, () => (told += 1))
    expect(await book.save(ONE)).toEqual(ok(undefined))
    expect(await book.save({ ...ONE, modelId: 'other' })).toEqual(ok(undefined))
    expect((await new NodeBook(kept, () => {}).load()).nodes).toEqual([{ ...ONE, modelId: 'other' }])
    expect(await book.remove(ONE.id, { roster: [], match: [] })).toEqual(ok(undefined))
    expect(book.nodes).toEqual([])
    expect(told).toBe(3)
  })

  test.each([
    ['an empty name', { name: ' ' }],
    ['an empty model id', { modelId: '' }],
    ['an address without encryption', { baseUrl: 'http://models.test/v1' }],
    ['an address that is none', { baseUrl: 'models' }],
  ])('%s is refused in a sentence', async (_, wrong) => {
    const book = new NodeBook(settings(), () => {})
    const answer = await book.save({ ...ONE, ...wrong })
    expect(answer).toMatchObject({ ok: false, error: expect.stringMatching(/\w.*\.$/) })
    expect(book.nodes).toEqual([])
  })

  test('two of one name are refused, and so is a deletion while agents use it', async () => {
    const book = new NodeBook(settings(), () => {})
    await book.save(ONE)
    expect(await book.save({ ...ONE, id: 'two' })).toMatchObject({ ok: false })
    const answer = await book.remove(ONE.id, { roster: ['Momentum', 'Scalper'], match: ['Else'] })
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('Momentum, Scalper') })
    const inMatch = await book.remove(ONE.id, { roster: [], match: ['Oracle 2'] })
    expect(inMatch).toMatchObject({
      ok: false,
      error: expect.stringContaining('Oracle 2 in the running match'),
    })
    expect(book.nodes).toHaveLength(1)
  })
})

describe('the roster', () => {
  const [first, second] = defaultRoster() as [AgentProfile, AgentProfile]

  test('is the three strategies by house rules until a visitor saves another', async () => {
    const kept = settings()
    expect((await readRoster(kept)).agents).toEqual(defaultRoster())
    const mine = [{ ...first, brain: 'node:one', risk: { trailingStopBasisPoints: '2', coolDown: 'off' } }]
    expect(await saveRoster(kept, mine, [ONE])).toEqual(ok(undefined))
    expect((await readRoster(kept)).agents).toEqual(mine)
  })

  test.each([
    ['an agent without a name', [{ ...first, name: '  ' }]],
    ['two agents of one name', [first, { ...second, name: ` ${first.name}` }]],
    ['a prompt of a megabyte', [{ ...first, prompt: 'x'.repeat(1_000_000) }]],
    ['a chat node that is not there', [{ ...first, brain: 'node:gone' }]],
    ['a brain that is none', [{ ...first, brain: '' }]],
    ['a limit that cannot be', [{ ...first, risk: { trailingStopBasisPoints: '101' } }]],
    ['a limit of many characters', [{ ...first, risk: { coolDown: `${'0'.repeat(30)}5` } }]],
    ['a limit that does not exist', [{ ...first, risk: { leverage: '5' } as AgentProfile['risk'] & {} }]],
    ['a model without a prompt', [{ ...first, brain: 'node:one', prompt: ' ' }]],
  ])('%s is refused in a sentence, and nothing is kept', async (_, agents) => {
    const kept = settings()
    const answer = await saveRoster(kept, agents, [ONE])
    expect(answer).toMatchObject({ ok: false, error: expect.stringMatching(/\w.*\.$/) })
    expect((await readRoster(kept)).agents).toEqual(defaultRoster())
  })
})
