import type { Clock } from '../../core/clock'
import { type Result, ok } from '../../core/result'
import type { BarGranularity } from '../../market/types'
import type { BarRecorder, DatasetWriter } from './bar-recorder'
import type { TimeRange } from './dataset'
import { datasetId, stepOf } from './dataset-view'
import type { DownloadView, HistoryFailure, HistorySource, KeptDownload } from './download-types'
import { Filling } from './filling'
import type { PageAnswer } from './pages'
import { alignRange } from './ranges'
import type { ProductSpec } from '../../core/product'
import { timeLeft } from '../time-left'

/** The exchange's bars may come minutes late; asked for too early, a bar would be taken for a hole. */
const SETTLING_MS = 300_000

/** Answers before the time left is told. */
const ENOUGH_TO_TELL = 3

export interface JobDeps {
  readonly recorder: BarRecorder
  readonly source: HistorySource
  readonly clock: Clock
  /** Something of the view changed. */
  readonly changed: () => void
}

interface Ending {
  readonly state: DownloadView['state']
  readonly notice: string
}

/** One download: running, or standing and ready to go on with what is still missing. Never rejects. */
export class DownloadJob {
  #ending: Ending = { state: 'paused', notice: '' }
  #giveUp: AbortController | undefined
  #running: Promise<void> = Promise.resolve()
  #done = 0
  #needed = 0
  #rows = 0
  #trouble = ''
  #startedAt = 0
  #doneBefore = 0

  constructor(
    readonly request: KeptDownload,
    private readonly deps: JobDeps,
    notice = '',
  ) {
    this.#ending = { state: 'paused', notice }
  }

  get view(): DownloadView {
    const running = this.#giveUp !== undefined
    const { state, notice } = this.#ending
    return {
      ...this.request,
      state: running ? 'running' : state,
      done: this.#done,
      of: this.#done + this.#needed,
      rows: this.#rows,
      left: running ? this.#left() : NaN,
      notice: running ? this.#trouble : notice,
    }
  }

  /** Resolves once it stands, for whatever reason. */
  run(): Promise<void> {
    if (this.#giveUp === undefined) this.#running = this.#run(new AbortController())
    return this.#running
  }

  /** Resolves once nothing of it is under way any more. Has no effect on one that has ended. */
  async stop(state: 'paused' | 'cancelled'): Promise<void> {
    if (this.#giveUp === undefined && this.#ending.state !== 'paused') return
    this.#giveUp?.abort()
    await this.#running
    if (this.#ending.state !== 'paused') return
    this.#ending = { state, notice: '' }
    this.deps.changed()
  }

  async #run(giveUp: AbortController): Promise<void> {
    this.#giveUp = giveUp
    this.#trouble = ''
    this.#startedAt = this.deps.clock.now()
    this.#doneBefore = this.#done
    this.deps.changed()
    this.#ending = endingOf(await this.#work(giveUp.signal))
    giveUp.abort()
    this.#giveUp = undefined
    this.deps.changed()
  }

  async #work(signal: AbortSignal): Promise<Result<string, HistoryFailure>> {
    const { product, granularity } = this.request
    const spec = await this.deps.source.product(product, signal)
    if (!spec.ok) return spec
    const id = datasetId('coinbase', spec.value.id, granularity)
    const fresh = { id, source: 'coinbase', spec: spec.value, granularity, note: '' } as const
    const written = await this.deps.recorder.writing(fresh, async (writer) => {
      return ok(await this.#filling(spec.value, writer, signal).run())
    })
    // The store's own troubles, another tab's writing: it may go on later.
    return written.ok ? written.value : { ok: false, error: { kind: 'unreachable', sentence: written.error } }
  }

  #filling(spec: ProductSpec, writer: DatasetWriter, signal: AbortSignal): Filling {
    const { granularity, range } = this.request
    return new Filling({
      spec,
      granularity,
      range: settledRange(range, stepOf(granularity), this.deps.clock.now()),
      writer,
      ask: (of, window) => this.#ask(spec, of, window, signal),
      progress: (needed, rows) => {
        this.#needed = needed
        this.#rows += rows
        this.deps.changed()
      },
    })
  }

  async #ask(
    spec: ProductSpec,
    granularity: BarGranularity,
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<PageAnswer> {
    const trouble = (sentence: string): void => {
      this.#trouble = sentence
      this.deps.changed()
    }
    const answer = await this.deps.source.page({ spec, granularity, range }, signal, trouble)
    if (answer.ok) {
      this.#done += 1
      this.#trouble = ''
    }
    return answer
  }

  #left(): number {
    const done = this.#done - this.#doneBefore
    if (done < ENOUGH_TO_TELL) return NaN
    return timeLeft(done, done + this.#needed, this.deps.clock.now() - this.#startedAt)
  }
}

/** Whole buckets of the range that the source can be expected to have. */
export function settledRange(range: TimeRange, step: number, now: number): TimeRange {
  const { from, to } = alignRange(range, step)
  return { from, to: Math.min(to, Math.floor((now - SETTLING_MS) / step) * step) }
}

function endingOf(worked: Result<string, HistoryFailure>): Ending {
  if (worked.ok) return { state: 'done', notice: worked.value }
  const { kind, sentence } = worked.error
  if (kind === 'closed') return { state: 'paused', notice: '' }
  return { state: kind === 'refused' ? 'failed' : 'paused', notice: sentence }
}
