import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { type BarBlock, sealBlock } from '$lib/engine/block/bar-block'
import { aggregateBars } from '$lib/engine/block/aggregate'
import { Engine } from '$lib/engine/engine'
import type { InputEvent } from '$lib/engine/events'
import { sliceBars } from '$lib/market/bars'
import type { BarGranularity } from '$lib/market/types'
import { type HistoryTape, historyTape } from '$lib/replay/history/history-tape'
import { barConfig, ohlc, sealed } from '../../fixtures/risk-bars'

/** A whole hour. */
const START = 1_700_000_400_000 - (1_700_000_400_000 % 3_600_000)
const MINUTE = 60_000
const BTC = productIndex(0)

/** Prices that tell their row; `shift` those from row `from` on. */
function wandering(rows: number, shift = 0, from = rows) {
  const row = (at: number): readonly [number, number, number, number] => {
    const open = 10_000 + ((at * 37) % 101) + (at >= from ? shift : 0)
    return [open, open + 9, open - 7, open + 3]
  }
  return ohlc(
    Array.from({ length: rows }, (_, at) => row(at)),
    START,
  )
}

function tapeOf(block: BarBlock, everyMinutes: number): HistoryTape {
  const tape = historyTape({
    config: barConfig({}, block.products.length),
    block,
    slippage: { type: 'none' },
    everyMinutes,
  })
  if (!tape.ok) throw new Error(tape.error)
  return tape.value
}

const textOf = (input: InputEvent | undefined): string =>
  JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

const inputsOf = (tape: HistoryTape): readonly InputEvent[] => tape.steps.map(({ input }) => input)

const problemOf = (block: BarBlock, everyMinutes = 5, risk: RiskRules = {}): string => {
  const tape = historyTape({ config: barConfig(risk), block, slippage: { type: 'none' }, everyMinutes })
  return tape.ok ? '' : tape.error
}

describe('bars as a match', () => {
  it('shows at a tick the bars that had closed by then, and nothing of any other', () => {
    const bars = wandering(600)
    const engine = new Engine()
    let seen = 0
    for (const input of inputsOf(tapeOf(sealed(bars), 5))) {
      engine.derive(input)
      if (input.type !== 'TickPublished') continue
      seen += 1
      const closed = (input.time - START) / MINUTE
      const market = engine.snapshot(input.time).products[0]
      expect(market?.ticker?.price).toBe(bars.close[closed - 1])
      expect(market?.fresh).toBe(true)
      expect(market?.forming).toBeUndefined()
      const shown = Object.values(market?.candles ?? {}).flat()
      expect(shown.length).toBeGreaterThan(20)
      for (const { start, granularity } of shown)
        expect(start + granularity * 1000).toBeLessThanOrEqual(input.time)
      expect(shown.find(({ start }) => start === input.time - MINUTE)?.close).toBe(bars.close[closed - 1])
    }
    expect(seen).toBe(90)
  })

  it('tells nothing before its time: another future changes no input up to the tick', () => {
    const whole = inputsOf(tapeOf(sealed(wandering(400)), 10))
    for (const row of [150, 211, 333]) {
      const other = inputsOf(tapeOf(sealed(wandering(400, 500, row)), 10))
      const change = whole.findIndex((input, at) => textOf(input) !== textOf(other[at]))
      expect(whole[change]?.time).toBe(START + row * MINUTE)
      expect(whole[change]?.type).toBe('TickerReceived')
      const before = whole.slice(0, change).filter(({ type }) => type === 'TickPublished')
      expect(before.every(({ time }) => time <= START + row * MINUTE)).toBe(true)
      expect(
        whole
          .slice(change)
          .some(({ type, time }) => type === 'TickPublished' && time <= START + row * MINUTE),
      ).toBe(false)
    }
  })

  it('lets a decision meet the next open, at the instant of its tick', () => {
    const bars = wandering(100)
    const inputs = inputsOf(tapeOf(sealed(bars), 15))
    const tick = inputs.findIndex(({ type }) => type === 'TickPublished')
    const [published, next] = inputs.slice(tick)
    const row = ((published?.time ?? 0) - START) / MINUTE
    expect(next).toMatchObject({
      type: 'TickerReceived',
      time: published?.time,
      ticker: { price: bars.open[row] },
    })
  })

  it('tells coarser candles once they are over, and none that began before the bars', () => {
    const bars = sliceBars(wandering(120), 7, 120)
    const candles = inputsOf(tapeOf(sealed(bars), 10)).flatMap((input) =>
      input.type === 'CandleClosed' && input.candle.granularity === 900 ? [input] : [],
    )
    const { bars: coarse } = aggregateBars(bars, 60, 900)
    expect(candles.map(({ candle }) => candle.high)).toEqual([...coarse.high.slice(1, 8)])
    expect(candles.every(({ time, candle }) => time === candle.start + 900_000)).toBe(true)
    expect(candles[0]?.candle.start).toBe(START + 15 * MINUTE)
  })

  it('leaves a minute without a bar untold', () => {
    const rows = Array.from({ length: 60 }, (_, at) =>
      at === 40 ? undefined : ([100, 101, 99, 100] as const),
    )
    const inputs = inputsOf(tapeOf(sealed(wandering(60), ohlc(rows, START)), 5))
    const told = inputs.filter(
      (input) =>
        input.type === 'TickerReceived' && input.ticker.product === 1 && input.time > START + 40 * MINUTE,
    )
    expect(told[0]?.time).toBe(START + 41 * MINUTE)
    const without = inputs.find(
      (input) =>
        input.type === 'TickerReceived' && input.ticker.product === 1 && input.time === START + 40 * MINUTE,
    )
    // Its close of the minute before came at this instant, too; then it is no quote any more.
    expect(without).toMatchObject({ ticker: { price: 100, bid: 100, ask: 100 } })
    expect(inputs.filter(({ time }) => time === START + 40 * MINUTE)).toContainEqual(
      expect.objectContaining({
        ticker: expect.objectContaining({ product: 1, bid: 101, ask: 100 }) as unknown,
      }),
    )
    const ids = inputs.flatMap((input) =>
      input.type === 'TickerReceived' && input.ticker.product === BTC ? [input.ticker.tradeId] : [],
    )
    expect(ids).toEqual(Array.from({ length: 240 }, (_, at) => at + 1))
  })

  it.each([
    [1440, 60, 20],
    [1440, 1, 1199],
    [40, 10, 3],
    // The last row has no open after it.
    [41, 10, 3],
    [42, 10, 4],
  ])('of %i minutes, every %i, is decided %i times', (rows, every, decisions) => {
    const tape = tapeOf(sealed(wandering(rows)), every)
    expect(tape.decisions).toBe(decisions)
    expect(inputsOf(tape).filter(({ type }) => type === 'TickPublished')).toHaveLength(decisions)
    expect(tape.match.head.tick).toBe(decisions)
  })

  it('refuses what no model could be led through, in a sentence', () => {
    expect(problemOf(sealed(wandering(2500)), 1)).toBe(
      'A language model can be led through 2,000 decisions, and these are 2,259: choose fewer days, or let it decide less often.',
    )
    expect(problemOf(sealed(wandering(2)))).toBe('')
    expect(problemOf(sealed(wandering(1)))).toContain('too few')
    expect(problemOf(blockOf(3600))).toContain('at most 15 minutes')
  })

  it('limits that rest on minutes are refused where there are none: all would count as lost', () => {
    for (const limit of [
      { tailRiskBasisPoints: 500 },
      { volatilityTargetBasisPoints: 5000 },
      { correlatedExposureBasisPoints: 5000 },
    ]) {
      expect(problemOf(blockOf(300), 5, limit)).toContain('choose bars of a minute')
      expect(problemOf(blockOf(60), 5, limit)).toBe('')
    }
    expect(problemOf(blockOf(300), 5, { trailingStopBasisPoints: 500, riskWindow: 600 })).toBe('')
  })
})

function blockOf(granularity: BarGranularity): BarBlock {
  const bars = wandering(50)
  bars.time.forEach((_, row) => (bars.time[row] = START + row * granularity * 1000))
  const block = sealBlock(granularity, [bars])
  if (!block.ok) throw new Error(block.error)
  return block.value
}
