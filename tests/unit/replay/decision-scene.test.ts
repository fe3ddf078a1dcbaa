import { describe, expect, it } from 'vitest'
import { priceTicks } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { InputEvent } from '$lib/engine/events'
import type { WholeMatch } from '$lib/match/whole-match'
import { decisionScene } from '$lib/replay/decision-scene'
import { type MatchTape, readTape } from '$lib/replay/match-tape'
import type { DecisionScene } from '$workers/api/replay'
import { BTC } from '../../fixtures/engine-driver'
import { drain, wholeMatchOf } from '../../fixtures/replay/whole-match-of'
import { houseRecord, playedMatch } from '../../fixtures/share/whole-match'
import { START, matchConfig } from '../../fixtures/synthetic-match'

const MATCH = playedMatch()
const MINUTE = 60_000

function tapeOf(match: WholeMatch): MatchTape {
  const tape = drain(readTape(match))
  if (!tape.ok) throw new Error(tape.error)
  return tape.value
}

function scene(match: WholeMatch, run: number, tick: number): DecisionScene {
  const told = drain(decisionScene(tapeOf(match), run, tick))
  if (!told.ok) throw new Error(told.error)
  return told.value
}

describe('the scene of a decision', () => {
  it('holds its words, its rebuilt prompt, and a chart of each of few products', () => {
    const { record, prompt, charts } = scene(MATCH, 0, 1)
    expect(record.response).toBe('Bought BTC and SOL.')
    // The fixture's hash is made up: a prompt that does not have it says so.
    expect(prompt).toMatchObject({ ok: true, value: { run: 0, tick: 1, verified: false } })
    expect(prompt?.ok && prompt.value.messages[0]?.text).toContain('Trade with care.')
    expect(charts.map(({ name, places }) => [name, places])).toEqual([
      ['BTC-USD', 2],
      ['FARTCOIN-USD', 4],
      ['SOL-USD', 2],
    ])
    for (const { candles } of charts) expect(candles.length).toBeGreaterThan(0)
  })

  it('marks what was bought, and what the risk layer sold of it later', () => {
    const [btc, fartcoin, sol] = scene(MATCH, 0, 1).charts
    expect(btc?.entries.map(({ side }) => side)).toEqual(['buy', 'sell'])
    expect(btc?.entries[0]?.text).toMatch(/^Bought 0\.1 BTC at \$62,/)
    expect(btc?.entries[1]?.text).toMatch(/^(Stop-loss|Trailing stop): sold 0\.1 BTC at \$/)
    expect(btc?.entries[0]?.price).toBeCloseTo(62_500, -1)
    expect(btc?.seenAt).toBeLessThanOrEqual(btc?.entries[0]?.time ?? 0)
    expect(fartcoin?.entries).toEqual([])
    expect(sol?.entries[0]?.side).toBe('buy')
  })

  it('has no prompt where rules decided, and says that a prompt was kept', () => {
    expect(scene(MATCH, 1, 1).prompt).toBeUndefined()
    const hidden = scene({ ...MATCH, prompts: [] }, 0, 1)
    expect(hidden.prompt).toMatchObject({
      ok: false,
      error: expect.stringContaining('their owner kept them'),
    })
    expect(hidden.record.response).toBe('Bought BTC and SOL.')
  })

  it('says so when the words are not there', () => {
    const told = drain(decisionScene(tapeOf({ ...MATCH, decisions: [] }), 0, 1))
    expect(told).toMatchObject({ ok: false, error: expect.stringContaining('not in the file') })
  })

  it('draws an hour before and half an hour after, the exchange’s candles where the log has them', () => {
    const price = (minute: number, cents: number): InputEvent => {
      const time = timeMs(START + minute * MINUTE)
      const quote = { price: priceTicks(cents), bid: priceTicks(cents), ask: priceTicks(cents) }
      const trade = { volume24h: 1, tradeId: minute, tradedAt: time }
      return { type: 'TickerReceived', time, ticker: { product: BTC, ...quote, ...trade } }
    }
    const bucket = timeMs(Math.floor(START / MINUTE) * MINUTE + 95 * MINUTE)
    const [open, high, low, close] = [1, 9, 1, 5].map((ticks) => priceTicks(ticks * 100)) as [
      never,
      never,
      never,
      never,
    ]
    const told = { product: BTC, granularity: 60, start: bucket, open, high, low, close, volume: 1 } as const
    const ticked = timeMs(START + 90 * MINUTE)
    const record = houseRecord(1, ticked, 'Held.')
    const inputs: InputEvent[] = [
      { type: 'MatchStarted', time: START, config: matchConfig() },
      ...Array.from({ length: 90 }, (_, minute) => price(minute, 1000 + minute)),
      { type: 'TickPublished', time: ticked, tick: 1 },
      ...Array.from({ length: 60 }, (_, minute) => price(90 + minute, 1090 + minute)),
      { type: 'CandleClosed', time: timeMs(START + 150 * MINUTE), candle: told },
    ]
    const [chart] = scene(wholeMatchOf(inputs, [{ run: 0 as never, tick: 1, record }]), 0, 1).charts
    expect(chart?.candles).toHaveLength(90)
    expect(chart?.candles[0]?.time).toBe(Math.floor(ticked / MINUTE) * MINUTE - 60 * MINUTE)
    expect(chart?.candles.find(({ time }) => time === bucket)).toEqual({
      ...{ time: bucket, open: 1, high: 9, low: 1, close: 5 },
    })
  })
})
