import { describe, expect, it } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { STEP_ROWS, runBacktest } from '$lib/engine/block/backtest'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import type { AlphaModel } from '$lib/engine/stages/alpha/contract'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import type { Bars } from '$lib/market/bars'
import { seededBars } from '../../bench/seeded-bars'
import { ONE } from '../../fixtures/risk-match'
import {
  type Ohlc,
  alphaOf,
  backtestTale,
  barConfig,
  blockEventsOf,
  ohlc,
  sealed,
  tale,
} from '../../fixtures/risk-bars'

const FIRST = productIndex(0)
const SECOND = productIndex(1)
const FLAT: Ohlc = [10_000, 10_000, 10_000, 10_000]
const stopLoss = priceTicks(9_500)
const takeProfit = priceTicks(10_500)

/** Buys one unit after the first row closed, with the given exits. */
function buyOnce(exits?: ExitOrder): AlphaModel {
  return alphaOf((context, signals) => {
    if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(ONE), '', exits)
  })
}

/** Buys at 10,000 at the second row's open, and goes through the rows given. */
const after = (exits: ExitOrder | undefined, risk: RiskRules, ...rows: (Ohlc | undefined)[]): string[] =>
  backtestTale(barConfig(risk), buyOnce(exits), ohlc([FLAT, FLAT, ...rows])).filter(
    (line) => !/bought|ExitsChanged/.test(line),
  )

describe('Stops on bars', () => {
  it('[B6] sell at their own price within a bar that reaches them', () => {
    expect(after({ stopLoss }, {}, [9_800, 9_900, 9_501, 9_600])).toEqual([])
    expect(after({ stopLoss }, {}, [9_800, 9_900, 9_400, 9_600])).toEqual([
      ...['2 liquidated stop-loss 0', '2 sold 0 at 9500'],
    ])
    expect(after({ takeProfit }, {}, [10_100, 10_499, 10_000, 10_400])).toEqual([])
    expect(after({ takeProfit }, {}, [10_100, 10_700, 10_000, 10_400])).toEqual([
      ...['2 liquidated take-profit 0', '2 sold 0 at 10500'],
    ])
  })

  it('[B6] sell at the open of a bar that opens beyond them', () => {
    expect(after({ stopLoss }, {}, [9_400, 9_900, 9_300, 9_800])).toEqual([
      ...['2 liquidated stop-loss 0', '2 sold 0 at 9400'],
    ])
    expect(after({ takeProfit }, {}, [10_800, 11_000, 9_000, 10_000])).toEqual([
      ...['2 liquidated take-profit 0', '2 sold 0 at 10800'],
    ])
  })

  it('[B6] take the low before the high when a bar reaches both', () => {
    expect(after({ stopLoss, takeProfit }, {}, [10_000, 10_600, 9_400, 10_600])).toEqual([
      ...['2 liquidated stop-loss 0', '2 sold 0 at 9500'],
    ])
  })

  it('[B6] sell at the nearest of several levels, and record all that stand at it', () => {
    const rules = { trailingStopBasisPoints: 300, productDrawdownBasisPoints: 400 }
    expect(after({ stopLoss }, rules, [10_000, 10_000, 9_000, 9_000])).toEqual([
      ...['2 liquidated trailing-stop 0', '2 sold 0 at 9699'],
    ])
    const level = { stopLoss: priceTicks(9_699) }
    expect(after(level, rules, [10_000, 10_000, 9_000, 9_000])).toEqual([
      ...['2 liquidated stop-loss 0', '2 liquidated trailing-stop 0', '2 sold 0 at 9699'],
    ])
  })

  it('[B6] act within the very bar whose open they were set at', () => {
    const bars = ohlc([FLAT, [10_000, 10_000, 9_000, 9_800]])
    expect(backtestTale(barConfig({}), buyOnce({ stopLoss }), bars)).toEqual([
      ...['1 bought 0 at 10000', '1 ExitsChanged', '1 liquidated stop-loss 0', '1 sold 0 at 9500'],
    ])
  })

  it('[B6] trail the high, and then look at the close', () => {
    const rules = { trailingStopBasisPoints: 500 }
    // The low comes first, before the high has lifted the stop above it.
    expect(after(undefined, rules, [10_000, 12_000, 9_600, 11_500])).toEqual([])
    expect(after(undefined, rules, [10_000, 12_000, 10_000, 11_399])).toEqual([
      ...['2 liquidated trailing-stop 0', '2 sold 0 at 11399'],
    ])
    const next = after(undefined, rules, [10_000, 12_000, 10_000, 11_500], [11_500, 11_600, 11_000, 11_550])
    expect(next).toEqual(['3 liquidated trailing-stop 0', '3 sold 0 at 11399'])
  })

  it('[B6] fire by time at the first open or close that is late enough', () => {
    const timed = (ms: number) => after({ timeStop: durationMs(ms) }, {}, [9_900, 9_900, 9_800, 9_800], FLAT)
    // The position was opened at the second row's open.
    expect(timed(30_000)).toEqual(['1 liquidated time-stop 0', '1 sold 0 at 10000'])
    expect(timed(60_000)).toEqual(['1 liquidated time-stop 0', '1 sold 0 at 10000'])
    expect(timed(60_001)).toEqual(['2 liquidated time-stop 0', '2 sold 0 at 9800'])
    expect(timed(181_000)).toEqual([])
  })

  it('[B8] wait for a bar of their product, and sell at its open', () => {
    const rows: (Ohlc | undefined)[] = [FLAT, FLAT, undefined, undefined, [9_900, 9_900, 9_900, 9_900]]
    const other = ohlc([FLAT, FLAT, FLAT, FLAT, FLAT])
    const alpha = buyOnce({ timeStop: durationMs(90_000) })
    expect(backtestTale(barConfig({}, 2), alpha, ohlc(rows), other).slice(2)).toEqual([
      ...['2 waiting time-stop 0', '4 liquidated time-stop 0', '4 sold 0 at 9900'],
    ])
  })

  it('[B8] are dropped when the agent sells first', () => {
    const rows: (Ohlc | undefined)[] = [FLAT, FLAT, undefined, FLAT, FLAT]
    const alpha = alphaOf((context, signals) => {
      const [one, timeStop] = [quantityUnits(ONE), durationMs(90_000)]
      if (context.tick === 0) signals.quantity(FIRST, 'buy', one, '', { timeStop })
      if (context.tick === 2) signals.quantity(FIRST, 'sell', one, '')
      if (context.tick === 3) signals.quantity(FIRST, 'buy', one, '')
    })
    const other = ohlc([FLAT, FLAT, FLAT, FLAT, FLAT])
    expect(backtestTale(barConfig({}, 2), alpha, ohlc(rows), other).slice(2)).toEqual([
      ...['2 waiting time-stop 0', '3 sold 0 at 10000', '4 bought 0 at 10000'],
    ])
  })
})

describe('Limits on orders on bars', () => {
  it('[B1] hold the open against the close that was decided on', () => {
    const rows: Ohlc[] = [FLAT, [10_050, 10_050, 10_050, 10_050], [10_102, 10_102, 10_102, 10_102]]
    const alpha = alphaOf((_, signals) => signals.quantity(FIRST, 'buy', quantityUnits(ONE), ''))
    expect(backtestTale(barConfig({ priceCollarBasisPoints: 50 }), alpha, ohlc(rows))).toEqual([
      ...['1 bought 0 at 10050', '2 refused price-collar 0', '2 SignalRefused'],
    ])
  })
})

describe('Limits of the whole account on bars', () => {
  /** Half of all cash in each of two products; `exits` of the first. */
  const both = (risk: RiskRules, first: Bars, second: Bars, exits: ExitOrder) => {
    const alpha = alphaOf((context, signals) => {
      if (context.tick !== 0) return
      signals.quantity(FIRST, 'buy', quantityUnits(500 * ONE), '', exits)
      signals.quantity(SECOND, 'buy', quantityUnits(500 * ONE), '')
    })
    return runBacktest(barConfig(risk, 2), sealed(first, second), alpha)
  }

  it('[B7] halt at closes, whatever lows and highs say', () => {
    const dips = ohlc([FLAT, FLAT, [10_000, 10_000, 5_000, 9_500], [9_500, 9_500, 8_000, 8_500]])
    for (const risk of [{ dailyLossBasisPoints: 1000 }, { runDrawdownBasisPoints: 1000 }]) {
      const [rule] = Object.keys(risk)
      const name = rule === 'dailyLossBasisPoints' ? 'daily-loss' : 'run-drawdown'
      const alpha = alphaOf((context, signals) => {
        if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(900 * ONE), '')
      })
      expect(backtestTale(barConfig(risk), alpha, dips).slice(1, 4)).toEqual([
        ...['3 TradingHalted', `3 liquidated ${name} 0`, '3 sold 0 at 8500'],
      ])
    }
  })

  it('[B7] never halt within a row, where prices of different moments would meet', () => {
    // The first product is sold at its stop, 5 % of the account; the second more than makes up for it.
    const first = ohlc([FLAT, FLAT, [10_000, 10_000, 9_000, 9_000], FLAT])
    const higher: Ohlc = [11_000, 11_000, 11_000, 11_000]
    const second = ohlc([FLAT, FLAT, [10_000, 12_000, 10_000, 11_000], higher])
    const rules = { runDrawdownBasisPoints: 400, dailyLossBasisPoints: 400, trailingStopBasisPoints: 5000 }
    expect(tale(both(rules, first, second, { stopLoss: priceTicks(9_000) })).slice(3)).toEqual([
      ...['2 liquidated stop-loss 0', '2 sold 0 at 9000'],
    ])
  })

  it('[B7] look at what is left at the close, and sell it there', () => {
    const first = ohlc([FLAT, FLAT, [10_000, 10_000, 9_000, 9_000], FLAT])
    const second = ohlc([FLAT, FLAT, [10_000, 12_000, 9_900, 9_900], FLAT])
    const rules = { runDrawdownBasisPoints: 400, trailingStopBasisPoints: 5000 }
    expect(tale(both(rules, first, second, { stopLoss: priceTicks(9_000) })).slice(3)).toEqual([
      ...['2 liquidated stop-loss 0', '2 sold 0 at 9000'],
      ...['2 TradingHalted', '2 liquidated run-drawdown 1', '2 sold 1 at 9900'],
    ])
  })

  it('[E9] do not take the high of one product for what the run was worth when another was sold', () => {
    const first = ohlc([FLAT, FLAT, [10_000, 20_000, 10_000, 10_000], FLAT])
    const second = ohlc([FLAT, FLAT, [10_000, 10_000, 9_000, 9_000], FLAT])
    const alpha = alphaOf((context, signals) => {
      if (context.tick !== 0) return
      signals.quantity(FIRST, 'buy', quantityUnits(500 * ONE), '')
      signals.quantity(SECOND, 'buy', quantityUnits(500 * ONE), '', { stopLoss: priceTicks(9_000) })
    })
    const config = barConfig({ trailingStopBasisPoints: 9000 }, 2)
    expect(runBacktest(config, sealed(first, second), alpha).maxDrawdown).toBeCloseTo(0.05, 12)
  })

  it('[B7] count what the run was worth while it held nothing', () => {
    const alpha = alphaOf((context, signals) => {
      const units = quantityUnits(900 * ONE)
      if (context.tick === 0) signals.quantity(FIRST, 'buy', units, '')
      if (context.tick === 1) signals.quantity(FIRST, 'sell', units, '')
      if (context.tick === 3) signals.quantity(FIRST, 'buy', quantityUnits(400 * ONE), '')
    })
    // Sold at 20,000, at 190,000 dollars: from there 10 % is 19,000, nearly 50 a unit of 400.
    const rows: Ohlc[] = [
      FLAT,
      FLAT,
      ...Array.from({ length: 3 }, (): Ohlc => [20_000, 20_000, 20_000, 20_000]),
    ]
    const told = backtestTale(
      barConfig({ runDrawdownBasisPoints: 1000 }),
      alpha,
      ohlc([...rows, [20_000, 20_000, 15_249, 15_249]]),
    )
    expect(told.slice(3)).toEqual(['5 TradingHalted', '5 liquidated run-drawdown 0', '5 sold 0 at 15249'])
  })

  it('[B7] take a day’s base at its first close, also after a gap in time', () => {
    const midnight = 1_700_006_400_000
    const before = ohlc([FLAT, FLAT, FLAT], midnight - 600_000)
    const later = ohlc(
      [
        [20_000, 20_000, 20_000, 20_000],
        [20_000, 20_000, 17_900, 17_900],
      ],
      midnight + 600_000,
    )
    const bars: Bars = {
      length: 5,
      ...(Object.fromEntries(
        (['time', 'open', 'high', 'low', 'close', 'volume'] as const).map((column) => [
          column,
          Float64Array.of(...before[column], ...later[column]),
        ]),
      ) as Omit<Bars, 'length'>),
    }
    const alpha = alphaOf((context, signals) => {
      if (context.tick === 0) signals.quantity(FIRST, 'buy', quantityUnits(900 * ONE), '')
    })
    const told = backtestTale(barConfig({ dailyLossBasisPoints: 900 }), alpha, bars)
    expect(told).toEqual([
      ...['1 bought 0 at 10000', '4 TradingHalted', '4 liquidated daily-loss 0', '4 sold 0 at 17900'],
    ])
  })
})

describe('The log of bars with all rules on', () => {
  const ALL: RiskRules = {
    ...RISK_PRESETS.strict,
    ...{ productExposureBasisPoints: 4000, grossExposureBasisPoints: 7000, trailingStopBasisPoints: 40 },
    ...{ productDrawdownBasisPoints: 60, runDrawdownBasisPoints: 9900, dailyLossBasisPoints: 9000 },
    ...{ coolDown: durationMs(120_000), reversalInterval: durationMs(60_000) },
  }
  const rowByRow = (model: AlphaModel): AlphaModel => ({
    ...{ name: model.name, version: model.version },
    update: (context, signals) => model.update(context, signals),
  })
  const bars = [seededBars(STEP_ROWS + 5000, 'stops'), seededBars(STEP_ROWS + 5000, 'more stops')]
  const block = sealed(...bars)
  const config = barConfig(ALL, 2, { type: 'flat', basisPoints: 10 })
  const result = runBacktest(config, block, new SmaCross(7, 19))

  it('[B4] is the same by columns and row by row', () => {
    const other = runBacktest(config, block, rowByRow(new SmaCross(7, 19)))
    expect(other.digest).toBe(result.digest)
    expect(other.equity).toEqual(result.equity)
    expect(other.maxDrawdown).toBe(result.maxDrawdown)
    const rules = new Set(
      blockEventsOf(result).flatMap((event) =>
        event.type === 'Other' && event.event.type === 'RiskEvent' ? event.event.rule : [],
      ),
    )
    for (const rule of ['trailing-stop', 'product-exposure', 'cool-down']) {
      expect(rules).toContain(rule)
    }
  })

  it('[B5] gives its equity back bit for bit, and folds again to the same', () => {
    const rebuilt = runFromLog(result.records, block)
    expect(rebuilt.ok && rebuilt.value.equity).toEqual(result.equity)
    const again = replayBacktest(result.records, block)
    expect(again).toMatchObject({ ok: true, value: { digest: result.digest } })
  })

  it.each<[string, RiskRules]>([
    ['a daily loss', { dailyLossBasisPoints: 50 }],
    ['a drawdown', { runDrawdownBasisPoints: 50, trailingStopBasisPoints: 30 }],
  ])('[B4][B5] is so with %s that halts the run', (_, rules) => {
    const halting = barConfig(rules, 2, { type: 'flat', basisPoints: 10 })
    const one = runBacktest(halting, block, new SmaCross(7, 19))
    expect(runBacktest(halting, block, rowByRow(new SmaCross(7, 19))).digest).toBe(one.digest)
    const rebuilt = runFromLog(one.records, block)
    expect(rebuilt.ok && rebuilt.value.equity).toEqual(one.equity)
    expect(tale(one).filter((line) => line.endsWith('TradingHalted'))).toHaveLength(1)
  })

  it('[G5] of a version that knew no stops has none', () => {
    const old = { ...config, formatVersion: 2, rules: { ...config.rules, risk: {} } } as const
    const without = runBacktest(old, block, new SmaCross(7, 19))
    const classic = runBacktest(barConfig({}, 2, config.rules.fees), block, new SmaCross(7, 19))
    expect(without.equity).toEqual(classic.equity)
    expect(without.records.slice(1)).toEqual(classic.records.slice(1))
  })
})
