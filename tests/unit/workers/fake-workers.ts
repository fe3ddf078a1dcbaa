import * as Comlink from 'comlink'
import { type Decimal, decimal } from '$lib/core/decimal'
import { type Result, err, ok } from '$lib/core/result'
import type { ChatNode } from '$lib/llm/chat-node'
import type { AgentProfile, RosterBook } from '$workers/api/agents'
import type { HeldKeys, LlmWorkerApi, NodeTest, SealedKeys } from '$workers/api/llm'
import type { MatchWorkerApi } from '$workers/api/match'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { SettingsRepository } from '$lib/storage/settings'
import { SealedBook } from '$workers/sealed-book'
import type { LivingWorker } from '$workers/owned-worker'

/** An llm.worker without a worker: keeps keys, calls nobody. */
export class FakeLlmWorker implements LlmWorkerApi {
  bound = ''
  readonly keys = new Map<string, string>()
  matchPorts = 0
  terminated = false
  readonly errors = new EventTarget()

  async bindTo(origin: string): Promise<void> {
    if (this.bound !== '') throw new Error('bound twice')
    this.bound = origin
  }

  async setKey(slot: string, key: string): Promise<Result<undefined, string>> {
    if (key === '') return err('That is no key.')
    this.keys.set(slot, key)
    return ok(undefined)
  }

  redeem(slot: string, code: string, verifier: string): Promise<Result<undefined, string>> {
    return this.setKey(slot, `${code}/${verifier}`)
  }

  async forgetKey(slot: string): Promise<void> {
    this.keys.delete(slot)
  }

  async keySlots(): Promise<readonly string[]> {
    return [...this.keys.keys()]
  }

  async seal(passphrase: string): Promise<Result<SealedKeys, string>> {
    const ciphertext = JSON.stringify([passphrase, ...this.keys])
    return ok({ origin: this.bound, iterations: 600_000, salt: '', iv: '', ciphertext })
  }

  async unseal(sealed: SealedKeys, passphrase: string): Promise<Result<undefined, string>> {
    const [right, ...keys] = JSON.parse(sealed.ciphertext)
    if (right !== passphrase) return err('That is not the passphrase.')
    for (const [slot, key] of keys) if (!this.keys.has(slot)) this.keys.set(slot, key)
    return ok(undefined)
  }

  async test(): Promise<NodeTest> {
    return { ok: true, findings: [], cost: decimal('0.002') }
  }

  async connectMatch(): Promise<void> {
    this.matchPorts += 1
  }

  async onLog(): Promise<void> {}

  async ping(): Promise<number> {
    return 0
  }

  /** As `workerInFrame` starts one. */
  living(): LivingWorker {
    const { port1, port2 } = new MessageChannel()
    Comlink.expose(this, port1)
    const terminate = (): void => {
      this.terminated = true
      port1.close()
      port2.close()
    }
    return { endpoint: port2, errors: this.errors, terminate }
  }

  crash(): void {
    this.errors.dispatchEvent(new Event('error'))
  }
}

/** What the page's models need of match.worker, kept in memory. */
export class FakeMatch {
  nodes: readonly ChatNode[] = []
  /** Shared by all tabs of a browser. */
  book = new SealedBook(new SettingsRepository(new MemoryBackend()), () => {})
  /** Sealed keys are refused with this sentence. */
  refusal = ''
  /** A sentence with the nodes. */
  notice = ''
  readonly forgotten: [string, string][] = []
  readonly booked: [string, Decimal][] = []
  agents: readonly AgentProfile[] = []
  slots: readonly string[] = []
  readonly connected: string[] = []
  life = 1

  readonly #api = {
    chatNodes: async () => ({ nodes: this.nodes, notice: this.notice }),
    saveChatNode: async (node: ChatNode) => {
      this.nodes = [...this.nodes.filter(({ id }) => id !== node.id), node]
      return ok(undefined)
    },
    deleteChatNode: async (id: string) => {
      if (this.agents.some(({ brain }) => brain === `node:${id}`)) return err('In use.')
      this.nodes = this.nodes.filter((node) => node.id !== id)
      return ok(undefined)
    },
    sealedKeys: () => this.book.entries(),
    keepSealedKeys: async (keys: readonly SealedKeys[]) => this.refusing(() => this.book.keep(keys)),
    dropSealedKeys: async (origin: string | undefined) => this.refusing(() => this.book.drop(origin)),
    forgetElsewhere: async (origin: string, slot: string) => void this.forgotten.push([origin, slot]),
    bookTest: async (id: string, cost: Decimal) => void this.booked.push([id, cost]),
    connectModels: async (origin: string) => void this.connected.push(origin),
    keysChanged: async (held: readonly HeldKeys[]) => void (this.slots = held.flatMap(({ slots }) => slots)),
    settings: async () => ({ logLevel: 'INFO', restUrl: '', socketUrl: '' }),
    roster: async (): Promise<RosterBook> => ({ agents: this.agents, strategies: [], notice: '' }),
    saveRoster: async (agents: readonly AgentProfile[]) => {
      this.agents = agents
      return ok(undefined)
    },
  }

  private async refusing(run: () => Promise<Result<undefined, string>>): Promise<Result<undefined, string>> {
    return this.refusal === '' ? run() : err(this.refusal)
  }

  ask<T>(call: (match: Comlink.Remote<MatchWorkerApi>) => Promise<T>): Promise<T> {
    return call(this.#api as never)
  }
}
