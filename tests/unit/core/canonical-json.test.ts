import { describe, expect, it } from 'vitest'
import { canonicalJson } from '$lib/core/canonical-json'
import { sha256Hex } from '$lib/core/hash'

// Inputs, canonical texts' digests and numbers: RFC 8785 and the test data of its reference implementation.
const CASES = [
  {
    name: 'arrays',
    input: '[56,{"d":true,"10":null,"1":[ ]}]',
    sha256: '099601b171cafed97c333f8878d68e7f8c8f795412adb34b2fdcf0e7c7beac42',
  },
  {
    name: 'structures',
    input:
      '{"1":{"f":{"f":"hi","F":5},"\\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}',
    sha256: '605f65004ec2db7692522a0852c22f1c989e036d547e88963d1a3143cf3195d5',
  },
  {
    name: 'values',
    input:
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    sha256: '2d5e01a318d0f0879ab568c4be289c8b1f64ef8921a53c6277d5e069978baacb',
  },
]

const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['4340000000000001', '9007199254740994'],
  ['4340000000000002', '9007199254740996'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['8000000000000000', '0'],
]

describe('canonicalJson', () => {
  it.each(CASES)('gives the published text of "$name"', ({ input, sha256 }) => {
    const text = canonicalJson(JSON.parse(input))
    expect(text.ok && sha256Hex(text.value)).toBe(sha256)
  })

  it.each(NUMBERS)('prints the double %s as %s', (bits, text) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setBigUint64(0, BigInt(`0x${bits}`))
    expect(canonicalJson(view.getFloat64(0))).toEqual({ ok: true, value: text })
  })

  it('sorts by UTF-16 code units, not by code point', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2, '\u20ac': 3 })).toEqual({
      ok: true,
      value: '{"\u20ac":3,"\u{1f600}":2,"\ufb33":1}',
    })
  })

  it('leaves out undefined members and keeps a member named __proto__', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toEqual({ ok: true, value: '{"a":1}' })
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}'))).toEqual({
      ok: true,
      value: '{"__proto__":{"x":1}}',
    })
  })

  it.each([
    ['NaN', NaN],
    ['Infinity', [Infinity]],
    ['a bigint', { a: 1n }],
    ['undefined', [undefined]],
    ['a function', { f: () => 1 }],
    ['a class instance', { at: new Map() }],
    ['a lone surrogate in a text', ['\ud800']],
    ['a lone surrogate in a name', { '\udc00': 1 }],
  ])('refuses %s', (_name, value) => {
    const text = canonicalJson(value)
    expect(text.ok).toBe(false)
    expect(!text.ok && text.error).toMatch(/\.$/)
  })

  it('refuses nesting that would exhaust the stack', () => {
    let nested: unknown = 1
    for (let i = 0; i < 100_000; i++) nested = [nested]
    expect(canonicalJson(nested)).toEqual({ ok: false, error: 'The value is nested deeper than 256.' })
  })
})
