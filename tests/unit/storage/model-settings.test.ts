import { describe, expect, it } from 'vitest'
import { CHAT_NODES, MODEL_SPEND, SEALED_KEYS, rosterSetting } from '$lib/storage/model-settings'
import { SettingsRepository } from '$lib/storage/settings'
import type { AgentProfile, RiskChoices } from '$workers/api/agents'
import { chatNode } from '../../fixtures/scripted-models'
import { BACKENDS } from '../../fixtures/store-fixtures'

const PROFILE: AgentProfile = {
  ...{ id: 'a1', name: 'Momentum', strategy: 'momentum', prompt: 'Trade.', brain: 'node:gpt' },
  ...{ color: '--momentum', enabled: true },
}
const ROSTER = rosterSetting([PROFILE])
const FULL_NODE = chatNode('gpt', { effort: 'low', temperature: 0.5, matchBudget: '0.5', dayBudget: '2' })
const SEALED = {
  origin: 'https://models.test',
  iterations: 600_000,
  salt: 'AA==',
  iv: 'AA==',
  ciphertext: 'AA==',
}

describe.each(BACKENDS)('settings of language models over %s', (_, open) => {
  it('are empty at first, the roster as the caller has it, and then what was kept', async () => {
    const settings = new SettingsRepository(await open())
    expect((await settings.get(CHAT_NODES)).value).toEqual([])
    expect((await settings.get(SEALED_KEYS)).value).toEqual([])
    expect((await settings.get(MODEL_SPEND)).value).toEqual({ day: '', byNode: {} })
    expect((await settings.get(ROSTER)).value).toEqual([PROFILE])
    const spend = { day: '2026-10-03', byNode: { gpt: '0.125' } }
    const other = {
      ...PROFILE,
      id: 'a2',
      name: 'Own',
      strategy: 'own' as const,
      enabled: false,
      risk: { coolDown: '60' },
    }
    await settings.put(CHAT_NODES, [FULL_NODE, chatNode('local', { baseUrl: 'http://localhost:11434/v1' })])
    await settings.put(ROSTER, [other])
    await settings.put(SEALED_KEYS, [SEALED])
    await settings.put(MODEL_SPEND, spend)
    expect(await settings.get(CHAT_NODES)).toMatchObject({ notice: '', value: [FULL_NODE, { id: 'local' }] })
    expect(await settings.get(ROSTER)).toEqual({ notice: '', value: [other] })
    expect(await settings.get(SEALED_KEYS)).toEqual({ notice: '', value: [SEALED] })
    expect(await settings.get(MODEL_SPEND)).toEqual({ notice: '', value: spend })
  })

  it.each([
    ['a plain http host', { baseUrl: 'http://models.test/v1' }],
    ['no address', { baseUrl: 'data:text/plain,hello' }],
    ['a password in its address', { baseUrl: 'https://me:secret@models.test/v1' }],
    ['a query in its address', { baseUrl: 'https://models.test/v1?to=elsewhere' }],
    ['an address that is not in its plain form', { baseUrl: 'https://models.test/v1/' }],
    ['no model', { modelId: '' }],
    ['a negative budget', { matchBudget: '-1' }],
    ['a price in words', { prices: { input: 'free', cachedInput: '0', output: '0', estimated: false } }],
    ['no calls at all', { maxConcurrent: 0 }],
  ])('refuse a chat node with %s', async (_what, over) => {
    const settings = new SettingsRepository(await open())
    expect((await settings.put(CHAT_NODES, [chatNode('gpt', over)])).ok).toBe(false)
    expect((await settings.get(CHAT_NODES)).value).toEqual([])
  })

  it.each([
    ['a limit that does not exist', { leverage: '5' }],
    ['a limit that is no text', { coolDown: 5 }],
    ['a limit of many characters', { coolDown: '1'.repeat(21) }],
  ])('take no agent with %s', async (_what, risk) => {
    const settings = new SettingsRepository(await open())
    const profile = { ...PROFILE, risk: risk as RiskChoices }
    expect((await settings.put(ROSTER, [profile])).ok).toBe(false)
  })

  it('fall back, with a sentence, when the row was damaged', async () => {
    const backend = await open()
    const settings = new SettingsRepository(backend)
    for (const { key } of [CHAT_NODES, ROSTER, SEALED_KEYS, MODEL_SPEND]) {
      await backend.transact('write', ['settings'], (tx) =>
        tx.put('settings', { key, value: [{ key: 'sk-x' }] }),
      )
    }
    const notice = expect.stringMatching(/could not be used/)
    expect(await settings.get(CHAT_NODES)).toEqual({ value: [], notice })
    expect(await settings.get(ROSTER)).toEqual({ value: [PROFILE], notice })
    expect(await settings.get(SEALED_KEYS)).toEqual({ value: [], notice })
    expect(await settings.get(MODEL_SPEND)).toEqual({ value: MODEL_SPEND.fallback, notice })
  })
})
