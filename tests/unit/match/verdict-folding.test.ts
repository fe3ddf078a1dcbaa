import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import type { VerdictEffect } from '$lib/engine/verdict-book'
import { foldVerdicts } from '$lib/match/view/verdict-folding'

interface Told {
  readonly at: number
  readonly rule?: string
  readonly kind?: VerdictEffect['kind']
  readonly run?: number
  readonly product?: number
  readonly settled?: boolean
}

/** Of these, oldest first: the rows, newest first, as `rule kind at ×verdicts amount`. */
function rowsOf(told: readonly Told[]): readonly string[] {
  const verdicts = told.map(
    ({ at, rule = 'cap', kind = 'resized', run = 0, product = 0, settled = true }, id): VerdictEffect => ({
      ...{ id, time: timeMs(at), run: runIndex(run), product: productIndex(product), rule, kind, settled },
      ...{ figure: 1, threshold: 1, asked: 5, allowed: 3, blocked: 2, basisPoints: 0 },
      ...{ price: priceTicks(1), amount: decimal('1.5') },
    }),
  )
  return foldVerdicts(verdicts.toReversed()).map(({ newest, repeats, amount, settled }) => {
    const state = settled ? '' : ' open'
    return `${newest.rule} ${newest.kind} ${newest.time} ×${repeats + 1} ${Number(amount) / 1e18}${state}`
  })
}

describe('verdicts that say the same', () => {
  it('are one, with the newest one’s words and the sum of what they were worth', () => {
    expect(rowsOf([{ at: 1 }, { at: 2 }, { at: 3, settled: false }])).toEqual(['cap resized 3 ×3 4.5 open'])
    expect(rowsOf([{ at: 1 }])).toEqual(['cap resized 1 ×1 1.5'])
    expect(rowsOf([])).toEqual([])
  })

  it('are not, when another of that agent and product came between', () => {
    expect(rowsOf([{ at: 1 }, { at: 2, rule: 'collar' }, { at: 3 }])).toEqual([
      'cap resized 3 ×1 1.5',
      'collar resized 2 ×1 1.5',
      'cap resized 1 ×1 1.5',
    ])
    expect(rowsOf([{ at: 1 }, { at: 2, kind: 'refused' }, { at: 3, kind: 'refused' }])).toEqual([
      'cap refused 3 ×2 3',
      'cap resized 1 ×1 1.5',
    ])
  })

  it('are, whatever other agents did, and whatever it did elsewhere', () => {
    const told = [{ at: 1 }, { at: 2, run: 1 }, { at: 3, product: 1 }, { at: 4 }, { at: 5, run: 1 }]
    expect(rowsOf(told)).toEqual(['cap resized 5 ×2 3', 'cap resized 4 ×2 3', 'cap resized 3 ×1 1.5'])
  })

  it('are, each for itself, where two rules cut the same wishes', () => {
    const wish = (at: number) => [{ at }, { at, rule: 'total' }]
    expect(rowsOf([...wish(1), ...wish(2), ...wish(3)])).toEqual([
      'total resized 3 ×3 4.5',
      'cap resized 3 ×3 4.5',
    ])
  })

  it('never are sales, each of which is a trade', () => {
    const sale = { rule: 'stop', kind: 'liquidated' } as const
    expect(
      rowsOf([{ at: 1, ...sale }, { at: 2, ...sale }, { at: 3 }, { at: 4, ...sale }, { at: 5 }]),
    ).toEqual([
      'cap resized 5 ×1 1.5',
      'stop liquidated 4 ×1 1.5',
      'cap resized 3 ×1 1.5',
      'stop liquidated 2 ×1 1.5',
      'stop liquidated 1 ×1 1.5',
    ])
  })
})
