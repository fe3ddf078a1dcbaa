import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { Result } from '../lib/core/result'
import { type ChatNode, originOf } from '../lib/llm/chat-node'
import type { ModelsState } from '../lib/ui/models/client'
import type { LlmWorkerApi, SealedKeys } from './api/llm'
import type { LogLine, MatchWorkerApi } from './api/match'
import { KeyBook } from './key-book'
import type { LivingWorker, OwnedWorker } from './owned-worker'
import { ProviderWorker } from './provider-worker'
import { reasonOf } from './settled'

export interface ProviderDeskDeps {
  readonly clock: Clock
  readonly match: Pick<OwnedWorker<MatchWorkerApi>, 'ask' | 'life'>
  readonly onLog: (lines: readonly LogLine[]) => void
  /** Starts the worker that may reach this origin only. */
  readonly spawn: (origin: string) => Promise<LivingWorker>
}

/**
 * The page's llm workers, one per origin that has chat nodes: started, joined to match.worker, and joined
 * again whenever either was replaced. It also knows which slots hold keys, and tells match.worker.
 */
export class ProviderDesk {
  nodes: readonly ChatNode[] = []
  readonly keys = new KeyBook()
  #loaded = false
  /** Sentences for the page, by what they are about. */
  readonly #notices = new Map<string, string>()
  readonly #workers = new Map<string, ProviderWorker>()
  readonly #listeners = new Set<(state: ModelsState) => void>()

  constructor(private readonly deps: ProviderDeskDeps) {}

  get state(): ModelsState {
    return {
      loaded: this.#loaded,
      nodes: this.nodes.map((node) => ({ node, key: this.keys.keyOf(node) })),
      locked: this.keys.lockedFor(this.nodes).length > 0,
      notice: [...this.#notices.values()].join(' '),
    }
  }

  subscribe(listener: (state: ModelsState) => void): () => void {
    this.#listeners.add(listener)
    listener(this.state)
    return () => this.#listeners.delete(listener)
  }

  /** Reads nodes and sealed keys anew and brings all workers together; for every new life of match.worker. */
  async join(): Promise<void> {
    try {
      await this.readNodes()
      await this.readSealed()
      this.tell('match', '')
    } catch (cause) {
      this.tell('match', reasonOf(cause))
      return
    }
    await Promise.all([...new Set(this.nodes.map(originOf))].map((origin) => this.refresh(origin)))
  }

  /** Nodes as they are stored; ends the workers of origins that have none any more. */
  async readNodes(): Promise<void> {
    const { nodes, notice } = await this.deps.match.ask((match) => match.chatNodes())
    this.nodes = nodes
    this.#loaded = true
    const origins = new Set(nodes.map(originOf))
    for (const origin of this.#workers.keys()) if (!origins.has(origin)) this.#end(origin)
    this.tell('nodes', notice)
  }

  /** What is kept of keys on this device, as every tab may have changed it. */
  async readSealed(): Promise<void> {
    this.keys.sealed = await this.deps.match.ask((match) => match.sealedKeys())
    this.changed()
  }

  /** Starts the origin's worker where needed, joins it, and tells everyone what keys it holds. Never rejects. */
  async refresh(origin: string): Promise<void> {
    try {
      this.keys.hold(origin, await this.ask(origin, (llm) => llm.keySlots()))
      await this.#workerOf(origin).join(this.deps.match.life)
      await this.#announce()
      this.tell(origin, '')
    } catch (cause) {
      this.tell(origin, reasonOf(cause))
    }
  }

  /** @throws when the origin's worker cannot be started, or is lost before it answers */
  ask<T>(origin: string, call: (llm: Comlink.Remote<LlmWorkerApi>) => Promise<T>): Promise<T> {
    return this.#workerOf(origin).ask(call)
  }

  /** Match.worker no longer hears the origin's worker. */
  replace(origin: string, reason: string): void {
    this.#workers.get(origin)?.replace(reason)
  }

  /**
   * Forgets the key of a slot, if it is here.
   * @throws when the worker is lost meanwhile
   */
  async forgetKey(origin: string, slot: string): Promise<void> {
    if (!this.keys.slotsOf(origin).includes(slot)) return
    await this.ask(origin, (llm) => llm.forgetKey(slot))
    this.keys.forgetRemembered(origin, slot)
    await this.refresh(origin)
  }

  /** Another tab forgot it. A worker that is lost meanwhile has forgotten it too. */
  forgottenElsewhere(origin: string, slot: string): void {
    void this.forgetKey(origin, slot).catch(() => undefined)
  }

  /** As `keepSealedKeys` of match.worker; what is known of it is not read anew. */
  keepSealed(sealed: readonly SealedKeys[]): Promise<Result<undefined, string>> {
    return this.deps.match.ask<Result<undefined, string>>((match) => match.keepSealedKeys(sealed))
  }

  /** As `dropSealedKeys` of match.worker; what is known of it is not read anew. */
  dropSealed(origin: string | undefined): Promise<Result<undefined, string>> {
    return this.deps.match.ask<Result<undefined, string>>((match) => match.dropSealedKeys(origin))
  }

  /** What is known has changed: listeners hear of it. */
  changed(): void {
    for (const listener of this.#listeners) listener(this.state)
  }

  /** A sentence for the page about nodes, the match's worker, a sign-in, or an origin; empty takes it back. */
  tell(about: string, notice: string): void {
    if (notice === '') this.#notices.delete(about)
    else this.#notices.set(about, notice)
    this.changed()
  }

  #workerOf(origin: string): ProviderWorker {
    const known = this.#workers.get(origin)
    if (known !== undefined) return known
    const { clock, match, onLog, spawn } = this.deps
    const worker = new ProviderWorker(origin, {
      clock,
      onLog,
      spawn: () => spawn(origin),
      logLevel: async () => (await match.ask((remote) => remote.settings())).logLevel,
      onLost: () => this.#lost(origin),
      onReplaced: () => void this.refresh(origin),
      join: (port) => match.ask((remote) => remote.connectModels(origin, Comlink.transfer(port, [port]))),
    })
    this.#workers.set(origin, worker)
    return worker
  }

  #lost(origin: string): void {
    this.keys.drop(origin)
    void this.#announce().catch(() => undefined) // a match.worker that is replaced hears it when it joins
    this.changed()
  }

  #end(origin: string): void {
    this.#workers.get(origin)?.stop()
    this.#workers.delete(origin)
    this.#notices.delete(origin)
    this.#lost(origin)
  }

  #announce(): Promise<void> {
    const { held } = this.keys
    return this.deps.match.ask((match) => match.keysChanged(held))
  }
}
