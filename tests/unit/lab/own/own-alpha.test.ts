import { describe, expect, it } from 'vitest'
import { AlphaFault } from '$lib/engine/block/alpha-fault'
import { runBacktest } from '$lib/engine/block/backtest'
import { signalsOf } from '$lib/engine/block/block-signals'
import { OwnAlpha } from '$lib/lab/own/own-alpha'
import { OwnFault } from '$lib/lab/own/own-fault'
import { chosenValues, readOwnStrategy } from '$lib/lab/own/own-strategy'
import { type Ohlc, barConfig, ohlc, sealed, tale } from '../../../fixtures/risk-bars'

// The first bar closes at 22:15 UTC.
const CLOSES = [100, 101, 103, 102, 105, 104, 106, 107, 103, 101]

/** Bars around these closes, in dollars; the high a dollar above, the low a dollar below. */
function barsOf(closes: readonly number[]): ReturnType<typeof ohlc> {
  return ohlc(
    closes.map((close): Ohlc | undefined =>
      Number.isNaN(close) ? undefined : [close * 100, (close + 1) * 100, (close - 1) * 100, close * 100],
    ),
  )
}

function own(exported: unknown, values = {}): OwnAlpha {
  const strategy = readOwnStrategy(exported)
  if (!strategy.ok) throw new Error(strategy.error)
  const chosen = chosenValues(strategy.value.parameters, values)
  if (!chosen.ok) throw new Error(chosen.error)
  return new OwnAlpha({
    ...{ name: 'own', version: '1', granularity: 60 },
    ...{ strategy: strategy.value, values: chosen.value },
  })
}

type OnBar = (...given: any[]) => unknown // eslint-disable-line @typescript-eslint/no-explicit-any -- as the visitor writes it

function run(onBar: OnBar, ...series: readonly (readonly number[])[]): readonly string[] {
  const block = sealed(...(series.length === 0 ? [CLOSES] : series).map(barsOf))
  return tale(runBacktest(barConfig({}, block.products.length), block, own({ name: 'x', onBar })))
}

/** The sentence with which a run ends. */
function fault(onBar: OnBar, ...series: readonly (readonly number[])[]): string {
  try {
    run(onBar, ...series)
  } catch (error) {
    if (error instanceof AlphaFault && error.cause instanceof OwnFault) return error.cause.message
    throw error
  }
  return 'none'
}

/** What the code sees at each bar. */
function seen<T>(look: (...given: Parameters<OnBar>) => T, ...series: readonly (readonly number[])[]): T[] {
  const all: T[] = []
  run((...given) => void all.push(look(...given)), ...series)
  return all
}

describe('what a strategy of the visitor’s own sees', () => {
  it('shows closed bars in dollars, counted back from the newest', () => {
    expect(
      seen((bars) => [bars.count, bars.close(), bars.close(1), bars.high(0), bars.low(0)]).slice(0, 2),
    ).toEqual([
      [1, 100, NaN, 101, 99],
      [2, 101, 100, 102, 100],
    ])
  })

  it('knows indicators, also of earlier bars, however late they are first asked for', () => {
    const at = seen((bars) =>
      bars.count < 5 ? undefined : [bars.sma(3), bars.sma(3, 1), bars.highest(2), bars.lowest(2, 1)],
    )
    expect(at[4]).toEqual([expect.closeTo((103 + 102 + 105) / 3, 10), 102, 106, 101])
    expect(at[9]?.[0]).toBeCloseTo((107 + 103 + 101) / 3, 10)
    expect(seen((bars) => bars.sma(3)).slice(0, 3)).toEqual([
      NaN,
      NaN,
      expect.closeTo((100 + 101 + 103) / 3, 10),
    ])
    expect(seen((bars) => bars.rsi(3)).at(-1)).toBeGreaterThan(0)
  })

  it('counts only the bars a product has', () => {
    const [first, second] = [
      [100, 101, 102],
      [20, NaN, 22],
    ]
    const other = seen((bars) => [bars.of('SOL-USD').count, bars.of('SOL-USD').close(1)], first, second)
    expect(other).toEqual([
      [1, NaN],
      [1, NaN],
      [2, 20],
    ])
  })

  it('shows the account as numbers', () => {
    const states = seen((_bars, account, order) => {
      order.target('BTC-USD', 0.5, 'half')
      return [account.cash, account.equity, account.weight()]
    })
    expect(states[0]).toEqual([100_000, 100_000, 0])
    expect(states[1]?.[2]).toBeCloseTo(0.5, 2)
  })

  it('gives the state of start back at every bar, and the values of the form', () => {
    const counted: unknown[] = []
    const strategy = {
      name: 'x',
      parameters: { fast: { min: 1, max: 9, initial: 3 } },
      start: () => ({ bars: 0 }),
      onBar: (_b: unknown, _a: unknown, _o: unknown, p: { fast: number }, state: { bars: number }) => {
        state.bars += p.fast
        counted.push(state.bars)
      },
    }
    runBacktest(barConfig({}), sealed(barsOf([100, 101])), own(strategy, { fast: 4 }))
    expect(counted).toEqual([4, 8])
  })
})

describe('what it wants', () => {
  it('is filled at the next open', () => {
    const told = run((bars, _account, order) => {
      if (bars.count === 2) order.buy('BTC-USD', 1.5, 'now')
      if (bars.count === 4) order.sell('BTC-USD', 0.5)
    })
    expect(told.filter((line) => /bought|sold/.test(line))).toEqual([
      '2 bought 0 at 10300',
      '4 sold 0 at 10500',
    ])
  })

  it('is one signal for a target that is held, and a new one after a sale it did not order', () => {
    const block = sealed(barsOf(CLOSES))
    const alpha = own({
      name: 'x',
      onBar: (bars: { count: number }, _a: unknown, order: { target: OnBar }) =>
        order.target('BTC-USD', bars.count < 6 ? 1 : 0),
    })
    const signals = signalsOf(runBacktest(barConfig({}), block, alpha).records)
    expect(signals.ok && signals.value.map(({ row, amount }) => [row, amount])).toEqual([
      [0, 1],
      [5, 0],
    ])
  })

  it('is nothing for less than the smallest step', () => {
    expect(run((_bars, _account, order) => void order.buy('BTC-USD', 1e-12)).join()).not.toMatch(
      /bought|refused/,
    )
  })
})

describe('what it may not do ends the run with a sentence and the bar’s time', () => {
  const cases: readonly (readonly [string, OnBar, RegExp])[] = [
    ['future', (bars) => bars.close(-1), /asked for the future: bar -1/],
    ['half bar', (bars) => bars.close(0.5), /no whole number/],
    ['future of an indicator', (bars) => bars.sma(3, -2), /asked for the future/],
    ['period', (bars) => bars.sma(0), /sma needs a whole number of bars/],
    ['NaN weight', (_b, _a, order) => order.target('BTC-USD', NaN), /from 0 to 1, not NaN/],
    ['weight', (_b, _a, order) => order.target('BTC-USD', 2), /from 0 to 1, not 2/],
    ['text', (_b, _a, order) => order.target('BTC-USD', '1'), /from 0 to 1, not "1"/],
    ['short', (_b, _a, order) => order.buy('BTC-USD', -1), /not below 0, not -1/],
    ['endless', (_b, _a, order) => order.buy('BTC-USD', Infinity), /more than can be counted/],
    ['unknown', (_b, _a, order) => order.target('DOGE-USD', 1), /"DOGE-USD" is not among .*: BTC-USD\./],
    ['unknown bars', (bars) => bars.of({}), /is not among the products/],
    ['throws', (bars) => bars.nothing.here, /TypeError: Cannot read properties/],
    [
      'throws text',
      () => {
        throw 'oh' // eslint-disable-line @typescript-eslint/only-throw-error -- as a strategy might
      },
      /it threw "oh"\./,
    ],
    [
      'throws what cannot be shown',
      () => {
        throw { toString: 1 } // eslint-disable-line @typescript-eslint/only-throw-error -- as a strategy might
      },
      /something that cannot be shown/,
    ],
    ['async', async () => 1, /must not be async/],
  ]
  it.each(cases)('%s', (_name, onBar, sentence) => {
    const said = fault(onBar)
    expect(said).toMatch(/^Your strategy failed at the bar of 2023-11-14 22:15 UTC: /)
    expect(said).toMatch(sentence)
  })

  it('orders without number', () => {
    const many: OnBar = (_b, _a, order) => {
      for (let n = 0; n < 1000; n += 1) order.buy('BTC-USD', 0.001)
    }
    expect(fault(many)).toMatch(/more than 100 orders at one bar/)
  })

  it('orders after onBar came back', () => {
    let kept: { buy: OnBar } | undefined
    expect(
      fault((_bars, _account, order) => {
        kept ??= order
      }),
    ).toBe('none')
    expect(() => kept?.buy('BTC-USD', 1)).toThrow(/outside of onBar/)
  })

  it('also when it catches what it was thrown', () => {
    const caught: OnBar = (bars) => {
      try {
        bars.close(-1)
      } catch {
        // as a strategy might
      }
    }
    expect(fault(caught)).toMatch(/asked for the future/)
  })
})
