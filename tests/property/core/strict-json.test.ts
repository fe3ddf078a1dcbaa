import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { parseStrictJson } from '$lib/core/strict-json'

const DEPTH = 32
const SIGNS = Array.from('{}[],:"\\0123456789.-+eEtfnu \n\t\ud83d\u0000')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

it('reads what JSON.stringify writes', () => {
  const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' })
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      const read = parseStrictJson(text, { depth: DEPTH })
      const huge = /(?<![.\d])\d{16}|\de\+/.test(text)
      if (huge || /__proto__|constructor|prototype/.test(text)) return
      expect(read).toEqual({ ok: true, value: JSON.parse(text) as unknown })
    }),
    { numRuns: 2000 },
  )
})

it('agrees with JSON.parse on whatever it takes of spoilt text, and places every refusal in it', () => {
  const random = Random.fromSeed('spoilt')
  const good =
    '{"format":"a\\n\\u00e9","rows":[["t",1760000000000,"62500.01",-1.5e3,true],[null,{"deep":[[]]}]],"😀":0}'
  let taken = 0
  for (let round = 0; round < 10_000; round += 1) {
    const units = Array.from(good)
    for (let change = random.integer(3); change >= 0; change -= 1) {
      units.splice(
        random.integer(units.length),
        random.integer(3),
        ...[random.pick(SIGNS)].slice(random.integer(2)),
      )
    }
    const text = units.join('')
    const read = parseStrictJson(text, { depth: DEPTH })
    if (read.ok) expect(read.value, text).toEqual(parsed(text))
    else expect(read.error.sentence, text).toMatch(/^[A-Z].* \((?:.*, )?line \d+, column \d+\)\.$/)
    taken += read.ok ? 1 : 0
  }
  expect(taken).toBeGreaterThan(500)
})
