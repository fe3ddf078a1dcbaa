/** Runs in a page of the site: one llm.worker in its frame, asked as match.worker asks it, and plain requests beside. */
import * as Comlink from 'comlink'
import { durationMs } from '$lib/core/time'
import { type ChatNode, keySlotOf, originOf } from '$lib/llm/chat-node'
import type { CompletionRequest } from '$lib/llm/completion'
import type { LlmGatewayApi, LlmWorkerApi } from '$workers/api/llm'
import { workerInFrame } from '$workers/framed-worker'

/** Milliseconds of each call, in pairs: through the gateway, and by a plain request for the same. */
export interface GatewayTimes {
  readonly gateway: readonly number[]
  readonly plain: readonly number[]
}

const KEY = 'sk-bench-key'
const WARM_UP = 20
const LABELS = {
  ...{ project: 'bench', cost_center: 'bench', owner: 'bench' },
  ...{ data_classification: 'public' as const, strategy_id: 'bench', agent_run_id: 'bench/0' },
}
const REQUEST: CompletionRequest = {
  messages: [
    { role: 'system', content: 'You trade.' },
    { role: 'user', content: 'Tick 1, now. '.repeat(400) },
  ],
  ...{ tools: [], toolChoice: 'auto', maxOutputTokens: 1000, deadline: durationMs(30_000) },
}

/** @param workerUrl of the built llm.worker */
export async function timeGateway(workerUrl: string, node: ChatNode, calls: number): Promise<GatewayTimes> {
  const worker = await workerInFrame(workerUrl, 'llm bench', originOf(node))
  const page = Comlink.wrap<LlmWorkerApi>(worker.endpoint)
  await page.bindTo(originOf(node), 'ERROR')
  await page.setKey(keySlotOf(node), KEY)
  const { port1, port2 } = new MessageChannel()
  await page.connectMatch(Comlink.transfer(port1, [port1]))
  const gateway = Comlink.wrap<LlmGatewayApi>(port2)
  const times = { gateway: [] as number[], plain: [] as number[] }
  for (let call = 0; call < WARM_UP + calls; call += 1) {
    const through = await timed(() => throughGateway(gateway, node, call))
    const plain = await timed(() => plainly(node))
    if (call < WARM_UP) continue
    times.gateway.push(through)
    times.plain.push(plain)
  }
  worker.terminate()
  return times
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function throughGateway(
  gateway: Comlink.Remote<LlmGatewayApi>,
  node: ChatNode,
  call: number,
): Promise<void> {
  const { outcome } = await gateway.complete(
    call,
    node,
    REQUEST,
    LABELS,
    Comlink.proxy(() => undefined),
  )
  if (outcome.type === 'fault') throw new Error(outcome.fault.sentence)
}

/** What any page would do without a gateway: ask, and read the stream to its end. */
async function plainly(node: ChatNode): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` }
  const { messages } = REQUEST
  const body = JSON.stringify({ model: node.modelId, stream: true, messages })
  const response = await fetch(`${node.baseUrl}/chat/completions`, { method: 'POST', headers, body })
  if (!(await response.text()).includes('[DONE]')) throw new Error('the world did not answer')
}
