import { describe, expect, it } from 'vitest'
import { priceTicks, quantityUnits } from '$lib/core/product'
import type { TradeRequest } from '$lib/agents/decision'
import { runIndex } from '$lib/engine/events'
import { FeedIntake } from '$lib/match/feed-intake'
import { TradeDesk } from '$lib/match/trade-desk'
import { settled } from '../../fixtures/virtual-clock'
import {
  ScriptedFeed,
  SOL,
  at,
  beatAt,
  houseConfig,
  liveAt,
  ms,
  openJournal,
  quote,
  tickerAt,
} from './fixtures'
import { riskConfig } from './risk-arena'

const RUN = runIndex(0)

function openDesk(config = houseConfig()) {
  const { journal, store, writer, engine } = openJournal(config)
  const feed = new ScriptedFeed()
  const intake = new FeedIntake(journal, at(0))
  const context = { open: true, now: at(0) }
  const desk = new TradeDesk(journal, intake, feed, {
    isOpen: () => context.open,
    openFor: () => ms(40),
    matchTime: () => context.now,
  })
  intake.take(liveAt(at(0)))
  intake.take(tickerAt(at(0), quote(2, 13_000, 7)))
  const types = (): string[] => store.inputs.slice(3).map((input) => input.type)
  return { store, writer, engine, feed, intake, context, desk, types }
}

const buy = (ordinal = 0): TradeRequest => ({
  ...{ tick: 1, ordinal, product: SOL },
  ...{ side: 'buy', quantity: quantityUnits(100_000_000) },
})

describe('TradeDesk', () => {
  it('fills on a fresh quote without asking for another, and answers once it is stored', async () => {
    const { desk, feed, store, types } = openDesk()
    await settled()
    store.hold()
    let answered = false
    const trade = desk.execute(RUN, buy()).then((outcome) => {
      answered = true
      return outcome
    })
    await settled()
    expect(answered).toBe(false)
    store.release()
    expect(await trade).toMatchObject({ status: 'filled', price: 13_001, quantity: 100_000_000 })
    expect([feed.asked, types()]).toEqual([[], ['SignalSubmitted']])
  })

  it('refuses a trade of a closed decision without a word in the log', async () => {
    const { desk, context, writer, types } = openDesk()
    context.open = false
    expect(await desk.execute(RUN, buy())).toMatchObject({ status: 'refused', refusal: { type: 'late' } })
    await writer.durable()
    expect(types()).toEqual([])
  })

  it('has a stale quote refreshed before the signal is logged', async () => {
    const { desk, feed, context, types } = openDesk()
    context.now = at(10_001)
    feed.refreshed = quote(2, 14_000, 8)
    expect(await desk.execute(RUN, buy())).toMatchObject({ status: 'filled', price: 14_001 })
    expect(feed.asked).toEqual([SOL])
    expect(types()).toEqual(['TickerReceived', 'SignalSubmitted'])
  })

  it('refuses with the age of the quote when it cannot be refreshed', async () => {
    const { desk, context, types } = openDesk()
    context.now = at(12_000)
    const refusal = { type: 'stale-price', age: 12_000 }
    // The engine's clock moves with the signal only when an input names the time; the signal does.
    expect(await desk.execute(RUN, buy())).toMatchObject({ status: 'refused', refusal })
    expect(types()).toEqual(['SignalSubmitted'])
  })

  it('takes a heartbeat for a refreshed quote: a quiet product stays tradable', async () => {
    const { desk, feed, intake, context, types } = openDesk()
    intake.take(beatAt(at(11_000), 2, 7))
    context.now = at(12_000)
    expect(await desk.execute(RUN, buy())).toMatchObject({ status: 'filled', price: 13_001 })
    expect([feed.asked, types()]).toEqual([[], ['HeartbeatReceived', 'SignalSubmitted']])
  })

  it('refuses as late what was closed while the quote was on its way', async () => {
    const { desk, feed, context, writer, types } = openDesk()
    context.now = at(20_000)
    feed.refreshed = quote(2, 14_000, 8)
    feed.onRefresh = () => {
      context.open = false
      return Promise.resolve()
    }
    expect(await desk.execute(RUN, buy())).toMatchObject({ refusal: { type: 'late' } })
    await writer.durable()
    expect(types()).toEqual(['TickerReceived'])
  })

  it('passes on exits and the agent’s reason, and asks for no quote where nothing is traded', async () => {
    const { desk, feed, context, store } = openDesk(riskConfig())
    const exits = { stopLoss: priceTicks(12_000), timeStop: ms(60_000) }
    const bought = { ...buy(), exits, reason: 'A breakout.' }
    const plan = { stopLoss: 12_000, timeStopAt: at(60_000), reason: 'A breakout.' }
    expect(await desk.execute(RUN, bought)).toMatchObject({ status: 'filled', exits: plan })
    context.now = at(20_000)
    const change = { ...buy(1), quantity: quantityUnits(0), exits: { stopLoss: 'none' } } as const
    expect(await desk.execute(RUN, change)).toMatchObject({ status: 'exits-changed' })
    expect(feed.asked).toEqual([])
    const signals = store.inputs.flatMap((input) => (input.type === 'SignalSubmitted' ? [input.signal] : []))
    expect(signals[0]).toMatchObject({ exits, reason: 'A breakout.' })
    expect(signals[1]).toMatchObject({ quantity: 0, exits: { stopLoss: 'none' } })
    expect(signals[1]).not.toHaveProperty('reason')
  })

  it('trades once under one key, however often it is asked', async () => {
    const { desk, engine } = openDesk()
    expect(await desk.execute(RUN, buy())).toMatchObject({ status: 'filled' })
    expect(await desk.execute(RUN, buy())).toMatchObject({
      status: 'refused',
      refusal: { type: 'duplicate' },
    })
    expect(engine.tradeCount(RUN)).toBe(1)
  })
})
