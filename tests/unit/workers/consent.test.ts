import { afterEach, describe, expect, test, vi } from 'vitest'
import { keepVerifier, takeConsent } from '$workers/consent'

afterEach(() => void vi.unstubAllGlobals())

/** A page at an address, with what its tab keeps. */
function page(search: string, storage?: Partial<Storage>) {
  const kept = new Map<string, string>()
  const addresses: string[] = []
  vi.stubGlobal('location', { search, pathname: '/arena/' })
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, url: string) => addresses.push(url) })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
    ...storage,
  })
  return { kept, addresses }
}

describe('a consent on its way back', () => {
  test('is taken once: code and verifier are gone from the page', () => {
    const { kept, addresses } = page('?code=abc')
    expect(keepVerifier('secret')).toBe(true)
    expect(takeConsent()).toEqual({ code: 'abc', verifier: 'secret' })
    expect(addresses).toEqual(['/arena/#/models'])
    expect(kept.size).toBe(0)
  })

  test('without a code there is none, and the verifier of a sign-in that was left is dropped', () => {
    const { kept, addresses } = page('')
    keepVerifier('stale')
    expect(takeConsent()).toBeUndefined()
    expect([kept.size, addresses.length]).toEqual([0, 0])
  })

  test('a code without its verifier is none, and leaves the address all the same', () => {
    const { addresses } = page('?code=planted')
    expect(takeConsent()).toBeUndefined()
    expect(addresses).toEqual(['/arena/#/models'])
  })

  test('a browser that keeps nothing brings none back', () => {
    const refuse = (): never => {
      throw new Error('denied')
    }
    page('?code=abc', { getItem: refuse, setItem: refuse })
    expect(keepVerifier('secret')).toBe(false)
    expect(takeConsent()).toBeUndefined()
  })
})
