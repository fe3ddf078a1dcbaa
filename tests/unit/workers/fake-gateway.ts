import * as Comlink from 'comlink'
import { decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import type { ChatNode } from '$lib/llm/chat-node'
import { type Completion, type CompletionRequest, NO_USAGE } from '$lib/llm/completion'
import type { LlmGatewayApi } from '$workers/api/llm'

export function chatNode(changes: Partial<ChatNode> = {}): ChatNode {
  return {
    id: 'one',
    name: 'One',
    provider: 'openai',
    baseUrl: 'https://models.test/v1',
    modelId: 'm',
    maxConcurrent: 10,
    prices: { input: '1', cachedInput: '1', output: '1', estimated: false },
    hasOwnKey: false,
    ...changes,
  }
}

export const REQUEST: CompletionRequest = {
  messages: [{ role: 'user', content: 'What do you do?' }],
  tools: [],
  toolChoice: 'auto',
  maxOutputTokens: 1000,
  deadline: durationMs(10_000),
}

export function reply(words: string, cost = '0'): Completion {
  return {
    outcome: { type: 'reply', reply: { words, calls: [], finish: 'stop' } },
    usage: NO_USAGE,
    cost: decimal(cost),
    latency: durationMs(1),
    queued: durationMs(0),
    attempts: 1,
  }
}

/** The far end of a link: answers when the test says so. */
export class FakeGateway implements LlmGatewayApi {
  readonly cancelled: number[] = []
  readonly asked: number[] = []
  readonly requests: CompletionRequest[] = []
  readonly #channel = new MessageChannel()
  readonly #answers = new Map<number, (completion: Completion) => void>()
  readonly #texts = new Map<number, (text: string) => void>()

  constructor() {
    Comlink.expose(this, this.#channel.port1)
  }

  get port(): MessagePort {
    return this.#channel.port2
  }

  complete(
    call: number,
    _node: ChatNode,
    request: CompletionRequest,
    _labels: unknown,
    onText: (text: string) => void,
  ): Promise<Completion> {
    this.asked.push(call)
    this.requests.push(request)
    this.#texts.set(call, onText)
    return new Promise((resolve) => this.#answers.set(call, resolve))
  }

  async cancel(call: number): Promise<void> {
    this.cancelled.push(call)
  }

  async ping(): Promise<number> {
    return 0
  }

  say(call: number, text: string): void {
    this.#texts.get(call)?.(text)
  }

  answer(call: number, completion: Completion): void {
    this.#answers.get(call)?.(completion)
  }

  close(): void {
    this.#channel.port1.close()
    this.#channel.port2.close()
  }
}
