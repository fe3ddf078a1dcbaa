import { describe, expect, it } from 'vitest'
import type { PortfolioView, RiskState } from '$lib/accounts/portfolio-view'
import { systemMessage } from '$lib/agents/chat/arena-manual'
import { openingOf } from '$lib/agents/chat/opening'
import { renderTick } from '$lib/agents/chat/tick-prompt'
import { riskLines } from '$lib/agents/risk-lines'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { durationMs, timeMs } from '$lib/core/time'
import { valueHash } from '$lib/core/value-hash'
import { FakeCaller, PRODUCTS, portfolioView, position } from './fixtures'
import { DECISIONS, PROMPT, chatTick } from './chat/chat-fixtures'

const NOON = timeMs(Date.UTC(2026, 9, 3, 12, 30))
const SOL = productIndex(2)

const state = (given: Partial<RiskState> = {}): RiskState => ({ rules: {}, gauges: [], news: [], ...given })

const lines = (risk: RiskState, more: Partial<PortfolioView> = {}): readonly string[] =>
  riskLines(PRODUCTS, portfolioView({ ...more, risk }))

describe('what stands outside an agent, in lines', () => {
  it('is nothing where there is no risk layer', () => {
    expect(riskLines(PRODUCTS, portfolioView())).toEqual([])
  })

  it('names the rules in force and how near they are', () => {
    expect(lines(state())).toEqual(['Risk rules: none.'])
    const gauges = [
      { rule: 'product-exposure', figure: 1210, threshold: 5000, product: productIndex(0) },
      { rule: 'product-exposure', figure: 4211, threshold: 5000, product: SOL },
      { rule: 'daily-loss', figure: 120, threshold: 1000 },
      { rule: 'trailing-stop', figure: 100, threshold: 500, product: SOL },
    ] as const
    expect(lines(state({ rules: RISK_PRESETS.guarded, gauges }))).toEqual([
      'Risk rules: product exposure 50 % (most SOL-USD 42.11 %), trailing stop 5 %, ' +
        'daily loss limit 10 % (down 1.20 % today), price collar 0.5 %.',
    ])
  })

  it('names every rule of the strictest set', () => {
    const gauges = [
      { rule: 'gross-exposure', figure: 7499.9, threshold: 7500 },
      { rule: 'run-drawdown', figure: 0, threshold: 1000 },
      { rule: 'daily-loss', figure: 0, threshold: 300, rearmed: true },
      { rule: 'order-rate', figure: 2, threshold: 6 },
      { rule: 'cool-down', figure: 250_000, threshold: 600_000 },
      { rule: 'reversal', figure: 30_000, threshold: 120_000, product: SOL },
      { rule: 'reversal', figure: 100_001, threshold: 120_000, product: productIndex(0) },
    ] as const
    expect(lines(state({ rules: RISK_PRESETS.strict, gauges }))).toEqual([
      'Risk rules: product exposure 25 %, total exposure 75 % (now 74.999 %), trailing stop 2 %, ' +
        'position loss limit 3 %, drawdown limit 10 % (at its highest), ' +
        'daily loss limit 3 % (not down since re-armed), ' +
        'price collar 0.2 %, order rate 6 orders a minute (2 made), ' +
        'cool-down 10 min (5 min 50 s to go), reversal wait 2 min ' +
        '(SOL-USD 1 min 30 s to go, BTC-USD 20 s to go).',
    ])
  })

  it('says what limits on estimates are about, and where they stand', () => {
    const gauges = [
      { rule: 'tail-risk', figure: 150, threshold: 200 },
      { rule: 'volatility-target', figure: 4512, threshold: 6000 },
      { rule: 'correlated-exposure', figure: 6210, threshold: 8000, product: SOL },
    ] as const
    const rules = {
      ...{ tailRiskBasisPoints: 200, volatilityTargetBasisPoints: 6000 },
      ...{ correlatedExposureBasisPoints: 8000, tailRiskAction: 2 },
    }
    expect(lines(state({ rules, gauges }))).toEqual([
      'Risk rules: tail risk 2 % (now 1.50 %; mean loss in the worst 1 % of outcomes within 1 h, a purchase ' +
        'beyond it is cut to it), volatility target 60 % (now 45.12 %; of equity in a year, purchases are cut ' +
        'to it), correlated exposure 80 % (most SOL-USD 62.10 %; a product with all that moves like it, ' +
        'purchases are cut to it).',
    ])
    const strict = { tailRiskBasisPoints: 500, tailRiskLevel: 9750, tailRiskHorizon: durationMs(900_000) }
    expect(lines(state({ rules: strict }))).toEqual([
      'Risk rules: tail risk 5 % (mean loss in the worst 2.5 % of outcomes within 15 min, a purchase beyond ' +
        'it is refused).',
    ])
  })

  it('says that buying has stopped', () => {
    const halted = { rule: 'daily-loss', figure: 1020, threshold: 1000, since: NOON }
    expect(lines(state({ halted }))[1]).toBe(
      'You may not buy since 2026-10-03 12:30:00 UTC, by the daily loss limit: down 10.20 % within the day, limit 10 %; ' +
        'buying stops until the operator re-arms.',
    )
  })

  it('tells what would sell each position, and how far that is', () => {
    const exits = {
      stopLoss: priceTicks(12_500),
      takeProfit: priceTicks(14_000),
      trailingStop: priceTicks(12_616),
      drawdownStop: priceTicks(12_400),
      timeStopAt: NOON,
      reason: 'Bounce off 125.',
    }
    const positions = [
      position({ product: productIndex(0) }),
      position({ exits }),
      position({ product: productIndex(1), price: undefined, exits: { stopLoss: priceTicks(4000) } }),
    ]
    expect(lines(state(), { positions }).slice(1)).toEqual([
      'Exits that sell a position by themselves (from the last price):',
      'SOL-USD stop-loss 125.00 (-4.89 %) | take-profit 140.00 (+6.52 %) | trailing stop 126.16 (-4.01 %) | ' +
        'position loss limit 124.00 (-5.65 %) | time stop at 2026-10-03 12:30:00 UTC | your note: Bounce off 125.',
      'FARTCOIN-USD stop-loss 0.4000',
    ])
  })

  it('tells of a sale that waits, even where nothing else is set', () => {
    const positions = [
      position({ exits: { stopLoss: priceTicks(12_500), waiting: true } }),
      position({ product: productIndex(0), exits: { waiting: true } }),
    ]
    expect(lines(state(), { positions }).slice(2)).toEqual([
      'SOL-USD fired, sold at the first fresh quote | stop-loss 125.00 (-4.89 %)',
      'BTC-USD fired, sold at the first fresh quote',
    ])
  })

  it('tells what was sold since the agent last decided, and how far below the stop', () => {
    const sale = { time: NOON, product: SOL, quantity: quantityUnits(50_000_000), price: priceTicks(9460) }
    const news = [
      { ...sale, rule: 'stop-loss', figure: 9490, threshold: 9500, level: priceTicks(9500) },
      { ...sale, rule: 'time-stop', figure: NOON, threshold: NOON },
    ]
    expect(lines(state({ news })).slice(1)).toEqual([
      'Since your last decision the risk layer sold:',
      '12:30 UTC 0.5 SOL-USD @ 94.60, stop-loss: last price $94.90 at or below $95.00; ' +
        'filled 0.42 % below its stop at $95.00',
      '12:30 UTC 0.5 SOL-USD @ 94.60, time stop: due at 12:30 UTC',
    ])
  })
})

describe('where it is told', () => {
  const risk = state({ rules: RISK_PRESETS.guarded })
  const line =
    'Risk rules: product exposure 50 %, trailing stop 5 %, daily loss limit 10 %, price collar 0.5 %.'

  it('ends the tick', () => {
    const text = renderTick(chatTick(7, { portfolio: portfolioView({ risk }) }), PRODUCTS)
    expect(text.endsWith(`\nNo positions.\n${line}`)).toBe(true)
  })

  it('ends get_portfolio', async () => {
    const ask = async (view: PortfolioView) =>
      (await arenaTools(PRODUCTS, true).call('get_portfolio', {}, new FakeCaller(undefined, view))).text
    expect(await ask(portfolioView({ risk }))).toBe(
      `Cash: $100,000.00\n\nNo positions.\n\nTotal value: $100,000.00\n\n${line}`,
    )
    expect(await ask(portfolioView())).toBe('Cash: $100,000.00\n\nNo positions.\n\nTotal value: $100,000.00')
  })

  it('is explained in the system message of a match that has exits', () => {
    const [without, message] = [false, true].map((exits) => systemMessage(PROMPT, DECISIONS, PRODUCTS, exits))
    expect(message?.startsWith(`${without ?? ''}\n\nBetween ticks\n`)).toBe(true)
    for (const word of ['stop_loss', 'take_profit', 'time_stop', 'reason', 'Risk rules']) {
      expect(message).toContain(word)
      expect(without).not.toContain(word)
    }
  })

  it('is nowhere in matches from before: their prompts stay as they were, to the byte', () => {
    const system = systemMessage(PROMPT, DECISIONS, PRODUCTS, false)
    const opening = openingOf({
      system,
      past: [],
      layout: { condensedFrom: 7, wholeFrom: 7 },
      scene: chatTick(7, { portfolio: portfolioView({ positions: [position()] }) }),
      products: PRODUCTS,
      whole: () => [],
    })
    expect(valueHash(system)).toBe('4e44cbc050de09df0a2f527d9a85058a9f446ae0b6e9310c12a89210249681cf')
    expect(opening.hash).toBe('90313af634c63bba0fdabb9bc27fa48b930618e0743e2d5767dfb872eec68aa4')
  })
})
