import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { LlmWorkerApi } from './api/llm'
import type { LogLevel, LogLine } from './api/match'
import { type LivingWorker, OwnedWorker } from './owned-worker'

export interface ProviderWorkerDeps {
  readonly clock: Clock
  readonly logLevel: () => Promise<LogLevel>
  readonly onLog: (lines: readonly LogLine[]) => void
  readonly spawn: () => Promise<LivingWorker>
  /** Its keys went with it. */
  readonly onLost: () => void
  /** A successor without keys stands. */
  readonly onReplaced: () => void
  /** Hands match.worker its end; rejects while that is being replaced. */
  readonly join: (port: MessagePort) => Promise<void>
}

/** The llm.worker of one provider's origin, as the page owns it: started once, bound, and joined to match.worker. */
export class ProviderWorker {
  readonly #worker: OwnedWorker<LlmWorkerApi>
  #started: Promise<void> | undefined
  /** Preparations wait for one another. */
  #preparing = Promise.resolve()
  #boundLife = 0
  #joined = ''

  constructor(
    readonly origin: string,
    private readonly deps: ProviderWorkerDeps,
  ) {
    const { clock, spawn, onLost, onReplaced } = deps
    this.#worker = new OwnedWorker<LlmWorkerApi>({
      spawn,
      clock,
      ping: (remote) => remote.ping(),
      onLost,
      onReplaced,
    })
  }

  /**
   * Asks the worker, starting and binding it first where needed.
   * @throws when it cannot be started, or is lost before it answers
   */
  async ask<T>(call: (remote: Comlink.Remote<LlmWorkerApi>) => Promise<T>): Promise<T> {
    await this.#prepare(() => this.#bind())
    return this.#worker.ask(call)
  }

  /**
   * Brings it together with match.worker, unless these two lives of theirs are already.
   * @throws when either cannot be had now
   */
  join(matchLife: number): Promise<void> {
    return this.#prepare(async () => {
      await this.#bind()
      const lives = `${matchLife}/${this.#worker.life}`
      if (lives === this.#joined) return
      const { port1, port2 } = new MessageChannel()
      await this.#worker.ask((llm) => llm.connectMatch(Comlink.transfer(port1, [port1])))
      await this.deps.join(port2)
      this.#joined = lives
    })
  }

  /** Match.worker no longer hears it: a successor is put in its place. */
  replace(reason: string): void {
    void this.#worker.replace(reason)
  }

  /** Ends the worker, and with it the keys it held. */
  stop(): void {
    this.#worker.stop()
  }

  #prepare(step: () => Promise<void>): Promise<void> {
    const done = this.#preparing.then(step)
    this.#preparing = done.catch(() => undefined)
    return done
  }

  async #bind(): Promise<void> {
    this.#started ??= this.#worker.start()
    try {
      await this.#started
    } catch (cause) {
      this.#started = undefined // the next one who asks starts it
      throw cause
    }
    if (this.#worker.life === this.#boundLife) return
    const level = await this.deps.logLevel()
    // Read only now: while the level was asked for, a successor may have come.
    const { life } = this.#worker
    await this.#worker.ask(async (llm) => {
      await llm.bindTo(this.origin, level)
      await llm.onLog(Comlink.proxy(this.deps.onLog))
    })
    this.#boundLife = life
  }
}
