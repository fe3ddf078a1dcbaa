import { describe, expect, it, vi } from 'vitest'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { InvariantError } from '$lib/core/result'
import { durationMs, timeMs } from '$lib/core/time'
import { runBacktest } from '$lib/engine/block/backtest'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { outcomeOf } from '$lib/engine/outcome'
import { RiskLayer } from '$lib/engine/risk-layer'
import { EventLog } from '$lib/engine/log/event-log'
import { replay } from '$lib/engine/log/replay'
import type { Candle } from '$lib/market/types'
import { BTC, EngineDriver, SOL, eventsOf } from '../../fixtures/engine-driver'
import { type Ohlc, alphaOf, blockEventsOf, ohlc, sealed } from '../../fixtures/risk-bars'
import { RUN, held, verdicts } from '../../fixtures/risk-match'
import { START, riskMatchConfig, runConfig, tailMatchConfig } from '../../fixtures/synthetic-match'
import { drawnCloses, oracleOf } from '../../fixtures/tail-desk'

const MINUTES = 120
const [ALL_CLOSES = []] = drawnCloses('all in', MINUTES, 1, 40)
/** The price the purchase meets. */
const OPEN = ALL_CLOSES.at(-1) ?? 1
/** Units 100,000 dollars buy. */
const ALL_IN = Math.floor(100_000 / ((OPEN / 100) * 1e-8))
const NO_FEES = { preset: 'classic', fees: { type: 'none' } } as const
/** All other limits are off. */
const TAIL: RiskRules = { tailRiskBasisPoints: 100 }

type Judged = readonly [
  verdict: string,
  rule: string,
  figure: number,
  threshold: number,
  from: number,
  to: number,
]

/** A match whose agent goes all in on SOL, after minutes of it. */
function matchOf(risk: RiskRules): { readonly driver: EngineDriver; readonly judged: readonly Judged[] } {
  const driver = new EngineDriver(tailMatchConfig(risk, NO_FEES))
  ALL_CLOSES.forEach((close, index) => giveMinute(driver, index - MINUTES, close))
  driver.ticker(SOL, OPEN, OPEN)
  driver.tick()
  const step = driver.submit(RUN, 'buy', ALL_IN, SOL)
  return {
    driver,
    judged: verdicts(step).map((each) => [
      each.verdict,
      each.rule,
      each.figure,
      each.threshold,
      each.from,
      each.to,
    ]),
  }
}

function giveMinute(driver: EngineDriver, minute: number, close: number): void {
  const price = priceTicks(close)
  const candle: Candle = {
    ...{ product: SOL, granularity: 60, start: timeMs(START + minute * 60_000), volume: 1 },
    ...{ open: price, high: price, low: price, close: price },
  }
  driver.apply({ type: 'CandleClosed', time: driver.time, candle })
}

/** The same minutes as bars; the strategy goes all in at the last close, and meets the same price a row later. */
function backtestOf(risk: RiskRules): { readonly trades: number; readonly judged: readonly Judged[] } {
  const rows = [...ALL_CLOSES, OPEN].map((price): Ohlc => [price, price, price, price])
  const block = sealed(ohlc(rows, START - MINUTES * 60_000))
  const config = { ...tailMatchConfig(risk, NO_FEES), runs: [runConfig('backtest')] }
  const product = config.products[SOL]
  if (product === undefined) throw new Error('no product')
  const started = { ...config, products: [product] }
  let row = 0
  const alpha = alphaOf((_, signals) => {
    row += 1
    if (row === MINUTES) signals.quantity(productIndex(0), 'buy', quantityUnits(ALL_IN), 'All in.')
  })
  const result = runBacktest(started, block, alpha)
  const again = replayBacktest(result.records, block)
  expect(again).toMatchObject({ ok: true })
  const judged = blockEventsOf(result).flatMap((event): Judged[] => {
    if (event.type !== 'Other' || event.event.type !== 'RiskEvent') return []
    const { verdict, rule, figure, threshold, from, to } = event.event
    return [[verdict, rule, figure, threshold, from, to]]
  })
  return { trades: result.trades, judged }
}

const MODELS = [
  ['normal', {}],
  ['ewma', { riskModel: 2, riskWindow: 60 }],
  ['historical', { riskModel: 3 }],
  ['student-t', { riskModel: 4 }],
] as const

describe('an all-in signal, with no limit but the one on tail risk', () => {
  it.each(MODELS)(
    '[T7][T10] is cancelled by it alone, live and in a backtest, with the same figures: %s',
    (_, model) => {
      const risk = { ...TAIL, ...model }
      const { driver, judged } = matchOf(risk)
      expect(judged).toEqual([['refused', 'tail-risk', expect.any(Number), 100, ALL_IN, 0]])
      expect([held(driver), driver.engine.tradeCount(RUN)]).toEqual([0, 0])
      expect(backtestOf(risk)).toEqual({ trades: 0, judged })
      expect(matchOf({ ...risk, tailRiskBasisPoints: 10_000 }).judged[0]?.slice(0, 2)).toEqual([
        'approved',
        'chain',
      ])
    },
  )

  it('[T4] by the figure the formulas give', () => {
    const [judged] = matchOf(TAIL).judged
    const worth = ALL_IN * 1e-8 * (OPEN / 100)
    const expected = oracleOf(TAIL, [ALL_CLOSES]).tailValueAtRisk([worth]) / 10
    expect(judged?.[2]).toBeCloseTo(expected, 8)
  })

  it.each(MODELS)('[T7] is cut to fit where it is to be cut, in both: %s', (_, model) => {
    const risk: RiskRules = { ...TAIL, ...model, tailRiskAction: 2 }
    const { driver, judged } = matchOf(risk)
    const [[verdict, rule, figure, , , to] = []] = judged
    expect([judged.length, verdict, rule, to]).toEqual([1, 'resized', 'tail-risk', held(driver)])
    expect(held(driver) / ALL_IN).toBeCloseTo(100 / (figure ?? Number.NaN), 6)
    expect(backtestOf(risk)).toEqual({ trades: 1, judged })
  })

  it('[T10][B8] makes no row of a backtest need a look', () => {
    const looks = vi.spyOn(RiskLayer.prototype, 'look')
    const all = {
      ...TAIL,
      tailRiskAction: 2,
      volatilityTargetBasisPoints: 9000,
      correlatedExposureBasisPoints: 9000,
    }
    expect(backtestOf(all).trades).toBe(1)
    expect(looks).not.toHaveBeenCalled()
    looks.mockRestore()
  })

  it('[G4][S17] is told so in the log, which folds again to the same, and its worth is kept', () => {
    const { driver } = matchOf(TAIL)
    const [told] = driver.steps.slice(-1).map(outcomeOf)
    expect(told).toMatchObject({
      status: 'refused',
      refusal: { type: 'risk', rule: 'tail-risk' },
    })
    driver.ticker(SOL, OPEN - 1000, OPEN - 1000)
    const [worth] = driver.engine.riskWorth()
    expect(worth).toMatchObject({ rule: 'tail-risk', verdicts: 1 })
    expect(Number(worth?.amount) / 1e18).toBeCloseTo(ALL_IN * 1e-8 * 10, 4)
    const log = new EventLog()
    for (const { record } of driver.steps) log.append(record)
    const records = driver.steps.map(({ record }) => record)
    expect(replay(records, { seals: log.seals, tip: log.tip })).toMatchObject({
      ok: true,
      value: { verified: true },
    })
    expect(driver.engine.portfolio(RUN, driver.time).risk?.gauges).toEqual([
      { rule: 'tail-risk', figure: 0, threshold: 100 },
    ])
  })

  it('[T1] is judged by minutes that have closed: late and corrected ones count from then on', () => {
    const { driver, judged } = matchOf(TAIL)
    const [before] = judged
    driver.now = 60
    driver.ticker(SOL, OPEN, OPEN)
    giveMinute(driver, 0, Math.round(OPEN * 1.1))
    const figure = (): number | undefined => verdicts(driver.submit(RUN, 'buy', ALL_IN, SOL))[0]?.figure
    const after = figure()
    expect(after).toBeGreaterThan(before?.[2] ?? Number.NaN)
    giveMinute(driver, 0, OPEN)
    expect(figure()).toBeLessThan(after ?? Number.NaN)
  })

  it('[T2] of a product without history is cancelled whatever it is worth', () => {
    const driver = new EngineDriver(tailMatchConfig({ tailRiskBasisPoints: 500 }, NO_FEES))
    driver.ticker(BTC, 6_000_000, 6_000_000)
    driver.tick()
    expect(verdicts(driver.submit(RUN, 'buy', 100_000_000, BTC))).toMatchObject([
      { verdict: 'refused', rule: 'tail-risk', figure: 6000, threshold: 500 },
    ])
    expect(verdicts(driver.submit(RUN, 'buy', 8_000_000, BTC))).toMatchObject([{ verdict: 'approved' }])
  })
})

describe('limits on tails in a match that does not know them', () => {
  it('[R6][G5] throw: of the match, of a run, of a command', () => {
    const config = riskMatchConfig()
    const old = { ...config, rules: { ...config.rules, risk: TAIL } }
    expect(() => new EngineDriver(old)).toThrow(InvariantError)
    const joining = { ...runConfig('late'), risk: TAIL }
    expect(() => new EngineDriver({ ...config, runs: [joining, ...config.runs] })).toThrow(/Tail risk/)
    expect(() => new EngineDriver(config).order({ kind: 'add-run', run: joining })).toThrow(/Tail risk/)
    expect(() => new EngineDriver(config).order({ kind: 'set-risk', run: RUN, rules: TAIL })).toThrow(
      /Tail risk/,
    )
    const coolDown = durationMs(1000)
    expect(() =>
      new EngineDriver(config).order({ kind: 'set-risk', run: RUN, rules: { coolDown } }),
    ).not.toThrow()
  })

  it('[S14] in one that does they take the place of those before', () => {
    const { driver } = matchOf({ tailRiskBasisPoints: 10_000 })
    expect(held(driver)).toBe(ALL_IN)
    driver.order({ kind: 'set-risk', run: RUN, rules: { ...TAIL, volatilityTargetBasisPoints: 1 } })
    expect(eventsOf(driver.submit(RUN, 'sell', Math.floor(ALL_IN / 2), SOL), 'OrderFilled')).toHaveLength(1)
    expect(verdicts(driver.submit(RUN, 'buy', 1_000_000, SOL))).toMatchObject([{ rule: 'volatility-target' }])
  })
})
