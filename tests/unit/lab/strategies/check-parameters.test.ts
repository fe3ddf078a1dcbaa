import { describe, expect, it } from 'vitest'
import { checkParameters } from '$lib/lab/strategies/check-parameters'
import { STRATEGIES, strategyById } from '$lib/lab/strategies/registry'
import { DONCHIAN_BREAKOUT } from '$lib/lab/strategies/donchian-breakout'
import { HOUSE_MOMENTUM } from '$lib/lab/strategies/house-momentum'
import { HOUSE_SCALPER } from '$lib/lab/strategies/house-scalper'
import { RSI_REVERSION } from '$lib/lab/strategies/rsi-reversion'
import { SMA_CROSS } from '$lib/lab/strategies/sma-cross'

describe('the listed strategies', () => {
  it('have ids of their own, are found by them, and accept what they start with', () => {
    expect(new Set(STRATEGIES.map(({ id }) => id)).size).toBe(STRATEGIES.length)
    for (const strategy of STRATEGIES) {
      expect(strategyById(strategy.id)).toBe(strategy)
      const initial = strategy.parameters.map(({ name, initial }) => [name, initial] as const)
      expect(checkParameters(strategy, {}, 60)).toEqual({ ok: true, value: Object.fromEntries(initial) })
    }
    expect(strategyById('no-such-thing')).toBeUndefined()
  })

  it('have parameters whose least, greatest and initial value lie on their steps', () => {
    for (const { parameters } of STRATEGIES) {
      for (const { min, max, step, initial } of parameters) {
        expect([min < max, step > 0]).toEqual([true, true])
        for (const value of [max, initial]) expect(Math.abs(((value - min) / step) % 1)).toBeLessThan(1e-6)
      }
    }
  })

  it('make models whose names tell their parameters apart, so that a log does', () => {
    const nameOf = (values: Record<string, number>): string => {
      const checked = checkParameters(DONCHIAN_BREAKOUT, values)
      if (!checked.ok) throw new Error(checked.error)
      return DONCHIAN_BREAKOUT.make(checked.value, 300).name
    }
    expect(nameOf({ entry: 55 })).toBe('donchian(55/10 of 300 s)')
    expect(nameOf({ exit: 5 })).toBe('donchian(20/5 of 300 s)')
  })
})

describe('checkParameters', () => {
  it.each([
    [SMA_CROSS, { fast: 0 }, 'Fast average must be from 1 to 2000.'],
    [SMA_CROSS, { fast: 2.5 }, 'Fast average must be a whole number.'],
    [SMA_CROSS, { fast: Number.NaN }, 'Fast average must be from 1 to 2000.'],
    [SMA_CROSS, { fast: 30, slow: 30 }, 'Fast average must be below slow average.'],
    [SMA_CROSS, { speed: 3 }, 'SMA cross has no parameter "speed".'],
    [RSI_REVERSION, { oversold: 60 }, 'Oversold must be below recovered.'],
    [HOUSE_SCALPER, { seconds: 90 }, 'Time stop, seconds goes in steps of 60 from 60.'],
    [HOUSE_MOMENTUM, { short: 240, middle: 90 }, 'Short trend, minutes must be below middle trend, minutes.'],
  ])('says what is wrong (%#)', (strategy, values, sentence) => {
    expect(checkParameters(strategy, values)).toEqual({ ok: false, error: sentence })
  })

  it('says on which bars a house agent can be run', () => {
    const error = 'Momentum (house agent) needs bars of 1 min.'
    expect(checkParameters(HOUSE_MOMENTUM, {}, 3600)).toEqual({ ok: false, error })
    expect(checkParameters(SMA_CROSS, {}, 86_400).ok).toBe(true)
  })
})
