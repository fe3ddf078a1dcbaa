import { describe, expect, test } from 'vitest'
import { fileOf, portFrom } from '../../../tools/serve.mjs'

describe('the static server names a file', () => {
  test.each([
    ['/', '/', 'index.html'],
    ['/?a=1#b', '/', 'index.html'],
    ['/assets/x-1.js', '/', 'assets/x-1.js'],
    ['/sub/', '/sub/', 'index.html'],
    ['/sub/assets/x.js?worker', '/sub/', 'assets/x.js'],
    ['/a/../b.js', '/', 'b.js'],
  ])('%s under %s', (url, base, file) => {
    expect(fileOf(url, base)).toBe(file)
  })
})

describe('and none outside the site', () => {
  test.each([
    ['/../package.json', '/'],
    ['/%2e%2e/package.json', '/'],
    ['/..%2f..%2fetc/passwd', '/'],
    ['/a/%2e%2e/%2e%2e/package.json', '/'],
    ['/..\\package.json', '/'],
    ['//etc/passwd', '/'],
    ['/index.html%00.js', '/'],
    ['/%E0%A4%A', '/'],
    ['/other/x.js', '/sub/'],
  ])('%s under %s', (url, base) => {
    expect(fileOf(url, base)).toBeUndefined()
  })
})

test('ports: a default, a number, or a sentence', () => {
  expect(portFrom(undefined)).toBe(4173)
  expect(portFrom('8080')).toBe(8080)
  for (const text of ['abc', '-1', '70000', '1.5']) {
    expect(() => portFrom(text)).toThrow('is not a port number')
  }
})
