import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '$lib/core/base64url'
import { fromHex, toHex } from '$lib/core/hash'

describe('base64url', () => {
  it.each([
    ['', ''],
    ['00', 'AA'],
    ['fb', '-w'],
    ['ffff', '__8'],
    ['000102', 'AAEC'],
  ])('writes %s as %s, and back', (hex, text) => {
    expect(toBase64Url(fromHex(hex))).toBe(text)
    expect(toHex(fromBase64Url(text) ?? new Uint8Array([9]))).toBe(hex)
  })

  it.each(['A', 'AAA=', 'A+', 'A/', 'AB', ' AA', 'AAAAA'])('refuses %j', (text) => {
    expect(fromBase64Url(text)).toBeUndefined()
  })
})
