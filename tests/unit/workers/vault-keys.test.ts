import { describe, expect, test } from 'vitest'
import { KeyRing } from '$lib/llm/key-ring'
import { sealKeys, unsealKeys } from '$lib/llm/vault'

const ORIGIN = 'https://models.test'

describe('keys brought back from this device', () => {
  test('fill empty slots, and leave a key that was pasted since', async () => {
    const before = new KeyRing()
    before.set('origin:a', 'old-a')
    before.set('node:b', 'old-b')
    const sealed = await sealKeys(crypto, ORIGIN, before, 'a passphrase')
    if (!sealed.ok) throw new Error(sealed.error)
    const ring = new KeyRing()
    ring.set('origin:a', 'new-a')
    expect(await unsealKeys(crypto, ORIGIN, ring, sealed.value, 'a passphrase')).toMatchObject({ ok: true })
    expect([ring.get('origin:a'), ring.get('node:b')]).toEqual(['new-a', 'old-b'])
  })
})
