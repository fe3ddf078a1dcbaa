import { systemMessage } from '$lib/agents/chat/arena-manual'
import { ChatBrain, chatBounds } from '$lib/agents/chat/chat-brain'
import { ChatMemory } from '$lib/agents/chat/memory'
import { decide } from '$lib/agents/decide'
import type { DecisionRecord } from '$lib/agents/decision'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex } from '$lib/core/product'
import { addTime, durationMs, timeMs } from '$lib/core/time'
import type { DecisionSettings } from '$lib/engine/config'
import {
  type Completion,
  type CompletionRequest,
  type FaultKind,
  type Finish,
  type ModelToolCall,
  NO_USAGE,
  type TokenUsage,
} from '$lib/llm/completion'
import { CandleBook } from '$lib/market/candle-book'
import { packSnapshot } from '$lib/market/snapshot-codec'
import type { AgentTick, PastTick } from '$lib/match/ports'
import { VIRTUAL_START, VirtualClock } from '../../../fixtures/virtual-clock'
import { FakeHost, PRODUCTS, agentTick } from '../fixtures'

export const DECISIONS: DecisionSettings = {
  turns: 6,
  toolCalls: 8,
  trades: 5,
  deadline: durationMs(45_000),
  memoryTokens: 24_000,
  outputTokens: 4096,
}

const MINUTE = 60_000
const LAST_PRICES = [6_250_000, 4_100, 13_143]

/** A snapshot of three products with some candles, different at every tick. */
export function snapshotAt(tick: number): Float64Array {
  const time = addTime(VIRTUAL_START, durationMs(tick * MINUTE))
  const book = new CandleBook(PRODUCTS.length)
  const products = PRODUCTS.map((_, at) => {
    const product = productIndex(at)
    const price = priceTicks((LAST_PRICES[at] ?? 1) + tick)
    for (let back = 1; back <= 5; back += 1) {
      const start = timeMs(time - back * MINUTE)
      const candle = {
        open: price,
        high: priceTicks(price + back),
        low: price,
        close: price,
        volume: 1.2345 * back,
      }
      book.add({ product, granularity: 60, start, ...candle })
    }
    const quote = {
      price,
      bid: price,
      ask: priceTicks(price + 1),
      volume24h: 8123.4,
      tradeId: 1,
      tradedAt: time,
    }
    const candles = book.windows(product, time)
    return { product, ticker: { product, ...quote }, fresh: true, candles, forming: undefined }
  })
  return packSnapshot({ tick, time, products })
}

export function chatTick(tick = 7, overrides: Partial<AgentTick> = {}): AgentTick {
  const matchTime = addTime(VIRTUAL_START, durationMs(tick * MINUTE))
  return agentTick({ tick, matchTime, snapshot: snapshotAt(tick), ...overrides })
}

export type Line = Completion | ((request: CompletionRequest) => Completion | Promise<Completion>)

/** Answers model calls line by line, and keeps what was asked. */
export class ModelHost extends FakeHost {
  readonly asked: CompletionRequest[] = []

  constructor(
    readonly lines: readonly Line[],
    ...rest: ConstructorParameters<typeof FakeHost>
  ) {
    super(...rest)
  }

  override async complete(_tick?: number, request?: CompletionRequest): Promise<Completion> {
    const line = this.lines[this.asked.length] ?? says('No more lines. Reasoning: none.')
    if (request === undefined) throw new Error('asked nothing')
    this.asked.push(structuredClone(request))
    return typeof line === 'function' ? line(request) : line
  }
}

export const usage = (input: number, output = 100): TokenUsage => ({ ...NO_USAGE, input, output })

const TOOK = { cost: decimal('0.0001'), latency: durationMs(900), queued: durationMs(0), attempts: 1 }

export function replies(
  words: string,
  calls: readonly ModelToolCall[] = [],
  finish: Finish = calls.length > 0 ? 'tool-calls' : 'stop',
  more: { readonly thinking?: string; readonly usage?: TokenUsage } = {},
): Completion {
  const { usage: counted = usage(1000), ...rest } = more
  return { outcome: { type: 'reply', reply: { words, calls, finish, ...rest } }, usage: counted, ...TOOK }
}

export const says = (words: string): Completion => replies(words)

export function fails(kind: FaultKind, sentence = `It failed: ${kind}.`): Completion {
  return { outcome: { type: 'fault', fault: { kind, sentence } }, usage: NO_USAGE, ...TOOK, attempts: 1 }
}

let calls = 0

/** A tool call with an id of its own; `given` is JSON text or what becomes it. */
export function call(name: string, given: unknown, signature?: string): ModelToolCall {
  calls += 1
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return { id: `call_${calls}`, name, arguments: text, ...(signature !== undefined && { signature }) }
}

export const buys = (quantity: unknown): ModelToolCall =>
  call('execute_trade', { product_id: 'SOL-USD', quantity, action: 'buy' })

export const PROMPT = 'You trade by the book.'
export const MODEL = { node: 'GPT', modelId: 'gpt-5-nano' }

export function memoryOf(history: readonly PastTick[] = [], decisions = DECISIONS): ChatMemory {
  const system = systemMessage(PROMPT, decisions, PRODUCTS, false)
  const { memoryTokens } = decisions
  return new ChatMemory({ system, products: PRODUCTS, model: MODEL, memoryTokens }, history)
}

export interface ChatScene {
  readonly host: ModelHost
  readonly tick?: AgentTick
  readonly memory?: ChatMemory
  readonly decisions?: DecisionSettings
  readonly clock?: VirtualClock
  readonly abandon?: AbortSignal
}

/** One decision of a language model on the real loop, remembered as the worker does. */
export async function decides(scene: ChatScene): Promise<DecisionRecord> {
  const { host, decisions = DECISIONS, tick = chatTick() } = scene
  const { clock = new VirtualClock(), abandon = new AbortController().signal } = scene
  const memory = scene.memory ?? memoryOf([], decisions)
  const brain = new ChatBrain({ ...MODEL, outputTokens: decisions.outputTokens, memory, host, clock })
  const bounds = chatBounds(decisions)
  const record = await decide(tick, brain, {
    tools: arenaTools(PRODUCTS, false),
    host,
    clock,
    bounds,
    abandon,
  })
  if (record.outcome !== 'abandoned') memory.remember(tick, record)
  return record
}
