import type { Labels } from '$lib/core/labels'
import { seconds } from '$lib/core/time'
import type { ChatNode, ProviderId } from '$lib/llm/chat-node'
import { defaultNode } from '$lib/llm/check-node'
import type { Completion, CompletionRequest, ModelFault, ModelReply } from '$lib/llm/completion'
import { ModelCaller } from '$lib/llm/sdk/model-caller'
import type { ScriptedFetch } from '../../fixtures/llm/scripted-fetch'
import type { ShapeName } from '../../fixtures/llm/shapes'
import { VirtualClock } from '../../fixtures/virtual-clock'

export const KEY = 'sk-test-CANARY0123456789abcdefghijklmnop'

export const LABELS: Labels = {
  ...{ project: 'arena', cost_center: 'test', owner: 'visitor', data_classification: 'public' },
  ...{ strategy_id: 'momentum', agent_run_id: 'run-1' },
}

export const REQUEST: CompletionRequest = {
  messages: [
    { role: 'system', content: 'You trade.' },
    { role: 'user', content: 'BTC-USD 64,000.12' },
  ],
  tools: [{ name: 'execute_trade', description: 'Trades.', parameters: { type: 'object' } }],
  toolChoice: 'auto',
  maxOutputTokens: 1000,
  deadline: seconds(45),
}

export function nodeOf(provider: ProviderId | ShapeName, change: Partial<ChatNode> = {}): ChatNode {
  return { ...defaultNode(provider, `node-${provider}`, []), name: 'Test node', ...change }
}

/** A caller on a clock that moves by itself as long as the call is under way. */
export class CallerWorld {
  readonly clock = new VirtualClock()
  readonly texts: string[] = []
  readonly caller: ModelCaller

  constructor(
    readonly fetch: ScriptedFetch,
    readonly node: ChatNode = nodeOf('openai'),
  ) {
    const means = { fetch, clock: this.clock, chance: () => 0.5 }
    this.caller = new ModelCaller(new URL(node.baseUrl).origin, means)
  }

  async complete(
    request: CompletionRequest = REQUEST,
    signal = new AbortController().signal,
    key: string | undefined = KEY,
    run = 'run-1',
  ): Promise<Completion> {
    const labels = { ...LABELS, agent_run_id: run }
    const watch = { signal, onText: (text: string) => this.texts.push(text) }
    const call = this.caller.complete(this.node, request, labels, key, watch)
    return this.until(call)
  }

  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    for (let step = 0; step < 2000 && !isDone; step++) await this.clock.advance(100)
    return done
  }
}

export function replyOf({ outcome }: Completion): ModelReply {
  if (outcome.type === 'fault') throw new Error(outcome.fault.sentence)
  return outcome.reply
}

export function faultIn({ outcome }: Completion): ModelFault {
  if (outcome.type === 'reply') throw new Error('a reply')
  return outcome.fault
}
