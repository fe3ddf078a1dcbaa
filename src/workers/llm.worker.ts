/** Composition root of one provider's model calls: it alone holds the keys of its origin, and it alone calls. */
import * as Comlink from 'comlink'
import { InvariantError, type Result, invariant } from '../lib/core/result'
import { type ChatNode, keySlotOf } from '../lib/llm/chat-node'
import type { Completion } from '../lib/llm/completion'
import type { ModelGateway } from '../lib/llm/gateway'
import { KeyRing } from '../lib/llm/key-ring'
import { isProviderOrigin } from '../lib/llm/provider-origin'
import { ModelCaller } from '../lib/llm/sdk/model-caller'
import { testNode } from '../lib/llm/sdk/node-test'
import { sealKeys, unsealKeys } from '../lib/llm/vault'
import type { LlmWorkerApi, NodeTest, SealedKeys } from './api/llm'
import type { LogLevel, LogLine } from './api/match'
import { PlatformClock } from './clock'
import { LlmGateway } from './llm-gateway'
import { redeemCode } from './llm-sign-in'
import { Logger } from './logger'

const clock = new PlatformClock()
const logger = new Logger(() => clock.now())

class LlmWorker implements LlmWorkerApi {
  readonly #ring = new KeyRing()
  #bound: { readonly origin: string; readonly caller: ModelCaller } | undefined
  #gateway: LlmGateway | undefined

  async bindTo(origin: string, logLevel: LogLevel): Promise<void> {
    invariant(this.#bound === undefined, 'a worker that holds keys is bound once')
    invariant(isProviderOrigin(origin), 'no provider of language models')
    const means = { fetch: (url: string, init: RequestInit) => fetch(url, init), clock, chance: Math.random }
    this.#bound = { origin, caller: new ModelCaller(origin, means) }
    logger.level = logLevel
  }

  async setKey(slot: string, key: string): Promise<Result<undefined, string>> {
    const set = this.#ring.set(slot, key)
    if (set.ok) logger.log('INFO', 'models', `A key for ${this.#own.origin} is in memory.`)
    return set
  }

  async redeem(slot: string, code: string, verifier: string): Promise<Result<undefined, string>> {
    const redeemed = await redeemCode((url, init) => fetch(url, init), code, verifier)
    return redeemed.ok ? this.setKey(slot, redeemed.value) : redeemed
  }

  async forgetKey(slot: string): Promise<void> {
    this.#ring.forget(slot)
    logger.log('INFO', 'models', `A key for ${this.#own.origin} was forgotten.`)
  }

  async keySlots(): Promise<readonly string[]> {
    return this.#ring.slots()
  }

  seal(passphrase: string): Promise<Result<SealedKeys, string>> {
    return sealKeys(crypto, this.#own.origin, this.#ring, passphrase)
  }

  unseal(sealed: SealedKeys, passphrase: string): Promise<Result<undefined, string>> {
    return unsealKeys(crypto, this.#own.origin, this.#ring, sealed, passphrase)
  }

  test(node: ChatNode): Promise<NodeTest> {
    return testNode(this.#own.caller, node, this.#ring.get(keySlotOf(node)))
  }

  async connectMatch(port: MessagePort): Promise<void> {
    // Whoever held the earlier port is gone, and nobody hears its answers.
    this.#gateway?.cancelAll()
    const { caller } = this.#own
    const gateway: ModelGateway = {
      complete: async (node, request, labels, watch) => {
        const key = this.#ring.get(keySlotOf(node))
        const completion = await caller.complete(node, request, labels, key, watch)
        note(node, completion)
        return completion
      },
    }
    this.#gateway = new LlmGateway(gateway, clock)
    Comlink.expose(this.#gateway, port)
  }

  async onLog(listener: (lines: readonly LogLine[]) => void): Promise<void> {
    logger.listen(listener)
  }

  async ping(): Promise<number> {
    return clock.now()
  }

  get #own(): { readonly origin: string; readonly caller: ModelCaller } {
    if (this.#bound === undefined) throw new InvariantError('the worker is bound to no origin yet')
    return this.#bound
  }
}

/** A line per call: sentences of faults hold no key, header or body. */
function note({ name }: ChatNode, { outcome, usage, attempts, latency }: Completion): void {
  if (outcome.type === 'fault') {
    logger.log('WARNING', 'models', outcome.fault.sentence)
    return
  }
  const asked = attempts === 1 ? '' : ` at attempt ${attempts}`
  logger.log('DEBUG', 'models', `${name}: ${usage.input} + ${usage.output} tokens in ${latency} ms${asked}.`)
}

// The page holds the other end of the port that the frame passes on.
addEventListener('message', ({ data }: MessageEvent<MessagePort>) => Comlink.expose(new LlmWorker(), data), {
  once: true,
})
