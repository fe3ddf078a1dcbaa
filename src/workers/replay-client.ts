import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import { type Result, err } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import type { ReplayClient, ReplayListener, ReplaySource } from '../lib/ui/replay/client'
import type { FetchWorkerApi } from './api/fetch'
import type { MatchWorkerApi } from './api/match'
import type {
  DecisionScene,
  ExportChoices,
  ExportTable,
  ExportedFile,
  ForkAnswer,
  ForkChoice,
  KeptFile,
  OpenedReplay,
  ReplayPageApi,
  ReplayWorkerApi,
  ResultSummary,
  StepBy,
  WhatIfAnswer,
  WhatIfChoices,
} from './api/replay'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import { DisposableWorker } from './disposable-worker'
import fetchWorkerUrl from './fetch.worker?worker&url'
import { workerInFrame } from './framed-worker'
import { type OwnedWorker, workerOfPage } from './owned-worker'
import replayWorkerUrl from './replay.worker?worker&url'
import { settled } from './settled'

type Answer<T> = Promise<Result<T, string>>
type Worker = DisposableWorker<ReplayWorkerApi>

const NOTHING_OPEN = 'No match is open here.'
const ADDRESS = 'Only an address that begins with https:// can be opened.'

export interface ReplayDeps {
  readonly clock: Clock
  readonly match: Pick<OwnedWorker<MatchWorkerApi>, 'ask'>
}

/** Gives every opened match a worker of its own, which is thrown away with it. */
export class WorkersReplay implements ReplayClient {
  #open: Worker | undefined
  /** Counts what was opened, so that one that comes too late is not shown. */
  #turn = 0

  constructor(private readonly deps: ReplayDeps) {}

  async open(source: ReplaySource, listener: ReplayListener): Answer<OpenedReplay> {
    this.close()
    this.#turn += 1
    const turn = this.#turn
    return settled(
      (async (): Answer<OpenedReplay> => {
        const worker = await this.#start((sentence) => this.#lost(turn, sentence, listener))
        if (turn !== this.#turn) {
          worker.end()
          return err(NOTHING_OPEN)
        }
        this.#open = worker
        return this.#openIn(worker, source, Comlink.proxy(pageOf(listener)))
      })(),
    )
  }

  close(): void {
    this.#open?.end()
    this.#open = undefined
  }

  async seek(seq: number): Promise<void> {
    await this.#tell((replay) => replay.seek(seq))
  }

  async step(by: StepBy, back: boolean): Promise<void> {
    await this.#tell((replay) => replay.step(by, back))
  }

  async play(speed: number): Promise<void> {
    await this.#tell((replay) => replay.play(speed))
  }

  decision(run: number, tick: number): Answer<DecisionScene> {
    return this.#ask((replay) => replay.decision(run, tick))
  }

  riskProfile(run: number, model?: RiskModelName): Answer<RiskProfile> {
    return this.#ask((replay) => replay.riskProfile(run, model))
  }

  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Answer<TradeRisk> {
    return this.#ask((replay) => replay.tradeRisk(run, idea, model))
  }

  whatIf(choices: WhatIfChoices): Answer<WhatIfAnswer> {
    return this.#ask((replay) => replay.whatIf(choices))
  }

  async fork(choice: ForkChoice): Answer<ForkAnswer> {
    const open = this.#open
    if (open === undefined) return err(NOTHING_OPEN)
    const { port1, port2 } = new MessageChannel()
    return settled(
      (async (): Answer<ForkAnswer> => {
        await this.deps.match.ask((match) => match.lendModels(Comlink.transfer(port1, [port1])))
        await open.ask((replay) => replay.connectModels(Comlink.transfer(port2, [port2])))
        return open.ask<Result<ForkAnswer, string>>((replay) => replay.fork(choice))
      })(),
    )
  }

  async stopFork(): Promise<void> {
    await this.#tell((replay) => replay.stopFork())
  }

  exportFile(choices: ExportChoices): Answer<ExportedFile> {
    return this.#ask((replay) => replay.exportFile(choices))
  }

  exportTable(table: ExportTable): Answer<ExportedFile> {
    return this.#ask((replay) => replay.exportTable(table))
  }

  summaryLink(): Answer<string> {
    return this.#ask((replay) => replay.summaryLink())
  }

  readSummary(code: string): Answer<ResultSummary> {
    return this.#once((replay) => replay.readSummary(code))
  }

  exportMatch(matchId: string, choices: ExportChoices): Answer<ExportedFile> {
    return this.#withOwn(matchId, (replay, port) => replay.exportOwn(port, choices))
  }

  exportMatchTable(matchId: string, table: ExportTable): Answer<ExportedFile> {
    return this.#withOwn(matchId, (replay, port) => replay.exportOwnTable(port, table))
  }

  kept(): Promise<readonly KeptFile[]> {
    return this.#with((replay) => replay.kept())
  }

  async forget(id: string): Promise<void> {
    await this.#with((replay) => replay.forget(id))
  }

  async #openIn(worker: Worker, source: ReplaySource, page: ReplayPageApi): Answer<OpenedReplay> {
    switch (source.kind) {
      case 'file':
        return worker.ask<Result<OpenedReplay, string>>((replay) =>
          replay.openFile(source.file, source.name, page),
        )
      case 'kept':
        return worker.ask<Result<OpenedReplay, string>>((replay) => replay.openKept(source.id, page))
      case 'own':
        return worker.ask<Result<OpenedReplay, string>>(async (replay) =>
          replay.openOwn(await this.#handedOver(source.matchId), page),
        )
      case 'url':
        return this.#openFrom(worker, source.url, page)
    }
  }

  async #openFrom(worker: Worker, url: string, page: ReplayPageApi): Answer<OpenedReplay> {
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return err(ADDRESS)
    const { origin, pathname } = new URL(url)
    const bringer = await DisposableWorker.start<FetchWorkerApi>({
      spawn: () => workerInFrame(fetchWorkerUrl, `fetch ${origin}`, origin),
      clock: this.deps.clock,
      ping: (remote) => remote.ping(),
    })
    try {
      const file = await bringer.ask<Result<Blob, string>>((remote) => remote.download(url))
      if (!file.ok) return file
      const name = decodeURIComponent(pathname.split('/').at(-1) ?? '')
      return await worker.ask<Result<OpenedReplay, string>>((replay) =>
        replay.openFile(file.value, name, page),
      )
    } finally {
      bringer.end()
    }
  }

  /** The receiving end of a port on which match.worker sends the match. */
  async #handedOver(matchId: string): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel()
    await this.deps.match.ask((match) => match.handOver(matchId, Comlink.transfer(port1, [port1])))
    return Comlink.transfer(port2, [port2])
  }

  #withOwn<T>(
    matchId: string,
    call: (replay: Comlink.Remote<ReplayWorkerApi>, port: MessagePort) => Answer<T>,
  ): Answer<T> {
    return this.#once(async (replay) => call(replay, await this.#handedOver(matchId)))
  }

  /** In a worker that is gone afterwards. */
  #once<T>(call: (replay: Comlink.Remote<ReplayWorkerApi>) => Answer<T>): Answer<T> {
    return settled(
      (async (): Answer<T> => {
        const worker = await this.#start()
        try {
          return await worker.ask<Result<T, string>>(call)
        } finally {
          worker.end()
        }
      })(),
    )
  }

  /** In the open one, or in a worker that is gone afterwards. */
  async #with<T>(call: (replay: Comlink.Remote<ReplayWorkerApi>) => Promise<T>): Promise<T> {
    if (this.#open !== undefined) return this.#open.ask(call)
    const worker = await this.#start()
    try {
      return await worker.ask(call)
    } finally {
      worker.end()
    }
  }

  #ask<T>(call: (replay: Comlink.Remote<ReplayWorkerApi>) => Answer<T>): Answer<T> {
    if (this.#open === undefined) return Promise.resolve(err(NOTHING_OPEN))
    return settled(this.#open.ask<Result<T, string>>(call))
  }

  /** What is told to a worker that ends meanwhile has become pointless. */
  async #tell(call: (replay: Comlink.Remote<ReplayWorkerApi>) => Promise<void>): Promise<void> {
    await this.#open?.ask(call).catch(() => undefined)
  }

  #start(onLost?: (sentence: string) => void): Promise<Worker> {
    return DisposableWorker.start<ReplayWorkerApi>({
      spawn: () => workerOfPage(replayWorkerUrl, 'replay'),
      clock: this.deps.clock,
      ping: (remote) => remote.ping(),
      ...(onLost === undefined ? {} : { onLost }),
    })
  }

  #lost(turn: number, sentence: string, listener: ReplayListener): void {
    if (turn !== this.#turn) return
    this.#open = undefined
    listener.onLost(sentence)
  }
}

function pageOf(listener: ReplayListener): ReplayPageApi {
  return {
    onProgress: (progress) => listener.onProgress(progress),
    onFrame: (frame) => listener.onFrame(frame),
    onPosition: (position) => listener.onPosition(position),
    onFork: (progress) => listener.onFork(progress),
  }
}
