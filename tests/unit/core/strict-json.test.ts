import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '$lib/core/strict-json'

const read = (text: string, depth = 8): unknown => {
  const json = parseStrictJson(text, { depth })
  return json.ok ? json.value : json.error.sentence
}

const GOOD = [
  'null',
  ' [1, -0.5e-3 ,"",{}] \r\n\t',
  '{"a":{"b":[true,false,null]},"":0}',
  '"\\u00e9\\ud83d\\ude00\\n\\/\\\\\\"😀é"',
  '[0,10,-1,123456789012345,9007199254740991,-9007199254740991,1E3,2.50]',
  '{"toString":1,"hasOwnProperty":2,"0":3}',
]

const REFUSED: readonly (readonly [text: string, sentence: string])[] = [
  ['', 'The text ends too early: a value is missing (line 1, column 1).'],
  ['[1,2', 'The text ends too early: a comma or “]” is missing ([1], line 1, column 5).'],
  ['[1,', 'The text ends too early: a value is missing ([1], line 1, column 4).'],
  ['{"a":1', 'The text ends too early: a comma or “}” is missing (a, line 1, column 7).'],
  ['{"a"', 'The text ends too early: a colon is missing after “a” (line 1, column 5).'],
  ['["half', 'The text ends within quotes ([0], line 1, column 7).'],
  ['["half\\', 'The text ends within quotes ([0], line 1, column 8).'],
  ['{"a":[{},{"b":}]}', 'A value is missing: “}” (a[1].b, line 1, column 15).'],
  ['[1,]', 'A value is missing: “]” ([1], line 1, column 4).'],
  ['{"a":1,}', 'A name in double quotes is missing: “}” (line 1, column 8).'],
  ["{'a':1}", "A name in double quotes is missing: “'a'” (line 1, column 2)."],
  ['[1]\n[2]', 'Something follows the end (line 2, column 1).'],
  ['{"a":1,\n  "a":2}', 'The name “a” stands twice (line 2, column 3).'],
  ['{"x":{"__proto__":{}}}', 'The name “__proto__” is not allowed (x, line 1, column 7).'],
  ['{"\\u005f_proto__":{}}', 'The name “__proto__” is not allowed (line 1, column 2).'],
  ['{"constructor":{"prototype":{}}}', 'The name “constructor” is not allowed (line 1, column 2).'],
  ['[{"prototype":1}]', 'The name “prototype” is not allowed ([0], line 1, column 3).'],
  ['[NaN]', 'A value is missing: “NaN” ([0], line 1, column 2).'],
  ['[-Infinity]', 'A value is missing: “-Infinity” ([0], line 1, column 2).'],
  ['[+1]', 'A value is missing: “+1” ([0], line 1, column 2).'],
  ['[.5]', 'A value is missing: “.5” ([0], line 1, column 2).'],
  ['[0x1F]', 'A value is none of JSON: “0x1F” ([0], line 1, column 2).'],
  ['[007]', 'A value is none of JSON: “007” ([0], line 1, column 2).'],
  ['[1.]', 'A value is none of JSON: “1.” ([0], line 1, column 2).'],
  ['[1e]', 'A value is none of JSON: “1e” ([0], line 1, column 2).'],
  ['[12n]', 'A value is none of JSON: “12n” ([0], line 1, column 2).'],
  ['[nullify]', 'A value is none of JSON: “nullify” ([0], line 1, column 2).'],
  ['[1e400]', 'A number is too large: “1e400” ([0], line 1, column 2).'],
  ['[9007199254740993]', 'A number is too large: “9007199254740993” ([0], line 1, column 2).'],
  ['["\\ud800"]', 'Text has half of a character (a lone surrogate) ([0], line 1, column 2).'],
  ['["\ud800"]', 'Text has half of a character (a lone surrogate) ([0], line 1, column 2).'],
  ['["\\x41"]', 'Text has an escape that JSON does not know ([0], line 1, column 2).'],
  ['["a\nb"]', 'Text has a bare control character (code 10) ([0], line 1, column 4).'],
  ['[1 2]', 'A comma or “]” is missing: “2” ([0], line 1, column 4).'],
  ['/* no */ 1', 'A value is missing: “/*” (line 1, column 1).'],
  ['\ufeff\ufeff1', 'A value is missing: “\ufffd” (line 1, column 2).'],
]

describe('parseStrictJson', () => {
  it.each(GOOD)('reads %s as JSON.parse does', (text) => {
    expect(read(text)).toStrictEqual(JSON.parse(text))
  })

  it.each(REFUSED)('refuses %j', (text, sentence) => {
    expect(read(text)).toBe(sentence)
  })

  it('passes over one byte order mark', () => {
    expect(read('\ufeff[1]')).toEqual([1])
  })

  it('gives plain zero for minus zero', () => {
    expect(Object.is(read('-0'), 0)).toBe(true)
  })

  it('reads to the depth it is given and no deeper, however deep the text goes', () => {
    expect(read('[[[]]]', 3)).toEqual([[[]]])
    expect(read('[{"a":[]}]', 2)).toMatch(/^Lists and objects are nested deeper than 2 \(\[0\]\.a, /)
    expect(read('['.repeat(2_000_000), 32)).toMatch(/^Lists and objects are nested deeper than 32 /)
    expect(read('{"a":'.repeat(2_000_000), 32)).toMatch(/^Lists and objects are nested deeper than 32 /)
  })

  it('gives up when it is told that it is late', () => {
    let looks = 0
    const late = (): boolean => (looks += 1) === 3
    const json = parseStrictJson(`[${'0,'.repeat(100_000)}0]`, { depth: 2, late })
    expect(json).toMatchObject({
      ok: false,
      error: { sentence: expect.stringMatching(/too long.*\[\d+\]/) as unknown },
    })
  })

  it('shows of names and words only the beginning, and nothing that turns the line round', () => {
    expect(read(`{"${'n'.repeat(5000)}":x}`)).toMatch(/^A value is missing: “x” \(\[“n{40}…”\], /)
    expect(read('{"\u202egnol":{"a b":?}}')).toBe(
      'A value is missing: “?” ([“\ufffdgnol”][“a b”], line 1, column 17).',
    )
  })

  it('gives objects of their own members only', () => {
    const value = read('{"valueOf":1}')
    expect(Object.keys(value as object)).toEqual(['valueOf'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})
