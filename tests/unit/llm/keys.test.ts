import { webcrypto } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { KeyRing } from '$lib/llm/key-ring'
import { consentUrl, exchangeBody, pkceVerifier } from '$lib/llm/pkce'
import { KeyCutter } from '$lib/llm/sdk/key-cutter'
import { type VaultCrypto, sealKeys, unsealKeys } from '$lib/llm/vault'

const KEY = 'sk-test-CANARY0123456789abcdef'
const ORIGIN = 'https://api.openai.com'
const PASSPHRASE = 'correct horse'
const crypto = webcrypto as VaultCrypto

const ringWith = (entries: Readonly<Record<string, string>>): KeyRing => {
  const ring = new KeyRing()
  for (const [slot, key] of Object.entries(entries)) expect(ring.set(slot, key).ok).toBe(true)
  return ring
}

describe('the key ring', () => {
  it('keeps keys as pasted but for space around them', () => {
    const ring = ringWith({ a: `  ${KEY}\n` })
    expect(ring.get('a')).toBe(KEY)
    expect(ring.slots()).toEqual(['a'])
    ring.forget('a')
    expect(ring.get('a')).toBeUndefined()
  })

  it.each(['', '   ', 'two words', 'sk-é', 'x'.repeat(513), 'line\nbreak'])(
    'refuses %j in a sentence',
    (pasted) => {
      const ring = new KeyRing()
      const set = ring.set('a', pasted)
      expect(set.ok).toBe(false)
      if (!set.ok && pasted.trim() !== '') expect(set.error).not.toContain(pasted)
      expect(ring.slots()).toEqual([])
    },
  )

  it('shows no key when it is printed, listed or serialised', () => {
    const ring = ringWith({ a: KEY })
    const shown = [
      JSON.stringify(ring),
      inspect(ring, { depth: 9, showHidden: true }),
      Object.keys(ring).join(''),
    ]
    expect(shown.join('')).not.toContain('CANARY')
  })
})

describe('the vault', () => {
  it('gives the keys back under the passphrase', async () => {
    const sealed = await sealKeys(crypto, ORIGIN, ringWith({ a: KEY, b: 'other' }), PASSPHRASE)
    if (!sealed.ok) throw new Error(sealed.error)
    expect(sealed.value.iterations).toBeGreaterThanOrEqual(600_000)
    expect(JSON.stringify(sealed.value)).not.toContain('CANARY')
    const ring = new KeyRing()
    expect(await unsealKeys(crypto, ORIGIN, ring, sealed.value, PASSPHRASE)).toEqual({
      ok: true,
      value: undefined,
    })
    expect([ring.get('a'), ring.get('b')]).toEqual([KEY, 'other'])
  })

  it('gives nothing back under another passphrase, for another origin, or when tampered with', async () => {
    const made = await sealKeys(crypto, ORIGIN, ringWith({ a: KEY }), PASSPHRASE)
    if (!made.ok) throw new Error(made.error)
    const sealed = made.value
    const ring = new KeyRing()
    const tries = [
      unsealKeys(crypto, ORIGIN, ring, sealed, 'wrong horse'),
      unsealKeys(crypto, 'https://evil.example', ring, sealed, PASSPHRASE),
      unsealKeys(crypto, ORIGIN, ring, { ...sealed, iterations: 1 }, PASSPHRASE),
      unsealKeys(crypto, ORIGIN, ring, { ...sealed, iterations: 1e12 }, PASSPHRASE),
      unsealKeys(crypto, ORIGIN, ring, { ...sealed, salt: '§' }, PASSPHRASE),
      unsealKeys(crypto, ORIGIN, ring, { ...sealed, ciphertext: btoa('no') }, PASSPHRASE),
      unsealKeys(crypto, ORIGIN, ring, { ...sealed, iv: '' }, PASSPHRASE),
    ]
    for (const attempt of tries) expect(await attempt).toMatchObject({ ok: false })
    expect(ring.slots()).toEqual([])
  })

  it('makes other ciphertext every time, and wants a real passphrase', async () => {
    const ring = ringWith({ a: KEY })
    const [one, two] = [
      await sealKeys(crypto, ORIGIN, ring, PASSPHRASE),
      await sealKeys(crypto, ORIGIN, ring, PASSPHRASE),
    ]
    expect(
      one.ok && two.ok && one.value.ciphertext !== two.value.ciphertext && one.value.salt !== two.value.salt,
    ).toBe(true)
    expect(await sealKeys(crypto, ORIGIN, ring, 'short')).toMatchObject({ ok: false })
  })
})

describe('cutting a key out', () => {
  const cutter = new KeyCutter(KEY)

  it('leaves no longer piece of it and all else as it was', () => {
    expect(cutter.cut(`a ${KEY} b ${KEY}${KEY} c`)).toBe('a [key] b [key] c')
    expect(cutter.cut(`half: ${KEY.slice(5, 25)}!`)).toBe('half: [key]!')
    expect(cutter.cut('an ordinary text, sk-test included')).toBe('an ordinary text, sk-test included')
    expect(new KeyCutter(undefined).cut(KEY)).toBe(KEY)
    expect(new KeyCutter('').cut('text')).toBe('text')
  })

  it('quotes in one short line without anything like a key', () => {
    const quote = cutter.quote(
      `Incorrect\n\u202e key: sk-proj-abc***xyz, Bearer abcdef. AIzaSyXYZ-1 ${'é'.repeat(400)}`,
    )
    expect(quote.length).toBeLessThanOrEqual(200)
    expect(quote).not.toMatch(/sk-proj|abcdef|AIza|\n|\u202e/)
    expect(cutter.quote('gpt-5-nano-2025-08-07 is not found')).toBe('gpt-5-nano-2025-08-07 is not found')
  })
})

describe('sign-in by PKCE', () => {
  it('derives the challenge as RFC 7636 does', () => {
    const octets = [
      ...[116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186],
      ...[22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121],
    ]
    const verifier = pkceVerifier(Uint8Array.from(octets))
    expect(verifier).toBe('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
    const url = new URL(consentUrl(verifier, 'https://arena.example/#/models?a=b'))
    expect(url.searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
    expect(url.searchParams.get('callback_url')).toBe('https://arena.example/#/models?a=b')
    expect(JSON.parse(exchangeBody('c', verifier))).toMatchObject({ code: 'c', code_verifier: verifier })
  })
})
