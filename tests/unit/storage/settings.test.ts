import { describe, expect, it } from 'vitest'
import { SEALED_KEYS } from '$lib/storage/model-settings'
import { ARENA_SETTINGS, SettingsRepository } from '$lib/storage/settings'
import type { SealedKeys } from '$workers/api/llm'
import { BACKENDS } from '../../fixtures/store-fixtures'

const CHOSEN = {
  logLevel: 'DEBUG',
  restUrl: 'http://localhost:8080',
  socketUrl: 'ws://localhost:8081/feed',
} as const

const sealed = (origin: string): SealedKeys => ({
  ...{ origin, iterations: 600_000 },
  ...{ salt: '', iv: '', ciphertext: '' },
})

describe.each(BACKENDS)('settings over %s', (_, open) => {
  it('are the defaults until chosen, and then what was chosen', async () => {
    const settings = new SettingsRepository(await open())
    expect(await settings.get(ARENA_SETTINGS)).toEqual({ value: ARENA_SETTINGS.fallback, notice: '' })
    expect(await settings.put(ARENA_SETTINGS, CHOSEN)).toEqual({ ok: true, value: undefined })
    expect(await settings.get(ARENA_SETTINGS)).toEqual({ value: CHOSEN, notice: '' })
  })

  it.each([
    ['restUrl', 'http://example.com', 'https://'],
    ['restUrl', 'https://user:secret@api.exchange.coinbase.com', 'without user name'],
    ['restUrl', 'https://api.exchange.coinbase.com.example.com', "Coinbase's"],
    ['restUrl', 'data:text/plain,hello', 'https://'],
    ['restUrl', 'not an address', 'https://'],
    ['restUrl', `https://example.com/${'x'.repeat(3000)}`, 'too long'],
    ['socketUrl', 'https://ws-feed.exchange.coinbase.com', 'wss://'],
    ['socketUrl', 'ws://localhost.example.com', 'wss://'],
    ['logLevel', 'LOUD', 'log level'],
  ])('refuse %s = %s in a sentence and keep what was', async (field, value, sentence) => {
    const settings = new SettingsRepository(await open())
    const answer = await settings.put(ARENA_SETTINGS, { ...ARENA_SETTINGS.fallback, [field]: value })
    expect(answer.ok ? '' : answer.error).toContain(sentence)
    expect((await settings.get(ARENA_SETTINGS)).value).toEqual(ARENA_SETTINGS.fallback)
  })

  it('are changed from what is stored, by several writers at once', async () => {
    const backend = await open()
    const tabs = [new SettingsRepository(backend), new SettingsRepository(backend)]
    const add = (origin: string) => (stored: readonly SealedKeys[]) => [...stored, sealed(origin)]
    const added = await Promise.all(
      ['a', 'b', 'c', 'd'].map((origin, index) => tabs[index % 2]!.update(SEALED_KEYS, add(origin))),
    )
    expect(added.every(({ ok }) => ok)).toBe(true)
    const kept = (await tabs[0]!.get(SEALED_KEYS)).value.map(({ origin }) => origin)
    expect(kept.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('stay as they are when a change makes something else of them', async () => {
    const settings = new SettingsRepository(await open())
    await settings.put(SEALED_KEYS, [sealed('a')])
    const wrong = await settings.update(SEALED_KEYS, () => [{ ...sealed('b'), iterations: -1 }])
    expect(wrong.ok).toBe(false)
    expect((await settings.get(SEALED_KEYS)).value).toEqual([sealed('a')])
  })

  it('fall back with a sentence when the stored row makes no sense or the storage is gone', async () => {
    const backend = await open()
    const settings = new SettingsRepository(backend)
    await backend.transact('write', ['settings'], (tx) =>
      tx.put('settings', { key: 'arena', value: { a: 1 } }),
    )
    expect(await settings.get(ARENA_SETTINGS)).toEqual({
      value: ARENA_SETTINGS.fallback,
      notice: expect.stringContaining('defaults'),
    })
    backend.close()
    expect((await settings.get(ARENA_SETTINGS)).notice).toContain('could not be read')
    expect((await settings.put(ARENA_SETTINGS, CHOSEN)).ok).toBe(false)
  })
})
