/** Composition root of one opened match: a stranger's file, or one of this browser, run again and looked at. */
import * as Comlink from 'comlink'
import { type Result, err, ok } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import type { MatchConfig } from '../lib/engine/config'
import { replayInSlices } from '../lib/engine/log/replay'
import type { WholeMatch } from '../lib/match/whole-match'
import { checkSignature } from '../lib/share/signature'
import { readSummary, summaryCode } from '../lib/share/summary'
import { takeApart } from '../lib/share/take-apart'
import type { ShareFile } from '../lib/share/share-file'
import { verifyShare } from '../lib/share/verify-share'
import { ImportShelf } from '../lib/storage/import-shelf'
import type {
  DecisionScene,
  ExportChoices,
  ExportTable,
  ExportedFile,
  ForkAnswer,
  ForkChoice,
  KeptFile,
  OpenedReplay,
  ReplayAbout,
  ReplayPageApi,
  ReplayWorkerApi,
  ResultSummary,
  StepBy,
  VerificationView,
  WhatIfAnswer,
  WhatIfChoices,
} from './api/replay'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import { PlatformClock } from './clock'
import { receivePacked } from './match-parcel'
import { ReplayDesk, flatFeeOf } from './replay-desk'
import { exportFile, exportTable } from './replay-export'
import { breathe, unhurried } from './unhurried'

const NOTHING_OPEN = 'No match is open here.'
const GONE = 'That file is not kept here any more.'
const UNFIT = 'The signature does not belong to this file: nobody vouches for it.'
const UNCHECKED = 'The file is signed, but this browser cannot check signatures of its kind.'
/** Digits by which people compare keys. */
const KEY_SHOWN = 16

/** What is known of whoever made a file. */
interface Signer {
  readonly signedBy: string
  readonly notes: readonly string[]
}
const UNSIGNED: Signer = { signedBy: '', notes: [] }

const clock = new PlatformClock()

/** Where a match came from, as the page is told. */
type Origin = Pick<ReplayAbout, 'software' | 'exportedAt' | 'signedBy'>

/** A match that parts from its file with the very first event. */
const NOTHING_SHOWN = { events: 0, startedAt: 0, endedAt: 0, decisions: [], trades: [], times: [] } as const

class ReplayWorker implements ReplayWorkerApi {
  #desk: ReplayDesk | undefined
  readonly #shelf = new ImportShelf({ indexedDB: globalThis.indexedDB, IDBKeyRange: globalThis.IDBKeyRange })

  async openFile(file: Blob, name: string, page: ReplayPageApi): Promise<Result<OpenedReplay, string>> {
    const opened = await this.#openShare(file, page)
    if (opened.ok) await this.#shelf.keep(name, new Uint8Array(await file.arrayBuffer()), clock.now())
    return opened
  }

  async openKept(id: string, page: ReplayPageApi): Promise<Result<OpenedReplay, string>> {
    const kept = await this.#shelf.file(id)
    return kept === undefined ? err(GONE) : this.#openShare(new Blob([kept.file]), page)
  }

  async openOwn(port: MessagePort, page: ReplayPageApi): Promise<Result<OpenedReplay, string>> {
    const match = await receivePacked(port)
    if (!match.ok) return match
    const { verification, shown } = await rerun(match.value)
    const origin = { software: '', exportedAt: '', signedBy: '' }
    return this.#show(shown, verification, origin, page)
  }

  kept(): Promise<readonly KeptFile[]> {
    return this.#shelf.list()
  }

  async forget(id: string): Promise<void> {
    await this.#shelf.forget(id)
  }

  async connectModels(port: MessagePort): Promise<void> {
    this.#desk?.connectModels(port)
  }

  async seek(seq: number): Promise<void> {
    await this.#desk?.seek(seq)
  }

  async step(by: StepBy, back: boolean): Promise<void> {
    await this.#desk?.step(by, back)
  }

  async play(speed: number): Promise<void> {
    await this.#desk?.play(speed)
  }

  async decision(run: number, tick: number): Promise<Result<DecisionScene, string>> {
    return this.#desk?.decision(run, tick) ?? err(NOTHING_OPEN)
  }

  async riskProfile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    return this.#desk?.riskProfile(run, model) ?? err(NOTHING_OPEN)
  }

  async tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    return this.#desk?.tradeRisk(run, idea, model) ?? err(NOTHING_OPEN)
  }

  async whatIf(choices: WhatIfChoices): Promise<Result<WhatIfAnswer, string>> {
    return this.#desk?.whatIf(choices) ?? err(NOTHING_OPEN)
  }

  async fork(choice: ForkChoice): Promise<Result<ForkAnswer, string>> {
    return this.#desk?.fork(choice) ?? err(NOTHING_OPEN)
  }

  async stopFork(): Promise<void> {
    this.#desk?.stopFork()
  }

  async exportFile(choices: ExportChoices): Promise<Result<ExportedFile, string>> {
    const match = this.#desk?.tape.match
    return match === undefined ? err(NOTHING_OPEN) : exportFile(match, choices, clock.now())
  }

  async exportTable(table: ExportTable): Promise<Result<ExportedFile, string>> {
    const match = this.#desk?.tape.match
    return match === undefined ? err(NOTHING_OPEN) : exportTable(match, table)
  }

  async exportOwn(port: MessagePort, choices: ExportChoices): Promise<Result<ExportedFile, string>> {
    const match = await receivePacked(port)
    return match.ok ? exportFile(match.value, choices, clock.now()) : match
  }

  async exportOwnTable(port: MessagePort, table: ExportTable): Promise<Result<ExportedFile, string>> {
    const match = await receivePacked(port)
    return match.ok ? exportTable(match.value, table) : match
  }

  async summaryLink(): Promise<Result<string, string>> {
    const match = this.#desk?.tape.match
    return match === undefined ? err(NOTHING_OPEN) : summaryCode(match)
  }

  readSummary(code: string): Promise<Result<ResultSummary, string>> {
    return readSummary(code)
  }

  async ping(): Promise<number> {
    return clock.now()
  }

  async #openShare(file: Blob, page: ReplayPageApi): Promise<Result<OpenedReplay, string>> {
    page.onProgress({ stage: 'reading', done: 0, of: 0 })
    const share = await takeApart(file, { now: () => performance.now(), breathe })
    if (!share.ok) return share
    const startedAt = performance.now()
    const { outcome, match } = await unhurried(verifyShare(share.value), ({ done, of }) =>
      page.onProgress({ stage: 'running', done, of }),
    )
    const milliseconds = performance.now() - startedAt
    const { file: about, config } = share.value
    // A signature vouches for the file's own hash, which only a file that verifies is known to have.
    const { signedBy, notes } = outcome.status === 'verified' ? await signerOf(about) : UNSIGNED
    const told = { ...outcome, notes: [...outcome.notes, ...notes] }
    const verification = told.status === 'verified' ? { ...told, milliseconds } : told
    const origin = { software: about.software, exportedAt: about.exportedAt, signedBy }
    if (match !== undefined) return this.#show(match, verification, origin, page)
    return ok({ ...NOTHING_SHOWN, verification, about: { ...aboutOf(config), ...origin } })
  }

  async #show(
    match: WholeMatch,
    verification: VerificationView,
    origin: Origin,
    page: ReplayPageApi,
  ): Promise<Result<OpenedReplay, string>> {
    const desk = await ReplayDesk.open(match, page, clock)
    if (!desk.ok) return desk
    this.#desk = desk.value
    return ok({ verification, ...desk.value.describe(), about: { ...aboutOf(match.config), ...origin } })
  }
}

function aboutOf(config: MatchConfig): Omit<ReplayAbout, keyof Origin> {
  const { matchId, products, rules } = config
  return { matchId, products, riskRules: rules.risk, feeBasisPoints: flatFeeOf(config) }
}

const UNLIKE = 'What is stored at this event does not follow from the events before it.'
const OTHER_DIGEST = 'The digest that was stored with the match is not that of its events.'

/** Folds a match of this browser again, and holds it against its own log and its stored digest. */
async function rerun(
  match: WholeMatch,
): Promise<{ readonly verification: VerificationView; readonly shown: WholeMatch }> {
  const { steps, head } = match
  const startedAt = performance.now()
  const again = await unhurried(replayInSlices(steps.map(({ record }) => record)))
  const milliseconds = performance.now() - startedAt
  if (!again.ok) {
    const { divergedAt: at, expected, got } = again.error
    const verification = { status: 'diverged', at, what: UNLIKE, expected, got, notes: [] } as const
    return { verification, shown: { ...match, steps: steps.slice(0, at) } }
  }
  const { events, log } = again.value
  if (log.digest !== head.digest) {
    const found = { what: OTHER_DIGEST, expected: log.digest, got: head.digest }
    return { verification: { status: 'diverged', at: undefined, ...found, notes: [] }, shown: match }
  }
  return {
    verification: { status: 'verified', events, digest: log.tip, milliseconds, notes: [] },
    shown: match,
  }
}

async function signerOf(file: ShareFile): Promise<Signer> {
  const signature = await checkSignature(file)
  switch (signature) {
    case 'none':
      return UNSIGNED
    case 'holds':
      return { signedBy: (file.signature?.publicKey ?? '').slice(0, KEY_SHOWN), notes: [] }
    case 'broken':
      return { signedBy: '', notes: [UNFIT] }
    case 'unknown':
      return { signedBy: '', notes: [UNCHECKED] }
  }
}

Comlink.expose(new ReplayWorker())
