import type { PortfolioView, PositionView } from '$lib/accounts/portfolio-view'
import type { Brain, BrainTurn, ToolReply, ToolRequest, TurnInput } from '$lib/agents/brain'
import type { TradeRequest } from '$lib/agents/decision'
import type { ToolCaller, TradeAnswer, TradeWish } from '$lib/agents/tools/tool'
import { DECIMAL_ZERO, decimal } from '$lib/core/decimal'
import {
  type ProductSpec,
  parseProductSpec,
  priceTicks,
  productIndex,
  quantityUnits,
} from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import type { SignalOutcome } from '$lib/engine/events'
import type { Completion } from '$lib/llm/completion'
import type { AgentHost, AgentTick } from '$lib/match/ports'
import { VIRTUAL_START } from '../../fixtures/virtual-clock'

export function product(
  base: string,
  quoteIncrement: string,
  baseIncrement: string,
  minMarketFunds = '1',
): ProductSpec {
  const spec = parseProductSpec({
    id: `${base}-USD`,
    base,
    quote: 'USD',
    quoteIncrement,
    baseIncrement,
    minMarketFunds,
  })
  if (!spec.ok) throw new Error(spec.error)
  return spec.value
}

export const BTC = product('BTC', '0.01', '0.00000001')
export const FARTCOIN = product('FARTCOIN', '0.0001', '0.01')
export const SOL = product('SOL', '0.01', '0.00000001')
export const PEPE = product('PEPE', '0.00000001', '1')
export const PRODUCTS = [BTC, FARTCOIN, SOL]

export function portfolioView(overrides: Partial<PortfolioView> = {}): PortfolioView {
  const cash = overrides.cash ?? decimal('100000')
  return {
    cash,
    positions: [],
    equity: cash,
    liquidation: cash,
    realised: DECIMAL_ZERO,
    unrealised: DECIMAL_ZERO,
    feesPaid: DECIMAL_ZERO,
    tradedVolume: DECIMAL_ZERO,
    takerBasisPoints: 60,
    ...overrides,
  }
}

export function position(overrides: Partial<PositionView> = {}): PositionView {
  return {
    product: productIndex(2),
    quantity: quantityUnits(50_000_000),
    costBasis: decimal('66.11'),
    averageCost: decimal('132.22'),
    price: priceTicks(13_143),
    marketValue: decimal('65.715'),
    profit: decimal('-0.395'),
    held: durationMs(754_000),
    ...overrides,
  }
}

/** A purchase of 0.5 SOL at $131.43 with Coinbase's first fee tier. */
export function filled(overrides: Partial<Extract<SignalOutcome, { status: 'filled' }>> = {}): SignalOutcome {
  return {
    status: 'filled',
    side: 'buy',
    product: productIndex(2),
    requested: quantityUnits(50_000_000),
    quantity: quantityUnits(50_000_000),
    price: priceTicks(13_143),
    notional: decimal('65.715'),
    fee: decimal('0.39429'),
    cash: decimal('99933.89071'),
    ...overrides,
  }
}

/** Answers every wish by `outcome`, and keeps what was asked. */
export class FakeHost implements AgentHost {
  readonly requests: TradeRequest[] = []

  constructor(
    readonly outcome: (request: TradeRequest) => SignalOutcome | Promise<SignalOutcome> = () => filled(),
    readonly view: () => PortfolioView = portfolioView,
  ) {}

  async executeTrade(request: TradeRequest): Promise<SignalOutcome> {
    this.requests.push(request)
    return this.outcome(request)
  }

  async getPortfolio(): Promise<PortfolioView> {
    return this.view()
  }

  complete(): Promise<Completion> {
    return Promise.reject(new Error('No language model was expected to be asked.'))
  }
}

/** A caller outside any decision, for tests of single tools. */
export class FakeCaller implements ToolCaller {
  readonly wishes: TradeWish[] = []

  constructor(
    readonly answer: TradeAnswer = { status: 'answered', outcome: filled() },
    readonly view: PortfolioView = portfolioView(),
  ) {}

  async trade(wish: TradeWish): Promise<TradeAnswer> {
    this.wishes.push(wish)
    return this.answer
  }

  async portfolio(): Promise<PortfolioView> {
    return this.view
  }
}

export function agentTick(overrides: Partial<AgentTick> = {}): AgentTick {
  return {
    tick: 7,
    matchTime: VIRTUAL_START,
    snapshot: new Float64Array(0),
    portfolio: portfolioView(),
    budget: durationMs(45_000),
    ...overrides,
  }
}

type Line = BrainTurn | ((input: TurnInput) => BrainTurn | Promise<BrainTurn>)

/** Says its lines one after the other, and keeps the replies it got. */
export class ScriptedBrain implements Brain {
  readonly heard: (readonly ToolReply[])[] = []

  constructor(readonly lines: readonly Line[]) {}

  begin() {
    return {
      nextTurn: async (input: TurnInput): Promise<BrainTurn> => {
        this.heard.push(input.replies)
        const line = this.lines[input.turn] ?? closing('No more lines.')
        return typeof line === 'function' ? line(input) : line
      },
    }
  }
}

export const closing = (words: string): BrainTurn => ({ type: 'closing', words })
export const calling = (...calls: ToolRequest[]): BrainTurn => ({ type: 'calls', calls })
export const buyCall = (quantity: string | number, id = 'SOL-USD'): ToolRequest => ({
  tool: 'execute_trade',
  input: { product_id: id, quantity, action: 'buy' },
})
