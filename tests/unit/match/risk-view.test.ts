import { describe, expect, it } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { unbroken } from '$lib/core/unbroken'
import type { MatchConfig } from '$lib/engine/config'
import { type InputEvent, type OperatorCommand, type Side, runIndex } from '$lib/engine/events'
import { EventLog } from '$lib/engine/log/event-log'
import { realisticRules } from '$lib/engine/rules'
import { Chronicle } from '$lib/match/view/chronicle'
import { describeStill } from '$lib/match/view/still-view'
import { plainText } from '../../fixtures/plain-text'
import { modelMatchConfig } from '../../fixtures/synthetic-match'
import { SOL, at, ms, openJournal, quote } from './fixtures'

const RUN = runIndex(0)
const ONE = 100_000_000

interface Wish {
  readonly tick?: number
  readonly side?: Side
  readonly exits?: ExitOrder
  readonly reason?: string
}

/** A match under these limits, with SOL at $100.00, a cent apart from bid and ask. */
function openRiskMatch(risk: RiskRules, over: Partial<MatchConfig> = {}) {
  const followers: Chronicle[] = []
  const rules = { ...realisticRules(), risk }
  const config: MatchConfig = { ...modelMatchConfig(), formatVersion: 3, rules, startedAt: at(0), ...over }
  const { engine, journal } = openJournal(config, (step) => {
    for (const follower of followers) follower.follow(step)
  })
  const chronicle = new Chronicle(engine)
  followers.push(chronicle)
  let now = 0
  let ordinal = 0
  const write = (input: InputEvent) => journal.write(input)
  const opened = {
    after: (seconds: number) => (now += seconds * 1000),
    clock: () => write({ type: 'ClockAdvanced', time: at(now) }),
    price: (cents: number) =>
      write({ type: 'TickerReceived', time: at(now), ticker: quote(SOL, cents, 1 + now) }),
    /** The minute that ends now closes at the price it began with. */
    close: () => {
      const price = priceTicks(10_000)
      const candle = { product: SOL, granularity: 60, start: at(now - 60_000), volume: 1 } as const
      const figures = { open: price, high: price, low: price, close: price }
      write({ type: 'CandleClosed', time: at(now), candle: { ...candle, ...figures } })
    },
    command: (command: OperatorCommand) => write({ type: 'CommandIssued', time: at(now), command }),
    wish: (units: number, { side = 'buy', exits, reason, tick = 1 }: Wish = {}) => {
      const key = { run: RUN, tick, ordinal: ordinal++, product: SOL, side, latency: ms(7) }
      const said = { ...(exits === undefined ? {} : { exits }), ...(reason === undefined ? {} : { reason }) }
      const signal = { ...key, quantity: quantityUnits(units), ...said }
      return write({ type: 'SignalSubmitted', time: at(now), signal })
    },
    view: () => describeStill({ engine, log: new EventLog(), chronicle }, true, ''),
    /** What the agent did and was told, without its rivals and the feed. */
    said: () =>
      chronicle.activity
        .since(0)
        .flatMap(({ run, kind, text }) => (run === RUN ? [plainText(`${kind}: ${text}`)] : [])),
    trades: () => chronicle.trades.since(0).filter(({ run }) => run === RUN),
  }
  write({ type: 'FeedStateChanged', time: at(0), state: 'live', detail: 'Live.' })
  opened.price(10_000)
  write({ type: 'TickPublished', time: at(0), tick: 1 })
  return opened
}

const STOP = { stopLoss: priceTicks(9500), takeProfit: priceTicks(12_000) }

describe('a stop given with a signal', () => {
  it('stands on its position, and is told when it was set', () => {
    const { wish, view, said, trades } = openRiskMatch({})
    wish(ONE, { exits: STOP, reason: 'Breakout.' })
    expect(trades()).toMatchObject([{ side: 'buy', by: undefined, reason: 'Breakout.', latency: 7 }])
    expect(said()).toEqual([
      'trade: 1 SOL-USD @ $100.01 → $100.01 (fee $0.60)',
      'risk: Exits of SOL-USD: stop-loss $95.00, take-profit $120.00.',
    ])
    const [position] = view().positions
    expect(position?.exits).toMatchObject({
      lines: [{ rule: 'stop-loss', price: '95.00', distance: -0.05 }, { rule: 'take-profit' }],
      reason: 'Breakout.',
    })
  })

  it('that fires after a gap is told with its slippage, in trade log, feed and verdicts', () => {
    const { wish, price, view, said, trades } = openRiskMatch({})
    wish(ONE, { exits: STOP, reason: 'Breakout.' })
    price(9490)
    expect(trades()[1]).toMatchObject({
      side: 'sell',
      price: '94.89',
      by: 'Stop-loss',
      reason: '',
      latency: undefined,
    })
    const sale = 'at $94.89, 0.12 % below its stop at $95.00'
    expect(said().slice(-2)).toEqual([
      'risk: Exits of SOL-USD: stop-loss $95.00, take-profit $120.00.',
      `risk: Sold 1 SOL-USD ${sale.replace('at', '@')} ` +
        '(stop-loss: last price $94.90 at or below $95.00) for $94.89, fee $0.57.',
    ])
    expect(view().positions.filter(({ run }) => run === RUN)).toEqual([])
    expect(view().risk.verdicts).toMatchObject([
      { run: 0, product: 2, title: 'Stop-loss', what: unbroken(`Sold 1 SOL-USD ${sale}`), settled: false },
    ])
  })

  it('is valued at the last price until its agent turns to the product again, or the match ends', () => {
    const { wish, price, view, command } = openRiskMatch({})
    wish(ONE, { exits: STOP })
    price(9490)
    price(9000)
    // 94.89 less the fee of 0.56934, against the 90 that were held else.
    expect(view().risk.worth).toEqual([
      {
        ...{ run: 0, rule: 'stop-loss', title: 'Stop-loss', verdicts: 1, amount: '4.32066' },
        sentence: 'Stop-loss saved agent-0 $4.32.',
      },
    ])
    price(10_000)
    expect(view().risk.worth[0]?.sentence).toBe('Stop-loss cost agent-0 $5.68.')
    wish(ONE)
    price(9000)
    expect(view().risk.verdicts).toMatchObject([{ amount: '-5.67934', settled: true }])
    wish(0, { exits: { stopLoss: priceTicks(8500) } })
    price(8000)
    expect(view().risk.verdicts.map(({ settled }) => settled)).toEqual([false, true])
    command({ kind: 'end', reason: 'operator' })
    expect(view().risk.verdicts.map(({ settled }) => settled)).toEqual([true, true])
  })

  it('whose quote is stale waits, and says so once', () => {
    const { wish, after, clock, price, said } = openRiskMatch({})
    wish(ONE, { exits: { timeStop: ms(5000) } })
    after(20)
    clock()
    clock()
    expect(said().slice(2)).toEqual([
      expect.stringMatching(
        /^risk: 1 SOL-USD is to be sold at the first fresh quote \(time stop: due at .* UTC\)\.$/,
      ),
    ])
    price(9000)
    expect(said().at(-1)).toMatch(/^risk: Sold 1 SOL-USD @ \$89\.99 \(time stop: due at .* UTC\) for /)
  })
})

describe('limits of a match', () => {
  it('a purchase that is cut is told, and how near the limit is', () => {
    const { wish, view, said } = openRiskMatch(RISK_PRESETS.guarded)
    expect(view().match).toMatchObject({ risk: 'Guarded', riskRules: RISK_PRESETS.guarded })
    wish(900 * ONE)
    expect(said()[1]).toMatch(/^trade: 49\d\.\d+ SOL-USD/)
    expect(said()[0]).toMatch(
      /^risk: A purchase of 900 SOL-USD was cut to 49\d\.\d+ \(product exposure: would be 90\.\d+ % of equity, limit 50 %\)\.$/,
    )
    const [agent, , benchmark] = view().agents
    expect(agent?.risk).toMatchObject({ title: 'Guarded', halted: '' })
    expect(
      agent?.risk?.limits.map(({ rule, limit, state }) => [rule, ...[limit, state].map(plainText)]),
    ).toEqual([
      ['product-exposure', '50 %', 'SOL-USD 50.00 % of equity'],
      ['trailing-stop', '5 %', 'SOL-USD 4.43 % above its stop'],
      ['daily-loss', '10 %', expect.stringMatching(/^down 0\.\d+ % today$/)],
      ['price-collar', '0.5 %', ''],
    ])
    expect(benchmark?.risk).toBeUndefined()
    expect(view().risk.verdicts[0]?.what).toMatch(/^Purchase of 900 SOL-USD at \$100\.00 cut to 49\d\.\d+$/)
  })

  it('the same cut again is told once a decision, and once among the verdicts', () => {
    const { wish, price, view, said } = openRiskMatch({ productExposureBasisPoints: 5000 })
    for (const [index, tick] of [1, 1, 1, 2].entries()) {
      // Each time there is room for a little more.
      price(10_000 - 500 * index)
      wish(900 * ONE, { tick })
    }
    expect(said().filter((text) => text.includes('was cut to'))).toHaveLength(2)
    expect(said().filter((text) => text.startsWith('trade'))).toHaveLength(4)
    const { verdicts, worth } = view().risk
    expect(worth).toMatchObject([{ verdicts: 4 }])
    expect(verdicts).toMatchObject([{ repeats: 3, amount: worth[0]?.amount, settled: false }])
    expect(verdicts[0]?.what).toMatch(/^Purchase of 900 SOL-USD at \$85\.00 cut to /)
  })

  it('a halt is told with its sales, lasts until it is re-armed, and then is over', () => {
    const { wish, price, view, said, command } = openRiskMatch({ dailyLossBasisPoints: 300 })
    wish(500 * ONE)
    price(9300)
    const why =
      /^risk: Daily loss limit: down 3\.\d+ % within the day, limit 3 %; buying stops until you re-arm it\.$/
    expect(said()[1]).toMatch(why)
    expect(said()[2]).toBe('risk: Sold 500 SOL-USD @ $92.99 (daily loss limit) for $46,495.00, fee $116.24.')
    expect(view().agents[0]?.risk?.halted).toMatch(/^Daily loss limit: down 3/)
    wish(ONE)
    expect(view().risk.verdicts[0]).toMatchObject({
      what: 'Purchase of 1 SOL-USD at $93.00 refused',
      rule: 'daily-loss',
    })
    command({ kind: 're-arm', run: RUN })
    expect(view().agents[0]?.risk?.halted).toBe('')
    expect(said().at(-1)).toBe('notice: Re-armed: it may buy again.')
    const stands = () => plainText(view().agents[0]?.risk?.limits[0]?.state ?? '')
    expect(stands()).toBe('not down since re-armed')
    wish(ONE)
    expect(stands()).toMatch(/^down <?0\.\d+ % since re-armed$/)
  })

  it('that differ between agents are told, also when they came during the match', () => {
    const { view, command, said } = openRiskMatch(RISK_PRESETS.guarded)
    const node = 'agent-1 plays by house rules, without a language model.'
    expect(view().match.unevenness).toEqual([node])
    command({ kind: 'set-risk', run: RUN, rules: { trailingStopBasisPoints: 300 } })
    expect(said().at(-1)).toBe('notice: From now on it plays under own limits: trailing stop 3 %.')
    expect(view().agents.map(({ risk }) => risk?.title)).toEqual(['Own limits', 'Guarded', undefined])
    const changed = 'agent-0 was changed during the match.'
    const limits =
      'agent-0 plays under own limits: ' +
      'product exposure off, trailing stop 3 %, daily loss limit off, price collar off; ' +
      'agent-1 plays under Guarded limits.'
    expect(view().match.unevenness).toEqual([node, changed, unbroken(limits)])
    command({ kind: 'set-risk', run: RUN, rules: RISK_PRESETS.strict })
    expect(view().match.unevenness.at(-1)).toBe(
      'agent-0 plays under Strict limits; agent-1 plays under Guarded limits.',
    )
    command({ kind: 'set-risk', run: RUN })
    expect(said().at(-1)).toBe('notice: From now on the limits of the match hold for it.')
    expect(view().match.unevenness).toEqual([node, changed])
  })
})

describe('limits of the match that are nobody’s but its own', () => {
  it('are said to be its', () => {
    const { view, command } = openRiskMatch({ trailingStopBasisPoints: 300 })
    const rules = { trailingStopBasisPoints: 50, ordersPerMinute: 3 }
    command({ kind: 'set-risk', run: RUN, rules })
    expect(plainText(view().match.unevenness.at(-1) ?? '')).toBe(
      'agent-0 plays under own limits: trailing stop 0.5 %, order rate 3 orders a minute; ' +
        'agent-1 plays under the limits of the match.',
    )
  })
})

describe('a match from before stops and limits', () => {
  it('has nothing of them on show', () => {
    const { wish, view, said } = openRiskMatch({}, { formatVersion: 2 })
    wish(ONE)
    expect(view().match).toMatchObject({ risk: '', riskRules: {} })
    expect(view().risk).toEqual({ worth: [], verdicts: [] })
    expect(view().agents.map(({ risk }) => risk)).toEqual([undefined, undefined, undefined])
    expect(view().positions.map(({ exits }) => exits)).toEqual([undefined, undefined])
    expect(said().filter((row) => row.startsWith('risk'))).toEqual([])
  })
})

describe('the prices of the last hour', () => {
  it('are told with their times, the present price last, each later than the one before', () => {
    const { after, price, close, view } = openRiskMatch({})
    for (let minute = 0; minute < 70; minute += 1) {
      after(60)
      price(10_000 + minute)
      close()
    }
    const row = view().market[SOL]
    const times = row?.closeTimes ?? []
    expect([times.length, row?.closes.length]).toEqual([61, 61])
    expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true)
    expect([row?.closes.at(-1), times.at(-1)]).toEqual([10_069, at(70 * 60_000 + 1000)])
  })

  it('are none before the first', () => {
    const row = openRiskMatch({}).view().market[0]
    expect([row?.closes, row?.closeTimes]).toEqual([[], []])
  })
})
