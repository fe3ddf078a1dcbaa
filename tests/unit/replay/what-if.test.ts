import { describe, expect, it } from 'vitest'
import { decimalToString } from '$lib/core/decimal'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { durationMs, timeMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import { type InputEvent, type Side, runIndex } from '$lib/engine/events'
import { classicRules } from '$lib/engine/rules'
import { readTape } from '$lib/replay/match-tape'
import { widened } from '$lib/replay/what-if/other-world'
import { type PreparedWhatIf, prepareWhatIf } from '$lib/replay/what-if/prepare'
import { whatIf } from '$lib/replay/what-if/what-if'
import type { WhatIfChoices, WhatIfRow } from '$workers/api/replay'
import { BTC, SOL } from '../../fixtures/engine-driver'
import { drain, wholeMatchOf } from '../../fixtures/replay/whole-match-of'
import { START, matchConfig, riskMatchConfig } from '../../fixtures/synthetic-match'

const AS_PLAYED: WhatIfChoices = { feeBasisPoints: undefined, spreadFactor: 1, latency: 0, risk: undefined }

/** Seconds after the start. */
const at = (second: number): ReturnType<typeof timeMs> => timeMs(START + second * 1000)

const price = (second: number, cents: number, product = BTC, tradeId = second): InputEvent => ({
  type: 'TickerReceived',
  time: at(second),
  ticker: {
    ...{ product, price: priceTicks(cents), bid: priceTicks(cents - 10), ask: priceTicks(cents + 10) },
    ...{ volume24h: 1, tradeId, tradedAt: at(second) },
  },
})

/** Of a tenth of a bitcoin. */
const signal = (second: number, side: Side, ordinal = 0, run = 0): InputEvent => ({
  type: 'SignalSubmitted',
  time: at(second),
  signal: {
    ...{ run: runIndex(run), tick: 1, ordinal, product: BTC, side, quantity: quantityUnits(10_000_000) },
    latency: durationMs(1),
  },
})

function prepared(
  body: readonly InputEvent[],
  config: MatchConfig = matchConfig(classicRules(), 2),
): PreparedWhatIf {
  const opening: InputEvent[] = [
    { type: 'MatchStarted', time: START, config },
    { type: 'FeedStateChanged', time: START, state: 'live', detail: 'Live.' },
  ]
  const tape = drain(readTape(wholeMatchOf([...opening, ...body])))
  if (!tape.ok) throw new Error(tape.error)
  return drain(prepareWhatIf(tape.value))
}

function rows(match: PreparedWhatIf, choices: Partial<WhatIfChoices>): readonly WhatIfRow[] {
  const answer = whatIf(match, { ...AS_PLAYED, ...choices })
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

function first(match: PreparedWhatIf, choices: Partial<WhatIfChoices>): WhatIfRow | undefined {
  return rows(match, choices).find(({ run }) => run === 0)
}

const PRICE = 6_000_000
const ROUND_TRIP = [price(1, PRICE), signal(2, 'buy'), price(4, PRICE + 100_000), signal(5, 'sell', 1)]

describe('what if', () => {
  it('charges other fees on the same trades', () => {
    const match = prepared(ROUND_TRIP)
    expect(first(match, {})).toMatchObject({ equity: '100099.98', fees: '0', trades: 2, wasTrades: 2 })
    // 0.1 × (60,000.10 + 60,999.90) at 60 basis points.
    expect(first(match, { feeBasisPoints: 60 })).toMatchObject({ equity: '100027.38', fees: '72.6' })
  })

  it('widens the spread both ways', () => {
    expect(first(prepared(ROUND_TRIP), { spreadFactor: 3 })).toMatchObject({
      equity: '100099.94',
      wasEquity: '100099.98',
    })
  })

  it('trades later at the prices of then, and keeps order', () => {
    const match = prepared([...ROUND_TRIP, price(6, PRICE + 200_000), price(9, PRICE)])
    // Bought at 4 s and sold at 7 s.
    expect(first(match, { latency: 2000 })).toMatchObject({ equity: '100099.98', trades: 2 })
    // Bought at 5 s, after the ticker of 4 s; the sale falls at 8 s.
    expect(first(match, { latency: 3000 })).toMatchObject({ equity: '100099.98', trades: 2 })
    expect(first(match, { latency: 1000 })).toMatchObject({ equity: '100199.98', trades: 2 })
  })

  it('leaves out what the match did not live to see', () => {
    expect(first(prepared(ROUND_TRIP), { latency: 10_000 })).toMatchObject({ trades: 0, equity: '100000' })
    const end: InputEvent = {
      type: 'CommandIssued',
      time: at(7),
      command: { kind: 'end', reason: 'operator' },
    }
    expect(first(prepared([...ROUND_TRIP, end]), { latency: 3000 })).toMatchObject({ trades: 1 })
  })

  it('confirms a quiet quote where a delayed signal trades on it, unless it was stale from the start', () => {
    const later = price(30, PRICE, SOL)
    const quiet = prepared([price(1, PRICE), signal(2, 'buy'), later])
    expect(first(quiet, { latency: 20_000 })).toMatchObject({ trades: 1 })
    const stale = prepared([price(1, PRICE), signal(20, 'buy'), later])
    expect(first(stale, { latency: 5000 })).toMatchObject({ trades: 0 })
    const lost: InputEvent = { type: 'FeedStateChanged', time: at(8), state: 'reconnecting', detail: '' }
    const gone = prepared([price(1, PRICE), signal(2, 'buy'), lost, later])
    expect(first(gone, { latency: 20_000 })).toMatchObject({ trades: 0, wasTrades: 1 })
  })

  it('brings stops to a match of before there were any', () => {
    const match = prepared([price(1, PRICE), signal(2, 'buy'), price(4, PRICE - 200_000), price(5, PRICE)])
    expect(first(match, { risk: {} })).toMatchObject({ trades: 1, liquidations: 0 })
    const stopped = first(match, { risk: { trailingStopBasisPoints: 200 } })
    expect(stopped).toMatchObject({ trades: 2, liquidations: 1, wasTrades: 1, equity: '99799.98' })
  })

  it('puts one set of limits in place of all there were', () => {
    // Nothing is within it: the tick was never published.
    const own = { priceCollarBasisPoints: 1 }
    const command: InputEvent = {
      type: 'CommandIssued',
      time: at(1),
      command: { kind: 'set-risk', run: runIndex(1), rules: own },
    }
    const config = riskMatchConfig({}, classicRules(), 2, [own])
    const match = prepared([price(1, PRICE), command, signal(2, 'buy'), signal(2, 'buy', 0, 1)], config)
    expect(rows(match, {}).map(({ trades }) => trades)).toEqual([0, 0, 0])
    expect(rows(match, { risk: RISK_PRESETS.classic }).filter(({ trades }) => trades === 1)).toHaveLength(2)
  })

  it('ranks anew, the benchmark in its place by value', () => {
    const match = prepared([
      ...[price(1, PRICE), { type: 'TickPublished', time: at(1), tick: 1 } as const, signal(2, 'buy')],
      ...[price(3, PRICE + 1000), signal(4, 'buy', 0, 1), price(6, PRICE + 100_000)],
    ])
    const played = rows(match, {})
    expect(played.map(({ name }) => name)).toEqual(['buy-and-hold', 'agent-0', 'agent-1'])
    expect(played.map(({ rank, wasRank }) => [rank, wasRank])).toEqual([
      [undefined, undefined],
      [1, 1],
      [2, 2],
    ])
    // A second later the first buys at the higher price as well.
    expect(rows(match, { latency: 1000 }).map(({ rank }) => rank)).toEqual([undefined, 1, 1])
    expect(match.was.map(({ equity }) => decimalToString(equity))).toEqual(
      [0, 1, 2].map((run) => played.find((row) => row.run === run)?.equity),
    )
  })

  it('refuses choices out of their range with a sentence', () => {
    const match = prepared(ROUND_TRIP)
    const wrong: Partial<WhatIfChoices>[] = [
      ...[{ feeBasisPoints: -1 }, { feeBasisPoints: 1.5 }, { feeBasisPoints: 10_001 }],
      ...[{ spreadFactor: 0.9 }, { spreadFactor: Number.NaN }, { latency: -1 }, { latency: 30_001 }],
      { risk: { trailingStopBasisPoints: 0 } },
    ]
    for (const choices of wrong) {
      expect(whatIf(match, { ...AS_PLAYED, ...choices })).toMatchObject({ ok: false })
    }
  })
})

describe('widened', () => {
  const quote = (bid: number, ask: number, factor: number): readonly number[] => {
    const ticker = { product: BTC, price: priceTicks(100), bid: priceTicks(bid), ask: priceTicks(ask) }
    const wide = widened({ ...ticker, volume24h: 1, tradeId: 1, tradedAt: START }, factor)
    return [wide.bid, wide.ask, wide.price]
  }

  it('keeps the middle and rounds outward to whole ticks', () => {
    expect(quote(90, 110, 3)).toEqual([70, 130, 100])
    expect(quote(90, 110, 1.1)).toEqual([89, 111, 100])
    expect(quote(99, 100, 2)).toEqual([98, 101, 100])
    expect(quote(90, 110, 1)).toEqual([90, 110, 100])
  })

  it('never bids nothing, and leaves a crossed quote as it is', () => {
    expect(quote(2, 10, 3)).toEqual([1, 18, 100])
    expect(quote(110, 90, 3)).toEqual([110, 90, 100])
  })
})
