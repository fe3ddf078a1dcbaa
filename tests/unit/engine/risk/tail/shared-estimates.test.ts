import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { sharedEstimate } from '$lib/engine/stages/risk/tail/shared-estimates'
import { settingsWith, walkGrid } from '../../../../fixtures/list-grid'

describe('estimates of a match', () => {
  const grid = walkGrid(Random.fromSeed('shared'), { products: 2, steps: 200 })

  it('are one for all that estimate in the same way; what becomes of a purchase is no part of it', () => {
    const one = sharedEstimate(grid, settingsWith({ action: 'cancel' }))
    expect(sharedEstimate(grid, settingsWith({ action: 'cut' }))).toBe(one)
    for (const other of [{ model: 'ewma' }, { window: 100 }, { level: 9500 }] as const) {
      expect(sharedEstimate(grid, settingsWith(other))).not.toBe(one)
    }
    const elsewhere = walkGrid(Random.fromSeed('shared'), { products: 2, steps: 200 })
    expect(sharedEstimate(elsewhere, settingsWith({}))).not.toBe(one)
  })

  it('of many ways those asked for lately are kept, and one made anew says the same', () => {
    const first = sharedEstimate(grid, settingsWith({ window: 60 }))
    const values = Float64Array.of(300, 700)
    first.update(grid)
    for (let window = 61; window < 100; window += 1) {
      sharedEstimate(grid, settingsWith({ window }))
      if (window < 80) expect(sharedEstimate(grid, settingsWith({ window: 60 }))).toBe(first)
    }
    const again = sharedEstimate(grid, settingsWith({ window: 60 }))
    expect(again).not.toBe(first)
    expect(again).toBeInstanceOf(PortfolioEstimate)
    again.update(grid)
    expect(again.tailValueAtRisk(values)).toBe(first.tailValueAtRisk(values))
  })
})
