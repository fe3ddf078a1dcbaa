import { describe, expect, it } from 'vitest'
import { withinLimits } from '$lib/agents/house/restraint'
import type { HouseWish } from '$lib/agents/house/wishes'
import type { PortfolioView, RiskState } from '$lib/accounts/portfolio-view'
import { productIndex, quantityUnits } from '$lib/core/product'
import { PRODUCTS, START } from '../../fixtures/synthetic-match'

const wish = (product: number, side: HouseWish['side']): HouseWish => {
  const spec = PRODUCTS[product]
  if (spec === undefined) throw new Error('no such product')
  return { product: productIndex(product), spec, side, quantity: quantityUnits(1), reason: '' }
}
const wishes = [wish(0, 'buy'), wish(1, 'buy'), wish(0, 'sell')]

function asked(risk: Partial<RiskState> | undefined): readonly string[] {
  const state = risk && { rules: {}, gauges: [], news: [], ...risk }
  const portfolio = { ...(state === undefined ? {} : { risk: state }) } as PortfolioView
  return withinLimits(wishes, portfolio).map(({ product, side }) => `${side} ${product}`)
}

describe('what house rules ask for under limits', () => {
  const first = productIndex(0)
  it.each([
    ['all of it where there is no risk layer', undefined, ['buy 0', 'buy 1', 'sell 0']],
    ['all of it without limits', {}, ['buy 0', 'buy 1', 'sell 0']],
    [
      'no purchase of a product at its cap',
      { gauges: [{ rule: 'product-exposure', product: first, figure: 4951, threshold: 5000 }] },
      ['buy 1', 'sell 0'],
    ],
    [
      'a purchase that still has room',
      { gauges: [{ rule: 'product-exposure', product: first, figure: 4950, threshold: 5000 }] },
      ['buy 0', 'buy 1', 'sell 0'],
    ],
    [
      'sales alone when all is at the cap',
      { gauges: [{ rule: 'gross-exposure', figure: 7500, threshold: 7500 }] },
      ['sell 0'],
    ],
    [
      'sales alone when the tail limit is used up',
      { gauges: [{ rule: 'tail-risk', figure: 199, threshold: 200 }] },
      ['sell 0'],
    ],
    [
      'a purchase while the tail limit leaves room',
      { gauges: [{ rule: 'tail-risk', figure: 190, threshold: 200 }] },
      ['buy 0', 'buy 1', 'sell 0'],
    ],
    [
      'no purchase of a product at its cap with all that moves alike',
      { gauges: [{ rule: 'correlated-exposure', product: first, figure: 8000, threshold: 8000 }] },
      ['buy 1', 'sell 0'],
    ],
    [
      'sales alone while cooling down',
      { gauges: [{ rule: 'cool-down', figure: 0, threshold: 1000 }] },
      ['sell 0'],
    ],
    [
      'whatever a stop far away watches',
      { gauges: [{ rule: 'trailing-stop', product: first, figure: 499, threshold: 500 }] },
      ['buy 0', 'buy 1', 'sell 0'],
    ],
    [
      'sales alone while halted',
      { halted: { rule: 'daily-loss', figure: 1, threshold: 1, since: START } },
      ['sell 0'],
    ],
  ] as const)('%s', (_, risk, expected) => {
    expect(asked(risk as Partial<RiskState> | undefined)).toEqual(expected)
  })
})
