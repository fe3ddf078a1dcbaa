import { describe, expect, it } from 'vitest'
import { decimalToNumber } from '$lib/core/decimal'
import { parseProductSpec } from '$lib/core/product'
import { demoCharacter, demoProducts } from '$lib/feeds/demo/catalogue'
import { DemoTape } from '$lib/feeds/demo/tape'
import { demoSpecs, START } from './demo-config'

describe('the demo catalogue', () => {
  it('lists a dozen products, each once, with increments the arena can hold', () => {
    const ids = demoProducts().map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(12)
    expect(new Set(ids).size).toBe(ids.length)
    for (const listing of demoProducts()) expect(parseProductSpec(listing)).toMatchObject({ ok: true })
  })

  it('uses the increments of the exchange', () => {
    const increments = (base: string) => {
      const listing = demoProducts().find(({ id }) => id === `${base}-USD`)
      return [listing?.quoteIncrement, listing?.baseIncrement]
    }
    expect(increments('BTC')).toEqual(['0.01', '0.00000001'])
    expect(increments('FARTCOIN')).toEqual(['0.0001', '0.01'])
    expect(increments('PEPE')).toEqual(['0.00000001', '1'])
  })

  it('starts every product at a level its increment can express finely', () => {
    for (const spec of demoSpecs(...demoProducts().map(({ base }) => base))) {
      expect(demoCharacter(spec).level / decimalToNumber(spec.quoteIncrement)).toBeGreaterThan(300)
    }
  })

  it('gives a product it does not know a price and a life of its own', () => {
    const spec = parseProductSpec({
      ...{ id: 'NEW-USD', base: 'NEW', quote: 'USD', minMarketFunds: '1' },
      ...{ quoteIncrement: '0.000001', baseIncrement: '0.1' },
    })
    if (!spec.ok) throw new Error(spec.error)
    const tape = new DemoTape({ seed: 'a', products: [spec.value], startedAt: START })
    const prices = Array.from({ length: 100 }, () => tape.step())
      .flat()
      .flatMap((event) => (event.type === 'ticker' ? [event.ticker.price] : []))
    expect(new Set(prices).size).toBeGreaterThan(20)
  })
})
