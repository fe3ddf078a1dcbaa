import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Sha256, sha256, sha256Hex, toHex } from '$lib/core/hash'

describe('SHA-256', () => {
  it('gives the published digest of "abc" and of nothing', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('hashes a text as its UTF-8', () => {
    const text = 'Größe €5 🚀'
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
    expect(sha256(new TextEncoder().encode(text))).toEqual(sha256(text))
  })

  it('comes to the same in pieces, and goes on after a digest', () => {
    const hash = new Sha256()
    const all = new Uint8Array(1000).map((_, index) => index * 7)
    for (let at = 0; at < 1000; at += 93) {
      hash.update(all.subarray(at, at + 93))
      const soFar = all.subarray(0, Math.min(at + 93, 1000))
      expect(toHex(hash.digest())).toBe(createHash('sha256').update(soFar).digest('hex'))
    }
  })
})
