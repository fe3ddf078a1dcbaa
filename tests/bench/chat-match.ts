/** One agent of a language model on the demo market, a tick a minute, with the model's part read from a script. */
import { systemMessage } from '../../src/lib/agents/chat/arena-manual'
import { ChatBrain, chatBounds } from '../../src/lib/agents/chat/chat-brain'
import { ChatMemory } from '../../src/lib/agents/chat/memory'
import { STRATEGIES } from '../../src/lib/agents/chat/strategies'
import { decide } from '../../src/lib/agents/decide'
import { arenaTools } from '../../src/lib/agents/tools/arena-tools'
import type { PortfolioView } from '../../src/lib/accounts/portfolio-view'
import { DECIMAL_ZERO, decimal } from '../../src/lib/core/decimal'
import {
  type ProductSpec,
  parseProductSpec,
  priceTicks,
  productIndex,
  quantityUnits,
} from '../../src/lib/core/product'
import { type TimeMs, durationMs, timeMs } from '../../src/lib/core/time'
import type { DecisionSettings } from '../../src/lib/engine/config'
import type { SignalOutcome } from '../../src/lib/engine/events'
import { demoProducts } from '../../src/lib/feeds/demo/catalogue'
import { DemoTape } from '../../src/lib/feeds/demo/tape'
import {
  type ChatMessage,
  type Completion,
  type CompletionRequest,
  type ModelReply,
  NO_USAGE,
} from '../../src/lib/llm/completion'
import { CandleBook } from '../../src/lib/market/candle-book'
import type { MarketSnapshot } from '../../src/lib/market/snapshot'
import { packSnapshot } from '../../src/lib/market/snapshot-codec'
import type { Ticker } from '../../src/lib/market/types'
import type { AgentHost, AgentTick } from '../../src/lib/match/ports'
import { approximateTokens } from './approximate-tokens'

/** 2026-10-03 12:00:00 UTC. */
const START = timeMs(Date.UTC(2026, 9, 3, 12))
const MINUTE = 60_000
const MODEL = { node: 'bench', modelId: 'bench' }

/** The settings a match has when nobody chose any. */
export const DECISIONS: DecisionSettings = {
  turns: 6,
  toolCalls: 8,
  trades: 5,
  deadline: durationMs(45_000),
  memoryTokens: 24_000,
  outputTokens: 4096,
}

export const PRODUCTS: readonly ProductSpec[] = ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'].map((id) => {
  const listing = demoProducts().find((one) => one.id === id)
  const spec = listing === undefined ? undefined : parseProductSpec(listing)
  if (spec?.ok !== true) throw new Error(`${id} is not on the demo market`)
  return spec.value
})

/** Snapshots of the demo market, a minute apart. */
export class DemoTicks {
  readonly #tape = new DemoTape({ seed: 'bench', products: PRODUCTS, startedAt: START })
  readonly #book = new CandleBook(PRODUCTS.length)
  readonly #tickers = new Map<number, Ticker>()
  #tick = 0

  next(): MarketSnapshot {
    this.#tick += 1
    const time = timeMs(START + this.#tick * MINUTE)
    while (this.#tape.nextAt <= time) this.#take()
    return { tick: this.#tick, time, products: PRODUCTS.map((_, index) => this.#product(index, time)) }
  }

  #take(): void {
    for (const event of this.#tape.step()) {
      if (event.type === 'candles') event.candles.forEach((candle) => this.#book.add(candle))
      if (event.type === 'ticker') this.#tickers.set(event.ticker.product, event.ticker)
    }
  }

  #product(index: number, time: TimeMs): MarketSnapshot['products'][number] {
    const product = productIndex(index)
    const candles = this.#book.windows(product, time)
    return { product, ticker: this.#tickers.get(index), fresh: true, candles, forming: undefined }
  }
}

/** An account with a position, as most are. */
export const PORTFOLIO: PortfolioView = {
  cash: decimal('42817.31'),
  positions: [
    {
      product: productIndex(0),
      quantity: quantityUnits(76_000_000),
      costBasis: decimal('57182.69'),
      averageCost: decimal('75240.38'),
      price: priceTicks(7_519_442),
      marketValue: decimal('57147.76'),
      profit: decimal('-34.93'),
      held: durationMs(754_000),
    },
  ],
  equity: decimal('99965.07'),
  liquidation: decimal('99964.99'),
  realised: DECIMAL_ZERO,
  unrealised: decimal('-34.93'),
  feesPaid: decimal('57.12'),
  tradedVolume: decimal('57182.69'),
  takerBasisPoints: 15,
}

const FILL: SignalOutcome = {
  status: 'filled',
  side: 'buy',
  product: productIndex(2),
  requested: quantityUnits(1_000_000_000),
  quantity: quantityUnits(1_000_000_000),
  price: priceTicks(14_534),
  notional: decimal('1453.40'),
  fee: decimal('2.18'),
  cash: decimal('41361.73'),
}

const SCRIPT: readonly Omit<ModelReply, 'finish'>[] = [
  {
    words: '',
    calls: [{ id: 'call_a', name: 'calculator', arguments: '{"expression":"0.1 * 42817.31 / 145.34"}' }],
  },
  {
    words: '',
    calls: [
      {
        id: 'call_b',
        name: 'execute_trade',
        arguments: '{"product_id":"SOL-USD","quantity":10,"action":"buy"}',
      },
    ],
  },
  {
    words:
      'Added 10 SOL and kept the BTC. Reasoning: SOL made three higher lows on the five-minute candles with rising ' +
      'volume, while BTC holds above its average cost; a break below 145.10 would end the trade.',
    calls: [],
  },
]

/** Plays the script on every tick, counts tokens as a provider would report them, and keeps what was sent. */
export class ScriptedHost implements AgentHost {
  readonly prompts: (readonly ChatMessage[])[] = []
  #turn = 0

  executeTrade(): Promise<SignalOutcome> {
    return Promise.resolve(FILL)
  }

  getPortfolio(): Promise<PortfolioView> {
    return Promise.resolve(PORTFOLIO)
  }

  complete(_tick: number, { messages }: CompletionRequest): Promise<Completion> {
    this.prompts.push(messages)
    const line = SCRIPT[this.#turn % SCRIPT.length]
    if (line === undefined) throw new Error('the script is empty')
    this.#turn += 1
    const finish = line.calls.length > 0 ? 'tool-calls' : 'stop'
    return Promise.resolve({
      outcome: { type: 'reply', reply: { ...line, finish } },
      usage: { ...NO_USAGE, input: tokensOf(messages), output: 60 },
      cost: DECIMAL_ZERO,
      latency: durationMs(0),
      queued: durationMs(0),
      attempts: 1,
    })
  }
}

export function tokensOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + approximateTokens(textOf(message)), 0)
}

function textOf(message: ChatMessage): string {
  const calls = message.role === 'assistant' ? message.calls : []
  return [message.content, ...calls.map((call) => `${call.name} ${call.arguments}`)].join('\n')
}

export interface Played {
  /** The first prompt of each tick. */
  readonly openings: readonly (readonly ChatMessage[])[]
  /** All prompts, in the order they were sent. */
  readonly prompts: readonly (readonly ChatMessage[])[]
  /** Milliseconds that building an opening took, per tick. */
  readonly building: readonly number[]
}

export async function playChat(ticks: number): Promise<Played> {
  const prompt = STRATEGIES[0]?.prompt ?? ''
  const system = systemMessage(prompt, DECISIONS, PRODUCTS, true)
  const { memoryTokens, outputTokens } = DECISIONS
  const memory = new ChatMemory({ system, products: PRODUCTS, model: MODEL, memoryTokens }, [])
  const host = new ScriptedHost()
  const clock = { now: () => START, after: () => () => undefined }
  const brain = new ChatBrain({ ...MODEL, outputTokens, memory, host, clock })
  const market = new DemoTicks()
  const setting = { tools: arenaTools(PRODUCTS, true), host, clock, bounds: chatBounds(DECISIONS) }
  const openings: (readonly ChatMessage[])[] = []
  const building: number[] = []
  for (let count = 0; count < ticks; count += 1) {
    const { tick, time, ...rest } = market.next()
    const snapshot = packSnapshot({ tick, time, ...rest })
    const agentTick: AgentTick = {
      tick,
      matchTime: time,
      snapshot,
      portfolio: PORTFOLIO,
      budget: DECISIONS.deadline,
    }
    const start = performance.now()
    openings.push(memory.open(agentTick).messages)
    building.push(performance.now() - start)
    memory.remember(
      agentTick,
      await decide(agentTick, brain, { ...setting, abandon: new AbortController().signal }),
    )
  }
  return { openings, prompts: host.prompts, building }
}
