import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { pow } from '$lib/stats/pow'
import { ulpsApart } from './ulps'

describe('pow', () => {
  it('is exact whenever a double can hold the whole power', () => {
    for (let base = -40n; base <= 40n; base++) {
      for (let exponent = 0n; exponent <= 60n; exponent++) {
        const exact = base ** exponent
        if (BigInt(Number(exact)) !== exact) continue
        expect(pow(Number(base), Number(exponent))).toBe(Number(exact))
      }
    }
  })

  it.each([
    [2.5, 2, 6.25],
    [1.1, 2, 1.2100000000000002],
    [0.5, 1074, 2 ** -1074],
    [10, -3, 0.001],
    [10, 308, 1e308],
    [10, -320, 1e-320],
    [2, 1023, 2 ** 1023],
    [-2, -1, -0.5],
    [2, 0.5, Math.SQRT2],
    [4, -0.5, 0.5],
    [16, 0.25, 2],
    [1e-320, 0.5, Math.sqrt(1e-320)],
  ])('%s to the %s is %s', (x, y, expected) => {
    expect(pow(x, y)).toBe(expected)
  })

  it('is within two units of the engine’s own over ordinary results', () => {
    const random = Random.fromSeed('pow')
    for (let i = 0; i < 50_000; i++) {
      const x = Math.exp((random.uniform() - 0.5) * 20)
      const y = (random.uniform() - 0.5) * 60
      if (ulpsApart(pow(x, y), Math.pow(x, y)) > 2) expect.fail(`${x} to the ${y}`)
    }
  })

  it('multiplies out whole powers to the nearest double but one', () => {
    const random = Random.fromSeed('whole')
    for (let i = 0; i < 20_000; i++) {
      const x = (random.uniform() - 0.5) * 8
      const n = random.integer(301) - 150
      if (ulpsApart(pow(x, n), x ** n) > 1) expect.fail(`${x} to the ${n}`)
    }
  })

  it('treats extremes as ECMAScript does', () => {
    const extremes = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, 1e-300, Infinity, -Infinity, NaN]
    for (const x of extremes) {
      for (const y of [...extremes, 1025, -1025, 2 ** 53, 2000.5]) {
        const [ours, theirs] = [pow(x, y), x ** y]
        const ordinary = Number.isFinite(theirs) && theirs !== 0
        if (ordinary) expect(ulpsApart(ours, theirs), `${x} to the ${y}`).toBeLessThanOrEqual(1)
        else expect([x, y, ours]).toEqual([x, y, theirs])
      }
    }
  })
})
