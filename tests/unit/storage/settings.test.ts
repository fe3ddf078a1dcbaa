import { describe, expect, it } from 'vitest'
import { ARENA_SETTINGS, SettingsRepository } from '$lib/storage/settings'
import { BACKENDS } from '../../fixtures/store-fixtures'

const CHOSEN = {
  logLevel: 'DEBUG',
  restUrl: 'http://localhost:8080',
  socketUrl: 'ws://localhost:8081/feed',
} as const

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
