/** What an agent lives through on stored bars is what the backtest books: same fills, same fees, same purse. */
import { describe, expect, it } from 'vitest'
import { decimal, decimalToString } from '$lib/core/decimal'
import { Random } from '$lib/core/random'
import { durationMs, timeMs } from '$lib/core/time'
import type { SlippageModel } from '$lib/engine/block/fill-model'
import type { FeeSchedule } from '$lib/engine/config'
import { runIndex } from '$lib/engine/events'
import { recordedDecisions } from '$lib/lab/recorded/recorded-decisions'
import type { Completion, CompletionRequest } from '$lib/llm/completion'
import { liveAnew } from '$lib/replay/fork/fork'
import { ToldLife } from '$lib/replay/history/told-life'
import { historyTape } from '$lib/replay/history/history-tape'
import { BAR_PRODUCTS, barConfig, ohlc, sealed, type Ohlc } from '../../fixtures/risk-bars'
import { chatNode, reply } from '../../fixtures/scripted-models'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { backtestFromSignals } from '../../fixtures/settled-signals'

const ROWS = 600
const RUN = runIndex(0)
const WHOLE_HOUR = 1_700_000_400_000 - (1_700_000_400_000 % 3_600_000)

/** Prices that wander, minutes without a trade among them. */
function wandering(seed: string) {
  const random = Random.fromSeed(seed)
  let price = 1_000_000
  const rows = Array.from({ length: ROWS }, (): Ohlc | undefined => {
    const open = price + Math.round((random.uniform() - 0.5) * 2000)
    price = Math.max(1000, open + Math.round((random.uniform() - 0.5) * 8000))
    if (random.uniform() < 0.03) return undefined
    const reach = Math.round(random.uniform() * 3000)
    return [open, Math.max(open, price) + reach, Math.min(open, price) - reach, price]
  })
  return ohlc(rows, WHOLE_HOUR)
}

/** Buys and sells at random, often more than it may. */
function gambler(seed: string): (request: CompletionRequest) => Completion {
  const random = Random.fromSeed(seed)
  return ({ messages }) => {
    if (messages.at(-1)?.role !== 'user') return reply()
    const calls = ['BTC-USD', 'SOL-USD', 'BTC-USD'].map((product_id, at) => {
      const action = random.uniform() < 0.55 ? 'buy' : 'sell'
      const input = { product_id, quantity: (random.uniform() * 4).toFixed(4), action }
      return { id: `c${at}`, name: 'execute_trade', arguments: JSON.stringify(input) }
    })
    return { ...reply(), outcome: { type: 'reply', reply: { words: '', calls, finish: 'tool-calls' } } }
  }
}

async function livedAndBooked(seed: string, fees: FeeSchedule, slippage: SlippageModel) {
  const block = sealed(wandering(`${seed} a`), wandering(`${seed} b`))
  const config = { ...barConfig({}, 2, fees), startedAt: timeMs(WHOLE_HOUR) }
  const tape = historyTape({ config, block, slippage, everyMinutes: 7 })
  if (!tape.ok) throw new Error(tape.error)
  const told = new ToldLife()
  const answer = gambler(seed)
  const choice = { run: 0, tick: 1, name: 'Gambler', brain: 'node:own', prompt: 'Gamble.', spendCap: '1' }
  const life = await liveAnew(tape.value, choice, {
    ...{ clock: new VirtualClock(), node: chatNode('own'), spendCap: decimal('1') },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    breathe: () => Promise.resolve(),
    complete: (_, request) => Promise.resolve(answer(request)),
    onStep: (step) => told.take(step),
  })
  if (!life.ok) throw new Error(life.error)
  const decided = recordedDecisions(told.signals, RUN, BAR_PRODUCTS, { block, products: BAR_PRODUCTS })
  if (!decided.ok) throw new Error(decided.error)
  const fills = { slippage, latency: durationMs(0) }
  const booked = backtestFromSignals(config, fills, block, 'Gambler', '1', decided.value.signals)
  if (!booked.ok) throw new Error(booked.error)
  return { engine: life.value.tape.engine, booked: booked.value }
}

describe('an agent on stored bars', () => {
  it.each<[string, FeeSchedule, SlippageModel]>([
    ['nothing', { type: 'none' }, { type: 'none' }],
    ['fees', { type: 'flat', basisPoints: 25 }, { type: 'none' }],
    ['fees and half a spread', { type: 'flat', basisPoints: 25 }, { type: 'half-spread', basisPoints: 8 }],
  ])('has the purse it believes to have, paying %s', async (name, fees, slippage) => {
    for (const seed of ['one', 'two']) {
      const { engine, booked } = await livedAndBooked(`${name} ${seed}`, fees, slippage)
      const { cash, feesPaid } = engine.portfolio(RUN, engine.time)
      expect(booked.trades).toBeGreaterThan(20)
      expect(booked.trades).toBe(engine.tradeCount(RUN))
      expect(decimalToString(booked.portfolio.cash)).toBe(decimalToString(cash))
      expect(decimalToString(booked.portfolio.feesPaid)).toBe(decimalToString(feesPaid))
    }
  })
})
